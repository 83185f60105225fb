def migrate(cr, version):
    """Write down who released each order: the author of the tracked state that was changed at its approval."""
    cr.execute(
        """
        UPDATE purchase_order ordered
           SET amazon_released_by_id = said.user_id
          FROM (
               SELECT DISTINCT ON (approved.id) approved.id AS order_id, author.id AS user_id
                 FROM purchase_order approved
                 JOIN mail_message message ON message.model = 'purchase.order' AND message.res_id = approved.id
                 JOIN mail_tracking_value tracked ON tracked.mail_message_id = message.id
                 JOIN ir_model_fields field ON field.id = tracked.field_id AND field.name = 'state'
                 JOIN res_users author ON author.partner_id = message.author_id
                WHERE approved.amazon_config_id IS NOT NULL
                  AND approved.amazon_released_by_id IS NULL
                  AND message.date BETWEEN approved.date_approve AND approved.date_approve + INTERVAL '1 minute'
             ORDER BY approved.id, message.date, message.id, author.active DESC, author.id
               ) said
         WHERE ordered.id = said.order_id
        """
    )
