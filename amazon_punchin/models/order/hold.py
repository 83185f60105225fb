import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import split_every

from ...tools import job, lock, wording
from ...tools.const import MANAGER
from ...tools.transaction import run_until_committed
from .state import HELD

_logger = logging.getLogger(__name__)

#: How many orders are looked at in one transaction: what they share is read once, and nobody waits long for one.
_BATCH = 50

#: How long before the end of the hold those who hold an order up are told once more.
LAST_CALL = timedelta(hours=48)


class PurchaseOrder(models.Model):
    """What happens to a purchase order while Amazon holds price and stock, and when it no longer does."""

    _inherit = "purchase.order"

    amazon_expires_at = fields.Datetime(
        string="Price Held Until",
        readonly=True,
        copy=False,
        help="Until then Amazon holds price and stock. After that, you must shop again and submit a new basket.",
    )

    amazon_last_call_at = fields.Datetime(
        string="Notified of Expiration", readonly=True, copy=False, help="When the people holding it up were notified."
    )

    def _amazon_hold_is_over(self):
        return bool(self.amazon_expires_at) and self.amazon_expires_at <= fields.Datetime.now()

    def _amazon_hold_over_sentence(self):
        return self.env._(
            "Amazon held price and stock of this basket until %s. Cancel this order, then shop again and "
            "submit a new basket.",
            wording.moment(self, self.amazon_expires_at),
        )

    @api.model
    def _cron_amazon_hold(self):
        """Expire, remind and escalate, a batch of orders in each transaction, from where the last run stopped."""
        progress = self.env["ir.cron.progress"]
        after = progress._amazon_go_on_after()
        self.env["ir.cron"]._commit_progress()
        held = self.sudo().search([("amazon_state", "in", HELD), ("id", ">", after)], order="id")
        remaining = len(held)
        for batch in split_every(_BATCH, held.ids, held.browse):
            batch._watch_amazon_holds()
            remaining -= len(batch)
            progress._amazon_current().amazon_last_id = remaining and batch.ids[-1]
            if not job.go_on(self.env, remaining, len(batch)):
                break

    def _watch_amazon_holds(self):
        """Look at a batch of orders; whoever else has one of them at the moment keeps it until the next round."""

        def watch():
            orders = self.try_lock_for_update()
            orders._read_amazon_approvers()
            for order in orders:
                if order.amazon_state in HELD:
                    order._try_to_watch_amazon_hold()

        try:
            run_until_committed(self.env, watch)
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            self.env.cr.rollback()
            _logger.info("Orders %s are looked at in the next round", self.ids)

    def _try_to_watch_amazon_hold(self):
        """Look at an order; what goes wrong stops no other."""
        try:
            with self.env.cr.savepoint():
                lock.opened(self)._watch_amazon_hold()
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            raise
        except Exception:
            _logger.exception("Watching the hold of order %s failed", self.id)

    def _watch_amazon_hold(self):
        """Expire, remind and escalate. What is about to be sent expires when it should have left, and not before."""
        if self.amazon_state == "pending":
            self._make_amazon_last_call()
            return
        if self._amazon_hold_is_over():
            self._expire_amazon_hold()
            return
        if self.amazon_state == "waiting":
            self._advance_amazon_approval()
            self._ask_amazon_core_approvers()
        for step in self.amazon_open_approval_id:
            self._escalate_amazon(step)
            self._remind_amazon(step)
            if not self.amazon_approver_ids:
                self._tell_amazon_administrator(
                    lambda order: (
                        order.env._("Nobody is left to approve"),
                        order.env._("Nobody can decide %s.", order.amazon_open_approval_id._label()),
                    ),
                    "nobody",
                )
        self._make_amazon_last_call()

    # --- The end of the hold -------------------------------------------------------------

    def _expire_amazon_hold(self):
        """Take an order out of the approval: Amazon no longer holds price and stock."""
        order = lock.opened(self.sudo())
        order._move_amazon_to("expired", state="draft", locked=False)
        order._close_amazon_approval("expired")
        order._tell_amazon_buyer(
            lambda order: (order.env._("Amazon no longer holds price and stock"), order._amazon_hold_over_sentence()),
            "expired",
        )

    def _take_back_amazon_approval(self):
        """Make an order that was approved, but not sent in time, a draft again, as far as core lets."""
        order = lock.opened(self.sudo())
        if order._cancel_as_far_as_core_lets():
            order._move_amazon_to("expired", state="draft", date_approve=False, amazon_released_by_id=False)

    def action_amazon_todays_price(self):
        """Order what expired at the price that Amazon asks today, through approval again.

        :raises AccessError: the user is no Amazon administrator
        :raises UserError: an order has not expired
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only an Amazon administrator can order at today's price."))
        for order in self:
            if order.amazon_state != "expired":
                raise UserError(self.env._("%s has not expired.", order.display_name))
            if order.state != "draft":
                raise UserError(
                    self.env._(
                        "%s is still approved in Odoo; its chatter says why. Resolve that, cancel the order, then "
                        "shop again and submit a new basket.",
                        order.display_name,
                    )
                )
            order.check_access("write")
            days = order.amazon_config_id.hold_days
            order._move_amazon_to(
                "cart",
                amazon_expires_at=fields.Datetime.now() + timedelta(days=days),
                amazon_last_call_at=False,
                amazon_refusal=False,
            )
            order.message_post(body=self.env._("To be ordered at today's price, as %s decided.", self.env.user.name))
            order.button_confirm()

    # --- Before it -----------------------------------------------------------------------

    def _escalate_amazon(self, step):
        """Let somebody else decide too, after the rule's time.

        :param amazon.punchin.approval step: the open one
        """
        due = step.opened_at + timedelta(days=step.escalate_days)
        if not step.escalate_days or step.escalated_at or fields.Datetime.now() < due:
            return
        step.escalated_at = fields.Datetime.now()
        user = step.escalate_user_id
        if not user or user in step.approver_ids or not user._can_decide_amazon(self, step.four_eyes):
            self._tell_amazon_administrator(
                lambda order: (
                    order.env._("An approval cannot be escalated"),
                    order.env._(
                        "%(step)s: %(user)s cannot decide it. %(waits)s",
                        step=step.with_env(order.env)._label(),
                        user=user.name or order.env._("The user named by the rule"),
                        waits=order._amazon_waits_for(),
                    ),
                ),
                "escalation",
            )
            return
        step.approver_ids |= user
        self._refresh_amazon_approvers()
        wording.remark(
            self,
            lambda order: order.env._(
                "Escalated to %(user)s: %(step)s.", user=user.name, step=step.with_env(order.env)._label()
            ),
        )

    def _remind_amazon(self, step):
        """Remind those whom the order waits for, each time the rule's days have passed.

        :param amazon.punchin.approval step: the open one
        """
        since = step.reminded_at or step.opened_at
        if step.remind_days and fields.Datetime.now() >= since + timedelta(days=step.remind_days):
            step.reminded_at = fields.Datetime.now()
            self._notify_amazon(
                self.amazon_approver_ids, lambda order: order.env._("Reminder: %s", order._amazon_waits_for())
            )

    def _make_amazon_last_call(self):
        """Tell those who hold the order up, once, that Amazon soon lets it go."""
        ends = self.amazon_expires_at
        if self.amazon_last_call_at or not ends or fields.Datetime.now() < ends - LAST_CALL:
            return
        self.amazon_last_call_at = fields.Datetime.now()
        self._notify_amazon(
            self._who_holds_amazon_up(),
            lambda order: order.env._(
                "Amazon holds price and stock only until %s.",
                wording.moment(order, ends),
            ),
        )

    def _who_holds_amazon_up(self):
        """Whom an order waits for; without an open step that is core's approval, or what the requester can fix.

        :rtype: res.users
        """
        if self.amazon_state == "cart":
            return self.amazon_requester_id
        if self.amazon_state == "pending":
            return self.amazon_requester_id | self.amazon_config_id._administrator()
        if self.amazon_open_approval_id:
            return self.amazon_approver_ids
        return self.amazon_requester_id | self._amazon_core_approvers()

    def _notify_amazon(self, users, say):
        for partner in users.partner_id:
            order = wording.read_by(self, partner)
            sentence = say(order)
            subject = order._amazon_says(sentence)
            if order.amazon_state == "waiting":
                order._mail_amazon_request(partner, subject, sentence)
            else:
                order.message_notify(partner_ids=partner.ids, subject=subject, body=sentence)
