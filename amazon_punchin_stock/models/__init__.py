from . import purchase_order_line, stock_rule
