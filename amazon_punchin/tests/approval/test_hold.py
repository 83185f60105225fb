from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools import lock
from ..approval_case import ApprovalCase


@tagged("post_install", "-at_install")
class TestApprovalHold(ApprovalCase):
    """Reminders, escalation, and the end of Amazon's hold."""

    def watch(self):
        """Run the job as the scheduler does."""
        with self.enter_registry_test_mode():
            self.env.ref("amazon_punchin.ir_cron_hold").method_direct_trigger()
        self.env.invalidate_all()

    def opened_ago(self, order, **ago):
        order.amazon_open_approval_id.sudo().opened_at = fields.Datetime.now() - timedelta(**ago)

    def told(self, order, user, text):
        """Messages that notified a user."""
        return order.message_ids.filtered(
            lambda message: text in message.body and user.partner_id in message.notified_partner_ids
        ) | self.env["mail.message"].search(
            [
                ("model", "=", "purchase.order"),
                ("res_id", "=", order.id),
                ("body", "ilike", text),
                ("notification_ids.res_partner_id", "=", user.partner_id.id),
                ("message_type", "=", "user_notification"),
            ]
        )

    # --- Time passes ---------------------------------------------------------------------

    def test_reminder_after_its_days_and_again(self):
        self.make_rule("Bob approves", self.bob, remind_days=2)
        order = self.confirmed()
        self.watch()
        self.assertFalse(self.told(order, self.bob, "Reminder"))
        self.opened_ago(order, days=2)
        self.watch()
        self.watch()
        self.assertEqual(len(self.told(order, self.bob, "Reminder")), 1)
        order.amazon_open_approval_id.sudo().reminded_at = fields.Datetime.now() - timedelta(days=2)
        self.watch()
        self.assertEqual(len(self.told(order, self.bob, "Reminder")), 2)

    def test_last_call_before_the_hold_ends(self):
        self.make_rule("Bob approves", self.bob)
        order, basket = self.confirmed(), self.make_order(payload_id="basket")
        self.watch()
        self.assertFalse(self.told(order, self.bob, "only until"))
        for waiting in (order, basket):
            self.shift_hold(waiting, timedelta(hours=47))
        self.watch()
        self.watch()
        self.assertEqual(len(self.told(order, self.bob, "only until")), 1)
        self.assertFalse(self.told(order, self.buyer, "only until"))
        self.assertEqual(len(self.told(basket, self.buyer, "only until")), 1)

    def test_last_call_where_only_core_holds_it(self):
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})
        order = self.confirmed()
        self.shift_hold(order, timedelta(hours=47))
        self.watch()
        for user in (self.approver, self.buyer):
            self.assertEqual(len(self.told(order, user, "only until")), 1, user.login)
        self.assertFalse(self.told(order, self.purchaser, "only until"))

    def test_order_that_fails_does_not_stop_the_others(self):
        first, second = self.make_order(), self.make_order(payload_id="second")
        for order in (first, second):
            self.shift_hold(order, timedelta(minutes=-1))
        expire = type(first)._expire_amazon_hold

        def failing(order):
            if order.id == first.id:
                order.env.cr.execute("SELECT 1 / 0")
            expire(order)

        with (
            patch.object(type(first), "_expire_amazon_hold", failing),
            mute_logger("odoo.sql_db"),
            self.assertLogs("odoo.addons.amazon_punchin.models.order.hold", "ERROR"),
        ):
            self.watch()
        self.assertEqual((first.amazon_state, second.amazon_state), ("cart", "expired"))

    def test_escalation_adds_an_approver(self):
        self.make_rule("Bob approves", self.bob, escalate_days=3, escalate_user_id=self.alice.id)
        order = self.confirmed()
        self.opened_ago(order, days=2)
        self.watch()
        self.assertEqual(order.amazon_approver_ids, self.bob)
        self.opened_ago(order, days=3)
        self.watch()
        self.assertEqual(order.amazon_approver_ids, self.alice | self.bob)
        self.assertIn(self.alice, self.approvals(order).user_id)
        self.assertTrue(order.message_ids.filtered(lambda message: "Escalated to" in message.body))
        order.with_user(self.alice).button_approve()
        self.assertEqual(order.state, "purchase")

    def test_escalation_to_who_cannot_help(self):
        self.make_rule(
            "The department's manager",
            approver_type="department_manager",
            escalate_days=1,
            escalate_user_id=self.bob.id,
        )
        self.department.manager_id = self.env["hr.employee"].create(
            {"name": "Bob", "user_id": self.bob.id, "company_id": self.company.id}
        )
        self.config.user_id = self.manager
        order = self.confirmed()
        self.opened_ago(order, days=1)
        self.watch()
        self.watch()
        told = order.activity_ids.filtered(lambda activity: "cannot be escalated" in activity.summary)
        self.assertEqual(told.user_id, self.manager)
        self.assertEqual(len(told), 1)
        self.assertEqual(order.amazon_approver_ids, self.bob)

    def test_nobody_is_left(self):
        self.make_rule("Bob approves", self.bob)
        self.config.user_id = self.manager
        order = self.confirmed()
        self.bob.active = False
        self.watch()
        self.assertEqual(order.state, "to approve")
        told = order.activity_ids.filtered(lambda activity: activity.user_id == self.manager)
        self.assertIn("Nobody is left", told.summary)

    def test_substitutes_change_with_the_day(self):
        self.make_rule("Bob approves", self.bob)
        delegation = self.substitute(self.bob, self.carl)
        order = self.confirmed()
        self.assertIn(self.carl, order.amazon_approver_ids)
        self.env.cr.execute(
            "UPDATE amazon_punchin_delegation SET date_from = date_from - 9, date_to = date_to - 9 WHERE id = %s",
            [delegation.id],
        )
        delegation.invalidate_recordset()
        self.watch()
        self.assertEqual(order.amazon_approver_ids, self.bob)

    # --- The end -------------------------------------------------------------------------

    def expired(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        self.shift_hold(order, timedelta(minutes=-1))
        self.watch()
        return order

    def test_the_hold_ends(self):
        order = self.expired()
        self.assertEqual((order.state, order.amazon_state), ("draft", "expired"))
        self.assertEqual(order.amazon_approval_ids.state, "expired")
        self.assertFalse(order.amazon_approver_ids)
        self.assertFalse(self.approvals(order))
        told = order.activity_ids.filtered(lambda activity: activity.user_id == self.buyer)
        self.assertIn("held price and stock", told.note)
        for door in (order.with_user(self.buyer).button_confirm, order.with_user(self.approver).button_approve):
            with self.assertRaisesRegex(UserError, "held price and stock"):
                door()

    def test_a_basket_expires_too(self):
        order = self.make_order()
        self.shift_hold(order, timedelta(minutes=-1))
        self.watch()
        self.assertEqual(order.amazon_state, "expired")
        order.with_user(self.buyer).button_cancel()
        self.assertEqual(order.amazon_state, "cancelled")

    def test_todays_price_goes_through_approval_again(self):
        order = self.expired()
        for user in (self.buyer, self.approver, self.purchaser):
            with self.assertRaises(AccessError):
                order.with_user(user).action_amazon_todays_price()
        order.with_user(self.manager).action_amazon_todays_price()
        self.assertEqual((order.state, order.amazon_state), ("to approve", "waiting"))
        self.assertGreater(order.amazon_expires_at, fields.Datetime.now() + timedelta(days=6))
        self.assertEqual(order.amazon_approval_ids.mapped("state"), ["expired", "open"])
        order.with_user(self.bob).button_approve()
        self.assertEqual((order.state, order.amazon_state), ("purchase", "pending"))

    def test_todays_price_is_for_what_expired(self):
        with self.assertRaisesRegex(UserError, "has not expired"):
            self.confirmed().with_user(self.manager).action_amazon_todays_price()

    def run_jobs(self):
        with self.enter_registry_test_mode():
            for name in ("send", "hold"):
                self.env.ref(f"amazon_punchin.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def test_what_waits_for_a_paused_group_runs_out_of_time_too(self):
        order = self.confirmed()
        self.config.mode = "paused"
        self.shift_hold(order, timedelta(hours=47))
        self.run_jobs()
        self.assertTrue(order.amazon_last_call_at)
        self.assertEqual(order.amazon_state, "pending")
        self.shift_hold(order, timedelta(minutes=-1))
        self.run_jobs()
        self.assertEqual((order.state, order.amazon_state), ("draft", "expired"))
        self.assertEqual(order.activity_ids.user_id, self.buyer)

    def test_what_was_not_sent_in_time_is_a_draft_again(self):
        order = self.confirmed()
        message = order._outgoing_amazon_message()
        lock.opened(order).locked = True
        self.shift_hold(order, timedelta(minutes=-1))
        message._attempt()
        self.assertEqual((order.state, order.amazon_state, order.locked), ("draft", "expired", False))
        order.with_user(self.manager).action_amazon_todays_price()
        self.assertEqual((order.state, order.amazon_state), ("purchase", "pending"))
        self.assertEqual(order._outgoing_amazon_message().sorted("id").mapped("state"), ["cancelled", "pending"])

    def test_what_expired_while_it_was_billed_can_be_cancelled(self):
        order = self.confirmed()
        message = order._outgoing_amazon_message()
        with patch.object(type(order), "_take_back_amazon_approval", lambda order: None):
            self.shift_hold(order, timedelta(minutes=-1))
            message._attempt()
        self.assertEqual((order.state, order.amazon_state), ("purchase", "expired"))
        order.with_user(self.buyer).button_cancel()
        self.assertEqual((order.state, order.amazon_state), ("cancel", "cancelled"))
        self.assertFalse(order.amazon_needs_attention)
