from contextlib import nullcontext

from odoo import models
from odoo.exceptions import UserError

from ...tools import lock
from ...tools.notification import notification
from .state import AT_AMAZON


class PurchaseOrder(models.Model):
    """What core's buttons do to an Amazon order, and what they ask first.

    Confirm checks and plans the steps of the approval. Approve decides the open step; where none is left, core's own
    gate follows, and behind it :meth:`_release_to_amazon`, which nothing else calls.
    """

    _inherit = "purchase.order"

    # --- Confirm -------------------------------------------------------------------------

    def button_confirm(self):
        """Odoo hook: check an Amazon order and plan its approval; core approves at once what waits for nobody."""
        amazon = self.filtered("amazon_config_id")
        baskets = amazon.filtered(lambda order: order.state in ("draft", "sent"))
        for order in baskets:
            order._check_amazon_role()
            order._check_amazon_policy()
            order._check_amazon_confirmable()
            order._post_amazon_policy()
        baskets._plan_amazon_approval()
        baskets._move_amazon_to("waiting")
        res = super(PurchaseOrder, self - amazon).button_confirm() if self - amazon else True
        if amazon:
            # An Amazon order has no alternatives that would have to be looked at first.
            opened = lock.opened(amazon).with_context(skip_alternative_check=True)
            res = super(PurchaseOrder, opened).button_confirm()
            for order in baskets.filtered(lambda order: order._has_amazon_approval_left()):
                order._advance_amazon_approval()
                order._finish_amazon_approval()
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

    # --- Approve -------------------------------------------------------------------------

    def button_approve(self, force=False):
        """Odoo hook: decide an Amazon order's open step; where none is left, pass core's gate and go to Amazon.

        What another gate refuses right after a decision does not undo the decision.
        """
        amazon = self.filtered("amazon_config_id")
        res = super(PurchaseOrder, self - amazon).button_approve(force=force) if self - amazon else {}
        for order in amazon:
            sentence = ""
            decides = not (order._is_past_amazon_approval() and order.has_access("write"))
            if decides:
                sentence = order._take_amazon_decision("approved", step=order._seen_amazon_step())
            if order._is_past_amazon_approval() and not sentence:
                with order._held_up_at_other_gates() if decides else nullcontext():
                    approved = lock.opened(order.sudo())
                    approved._check_amazon_still_confirmable()
                    super(PurchaseOrder, approved).button_approve(force=force)
                    if approved.state == "purchase":
                        approved._release_to_amazon()
                    else:
                        sentence = approved._amazon_says(approved._amazon_waits_for())
            if sentence:
                res = notification(sentence)
        return res

    def _check_amazon_still_confirmable(self):
        """Check again what Confirm has checked, if the order has waited since.

        :raises UserError: something keeps it from going on
        """
        if self.state == "to approve":
            self._check_amazon_policy()
            self._check_amazon_confirmable()

    def _approval_allowed(self):
        """Odoo hook: an Amazon order has its own steps before core's gate."""
        return not self._has_amazon_approval_left() and super()._approval_allowed()

    # --- Cancel --------------------------------------------------------------------------

    def button_cancel(self):
        """Odoo hook: cancel here only what Amazon does not have."""
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
            for order in amazon:
                res = order._cancel_amazon_by(super(PurchaseOrder, order).button_cancel)
            # What Amazon refused goes on saying so.
            amazon.filtered(lambda order: order.amazon_state != "refused")._move_amazon_to("cancelled")
            amazon._close_amazon_approval("cancelled")
        return res

    def _cancel_amazon_by(self, cancel):
        """Have core cancel the order, whatever its buttons did to it before.

        What was never approved needs no permission of a bill or a receipt to be given up.

        :param collections.abc.Callable cancel: core's button, and whatever other addons add to it
        :raises UserError: core does not cancel an approved order; it says what to do first
        """
        self.locked = False
        try:
            with self.env.cr.savepoint():
                return cancel()
        except UserError as error:
            if self.state == "purchase":
                raise
            self.state = "cancel"
            self.message_post(body=self.env._("Cancelled, because nobody had approved it, although: %s", error))
        return None
