def migrate(cr, version):
    """Tell each approver's activity which step it is about."""
    cr.execute(
        """
        UPDATE mail_activity
           SET amazon_approval_id = step.id
          FROM amazon_punchin_approval step, ir_model_data kind
         WHERE mail_activity.res_model = 'purchase.order'
           AND mail_activity.res_id = step.order_id
           AND mail_activity.activity_type_id = kind.res_id
           AND mail_activity.amazon_approval_id IS NULL
           AND step.state = 'open'
           AND kind.module = 'amazon_punchin'
           AND kind.name = 'mail_activity_type_approval'
        """
    )
