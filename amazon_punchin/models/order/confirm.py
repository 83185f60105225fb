from odoo import models
from odoo.exceptions import UserError

from ...tools import lock

#: States in which Amazon has the order or may have it.
AT_AMAZON = ("sent", "unknown", "confirmed", "partial", "shipped", "done")


class PurchaseOrder(models.Model):
    """What core's buttons do to an Amazon order, and what they ask first."""

    _inherit = "purchase.order"

    def button_confirm(self):
        """Check an Amazon order before core's approval decides."""
        amazon = self.filtered("amazon_config_id")
        drafts = amazon.filtered(lambda order: order.state == "draft")
        for order in drafts:
            order._check_amazon_role()
            order._check_amazon_policy()
            order._check_amazon_confirmable()
            order._post_amazon_policy()
        drafts._plan_amazon_approval()
        res = super(PurchaseOrder, self - amazon).button_confirm() if self - amazon else True
        if amazon:
            res = super(PurchaseOrder, lock.opened(amazon)).button_confirm()
            lock.opened(amazon).filtered(lambda order: order.state == "to approve").amazon_state = "waiting"
            for order in drafts.filtered(lambda order: order.amazon_state == "waiting"):
                order._advance_amazon_approval()
        return res

    def _check_amazon_role(self):
        """Ask again, as role and policy are now, whether the requester orders without approval.

        :raises UserError: the policy does not take the requester's orders
        """
        config, requester = self.sudo().amazon_config_id, self.amazon_requester_id
        if refusal := config._requisitioner_refusal(requester):
            raise UserError(refusal)
        if self.amazon_direct and config._person(requester).role != "requisitioner":
            lock.opened(self).amazon_direct = False

    def _check_amazon_confirmable(self):
        """Say in one message all that keeps an Amazon order from going on.

        :raises UserError: something does
        """
        self.ensure_one()
        self.sudo().amazon_config_id._check_not_paused()
        problems = [
            sentence
            for sentence in (
                self._amazon_too_many_lines(),
                self._amazon_hold_is_over() and self._amazon_hold_over_sentence(),
                self._amazon_missing_coding(),
                self._amazon_incomplete_location(),
            )
            if sentence
        ]
        if problems:
            raise UserError("\n\n".join(problems))

    def button_approve(self, force=False):
        """Approve an Amazon order's open step; where none is left, queue it in the same transaction.

        An Amazon order that has not been confirmed is confirmed, so that its steps are computed.
        """
        amazon = self.filtered("amazon_config_id")
        passing = amazon if lock.is_open(self.env) else amazon.browse()
        for order in passing:
            if order.amazon_state not in ("cart", "waiting"):
                raise UserError(self.env._("%s has already been decided.", order.display_name))
            if order.amazon_state == "waiting":
                order._check_amazon_policy()
            order._check_amazon_confirmable()
        deciding = amazon - passing
        res = super(PurchaseOrder, self - deciding).button_approve(force=force) if self - deciding else {}
        for order in passing.filtered(lambda order: order.state == "purchase"):
            order.amazon_released_by_id = self.env.user
            order._queue_amazon_order()
        for order in deciding:
            if order.state == "draft":
                order.button_confirm()
            elif sentence := order._approve_amazon(force=force):
                res = order._amazon_notification(sentence)
        return res

    def _approve_amazon(self, force=False):
        """Decide the open step as the current user, or pass core's gate after the last one.

        :param bool force: as core's ``button_approve`` has it
        :return: a sentence if somebody else has decided meanwhile, or has to; else empty
        :rtype: str
        :raises UserError: it is not the user's turn
        """
        if self.amazon_state != "waiting" or self._has_amazon_approval_left() or not self.has_access("write"):
            seen = self.env["amazon.punchin.approval"].browse(self.env.context.get("amazon_approval_id", []))
            return self._decide_amazon("approved", step=seen)
        lock.opened(self).button_approve(force=force)
        return "" if self.state == "purchase" else self._amazon_says(self._amazon_waits_for())

    def _approval_allowed(self):
        """An Amazon order has its own steps before core's gate."""
        return not self._has_amazon_approval_left() and super()._approval_allowed()

    def button_cancel(self):
        """Cancel here only what Amazon does not have."""
        amazon = self.filtered("amazon_config_id")
        for order in amazon:
            if order.amazon_state in AT_AMAZON:
                raise UserError(
                    self.env._(
                        "Amazon has order %s. Cancel it at Amazon first; it is cancelled here when Amazon says so. If "
                        "Amazon says nothing, an Amazon administrator states it with “Cancelled at Amazon”.",
                        order.display_name,
                    )
                )
        res = super(PurchaseOrder, self - amazon).button_cancel() if self - amazon else None
        if amazon:
            # Core looks at the bills, which a buyer may not.
            amazon.check_access("write")
            amazon = lock.opened(amazon).sudo()
            amazon._outgoing_amazon_message()._withdraw()
            res = super(PurchaseOrder, amazon).button_cancel()
            amazon.filtered(lambda order: order.amazon_state != "refused").amazon_state = "cancelled"
            amazon._close_amazon_approval("cancelled")
        return res
