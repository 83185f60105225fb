from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.notification import CLOSE, notification


class AmazonPunchinDecision(models.TransientModel):
    _name = "amazon.punchin.decision"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Decision on Amazon Orders"

    order_ids = fields.Many2many(
        "purchase.order", string="Orders", required=True, default=lambda self: self._marked_orders()
    )
    approval_ids = fields.Many2many(
        "amazon.punchin.approval",
        string="Steps",
        default=lambda self: self._marked_orders().amazon_open_approval_id,
        help="Those that were open when the user began to decide.",
    )
    outcome = fields.Selection([("approved", "Approve"), ("rejected", "Reject")], required=True, default="approved")
    comment = fields.Text()

    def _marked_orders(self):
        """Orders that the user has marked in a list, or has open.

        :rtype: purchase.order
        """
        is_of_orders = self.env.context.get("active_model") == "purchase.order"
        return self.env["purchase.order"].browse(is_of_orders and self.env.context.get("active_ids"))

    def action_decide(self):
        """Decide on each order, and say so if somebody else was faster.

        :return: action
        :rtype: dict
        :raises UserError: no reason for a rejection, or not the user's turn
        """
        self.ensure_one()
        comment = (self.comment or "").strip()
        if self.outcome == "rejected" and not comment:
            raise UserError(self.env._("Enter a reason. The requester sees it."))
        if self.outcome == "approved" and len(self.order_ids) > 1:
            return self.order_ids._approve_amazon_each(comment, self.approval_ids)
        sentences = []
        for order in self.order_ids:
            seen = self.approval_ids.filtered(lambda step, order=order: step.order_id == order)
            sentences.append(order._decide_amazon(self.outcome, comment, seen))
        if told := [sentence for sentence in sentences if sentence]:
            return notification("\n".join(told))
        return CLOSE
