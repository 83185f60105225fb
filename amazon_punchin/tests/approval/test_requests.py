from odoo import fields
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ...tools import lock
from ..approval_case import ApprovalCase
from ..carts import Line


@tagged("post_install", "-at_install")
class TestRequests(ApprovalCase):
    """What an approver gets: an activity that leads to the order, and a mail that tells what is to be decided."""

    def mails(self, order, user):
        """What was sent to somebody about an order, the newest last."""
        return self.env["mail.message"].search(
            [
                ("model", "=", order._name),
                ("res_id", "=", order.id),
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", user.partner_id.ids),
            ],
            order="id",
        )

    def held_up_by_core(self, **cart):
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})
        return self.confirmed(**cart)

    # --- Activities lead to the order ----------------------------------------------------

    def test_no_way_to_end_the_activity_decides(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        activity = self.approvals(order).with_user(self.bob)
        for end in (
            activity.action_done,
            activity.action_done_redirect_to_other,
            activity.action_done_schedule_next,
            activity.action_feedback_schedule_next,
            lambda: activity.action_feedback(feedback="Fine"),
            lambda: order.with_user(self.bob).activity_feedback(["amazon_punchin.mail_activity_type_approval"]),
        ):
            with self.assertRaises(RedirectWarning) as refused, self.env.cr.savepoint():
                end()
            sentence, action, button, _context = refused.exception.args
            self.assertIn(order.name, sentence)
            self.assertEqual((action["res_model"], action["res_id"]), (order._name, order.id))
            self.assertEqual(button, "Open Order")
        self.assertFalse(order.amazon_approval_ids.decision_ids)
        self.assertEqual(self.approvals(order), activity)
        self.approve(order, self.bob)
        self.assertFalse(self.approvals(order))

    def test_mail_names_the_deadline_in_the_readers_time_zone(self):
        self.make_rule("Bob approves", self.bob)
        self.bob.tz = "America/New_York"
        order = self.confirmed()
        self.assertIn("(America/New_York)", self.mails(order, self.bob).body)

    def test_many_at_once_lead_to_the_list(self):
        self.make_rule("Bob approves", self.bob)
        orders = self.confirmed() | self.confirmed(payload_id="second")
        others = self.vendor.activity_schedule(user_id=self.bob.id)
        activities = self.approvals(orders) | others
        with self.assertRaises(RedirectWarning) as refused, self.env.cr.savepoint():
            activities.with_user(self.bob).action_done()
        self.assertEqual(refused.exception.args[1]["path"], "amazon-approvals")
        self.assertEqual(orders.mapped("amazon_state"), ["waiting", "waiting"])
        others.with_user(self.bob).action_done()
        self.assertFalse(others.active)

    def test_core_approvers_activity_leads_to_the_order_too(self):
        order = self.held_up_by_core()
        activity = self.approvals(order).filtered(lambda activity: activity.user_id == self.approver)
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            activity.with_user(self.approver).action_feedback()
        self.assertEqual((order.state, order.amazon_state), ("to approve", "waiting"))

    def test_whoever_else_gets_the_activity_learns_nothing_of_the_order(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed(lines=[Line(title="Gel pen")])
        activity = self.approvals(order)
        activity.with_user(self.manager).user_id = self.carl
        self.assertFalse([mail for mail in self.mails(order, self.carl) if "Gel pen" in mail.body])
        activity.with_user(self.carl).action_done()
        self.assertEqual(order.amazon_state, "waiting")

    # --- Core's double validation --------------------------------------------------------

    def test_purchase_managers_are_told(self):
        order = self.held_up_by_core()
        told = self.approvals(order).user_id
        self.assertIn(self.approver, told)
        self.assertTrue(all(user.has_group("purchase.group_purchase_manager") for user in told))
        [mail] = self.mails(order, self.approver)
        self.assertIn(order.name, mail.subject)
        for body in (mail.body, *self.approvals(order).mapped("note")):
            self.assertRegex(body, r"double validation from \$.*0\.00")
        order._ask_amazon_core_approvers()
        self.assertEqual(len(self.mails(order, self.approver)), 1)
        self.assertEqual(self.approvals(order).user_id, told)
        order.with_user(self.approver).button_approve()
        self.assertEqual(order.state, "purchase")
        self.assertFalse(self.approvals(order))

    def test_purchase_managers_are_told_after_the_last_step(self):
        self.make_rule("Bob approves", self.bob)
        order = self.held_up_by_core()
        self.assertEqual(self.approvals(order).user_id, self.bob)
        self.approve(order, self.bob)
        self.assertIn(self.approver, self.approvals(order).user_id)
        self.assertRegex(self.mails(order, self.approver).body, "bob.* approved on")
        self.decide(order, self.approver, "rejected", "Too dear")
        self.assertFalse(self.approvals(order))

    def test_purchase_managers_are_told_of_what_waited_before(self):
        order = self.held_up_by_core()
        self.approvals(order).unlink()
        order._watch_amazon_hold()
        self.assertIn(self.approver, self.approvals(order).user_id)

    def test_nobody_is_told_of_what_core_lets_pass(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        self.approve(order, self.bob)
        self.assertEqual(order.state, "purchase")
        self.assertFalse(self.mails(order, self.approver))

    def test_core_approvers_end_with_the_hold(self):
        order = self.held_up_by_core()
        order._expire_amazon_hold()
        self.assertFalse(self.approvals(order))

    # --- The mail ------------------------------------------------------------------------

    def test_mail_tells_what_is_to_be_decided(self):
        self.make_rule("Bob first", self.bob, sequence=10)
        self.make_rule("Then Alice", self.alice, sequence=20)
        self.buyer.name = "Anna Buyer"
        order = self.code(
            self.make_order(lines=[Line(title="Gel pen", seller="Pens & More", price="3.50", quantity="4")])
        )
        order.amazon_reason = "For the fair"
        order.with_user(self.buyer).button_confirm()
        [mail] = self.mails(order, self.bob)
        self.assertIn(order.currency_id.format(order.amazon_total), mail.subject)
        for part in (
            "Anna Buyer",
            order.name,
            "Gel pen",
            "Pens &amp; More",
            "3.50",
            self.budget.name,
            self.department.name,
            "For the fair",
            "Decide by",
            "/mail/view?",
        ):
            self.assertIn(part, mail.body)
        self.assertNotIn("assigned you", mail.body)
        self.assertNotIn("Approved before", mail.body)
        self.approve(order, self.bob)
        self.assertRegex(self.mails(order, self.alice).body, r"(?s)Approved before.*bob.* approved on")

    def test_mail_of_a_test_order_says_so_and_adds_up(self):
        self.make_rule("Bob approves", self.bob)
        order = self.code(self.make_order(lines=[Line(price="3.50", quantity="4", tax="1.25")]))
        lock.opened(order).amazon_mode = "test"
        order.with_user(self.buyer).button_confirm()
        [mail] = self.mails(order, self.bob)
        for text in (mail.subject, mail.body):
            self.assertIn(f"{order.name} (Test)", text)
        self.assertRegex(mail.body, r"(?s)Tax and shipping.*1\.25")
        without = self.confirmed(payload_id="without")
        self.assertNotIn("Tax and shipping", self.mails(without, self.bob).body)

    def test_mail_of_a_large_order_stays_short(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed(lines=[Line(asin=f"B{number:09}", title=f"Pen {number}") for number in range(25)])
        body = self.mails(order, self.bob).body
        self.assertIn("Pen 19", body)
        self.assertNotIn("Pen 20", body)
        self.assertIn("5 more", body)
        self.assertEqual(order.amazon_items, "Pen 0; Pen 1 and 23 more")

    def test_substitute_is_told_for_whom(self):
        self.make_rule("Bob approves", self.bob)
        self.substitute(self.bob, self.carl)
        order = self.confirmed()
        self.assertIn("substitute of", self.mails(order, self.carl).body)
        self.assertNotIn("substitute of", self.mails(order, self.bob).body)

    def test_reminder_tells_it_too(self):
        self.make_rule("Bob approves", self.bob, remind_days=1)
        order = self.confirmed(lines=[Line(title="Gel pen")])
        lock.opened(order.amazon_open_approval_id).opened_at = fields.Datetime.subtract(fields.Datetime.now(), days=2)
        order._watch_amazon_hold()
        reminder = self.mails(order, self.bob)[-1]
        self.assertIn("Reminder", reminder.subject)
        self.assertIn("Gel pen", reminder.body)

    def test_each_reads_it_in_their_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.bob.lang = "fr_FR"
        self.make_rule("Bob approves", self.bob, requester_ids=[Command.set(self.buyer.ids)])
        order = self.confirmed(lines=[Line(price="1234.50")])
        self.assertIn("234,50", self.mails(order, self.bob).subject)

    # --- History -------------------------------------------------------------------------

    def decided(self, user):
        action = self.env["ir.actions.actions"]._for_xml_id("amazon_punchin.purchase_order_action_decided")
        return self.env["purchase.order"].with_user(user).search(safe_eval(action["domain"], {"uid": user.id}))

    def test_my_decisions(self):
        self.make_rule("Bob approves", self.bob, requester_ids=[Command.set(self.buyer.ids)])
        approved, rejected, waiting = (self.confirmed(payload_id=name) for name in ("1", "2", "3"))
        self.approve(approved, self.bob)
        self.decide(rejected, self.bob, "rejected", "Too dear")
        self.assertEqual(self.decided(self.bob), approved | rejected)
        self.assertRegex(approved.with_user(self.bob).amazon_my_decision, "bob.* approved on")
        self.assertRegex(rejected.with_user(self.bob).amazon_my_decision, "rejected on .*: Too dear")
        self.assertFalse(waiting.with_user(self.bob).amazon_my_decision)
        for user in (self.alice, self.buyer, self.approver, self.manager):
            with self.subTest(user=user.login):
                self.assertFalse(self.decided(user))
                self.assertFalse(approved.with_user(user).amazon_my_decision)

    def test_my_decisions_at_core(self):
        approved, rejected = (self.held_up_by_core(payload_id=name) for name in ("1", "2"))
        approved.with_user(self.approver).button_approve()
        self.decide(rejected, self.approver, "rejected", "Too dear")
        self.assertEqual(self.decided(self.approver), approved | rejected)
        said = r"approver.* approved on .*: Odoo's double validation from \$\s0\.00"
        self.assertRegex(approved.with_user(self.approver).amazon_my_decision, said)
        self.assertRegex(approved.amazon_agreed, said)
        self.assertIn("Too dear", rejected.with_user(self.approver).amazon_my_decision)

    def test_what_a_substitute_decided_is_ones_own_too(self):
        self.make_rule("Bob approves", self.bob)
        self.substitute(self.bob, self.carl)
        order = self.confirmed()
        self.approve(order, self.carl)
        self.assertEqual(self.decided(self.bob), order)
        self.assertEqual(self.decided(self.carl), order)
        self.assertRegex(order.with_user(self.bob).amazon_my_decision, "carl.* on behalf of .*bob")

    # --- Rejection -----------------------------------------------------------------------

    def test_rejected_is_a_state_of_its_own(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        self.decide(order, self.bob, "rejected", "Too dear")
        self.assertEqual((order.state, order.amazon_state), ("cancel", "rejected"))
        self.assertEqual(order.amazon_rejected_by_id, self.bob)
        order.with_user(self.purchaser).button_cancel()
        self.assertEqual(order.amazon_state, "rejected")
        self.assertFalse(order.amazon_open_total)
        with self.assertRaisesRegex(UserError, "rejected on .*: Too dear"):
            order.with_user(self.bob).button_approve()

    def test_cancelled_by_the_buyer_is_not_rejected(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        order.with_user(self.buyer).button_cancel()
        self.assertEqual((order.amazon_state, order.amazon_rejected_by_id.ids), ("cancelled", []))
