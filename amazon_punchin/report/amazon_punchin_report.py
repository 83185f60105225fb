from odoo import fields, models
from odoo.tools import SQL


def _selection_of(model, name):
    """The values of another model's field, in the user's language."""
    return lambda self: self.env[model]._fields[name]._description_selection(self.env)


class AmazonPunchinReport(models.Model):
    """What was bought at Amazon, one row for each line of an order and each budget that pays for it.

    Amounts and pieces of a line are shared out over its budgets, so that sums are right however they are
    grouped; amounts are in the currency of the current company, at the rate of the order.
    """

    _name = "amazon.punchin.report"
    _description = "Amazon Purchase Analysis"
    _auto = False
    _order = "date desc, order_id, line_id, id"
    _rec_name = "order_id"

    date = fields.Datetime(help="When the order was approved; before that, when the basket was submitted.")
    order_id = fields.Many2one("purchase.order")
    line_id = fields.Many2one("purchase.order.line", string="Item")
    company_id = fields.Many2one("res.company")
    config_id = fields.Many2one("amazon.punchin.config", string="Group at Amazon")
    requester_id = fields.Many2one("res.users")
    department_id = fields.Many2one("hr.department")
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        string="Budget",
        help="The analytic account that is charged.",
    )
    account_id = fields.Many2one("account.account")
    location_id = fields.Many2one("amazon.punchin.location")
    state = fields.Selection(
        _selection_of("purchase.order", "amazon_state"),
        string="State at Amazon",
        help="The progress of the order, from basket to bill.",
    )
    mode = fields.Selection(
        _selection_of("purchase.order", "amazon_mode"), help="Whether it was a test order, which Amazon cancels."
    )
    direct = fields.Boolean(
        string="Direct Purchase", help="Submitted by a requisitioner, who may buy without approval under the policy."
    )
    approver_id = fields.Many2one(
        "res.users",
        string="Approved By",
        help="Who gave the final approval, if it was not only the requester.",
    )
    rejected_by = fields.Selection(
        [("amazon", "Amazon"), ("approver", "An approver")],
        help="Who rejected it: Amazon, which does not deliver all of it, or an approver of the order.",
    )
    price_decision = fields.Selection(_selection_of("purchase.order", "amazon_price_decision"), string="Changed Price")
    kind = fields.Selection(_selection_of("purchase.order.line", "amazon_kind"))
    asin = fields.Char(
        string="ASIN",
        help="Amazon's item number (ASIN, Amazon Standard Identification Number).",
    )
    seller = fields.Char(string="Sold by")
    seller_kind = fields.Selection(
        [("amazon", "Amazon"), ("marketplace", "Marketplace"), ("charge", "Shipping and Tax")], string="Kind of Seller"
    )
    fulfiller = fields.Char(string="Fulfilled by")
    category = fields.Char(
        string="Category at Amazon",
        help="Amazon's category of the item.",
    )
    subcategory = fields.Char(string="Subcategory at Amazon")
    segment_id = fields.Many2one(
        "amazon.punchin.unspsc",
        string="UNSPSC Segment",
        help="The item's broadest group in UNSPSC, the United Nations product code.",
    )
    manufacturer = fields.Char()
    currency_id = fields.Many2one("res.currency")
    quantity = fields.Float(digits="Product Unit", help="Pieces that were ordered.")
    quantity_rejected = fields.Float(string="Rejected", digits="Product Unit", help="Pieces that Amazon rejected.")
    untaxed = fields.Monetary(
        help="In the company's currency, at the rate of the order.",
    )
    total = fields.Monetary(
        help="With tax, in the company's currency, at the rate of the order.",
    )
    total_rejected = fields.Monetary(
        string="Value Rejected",
        help="Value of the pieces that Amazon rejected, with tax; of the whole order, if Amazon or an approver "
        "rejected it.",
    )
    price_difference = fields.Monetary(
        help="What Amazon charges above the basket's price for the pieces that it delivers, without tax."
    )

    @property
    def _table_query(self):
        """Odoo hook: the query that stands for the table, so that amounts follow the current companies."""
        return SQL(
            """
            SELECT line.id * 1000::bigint + budget.number AS id,
                   COALESCE(ordered.date_approve, ordered.create_date) AS date,
                   ordered.id AS order_id,
                   line.id AS line_id,
                   ordered.company_id,
                   ordered.amazon_config_id AS config_id,
                   ordered.amazon_requester_id AS requester_id,
                   line.department_id,
                   analytic.id AS analytic_account_id,
                   line.amazon_account_id AS account_id,
                   ordered.amazon_location_id AS location_id,
                   ordered.amazon_state AS state,
                   ordered.amazon_mode AS mode,
                   ordered.amazon_direct AS direct,
                   NULLIF(ordered.amazon_released_by_id, ordered.amazon_requester_id) AS approver_id,
                   rejected.by AS rejected_by,
                   ordered.amazon_price_decision AS price_decision,
                   line.amazon_kind AS kind,
                   line.amazon_asin AS asin,
                   line.amazon_seller AS seller,
                   CASE WHEN line.amazon_kind != 'item' THEN 'charge'
                        WHEN lower(trim(line.amazon_seller)) ~ '^amazon\\y' THEN 'amazon'
                        ELSE 'marketplace'
                   END AS seller_kind,
                   line.amazon_fulfiller AS fulfiller,
                   line.amazon_category AS category,
                   line.amazon_subcategory AS subcategory,
                   segment.id AS segment_id,
                   line.amazon_manufacturer AS manufacturer,
                   %(currency)s AS currency_id,
                   CASE WHEN line.amazon_kind = 'item' THEN line.product_qty * budget.share END AS quantity,
                   refused.quantity * budget.share AS quantity_rejected,
                   line.price_subtotal * worth.rate * budget.share AS untaxed,
                   line.price_total * worth.rate * budget.share AS total,
                   line.price_total * worth.rate * budget.share
                     * CASE WHEN ordered.amazon_state = 'refused' OR rejected.by = 'approver' THEN 1
                            ELSE refused.quantity / NULLIF(line.product_qty, 0)
                       END AS total_rejected,
                   CASE WHEN line.amazon_answered_at IS NOT NULL
                        THEN (line.amazon_confirmed_price - line.price_unit)
                             * (line.product_qty - line.amazon_qty_rejected) * worth.rate * budget.share
                   END AS price_difference
              FROM purchase_order_line line
              JOIN purchase_order ordered ON ordered.id = line.order_id
         LEFT JOIN %(currency_table)s ON account_currency_table.company_id = ordered.company_id
        CROSS JOIN LATERAL (
                   SELECT account_currency_table.rate / COALESCE(NULLIF(ordered.currency_rate, 0), 1)
                   ) worth (rate)
        CROSS JOIN LATERAL (
                   SELECT CASE WHEN ordered.amazon_mode = 'test' AND ordered.amazon_state = 'cancelled' THEN 0
                               ELSE line.amazon_qty_rejected
                          END
                   ) refused (quantity)
        CROSS JOIN LATERAL (
                   SELECT CASE WHEN ordered.amazon_state = 'refused' OR refused.quantity > 0 THEN 'amazon'
                               WHEN EXISTS (
                                    SELECT FROM amazon_punchin_approval step
                                      JOIN amazon_punchin_approval_decision decision ON decision.approval_id = step.id
                                     WHERE step.order_id = ordered.id AND decision.outcome = 'rejected'
                                    ) THEN 'approver'
                          END
                   ) rejected (by)
        CROSS JOIN LATERAL (%(budgets)s) budget
         LEFT JOIN account_analytic_account analytic ON analytic.id = budget.account_id
         LEFT JOIN amazon_punchin_unspsc segment ON segment.code = left(line.amazon_unspsc, 2)
             WHERE ordered.amazon_config_id IS NOT NULL
               AND line.amazon_kind IS NOT NULL
            """,
            currency=self.env.company.currency_id.id,
            currency_table=self.env["res.currency"]._get_simple_currency_table(self.env.companies),
            budgets=self._budgets(),
        )

    def _budgets(self):
        """Share a line out over the accounts of its distribution; several plans get equal parts of it.

        What the distribution leaves open, or what of it is none, is paid by no budget.

        :return: rows of ``account_id``, ``share``, which adds up to 1 for each line, and the row's ``number``
        :rtype: odoo.tools.SQL
        """
        return SQL(
            """
            WITH part AS (
                 SELECT account_id, percentage / GREATEST(SUM(percentage) OVER (), 100) AS share
                   FROM jsonb_each(
                        CASE jsonb_typeof(line.analytic_distribution)
                             WHEN 'object' THEN line.analytic_distribution ELSE '{}'
                        END
                        ) written
          CROSS JOIN LATERAL (
                     SELECT CASE WHEN written.key ~ '^[1-9][0-9]{0,8}(,[1-9][0-9]{0,8})*$'
                                 THEN split_part(written.key, ',', 1)::int
                            END,
                            CASE WHEN jsonb_typeof(written.value) = 'number' THEN written.value::numeric END
                     ) read (account_id, percentage)
                  WHERE account_id IS NOT NULL AND percentage >= 0
                 )
            SELECT account_id, SUM(share) AS share, row_number() OVER (ORDER BY account_id) AS number
              FROM part
          GROUP BY account_id
             UNION ALL
            SELECT NULL, 1 - COALESCE(SUM(share), 0), 0
              FROM part
            HAVING COALESCE(SUM(share), 0) < 0.999999
            """
        )
