def migrate(cr, version):
    """Let whoever was asked to decide an order still open it, whatever became of the step."""
    cr.execute(
        """
        UPDATE ir_rule rule
           SET domain_force = replace(rule.domain_force, %(decided)s, %(asked)s)
          FROM ir_model_data data
         WHERE data.model = 'ir.rule'
           AND data.res_id = rule.id
           AND data.module = 'amazon_punchin'
           AND position(%(asked)s IN rule.domain_force) = 0
        """,
        {
            "decided": '"any", [("state", "in", ("approved", "rejected")), ',
            "asked": '"any", ["|", ("state", "in", ("approved", "rejected")), ("opened_at", "!=", False), ',
        },
    )
