"""Vendor bills made of Amazon's invoices; invoices call it, and it tells the order what is billed."""

from . import (
    account_move,
    account_move_line,
    create,
    identity,
    lines,
    match,
    order,
    order_line,
    trace,
    vendor,
)
