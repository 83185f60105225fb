from odoo import api, fields, models


class AccountMove(models.Model):
    """How a bill of Amazon's fits what was ordered, shipped, received and billed before."""

    _inherit = "account.move"

    amazon_match_ids = fields.One2many(
        "account.move.line", string="Matched with the Orders", compute="_compute_amazon_match_ids"
    )
    amazon_warning = fields.Text(string="Differences", compute="_compute_amazon_warning", compute_sudo=True)

    @api.depends("amazon_config_id")
    def _compute_amazon_match_ids(self):
        for bill in self:
            lines = bill.invoice_line_ids if bill.amazon_config_id else bill.invoice_line_ids.browse()
            bill.amazon_match_ids = lines.filtered(lambda line: line.display_type == "product")

    @api.depends("amazon_config_id", "amount_total")
    @api.depends_context("lang")
    def _compute_amazon_warning(self):
        for bill in self:
            bill.amazon_warning = (bill.amazon_config_id and "\n".join(bill._amazon_warnings())) or False

    def _amazon_warnings(self):
        """Say what an accountant should look at before posting.

        :return: sentences
        :rtype: list[str]
        """
        self.ensure_one()
        warnings = [self.env._("Amazon has cancelled this invoice.")] if self.amazon_withdrawn else []
        warnings += (self.amazon_remark or "").splitlines()
        if difference := self.amazon_total_difference:
            warnings.append(
                self.env._(
                    "This bill comes to %(bill)s, Amazon's invoice to %(invoice)s: the difference of %(difference)s "
                    "is in none of the invoice's lines, taxes or charges.",
                    bill=self.currency_id.format(self.amount_total),
                    invoice=self.currency_id.format(self.amazon_invoice_total),
                    difference=self.currency_id.format(difference),
                )
            )
        differing = self.amazon_match_ids.filtered("amazon_difference")
        if differing:
            warnings.append(
                self.env._(
                    "Lines that differ from what was ordered, shipped or billed before: %s. "
                    "The page “Match with Orders” says how.",
                    len(differing),
                )
            )
        return warnings
