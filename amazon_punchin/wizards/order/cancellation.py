from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.notification import CLOSE


class AmazonPunchinCancellation(models.TransientModel):
    _name = "amazon.punchin.cancellation"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Cancellation of an Order at Amazon"

    order_id = fields.Many2one("purchase.order", required=True, readonly=True)
    amazon_order_links = fields.Html(compute="_compute_amazon_order_links", string="Orders at Amazon")
    reason = fields.Text()

    @api.depends("order_id")
    def _compute_amazon_order_links(self):
        """Only whoever may see the order sees its numbers; a related field would ask nobody."""
        self.order_id.check_access("read")
        for window in self:
            window.amazon_order_links = window.order_id.amazon_order_links

    def action_cancel_order(self):
        """Cancel the order in Odoo.

        :return: action
        :rtype: dict
        :raises UserError: no reason, or the order cannot be cancelled
        """
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Enter why and how it was cancelled. This is kept on the order."))
        self.order_id._cancel_as_stated(reason)
        return CLOSE
