"""A stand-in for Amazon Business: shop, punch-out, punch-in, orders and confirmations."""
