def migrate(cr, version):
    """Say when Amazon gave the answers that count, and which total it stated: older ones may come after them."""
    cr.execute(
        """
        UPDATE amazon_punchin_line_status status
           SET noticed_at = line.amazon_answered_at
          FROM purchase_order_line line
         WHERE line.id = status.line_id
           AND status.noticed_at IS NULL
        """
    )
    cr.execute(
        """
        UPDATE purchase_order stated
           SET amazon_stated_total = stated.amazon_confirmed_total,
               amazon_stated_at = answered.at,
               amazon_stated_open = stated.amazon_total - answered.rejected
          FROM (
               SELECT order_id,
                      max(amazon_answered_at) AS at,
                      coalesce(sum(price_total * amazon_qty_rejected / nullif(product_qty, 0)), 0) AS rejected
                 FROM purchase_order_line
             GROUP BY order_id
               ) answered
         WHERE answered.order_id = stated.id
           AND stated.amazon_confirmed_total != 0
           AND stated.amazon_stated_at IS NULL
        """
    )
