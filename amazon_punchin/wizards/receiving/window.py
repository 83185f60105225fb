from odoo import fields, models

from ...tools.notification import CLOSE, notification


class AmazonPunchinReceiving(models.TransientModel):
    """Asks what of an order has arrived; it begins with everything that is expected."""

    _name = "amazon.punchin.receiving"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Receiving of an Amazon Order"

    order_id = fields.Many2one("purchase.order", required=True, readonly=True, ondelete="cascade")
    line_ids = fields.One2many("amazon.punchin.receiving.line", "window_id", string="Items")

    def action_receive(self):
        """Count what arrived.

        :return: action
        :rtype: dict
        :raises UserError: it does not fit the order
        """
        self.ensure_one()
        self.order_id._receive_amazon([line._prepare_receipt() for line in self.line_ids])
        if any(line.problem for line in self.line_ids):
            return notification(self.env._("The requester has an activity to settle the problem with Amazon."))
        return CLOSE
