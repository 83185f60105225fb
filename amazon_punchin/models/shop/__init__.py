"""Shopping sessions, from the start page to the basket; the browser routes and arriving baskets call it."""

from . import (
    config,
    session,
)
