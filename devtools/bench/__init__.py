"""`./dev bench`: how fast a cart becomes an order, beside a plain `purchase.order.create` of the same lines.

Runs in the virtual environment, where Odoo and rich are.
"""
