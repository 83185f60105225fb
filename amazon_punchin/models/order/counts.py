from odoo import api, fields, models

from ...tools.const import MANAGER


class PurchaseOrder(models.Model):
    """A purchase order whose buttons say how many documents and approval steps belong to it."""

    _inherit = "purchase.order"

    amazon_message_count = fields.Integer(compute="_compute_amazon_counts", groups=MANAGER)
    amazon_approval_count = fields.Integer(compute="_compute_amazon_counts", groups=MANAGER)

    @api.depends("amazon_approval_ids", "amazon_message_ids")
    def _compute_amazon_counts(self):
        for order in self:
            order.amazon_message_count = len(order.amazon_message_ids)
            order.amazon_approval_count = len(order.amazon_approval_ids)
