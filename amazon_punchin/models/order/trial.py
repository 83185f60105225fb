from odoo import api, models


class PurchaseOrder(models.Model):
    """A test order says so wherever it is named: Amazon cancels it, and nothing is delivered."""

    _inherit = "purchase.order"

    @api.depends("amazon_mode")
    @api.depends_context("lang")
    def _compute_display_name(self):
        res = super()._compute_display_name()
        for order in self:
            if order.amazon_mode == "test":
                order.display_name = self.env._("%s (Test)", order.display_name)
        return res
