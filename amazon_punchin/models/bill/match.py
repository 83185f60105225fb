from odoo import api, fields, models


class AccountMove(models.Model):
    """How a bill of Amazon's fits what was ordered, shipped, received and billed before."""

    _inherit = "account.move"

    amazon_match_ids = fields.One2many(
        "account.move.line", string="Matched with the Orders", compute="_compute_amazon_match_ids"
    )
    amazon_warning = fields.Text(string="Differences", compute="_compute_amazon_warning", compute_sudo=True)

    @api.depends("amazon_config_id", "invoice_line_ids.purchase_line_id")
    def _compute_amazon_match_ids(self):
        """Lines of a bill of Amazon's; of one that a person made, those that bill Amazon orders."""
        for bill in self:
            lines = bill.invoice_line_ids.filtered(lambda line: line.display_type == "product")
            if not bill.amazon_config_id:
                lines = lines.filtered(lambda line: line.purchase_line_id.sudo().amazon_kind)
            bill.amazon_match_ids = lines

    @api.depends(
        "amazon_config_id",
        "amazon_match_ids",
        "amazon_order_ids.amazon_needs_attention",
        "amazon_remark",
        "amazon_withdrawn",
        "amount_total",
    )
    @api.depends_context("lang")
    def _compute_amazon_warning(self):
        for bill in self:
            bill.amazon_warning = (bill.is_purchase_document() and "\n".join(bill._amazon_warnings())) or False

    def _amazon_warnings(self):
        """Say what an accountant should look at before posting.

        :return: sentences
        :rtype: list[str]
        """
        self.ensure_one()
        warnings = [self.env._("Amazon has cancelled this invoice.")] if self.amazon_withdrawn else []
        warnings += [*self._amazon_open_prices(), *(self.amazon_remark or "").splitlines()]
        if difference := self.amazon_total_difference:
            warnings.append(
                self.env._(
                    "This bill totals %(bill)s and Amazon's invoice %(invoice)s. The difference of %(difference)s is "
                    "not in any of the invoice's lines, taxes or charges.",
                    bill=self.currency_id.format(self.amount_total),
                    invoice=self.currency_id.format(self.amazon_invoice_total),
                    difference=self.currency_id.format(difference),
                )
            )
        differing = self.amazon_match_ids.filtered("amazon_difference")
        if differing:
            where = self.env._("See the “Match with Orders” tab.")
            if len(differing) == 1:
                what = self.env._("1 line differs from what was ordered, shipped or billed.")
            else:
                what = self.env._("%s lines differ from what was ordered, shipped or billed.", len(differing))
            warnings.append(f"{what} {where}")
        return warnings
