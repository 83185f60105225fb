from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ...models.approval.mail_activity import MailActivity
from ...tools import wording
from ..approval_case import ApprovalCase


def core_action_done(activities, **kwargs):
    """What core does when activities are marked as done, without what this addon adds."""
    return super(MailActivity, activities)._action_done(**kwargs)


@tagged("post_install", "-at_install")
class TestApproval(ApprovalCase):
    """An order goes through its steps."""

    # --- Steps ---------------------------------------------------------------------------

    def test_no_rule_leaves_it_to_core(self):
        order = self.confirmed()
        self.assertFalse(order.amazon_approval_ids)
        self.assertEqual(order.state, "purchase")

    def test_two_steps_one_after_the_other(self):
        self.make_rule("Second", self.bob, sequence=20)
        self.make_rule("First", self.alice, sequence=10)
        order = self.confirmed()
        self.assertEqual((order.state, order.amazon_state), ("to approve", "waiting"))
        self.assertEqual(order.amazon_approval_ids.mapped("rule_name"), ["First", "Second"])
        self.assertEqual(order.amazon_approval_ids.mapped("state"), ["open", "waiting"])
        self.assertEqual(order.amazon_approver_ids, self.alice)
        self.assertEqual(self.approvals(order).user_id, self.alice)
        order.with_user(self.alice).button_approve()
        self.assertEqual(order.amazon_approval_ids.mapped("state"), ["approved", "open"])
        self.assertEqual(self.approvals(order).user_id, self.bob)
        self.assertEqual(order.state, "to approve")
        order.with_user(self.bob).button_approve()
        self.assertEqual((order.state, order.amazon_state), ("purchase", "pending"))
        self.assertFalse(order.amazon_approver_ids)
        self.assertFalse(self.approvals(order))
        self.assertEqual(len(order._outgoing_amazon_message()), 1)

    def test_steps_are_those_of_the_rules_at_confirm(self):
        rule = self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        rule.write({"name": "Another", "user_ids": [Command.set(self.alice.ids)], "minimum": 1})
        self.make_rule("Later", self.carl)
        step = order.amazon_approval_ids
        self.assertEqual((step.rule_name, step.approver_ids), ("Bob approves", self.bob))
        self.assertIn("Bob", step.reason.replace("amazon_bob", "Bob"))
        rule.unlink()
        order.with_user(self.bob).button_approve()
        self.assertEqual(order.state, "purchase")

    def test_activity_is_due_today_where_the_approver_is(self):
        self.make_rule("Both", self.alice | self.bob, minimum=2)
        self.alice.tz, self.bob.tz = "Pacific/Kiritimati", "Pacific/Pago_Pago"
        days = {activity.user_id: activity.date_deadline for activity in self.approvals(self.confirmed())}
        for user in (self.alice, self.bob):
            self.assertEqual(days[user], fields.Date.context_today(self.env["base"].with_context(tz=user.tz)))
        self.assertLess(days[self.bob], days[self.alice], "it is never the same day in both places")

    def test_only_its_approvers_decide(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        for user in (self.buyer, self.approver, self.manager, self.purchaser):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "Waiting for .*bob"):
                order.with_user(user).button_approve()
        with self.assertRaises(AccessError):
            order.with_user(self.alice).button_approve()
        self.assertEqual(order.state, "to approve")

    def test_approve_is_no_way_past_confirm(self):
        self.make_rule("Bob approves", self.bob)
        order = self.code(self.make_order())
        for user in (self.buyer, self.approver):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "has not been confirmed"):
                order.with_user(user).button_approve()
        self.assertEqual((order.state, order.amazon_state), ("draft", "cart"))
        order.with_user(self.buyer).button_confirm()
        order.with_user(self.approver).button_confirm()
        self.assertEqual((order.state, order.amazon_state), ("to approve", "waiting"))

    def test_several_must_agree(self):
        self.make_rule("Two of three", self.alice | self.bob | self.carl, minimum=2)
        order = self.confirmed()
        order.with_user(self.alice).button_approve()
        self.assertEqual(order.state, "to approve")
        self.assertEqual(order.amazon_approver_ids, self.bob | self.carl)
        again = order.with_user(self.alice).button_approve()
        self.assertIn("alice", again["params"]["message"])
        self.assertEqual(len(order.amazon_approval_ids.decision_ids), 1)
        order.with_user(self.carl).button_approve()
        self.assertEqual(order.state, "purchase")

    def test_the_requester_never_counts(self):
        self.make_rule("Anybody", self.buyer | self.bob)
        order = self.confirmed()
        self.assertEqual(order.amazon_approver_ids, self.bob)
        with self.assertRaisesRegex(UserError, "Waiting for"):
            order.with_user(self.buyer).button_approve()

    def test_the_requester_counts_without_four_eyes(self):
        self.make_rule("Anybody", self.buyer, four_eyes=False)
        order = self.confirmed()
        self.assertEqual(order.state, "to approve")
        order.with_user(self.buyer).button_approve()
        self.assertEqual(order.state, "purchase")

    def test_the_requester_is_nobodys_substitute(self):
        self.make_rule("Bob approves", self.bob)
        self.substitute(self.bob, self.buyer)
        order = self.confirmed()
        self.assertEqual(order.amazon_approver_ids, self.bob)

    def test_once_is_enough(self):
        self.make_rule("First", self.alice, sequence=10)
        self.make_rule("Second", self.alice | self.bob, sequence=20)
        order = self.confirmed()
        order.with_user(self.alice).button_approve()
        self.assertEqual(order.state, "purchase")
        self.assertEqual(order.amazon_approval_ids.mapped("state"), ["approved", "approved"])
        self.assertEqual(len(order.amazon_approval_ids.decision_ids), 1)
        self.assertIn("alice", order.amazon_approval_ids[1].decisions)
        self.assertTrue(order.message_ids.filtered(lambda message: "Skipped" in message.body))

    def test_twice_if_the_rule_wants_it(self):
        self.make_rule("First", self.alice, sequence=10)
        self.make_rule("Second", self.alice, sequence=20, once=False)
        order = self.confirmed()
        order.with_user(self.alice).button_approve()
        self.assertEqual(order.state, "to approve")
        self.approve(order, self.alice)
        self.assertEqual(order.state, "purchase")

    def test_a_click_on_an_older_step_decides_nothing(self):
        self.make_rule("First", self.alice, sequence=10)
        self.make_rule("Second", self.alice, sequence=20, once=False)
        order = self.confirmed()
        seen = order.amazon_open_approval_id
        clicks = order.with_user(self.alice).with_context(amazon_approval_id=seen.id)
        clicks.button_approve()
        self.assertEqual(clicks.button_approve()["tag"], "display_notification")
        self.assertEqual(order.amazon_open_approval_id.rule_name, "Second")

    def test_without_a_step_seen_nobody_decides_twice(self):
        self.make_rule("First", self.alice, sequence=10)
        self.make_rule("Second", self.alice, sequence=20, once=False)
        order = self.confirmed()
        order.with_user(self.alice).button_approve()
        with self.assertRaisesRegex(UserError, "already decided on.*Second"):
            order.with_user(self.alice).button_approve()
        self.assertEqual(order.amazon_open_approval_id.rule_name, "Second")
        self.assertEqual(len(order.amazon_approval_ids.decision_ids), 1)

    def test_somebody_else_was_faster(self):
        self.make_rule("One of two", self.alice | self.bob)
        order = self.confirmed()
        order.with_user(self.alice).button_approve()
        self.assertEqual(order.state, "purchase")
        told = order.with_user(self.bob).button_approve()
        self.assertEqual(told["tag"], "display_notification")
        self.assertIn("alice", told["params"]["message"])

    def test_somebody_else_was_faster_and_it_waits_for_the_next(self):
        self.make_rule("One of two", self.alice | self.bob, sequence=10)
        self.make_rule("Then", self.carl, sequence=20)
        order = self.confirmed()
        order.with_user(self.alice).button_approve()
        told = order.with_user(self.bob).button_approve()
        self.assertIn("alice", told["params"]["message"])
        self.assertEqual(order.amazon_approver_ids, self.carl)

    def test_chatter_tells_who_when_which_rule_and_why(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        self.decide(order, self.bob, "approved", "Needed for the fair")
        message = order.message_ids.filtered(lambda message: "Needed for the fair" in message.body)
        self.assertEqual(message.author_id, self.bob.partner_id)
        decided_at = order.amazon_approval_ids.decision_ids.create_date
        for part in ("bob", "Bob approves", wording.moment(order.with_user(self.bob), decided_at)):
            self.assertIn(part, message.body)
        self.assertIn("Needed for the fair", order.amazon_approval_ids.decisions)

    def test_direct_purchase_has_no_steps(self):
        self.make_rule("Bob approves", self.bob)
        self.config.policy = "direct_allowed"
        order = self.confirmed(self.requisitioner)
        self.assertTrue(order.amazon_direct)
        self.assertEqual(order.state, "purchase")

    def test_role_and_policy_are_those_at_confirm(self):
        self.make_rule("Bob approves", self.bob)
        self.config.policy = "direct_allowed"
        orders = [self.code(self.make_order(self.requisitioner, payload_id=f"order {number}")) for number in range(2)]
        self.config.policy = "all_approved"
        with self.assertRaisesRegex(UserError, "needs approval"), self.env.cr.savepoint():
            orders[0].with_user(self.requisitioner).button_confirm()
        self.config._person(self.requisitioner).role = "punchout_buyer"
        orders[1].with_user(self.requisitioner).button_confirm()
        self.assertFalse(orders[1].amazon_direct)
        self.assertEqual(orders[1].amazon_approver_ids, self.bob)

    # --- Other gates ---------------------------------------------------------------------

    def test_double_validation_after_the_steps(self):
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        order.with_user(self.bob).button_approve()
        self.assertEqual((order.state, order.amazon_state), ("to approve", "waiting"))
        self.assertFalse(order._outgoing_amazon_message())
        order.with_user(self.buyer).button_approve()
        self.assertEqual(order.state, "to approve")
        order.with_user(self.approver).button_approve()
        self.assertEqual((order.state, order.amazon_state), ("purchase", "pending"))

    def test_mass_approve_passes_core(self):
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})
        order = self.confirmed()
        told = order.with_user(self.buyer)._approve_amazon_each()
        self.assertIn("0 of 1", told["params"]["message"])
        self.assertIn("purchase manager", told["params"]["message"])
        told = order.with_user(self.approver)._approve_amazon_each()
        self.assertEqual(told["params"]["message"], "1 approved.")
        self.assertEqual((order.state, order.amazon_state), ("purchase", "pending"))

    def test_mass_approve_passes_core_when_its_limit_is_gone(self):
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})
        order = self.confirmed()
        self.company.po_double_validation = "one_step"
        told = order.with_user(self.purchaser)._approve_amazon_each()
        self.assertEqual(told["params"]["message"], "1 approved.")
        self.assertEqual((order.state, order.amazon_state), ("purchase", "pending"))

    def test_a_gate_that_declines_in_silence_has_not_approved(self):
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})
        order = self.confirmed()
        self.patch(self.registry["purchase.order"], "_approval_allowed", lambda self: False)
        self.assertIn("Waiting for", order.with_user(self.approver)._decide_amazon("approved"))
        told = order.with_user(self.approver)._approve_amazon_each()
        self.assertIn("0 of 1", told["params"]["message"])

    def test_mass_approve_is_no_way_past_confirm(self):
        self.make_rule("Bob approves", self.bob)
        order = self.code(self.make_order())
        told = order.with_user(self.approver)._approve_amazon_each()
        self.assertIn("has not been confirmed", told["params"]["message"])
        self.assertEqual((order.state, order.amazon_state), ("draft", "cart"))

    def test_no_gate_twice(self):
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})
        self.make_rule("The purchase manager approves", self.approver)
        order = self.confirmed()
        order.with_user(self.approver).button_approve()
        self.assertEqual(order.state, "purchase")

    def test_what_another_gate_refuses_does_not_undo_the_decision(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        self.config.mode = "paused"
        order.with_user(self.bob).button_approve()
        self.assertEqual(order.amazon_approval_ids.state, "approved")
        self.assertEqual(order.state, "to approve")
        self.assertTrue(order.message_ids.filtered(lambda message: "Still held up" in message.body))
        self.config.mode = "test"
        order.with_user(self.buyer).button_approve()
        self.assertEqual(order.state, "purchase")

    # --- No ------------------------------------------------------------------------------

    def test_reject(self):
        self.make_rule("Alice", self.alice, sequence=10)
        self.make_rule("Bob", self.bob, sequence=20)
        order = self.confirmed()
        self.decide(order, self.alice, "rejected", "Too dear")
        self.assertEqual((order.state, order.amazon_state), ("cancel", "rejected"))
        self.assertEqual(order.amazon_approval_ids.mapped("state"), ["rejected", "cancelled"])
        self.assertFalse(order._outgoing_amazon_message())
        self.assertFalse(order.amazon_approver_ids)
        self.assertFalse(self.approvals(order))
        told = order.activity_ids.filtered(lambda activity: activity.user_id == self.buyer)
        self.assertIn("Too dear", told.note)

    def test_reject_the_only_step(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        self.decide(order, self.bob, "rejected", "Too dear")
        self.assertFalse(order.amazon_approver_ids)
        self.assertFalse(self.approvals(order))
        self.assertIn("Too dear", order.amazon_refusal)

    def test_reject_needs_a_reason(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        for comment in (False, "   "):
            with self.assertRaisesRegex(UserError, "Enter a reason"):
                self.decide(order, self.bob, "rejected", comment)
        self.assertEqual(order.state, "to approve")

    def test_who_may_not_decide_does_not_reject(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        for user in (self.buyer, self.manager, self.approver):
            with self.assertRaisesRegex(UserError, "Waiting for"):
                self.decide(order, user, "rejected", "No")
        self.assertEqual(order.state, "to approve")

    def test_approve_after_it_was_rejected(self):
        self.make_rule("One of two", self.alice | self.bob)
        order = self.confirmed()
        self.decide(order, self.alice, "rejected", "Too dear")
        with self.assertRaisesRegex(UserError, "alice.* rejected on .*Too dear"):
            order.with_user(self.bob).button_approve()
        self.assertEqual(order.state, "cancel")

    def test_buyer_cancels_while_it_waits(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        order.with_user(self.buyer).button_cancel()
        self.assertEqual(order.amazon_state, "cancelled")
        self.assertEqual(order.amazon_approval_ids.state, "cancelled")
        self.assertFalse(order.amazon_approver_ids)
        self.assertFalse(self.approvals(order))

    def test_after_the_hold_nobody_approves(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        self.shift_hold(order, timedelta(minutes=-1))
        with self.assertRaisesRegex(UserError, "held price and stock"):
            order.with_user(self.bob).button_approve()

    # --- Substitutes ---------------------------------------------------------------------

    def test_substitute_decides_on_behalf(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        with self.assertRaises(AccessError):
            order.with_user(self.carl).button_approve()
        self.substitute(self.bob, self.carl)
        self.assertEqual(order.amazon_approver_ids, self.bob | self.carl)
        order.with_user(self.carl).button_approve()
        self.assertEqual(order.amazon_approval_ids.decision_ids.on_behalf_of_id, self.bob)
        self.assertEqual(order.state, "purchase")
        self.assertIn("on behalf of", order.amazon_approval_ids.decisions)

    def test_substitute_of_other_days_does_not(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        self.substitute(self.bob, self.carl, first=3, last=5)
        self.substitute(self.bob, self.alice, first=-5, last=-3)
        self.assertEqual(order.amazon_approver_ids, self.bob)

    def test_one_level_only(self):
        self.make_rule("Bob approves", self.bob)
        self.substitute(self.bob, self.carl)
        self.substitute(self.carl, self.alice)
        self.assertEqual(self.confirmed().amazon_approver_ids, self.bob | self.carl)

    def test_a_substitute_counts_once(self):
        self.make_rule("Both", self.alice | self.bob, minimum=2)
        self.substitute(self.alice, self.bob)
        order = self.confirmed()
        order.with_user(self.bob).button_approve()
        self.assertEqual(order.state, "to approve")
        self.assertEqual(order.amazon_approver_ids, self.alice)

    def test_substitute_ends(self):
        self.make_rule("Bob approves", self.bob)
        delegation = self.substitute(self.bob, self.carl)
        order = self.confirmed()
        delegation.unlink()
        self.assertEqual(order.amazon_approver_ids, self.bob)
        self.assertEqual(self.approvals(order).user_id, self.bob)

    # --- Without opening the order -------------------------------------------------------

    def test_activity_of_somebody_else_approves_nothing(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        with self.assertRaisesRegex(RedirectWarning, "Waiting for"):
            self.approvals(order).with_user(self.manager).action_feedback(feedback="Fine with me")
        self.assertEqual(order.state, "to approve")

    def test_activity_is_about_the_step_that_its_user_saw(self):
        self.make_rule("First", self.alice, sequence=10)
        self.make_rule("Second", self.alice, sequence=20, once=False)
        order = self.confirmed()
        first = self.approvals(order)
        self.approve(order, self.alice)
        self.assertFalse(first.exists(), "what is open elsewhere cannot be pressed again")
        second = self.approvals(order)
        self.assertEqual(second.user_id, self.alice)
        self.assertEqual(second.amazon_approval_id.rule_name, "Second")
        self.approve(order, self.alice)
        self.assertFalse(second.exists())
        self.assertEqual(order.state, "purchase")

    def test_activity_of_an_older_step_decides_nothing(self):
        self.make_rule("First", self.alice, sequence=10)
        self.make_rule("Second", self.alice, sequence=20, once=False)
        order = self.confirmed()
        older = self.approvals(order).copy({"amazon_approval_id": order.amazon_open_approval_id.id})
        older.automated = False
        order.with_user(self.alice).button_approve()
        older.with_user(self.alice).action_feedback(feedback="Fine with me")
        self.assertEqual(order.amazon_open_approval_id.rule_name, "Second")
        self.assertFalse(order.amazon_open_approval_id.decision_ids)

    def test_activity_is_its_approvers(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        activity = self.approvals(order)
        for user in (self.buyer, self.purchaser, self.approver):
            for change in (
                lambda activity: activity.unlink(),
                lambda activity: activity.action_cancel(),
                lambda activity: activity.write({"user_id": activity.env.uid}),
                lambda activity: order.with_env(activity.env).write({"activity_ids": [Command.delete(activity.id)]}),
            ):
                with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "bob.* decides on .*P"):
                    change(activity.with_user(user))
        self.assertEqual(self.approvals(order).user_id, self.bob)
        activity.with_user(self.manager).unlink()
        order._refresh_amazon_approvers()
        self.approvals(order).with_user(self.bob).unlink()
        self.assertFalse(self.approvals(order))

    def test_other_activities_cost_no_query(self):
        """Whatever is done to what is no approver's activity, by whoever."""
        operations = {
            "note": lambda activity: activity.write({"note": "Later"}),
            "deadline": lambda activity: activity.write({"date_deadline": "2100-01-01"}),
            "deleted": lambda activity: activity.unlink(),
            "done": lambda activity: activity.action_feedback(feedback="Done"),
        }
        secretary = self.make_user("secretary", "base.group_user,base.group_partner_manager")
        for user, assignee in ((self.alice, self.alice), (secretary, self.alice), (self.manager, self.alice)):
            for name, operation in operations.items():
                with self.subTest(user=user.login, operation=name):
                    self.queries_of_activity(operation, user, assignee)
                    ours = self.queries_of_activity(operation, user, assignee)
                    with patch.multiple(
                        MailActivity,
                        _refuse_to_touch_amazon_approval=lambda self: None,
                        _action_done=core_action_done,
                    ):
                        self.assertLessEqual(ours, self.queries_of_activity(operation, user, assignee))

    def queries_of_activity(self, operation, user, assignee):
        activity = self.env["mail.activity"].create(
            {
                "user_id": assignee.id,
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.vendor.id,
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        operation(activity.with_user(user))
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_nobody_makes_an_approvers_activity(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        step, by_buyer = order.amazon_open_approval_id, order.with_user(self.buyer)
        lure = by_buyer.activity_schedule(
            "amazon_punchin.mail_activity_type_approval", summary="Call me back", user_id=self.bob.id
        )
        for forge in (
            lambda: lure.write({"amazon_approval_id": step.id}),
            lambda: by_buyer.activity_schedule(user_id=self.bob.id, amazon_approval_id=step.id),
        ):
            with self.assertRaises(AccessError):
                forge()
        lure.with_user(self.bob).action_feedback(feedback="Called")
        self.assertEqual((order.state, step.state), ("to approve", "open"))
        lure.with_user(self.buyer).unlink()

    def test_mass_approve_pressed_twice_decides_one_step(self):
        self.make_rule("First", self.alice, sequence=10)
        self.make_rule("Second", self.alice, sequence=20, once=False)
        order = self.confirmed()
        self.assertIn("1 approved", order.with_user(self.alice)._approve_amazon_each()["params"]["message"])
        told = order.with_user(self.alice)._approve_amazon_each()["params"]["message"]
        self.assertIn("0 of 1", told)
        self.assertIn("Second", told)
        self.assertEqual(order.amazon_approval_ids.mapped("state"), ["approved", "open"])

    def test_mass_approve(self):
        self.make_rule("Bob approves", self.bob, total_from=0.01, requester_ids=[Command.set(self.buyer.ids)])
        self.make_rule(
            "Alice approves, Bob has seen it", self.alice, requester_ids=[Command.set(self.colleague.ids)], sequence=20
        )
        self.make_rule("Bob first", self.bob, requester_ids=[Command.set(self.colleague.ids)], sequence=10)
        first, second = self.confirmed(), self.confirmed(payload_id="second")
        third = self.confirmed(self.colleague, payload_id="third")
        third.with_user(self.bob).button_approve()
        orders = first | second | third
        chosen = {"active_model": "purchase.order", "active_ids": orders.ids, "active_id": first.id}
        window = (
            self.env.ref("amazon_punchin.ir_actions_server_approve").with_user(self.bob).with_context(**chosen).run()
        )
        self.assertEqual((window["res_model"], window["target"]), ("amazon.punchin.decision", "new"))
        self.assertEqual(orders.mapped("state"), ["to approve"] * 3, "it asks once, before it approves")
        asked = Form(self.env[window["res_model"]].with_user(self.bob).with_context(**window["context"]))
        self.assertEqual(asked.order_ids[:], orders)
        told = asked.save().action_decide()
        self.assertEqual(orders.mapped("state"), ["purchase", "purchase", "to approve"])
        self.assertIn("2 of 3", told["params"]["message"])
        self.assertIn(third.name, told["params"]["message"])

    def test_mass_approve_from_the_list_says_how_many(self):
        self.make_rule("Bob approves", self.bob)
        orders = self.confirmed() | self.confirmed(payload_id="second") | self.confirmed(payload_id="third")
        windows = self.env["amazon.punchin.decision"].with_user(self.bob)
        window = windows.with_context(active_model="purchase.order", active_ids=orders.ids).create({"comment": "Fine"})
        self.assertEqual(window.approval_ids, orders.amazon_open_approval_id)
        self.assertEqual(window.action_decide()["params"]["message"], "3 approved.")
        self.assertEqual(orders.amazon_approval_ids.decision_ids.mapped("comment"), ["Fine"] * 3)

    def test_decided_order_is_kept(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        self.decide(order, self.bob, "rejected", "Too dear")
        with self.assertRaisesRegex(UserError, "cannot be deleted, because somebody has decided"):
            order.with_user(self.purchaser).unlink()
