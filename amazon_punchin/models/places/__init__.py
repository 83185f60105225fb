"""Delivery addresses, at Amazon and here; documents teach it addresses, orders ship to them."""

from . import (
    address,
    config,
    location,
)
