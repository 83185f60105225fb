from odoo import api, fields, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "amazon.punchin.bill.mixin", "amazon.punchin.bill.match.mixin"]

    amazon_invoice_total = fields.Monetary(
        string="Total of the Invoice", readonly=True, copy=False, help="As the invoice says it, with tax."
    )
    amazon_total_difference = fields.Monetary(
        string="Missing from the Total",
        compute="_compute_amazon_total_difference",
        help="How much Amazon's invoice is above this bill.",
    )

    @api.depends("amazon_config_id", "amazon_invoice_total", "amount_total")
    def _compute_amazon_total_difference(self):
        for bill in self:
            difference = bill.amazon_invoice_total - bill.amount_total if bill.amazon_config_id else 0.0
            bill.amazon_total_difference = bill.currency_id.round(difference) if bill.currency_id else difference
