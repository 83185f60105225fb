from odoo import api, fields, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = [
        "account.move",
        "amazon.punchin.bill.mixin",
        "amazon.punchin.bill.identity.mixin",
        "amazon.punchin.bill.line.mixin",
        "amazon.punchin.bill.match.mixin",
        "amazon.punchin.bill.trace.mixin",
    ]

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
            difference = 0.0
            if bill.amazon_config_id:
                difference = bill.currency_id.round(bill.amazon_invoice_total - bill.amount_total)
            bill.amazon_total_difference = difference
