from odoo import fields, models


class AccountAnalyticAccount(models.Model):
    _inherit = "account.analytic.account"

    amazon_owner_id = fields.Many2one(
        "res.users",
        string="Budget Owner",
        domain=[("share", "=", False)],
        ondelete="restrict",
        help="Approves Amazon orders charged to this budget, if an approval rule requires it.",
    )
