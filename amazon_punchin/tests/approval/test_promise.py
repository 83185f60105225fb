import random
import time
from contextlib import suppress
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ...checks import BY_KEY
from ...tools import lock
from ..approval_case import ApprovalCase


class PromiseCase(ApprovalCase):
    """A group whose policy promises that somebody other than the requester approves every purchase."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config.write({"policy": "all_approved", "user_id": cls.manager.id, "business_unit": "Office"})
        # The database has administrators of its own.
        cls.administrators = cls.env.ref("amazon_punchin.group_manager").all_user_ids - cls.manager
        cls.administrators.group_ids -= cls.env.ref("amazon_punchin.group_manager")
        cls.sales = cls.env["hr.department"].create({"name": "Sales", "company_id": cls.company.id})

    @classmethod
    def lead(cls, *users, of=None):
        """Employ a requester, the buyer if none is named, in a department that somebody leads.

        :param users: the manager of the department, or nobody
        """
        department = cls.env["hr.department"].create({"name": "Of the requester", "company_id": cls.company.id})
        employees = cls.env["hr.employee"]
        for user in {of or cls.buyer, *users}:
            employees |= employees.create(
                {"name": user.name, "user_id": user.id, "company_id": cls.company.id, "department_id": department.id}
            )
        for user in users:
            department.manager_id = employees.filtered(lambda employee, user=user: employee.user_id == user)
        return department

    def states(self, order):
        return [(step.rule_name, step.state) for step in order.amazon_approval_ids.sorted("id")]

    def assertUnsent(self, order):
        self.assertEqual(order.amazon_state, "waiting")
        self.assertFalse(order._outgoing_amazon_message())


@tagged("post_install", "-at_install")
class TestPromise(PromiseCase):
    """*Every purchase approved* means what it says."""

    # --- Whom the policy asks -------------------------------------------------------------

    def test_no_rule_asks_the_manager_of_the_requesters_department(self):
        self.lead(self.alice)
        order = self.confirmed()
        self.assertUnsent(order)
        self.assertEqual((order.state, order.amazon_approver_ids), ("to approve", self.alice))
        self.assertEqual(self.approvals(order).user_id, self.alice)
        self.assertIn("Somebody other than the requester", self.approvals(order).note)
        order.with_user(self.alice).button_approve()
        self.assertEqual((order.state, order.amazon_state), ("purchase", "pending"))
        self.assertEqual(order.amazon_released_by_id, self.alice)

    def test_without_a_manager_it_asks_the_administrator(self):
        self.lead()
        order = self.confirmed()
        self.assertEqual(order.amazon_approver_ids, self.manager)
        self.decide(order, self.manager, "rejected", "Too dear")
        self.assertEqual((order.state, order.amazon_state), ("cancel", "rejected"))

    def test_requester_who_leads_the_department_asks_the_administrator(self):
        self.lead(self.buyer)
        self.assertEqual(self.confirmed().amazon_approver_ids, self.manager)

    def test_administrator_who_requests_asks_another_one(self):
        other = self.make_user("other_manager", "amazon_punchin.group_manager")
        self.make_user("foreign_manager", "amazon_punchin.group_manager", self.other_company)
        order = self.confirmed(self.manager)
        self.assertEqual(order.amazon_approver_ids, other)
        with self.assertRaisesRegex(UserError, "Waiting for"):
            order.with_user(self.manager).button_approve()
        self.assertUnsent(order)

    def test_nobody_to_ask_refuses_confirm_and_says_why(self):
        order = self.code(self.make_order(self.manager))
        with self.assertRaisesRegex(UserError, "no other Amazon administrator") as caught, self.env.cr.savepoint():
            order.with_user(self.manager).button_confirm()
        self.assertIn("Add an approval rule", str(caught.exception))
        self.assertEqual((order.state, order.amazon_state), ("draft", "cart"))
        self.make_rule("Bob approves", self.bob)
        order.with_user(self.manager).button_confirm()
        self.assertEqual(order.amazon_approver_ids, self.bob)

    def test_manager_who_cannot_is_not_asked(self):
        for number, change in enumerate(
            (
                {"active": False},
                {"company_id": self.other_company.id, "company_ids": [Command.set(self.other_company.ids)]},
                {"group_ids": [Command.set(self.env.ref("base.group_portal").ids)]},
            )
        ):
            with self.subTest(change=change):
                user = self.make_user(f"lead_{number}", "base.group_user")
                requester = self.make_user(f"requester_{number}", "amazon_punchin.group_punchout_buyer")
                self.make_person(self.config, requester)
                self.lead(user, of=requester)
                user.write(change)
                order = self.confirmed(requester, payload_id=f"order {number}")
                self.assertEqual(order.amazon_approver_ids, self.manager)

    # --- Rules that ask nobody else ---------------------------------------------------------

    def test_rule_that_asks_the_requester_alone(self):
        self.lead(self.alice)
        self.make_rule("Anybody", self.buyer, four_eyes=False)
        order = self.confirmed()
        self.assertEqual(order.amazon_approver_ids, self.buyer)
        order.with_user(self.buyer).button_approve()
        self.assertUnsent(order)
        self.assertEqual(order.amazon_approver_ids, self.alice)
        order.with_user(self.alice).button_approve()
        self.assertEqual(order.amazon_state, "pending")

    def test_rule_whose_other_approver_agreed_is_enough(self):
        self.make_rule("Anybody", self.buyer | self.bob, four_eyes=False)
        order = self.confirmed()
        order.with_user(self.bob).button_approve()
        self.assertEqual((order.amazon_state, len(order.amazon_approval_ids)), ("pending", 1))

    def test_rule_whose_approvers_cannot(self):
        self.lead(self.alice)
        foreign = self.foreign_buyer
        for number, users in enumerate((self.buyer, self.carl, foreign, self.carl | foreign | self.buyer)):
            self.carl.active = True
            rule = self.make_rule("Theirs", users)
            self.carl.active = False
            with self.subTest(users=users.mapped("login")):
                order = self.confirmed(payload_id=f"order {number}")
                self.assertEqual(order.amazon_approver_ids, self.alice)
                self.assertEqual(self.states(order), [("Theirs", "open")])
            rule.active = False

    def test_rule_that_wants_more_than_there_are_is_refused(self):
        self.make_rule("Both", self.alice | self.bob, minimum=2)
        self.bob.active = False
        with self.assertRaisesRegex(UserError, "2 must approve, but only 1 can"), self.env.cr.savepoint():
            self.confirmed()

    def test_substitute_who_requested_it_does_not_count(self):
        self.make_rule("Bob approves", self.bob, four_eyes=False)
        self.substitute(self.bob, self.buyer)
        order = self.confirmed()
        order.with_user(self.buyer).button_approve()
        self.assertUnsent(order)
        self.assertEqual(order.amazon_approver_ids, self.manager)
        self.substitute(self.manager, self.buyer)
        self.assertEqual(order.amazon_approver_ids, self.manager)
        order.with_user(self.buyer).button_approve()
        self.assertUnsent(order)

    # --- Who presses ------------------------------------------------------------------------

    def test_to_confirm_is_not_to_agree(self):
        self.lead(self.alice)
        root = self.env.ref("base.user_root")
        for number, user in enumerate((self.buyer, self.purchaser, self.approver, self.manager, root)):
            with self.subTest(user=user.login):
                order = self.code(self.make_order(payload_id=f"order {number}"))
                order.with_user(user).button_confirm()
                self.assertUnsent(order)
                for approver in (self.buyer, self.purchaser, self.approver, self.manager, root):
                    with suppress(UserError):
                        order.with_user(approver).button_approve()
                    order.with_user(approver)._approve_amazon_each()
                self.assertUnsent(order)

    def test_cores_own_approval_does_not_replace_it(self):
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})
        order = self.confirmed()
        self.assertEqual(order.amazon_approver_ids, self.manager)
        with self.assertRaisesRegex(UserError, "Waiting for"), self.env.cr.savepoint():
            order.with_user(self.approver).button_approve()
        order.with_user(self.manager).button_approve()
        self.assertUnsent(order)
        order.with_user(self.approver).button_approve()
        self.assertEqual(order.amazon_state, "pending")

    def test_the_door_to_amazon_asks_once_more(self):
        order = self.confirmed()
        with self.assertRaisesRegex(UserError, "Waiting for .*manager"):
            lock.opened(order.sudo())._release_to_amazon()

    # --- What changes while it waits ---------------------------------------------------------

    def test_policy_chosen_while_it_waits(self):
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})
        self.config.policy = "direct_allowed"
        order = self.confirmed()
        self.assertFalse(order.amazon_approval_ids)
        self.config.policy = "all_approved"
        with self.assertRaisesRegex(UserError, "somebody other than .*buyer"), self.env.cr.savepoint():
            order.with_user(self.approver).button_approve()
        self.assertIn("0 of 1", order.with_user(self.approver)._approve_amazon_each()["params"]["message"])
        lock.opened(order)._watch_amazon_hold()
        self.assertEqual(order.amazon_approver_ids, self.manager)
        order.with_user(self.manager).button_approve()
        order.with_user(self.approver).button_approve()
        self.assertEqual(order.amazon_state, "pending")

    def test_policy_given_up_while_it_waits(self):
        order = self.confirmed()
        self.config.policy = "direct_allowed"
        lock.opened(order)._watch_amazon_hold()
        with self.assertRaisesRegex(UserError, "Waiting for"), self.env.cr.savepoint():
            order.with_user(self.buyer).button_approve()
        self.assertUnsent(order)

    def test_approver_who_leaves_is_replaced(self):
        self.lead(self.alice)
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        self.bob.active = False
        lock.opened(order)._watch_amazon_hold()
        self.assertEqual(order.amazon_approver_ids, self.alice)
        self.assertTrue(order.message_ids.filtered(lambda message: "Asked instead" in message.body))
        self.alice.active = False
        lock.opened(order)._watch_amazon_hold()
        self.assertEqual(order.amazon_approver_ids, self.manager)
        self.assertUnsent(order)
        order.with_user(self.manager).button_approve()
        self.assertEqual(order.amazon_state, "pending")

    def test_nobody_left_can_be_asked(self):
        order = self.confirmed()
        self.manager.active = False
        lock.opened(order)._watch_amazon_hold()
        self.assertFalse(order.amazon_approver_ids)
        with suppress(UserError):
            order.with_user(self.buyer).button_approve()
        self.assertUnsent(order)
        order.with_user(self.buyer).button_cancel()
        self.assertEqual(order.amazon_state, "cancelled")

    def test_todays_price_is_agreed_to_again(self):
        order = self.confirmed()
        self.shift_hold(order, timedelta(minutes=-1))
        lock.opened(order)._watch_amazon_hold()
        self.assertEqual(order.amazon_state, "expired")
        order.with_user(self.manager).action_amazon_todays_price()
        self.assertUnsent(order)
        self.assertEqual(order.amazon_approver_ids, self.manager)

    def test_recoding_leaves_the_promise(self):
        self.make_rule("Department", self.bob, department_ids=[Command.set(self.department.ids)])
        order = self.confirmed()
        order.with_user(self.buyer).department_id = self.sales
        self.assertEqual(order.amazon_approver_ids, self.bob)
        self.assertUnsent(order)
        order.with_user(self.bob).button_approve()
        self.assertEqual(order.amazon_state, "pending")

    # --- The set-up tells the truth ----------------------------------------------------------

    def verdict(self):
        return BY_KEY["approval"].run(self.config.sudo())

    def test_check_names_those_for_whom_nobody_else_is_there(self):
        found = self.verdict()
        self.assertEqual(found.state, "problem")
        self.assertIn("manager@example.com", found.message.replace("amazon_", ""))
        self.assertNotIn("buyer@", found.message)
        rule = self.make_rule("Bob approves", self.bob, total_from=10)
        self.assertEqual(self.verdict().state, "problem")
        rule.total_from = 0
        self.assertEqual(self.verdict().state, "done")
        rule.write({"user_ids": [Command.set(self.manager.ids)]})
        self.assertEqual(self.verdict().state, "problem")
        self.lead(self.alice, of=self.manager)
        self.assertEqual(self.verdict().state, "done")
        self.assertIn("Approval rules: Bob approves.", self.verdict().message)
        self.assertIn("manager of the requester's department", self.verdict().message)
        rule.active = False
        found = self.verdict()
        self.assertEqual(found.state, "problem")
        self.assertIn("no approval rule applies", found.message)
        self.assertNotIn("Nobody else can approve", found.message)


class _Undone(Exception):
    """Ends a run whose changes are undone."""


@tagged("post_install", "-at_install")
class TestPromiseAtRandom(PromiseCase):
    """Whatever rules, people, absences and changes there are: nothing leaves without somebody else's decision."""

    SEEDS = 150
    SECONDS = 45

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.code(cls.make_order())
        cls.lead(cls.alice)
        cls.other_budget = cls.budget.copy({"name": "Other"})
        cls.foreigner = cls.make_user("foreigner", "base.group_user", cls.other_company)
        cls.people = cls.buyer | cls.alice | cls.bob | cls.carl | cls.manager | cls.approver | cls.foreigner
        cls.confirmers = cls.buyer | cls.manager | cls.approver | cls.env.ref("base.user_root")

    def test_no_message_without_another_persons_decision(self):
        ended = set()
        deadline = time.monotonic() + self.SECONDS
        for seed in range(self.SEEDS):
            if time.monotonic() > deadline:
                break
            with self.subTest(seed=seed), suppress(_Undone), self.env.cr.savepoint():
                self.play(random.Random(seed))
                ended.add(self.order.amazon_state)
                raise _Undone
            self.env.invalidate_all()
            self.registry.clear_cache()
        self.assertLessEqual({"pending", "waiting"}, ended, "both ends are reached")

    def play(self, dice):
        """Set the stage, and let people do what they like, in any order."""
        self.dice, self.agreed, self.sent = dice, self.env["res.users"], False
        if dice.random() < 0.3:
            self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})
        if dice.random() < 0.2:
            self.config.policy = "direct_allowed"
        for number in range(dice.randrange(4)):
            self.add_rule(number)
        for user in self.people:
            if dice.random() < 0.2:
                self.be_absent(user)
        self.attempt(self.confirm)
        changes = (
            self.recode,
            self.change_a_rule,
            self.lose_somebody,
            self.be_absent,
            self.let_time_pass,
            self.change_policy,
            self.confirm,
        )
        for _turn in range(12):
            self.attempt(self.approve if dice.random() < 0.6 else dice.choice(changes))

    def attempt(self, act):
        with suppress(UserError), self.env.cr.savepoint():
            act()
        self.env.invalidate_all()
        messages = self.order._outgoing_amazon_message().filtered(lambda message: message.state == "pending")
        if messages and not self.sent:
            name = act.__name__
            self.assertIn(name, ("approve", "confirm"), "no change by itself sends an order")
            if self.config.policy == "all_approved":
                self.assertTrue(self.agreed - self.buyer, f"sent by {name}, and nobody else agreed")
        self.sent = bool(messages)

    def some(self, users):
        return users.browse(self.dice.sample(users.ids, self.dice.randrange(1, 3)))

    def add_rule(self, number):
        users = self.some(self.people)
        values = {"sequence": 10 * self.dice.randrange(3), "once": self.dice.random() < 0.5}
        values["four_eyes"] = self.dice.random() < 0.5
        values["minimum"] = self.dice.randrange(1, len(users) + 1)
        if self.dice.random() < 0.5:
            values["department_ids"] = [Command.set(self.dice.choice((self.department, self.sales)).ids)]
        if self.dice.random() < 0.3:
            values["analytic_ids"] = [Command.set(self.dice.choice((self.budget, self.other_budget)).ids)]
        if self.dice.random() < 0.2:
            self.department.manager_id = self.alice.employee_ids[:1]
            values.update(approver_type="department_manager", minimum=1)
            users = None
        self.make_rule(f"Rule {number}", users, **values)

    def rules(self):
        return self.env["amazon.punchin.approval.rule"].search([])

    # --- What people do ---------------------------------------------------------------------

    def confirm(self):
        self.order.with_user(self.dice.choice(self.confirmers)).button_confirm()

    def approve(self):
        """Somebody approves by one of the ways that there are, whoever's turn it is."""
        user = self.dice.choice(self.people)
        if self.order.amazon_approver_ids and self.dice.random() < 0.7:
            user = self.dice.choice(self.order.amazon_approver_ids)
        order = self.order.with_user(user)
        before = self.order.amazon_approval_ids.decision_ids
        step = self.order.amazon_open_approval_id
        way = self.dice.randrange(3)
        if way == 0:
            order.button_approve()
        elif way == 1:
            order.with_context(amazon_approval_id=step.id)._approve_amazon_each()
        else:
            self.decide(self.order, user, "approved", "Fine")
        if self.order.amazon_approval_ids.decision_ids - before:
            self.agreed |= user

    def recode(self):
        order = self.order.with_user(self.buyer)
        values = self.dice.choice(
            (
                {"department_id": self.dice.choice((self.department, self.sales)).id},
                {"amazon_analytic_distribution": {str(self.dice.choice((self.budget, self.other_budget)).id): 100}},
            )
        )
        order.write(values)

    def change_a_rule(self):
        if not (rules := self.rules()):
            return
        rule = self.dice.choice(rules)
        change = self.dice.randrange(4)
        if change == 0:
            rule.unlink()
        elif change == 1:
            rule.active = False
        elif change == 2:
            rule.write({"user_ids": [Command.set(self.buyer.ids)], "minimum": 1, "four_eyes": False})
        else:
            rule.department_ids = self.dice.choice((self.department, self.sales))

    def lose_somebody(self):
        self.dice.choice(self.people - self.buyer).active = False

    def be_absent(self, user=None):
        user = user or self.dice.choice(self.people)
        delegate = self.dice.choice((self.people | self.buyer) - user)
        self.substitute(user, delegate)

    def let_time_pass(self):
        if self.dice.random() < 0.2:
            self.shift_hold(self.order, timedelta(minutes=-1))
        lock.opened(self.order)._watch_amazon_hold()
        if self.order.amazon_state == "expired":
            self.agreed = self.agreed.browse()
            lock.opened(self.order).amazon_expires_at = fields.Datetime.now() + timedelta(days=1)
            with suppress(AccessError):
                self.order.with_user(self.manager).action_amazon_todays_price()

    def change_policy(self):
        self.config.policy = self.dice.choice(("all_approved", "direct_allowed"))
