from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..approval_case import ApprovalCase
from ..carts import Line


@tagged("post_install", "-at_install")
class TestApprovalRules(ApprovalCase):
    """Whom a rule names, and which rules cannot be."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss, cls.head = (
            cls.env["hr.employee"].create({"name": name, "user_id": user.id, "company_id": cls.company.id})
            for name, user in (("Boss", cls.alice), ("Head", cls.bob))
        )
        cls.head.parent_id = cls.boss
        cls.department.manager_id = cls.head
        cls.budget.amazon_owner_id = cls.carl

    def step(self, **values):
        """The one step that an order gets from one rule."""
        self.make_rule("The rule", **values)
        return self.confirmed().amazon_approval_ids

    # --- Who -----------------------------------------------------------------------------

    def test_department_manager(self):
        step = self.step(approver_type="department_manager")
        self.assertEqual((step.approver_ids, step.subject), (self.bob, self.department.name))

    def test_manager_of_the_manager(self):
        self.assertEqual(self.step(approver_type="manager_manager").approver_ids, self.alice)

    def test_budget_owner(self):
        step = self.step(approver_type="analytic_owner")
        self.assertEqual((step.approver_ids, step.subject), (self.carl, self.budget.name))

    def test_group(self):
        group = self.env["res.groups"].create(
            {"name": "Approvers", "user_ids": [Command.set((self.bob | self.carl).ids)]}
        )
        self.assertEqual(self.step(approver_type="group", group_id=group.id).approver_ids, self.bob | self.carl)

    def test_user_on_the_order(self):
        field = self.env["ir.model.fields"]._get("purchase.order", "user_id")
        self.make_rule("The order's buyer", approver_type="order_field", approver_field_id=field.id)
        order = self.code(self.make_order())
        order.user_id = self.carl
        order.with_user(self.buyer).button_confirm()
        self.assertEqual(order.amazon_approval_ids.approver_ids, self.carl)

    def test_the_requester_does_not_choose_the_user_on_the_order(self):
        order = self.code(self.make_order())
        with self.assertRaisesRegex(UserError, "cannot be changed"), self.env.cr.savepoint():
            order.with_user(self.buyer).user_id = self.carl
        order.with_user(self.purchaser).user_id = self.carl
        self.assertEqual(order.user_id, self.carl)

    def test_every_department_of_an_order_has_its_say(self):
        other = self.env["hr.department"].create(
            {"name": "Elsewhere", "company_id": self.company.id, "manager_id": self.boss.id}
        )
        self.make_rule("Manager", approver_type="department_manager")
        order = self.code(self.make_order(lines=[Line(), Line(asin="B000TEST02")]))
        order.order_line[1].department_id = other
        order.with_user(self.buyer).button_confirm()
        self.assertEqual(order.amazon_approval_ids.mapped("approver_ids"), self.alice | self.bob)
        self.assertEqual(len(order.amazon_approval_ids), 2)

    def test_summary_says_who_approves(self):
        rule = self.make_rule("Two", self.alice | self.bob, minimum=2, sequence=30, total_from=500)
        for part in ("500", "then 2 of", "alice", "bob", "must approve"):
            self.assertIn(part, rule.summary)

    # --- Nobody left ---------------------------------------------------------------------

    def refused(self, *parts):
        order = self.code(self.make_order())
        with self.assertRaises(UserError) as raised, self.env.cr.savepoint():
            order.with_user(self.buyer).button_confirm()
        for part in ("Rule “The rule”", *parts):
            self.assertIn(part, str(raised.exception))
        self.assertEqual((order.state, order.amazon_state), ("draft", "cart"))
        self.assertFalse(order.amazon_approval_ids)

    def test_archived_users(self):
        self.make_rule("The rule", self.bob)
        self.bob.active = False
        self.refused()

    def test_department_without_manager(self):
        self.make_rule("The rule", approver_type="department_manager")
        self.department.manager_id = False
        self.refused(self.department.name)

    def test_manager_without_user(self):
        self.make_rule("The rule", approver_type="department_manager")
        self.head.user_id = False
        self.refused(self.department.name)

    def test_budget_without_owner(self):
        self.make_rule("The rule", approver_type="analytic_owner")
        self.budget.amazon_owner_id = False
        self.refused(self.budget.name)

    def test_line_that_has_none(self):
        for approver_type, name in (
            ("department_manager", "department_id"),
            ("manager_manager", "department_id"),
            ("analytic_owner", "analytic_distribution"),
        ):
            self.config.write({"require_department": False, "require_budget": False})
            rule = self.make_rule("The rule", approver_type=approver_type)
            order = self.code(self.make_order(payload_id=approver_type, lines=[Line(), Line(asin="B000TEST02")]))
            order.order_line[1][name] = False
            with self.subTest(approver_type=approver_type), self.assertRaisesRegex(UserError, "only 0 can"):
                order.with_user(self.buyer).button_confirm()
            rule.active = False

    def test_field_that_was_removed(self):
        field = self.env["ir.model.fields"]._get("purchase.order", "user_id")
        rule = self.make_rule("The rule", approver_type="order_field", approver_field_id=field.id)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT confdeltype FROM pg_constraint WHERE conname LIKE %s",
            ["amazon_punchin_approval_rule_approver_field_id%"],
        )
        self.assertEqual(self.env.cr.fetchall(), [("n",)], "the rule stays")
        self.env.cr.execute("UPDATE amazon_punchin_approval_rule SET approver_field_id = NULL WHERE id = %s", [rule.id])
        self.env.invalidate_all()
        self.refused()

    def test_requester_alone(self):
        self.make_rule("The rule", self.buyer)
        self.refused()

    def test_fewer_than_must_agree(self):
        self.make_rule("The rule", self.bob | self.buyer, minimum=2)
        self.refused("2 must approve", "only 1")

    def test_approver_of_another_company(self):
        self.make_rule("The rule", self.foreign_buyer)
        self.refused()

    # --- Refused when saved --------------------------------------------------------------

    def assert_refused(self, sentence, users=None, **values):
        with self.assertRaisesRegex(ValidationError, sentence), self.env.cr.savepoint():
            self.make_rule("Bad", users, **values)

    def test_escalation_to_oneself(self):
        self.assert_refused("cannot escalate to", self.bob, escalate_days=1, escalate_user_id=self.bob.id)
        rule = self.make_rule("Good", self.bob, escalate_days=1, escalate_user_id=self.alice.id)
        with self.assertRaisesRegex(ValidationError, "cannot escalate to"):
            rule.user_ids |= self.alice

    def test_escalation_to_oneself_in_a_group(self):
        group = self.env["res.groups"].create({"name": "Approvers", "user_ids": [Command.set(self.bob.ids)]})
        values = {"approver_type": "group", "group_id": group.id, "escalate_days": 1}
        self.assert_refused("cannot escalate to", **values, escalate_user_id=self.bob.id)
        rule = self.make_rule("Good", **values, escalate_user_id=self.alice.id)
        with self.assertRaisesRegex(ValidationError, "cannot escalate to"):
            rule.group_id = self.env["res.groups"].create({"name": "Others", "user_ids": [Command.set(self.alice.ids)]})

    @mute_logger("odoo.sql_db")
    def test_days_that_are_no_deadline(self):
        for values in ({"remind_days": 366}, {"remind_days": -1}, {"escalate_days": 1e9}):
            with self.subTest(**values), self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self.make_rule("Bad", self.bob, escalate_user_id=self.alice.id, **values)

    def test_escalation_to_nobody(self):
        self.assert_refused("choose whom it escalates to", self.bob, escalate_days=1)

    def test_nobody_named(self):
        self.assert_refused("fill in Users")
        self.assert_refused("fill in Group", approver_type="group")
        self.assert_refused("fill in Field", approver_type="order_field")
        empty = self.env["res.groups"].create({"name": "Nobody"})
        self.assert_refused("no members", approver_type="group", group_id=empty.id)

    def test_field_that_is_no_user(self):
        field = self.env["ir.model.fields"]._get("purchase.order", "partner_id")
        self.assert_refused("must be a user", approver_type="order_field", approver_field_id=field.id)

    def test_more_than_there_are(self):
        self.assert_refused("2 must approve, but it names 1", self.bob, minimum=2)

    @mute_logger("odoo.sql_db")
    def test_nobody_must_agree(self):
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.make_rule("Bad", self.bob, minimum=0)

    def test_domain_that_does_not_parse(self):
        self.assert_refused("cannot be read", self.bob, domain="[('no_such_field', '=', 1)]")

    def test_circular_managers_when_the_rule_is_saved(self):
        self.boss.parent_id = self.head
        self.assert_refused("form a loop", approver_type="manager_manager")

    def test_circle_beside_the_departments_does_not_keep_a_rule_from_being_saved(self):
        others = self.env["hr.employee"].create([{"name": name} for name in ("One", "Two")])
        others[0].parent_id, others[1].parent_id = others[1], others[0]
        self.assertTrue(self.make_rule("Climbs", approver_type="manager_manager"))

    def test_hr_saves_circular_managers_and_no_order_climbs_them(self):
        self.make_rule("The rule", approver_type="manager_manager")
        officer = self.make_user("hr", "hr.group_hr_user")
        for employee in (self.boss, self.head):
            employee.with_user(officer).parent_id = self.head
            with self.subTest(employee=employee.name):
                self.refused(self.department.name, "Head", "form a loop")

    def test_who_is_above_a_circle_is_asked(self):
        """The boss reports to herself, as some companies record the top."""
        self.boss.parent_id = self.boss
        self.assertEqual(self.step(approver_type="manager_manager").approver_ids, self.alice)

    # --- Substitutes ---------------------------------------------------------------------

    def test_substitutes_that_cannot_be(self):
        for delegate, first, last, sentence in (
            (self.bob, 0, 1, "somebody else"),
            (self.carl, 1, 0, "before the first"),
        ):
            with self.assertRaisesRegex(ValidationError, sentence), self.env.cr.savepoint():
                self.substitute(self.bob, delegate, first, last)
        self.substitute(self.bob, self.carl, 2, 4)
        with self.assertRaisesRegex(ValidationError, "already has a substitute"), self.env.cr.savepoint():
            self.substitute(self.bob, self.alice, 4, 6)
        self.substitute(self.bob, self.alice, 5, 6)
