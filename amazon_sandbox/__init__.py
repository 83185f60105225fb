"""A stand-in for Amazon Business: shop, punch-out, punch-in, orders, confirmations, ship notices and invoices."""
