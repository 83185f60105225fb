def migrate(cr, version):
    """Where a group works, or somebody made another inbox password than the first, somebody has seen it."""
    cr.execute(
        """
        UPDATE amazon_punchin_config config
           SET inbox_password_known = TRUE
         WHERE inbox_password_known IS NOT TRUE
           AND (
               mode = 'active'
            OR mode_before_pause = 'active'
            OR inbox_password_since > create_date + interval '1 minute'
            OR EXISTS (
               SELECT FROM purchase_order
                WHERE amazon_config_id = config.id
                  AND amazon_order_ref IS NOT NULL
               )
           )
        """
    )
