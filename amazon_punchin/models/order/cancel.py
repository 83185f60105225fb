from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import lock
from ...tools.const import MANAGER
from .state import UNDELIVERED


class PurchaseOrder(models.Model):
    """An order that Amazon has is cancelled here when Amazon says so, or when an administrator states it."""

    _inherit = "purchase.order"

    amazon_cancel_reason = fields.Text(string="Cancellation Reason", readonly=True, copy=False)
    amazon_cancelled_by_id = fields.Many2one(
        "res.users",
        string="Marked as Cancelled By",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The administrator who marked it as cancelled at Amazon.",
    )
    amazon_cancelled_at = fields.Datetime(
        string="Marked as Cancelled On",
        readonly=True,
        copy=False,
        help="When an administrator marked it as cancelled at Amazon.",
    )

    def action_amazon_state_cancelled(self):
        """Open the window in which an administrator states that the order was cancelled at Amazon."""
        self._check_amazon_cancellable()
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.amazon_punchin_cancellation_action")
        return {**action, "context": {"default_order_id": self.id}}

    def _check_amazon_cancellable(self):
        """Check that the user may state that the order was cancelled at Amazon.

        :raises AccessError: no administrator, or not one's order
        :raises UserError: Amazon does not have the order, or has sent something of it
        """
        self.ensure_one()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only an Amazon administrator can mark an order as cancelled at Amazon."))
        self.check_access("write")
        if self.amazon_state not in UNDELIVERED:
            raise UserError(
                self.env._("%s cannot be marked as cancelled at Amazon in its current state.", self.display_name)
            )
        if any(self.order_line.mapped("amazon_qty_shipped")):
            raise UserError(self.env._("Amazon has already shipped part of %s.", self.display_name))

    def _cancel_as_stated(self, reason):
        """Cancel the order, because an administrator says that it was cancelled at Amazon.

        :param str reason: kept on the order, with who says so and when
        :raises UserError: see :meth:`_check_amazon_cancellable`; or core refuses, for instance because of a bill
        """
        self._check_amazon_cancellable()
        order = lock.opened(self)
        order._settle_amazon_unknown()
        order._move_amazon_to(
            "cancelled",
            amazon_cancel_reason=reason,
            amazon_cancelled_by_id=self.env.uid,
            amazon_cancelled_at=fields.Datetime.now(),
        )
        order.button_cancel()
        order.message_post(body=self.env._("Marked as cancelled at Amazon: %s", reason))

    def _cancel_as_far_as_core_lets(self):
        """Cancel here, too, what Amazon will not deliver; the chatter says why core, or another addon, does not.

        :return: whether it is cancelled
        :rtype: bool
        """
        try:
            with self.env.cr.savepoint():
                self.button_cancel()
        except UserError as error:
            self.message_post(
                body=self.env._("Amazon will not deliver any of it, but it is not cancelled here: %s", error)
            )
            return False
        return True
