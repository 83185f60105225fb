"""What Amazon has shipped; ship notices call it, and it counts the pieces on the order."""

from . import (
    order,
    shipment,
    shipment_line,
)
