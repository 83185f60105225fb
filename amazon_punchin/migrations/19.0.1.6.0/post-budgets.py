from odoo.tools.sql import SQL

#: Tables with a budget to its column.
BUDGETS = {
    "amazon_punchin_config": "analytic_distribution",
    "amazon_punchin_item_rule": "analytic_distribution",
    "purchase_order": "amazon_analytic_distribution",
    "purchase_order_line": "analytic_distribution",
}


def migrate(cr, version):
    """Leave only accounts and percentages of budgets that somebody filled with something else."""
    for table, column in BUDGETS.items():
        cr.execute(
            SQL(
                """
                UPDATE %(table)s budgeted
                   SET %(column)s = read.distribution
                  FROM %(table)s stored
            CROSS JOIN LATERAL (
                       SELECT jsonb_object_agg(written.key, written.value)
                         FROM jsonb_each(
                              CASE jsonb_typeof(stored.%(column)s) WHEN 'object' THEN stored.%(column)s ELSE '{}' END
                              ) written
                        WHERE written.key ~ '^[1-9][0-9]{0,8}(,[1-9][0-9]{0,8})*$'
                          AND CASE jsonb_typeof(written.value)
                                   WHEN 'number' THEN written.value::numeric BETWEEN 0 AND 100.0000005
                                   ELSE FALSE
                              END
                       ) read (distribution)
                 WHERE stored.id = budgeted.id
                   AND %(amazon)s
                   AND stored.%(column)s IS NOT NULL
                   AND stored.%(column)s IS DISTINCT FROM COALESCE(read.distribution, 'null')
                """,
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                amazon=SQL("stored.amazon_kind IS NOT NULL" if table == "purchase_order_line" else "TRUE"),
            )
        )
