"""What people say has arrived, and what was wrong with it; it counts as received on the order."""

from . import (
    config,
    location,
    order,
    order_line,
    receipt,
    unreceived,
)
