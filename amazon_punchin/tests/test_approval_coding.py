from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .approval_case import ApprovalCase


@tagged("post_install", "-at_install")
class TestApprovalCoding(ApprovalCase):
    """What becomes of an approval when the coding changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.env["hr.department"].create({"name": "Sales", "company_id": cls.company.id})
        cls.other_budget = cls.budget.copy({"name": "Other"})

    def approve_first(self):
        """An order whose first step, of a rule for its department, is approved."""
        self.make_rule("Department", self.alice, sequence=10, department_ids=[Command.set(self.department.ids)])
        self.make_rule("Everything", self.bob, sequence=20)
        order = self.confirmed()
        order.with_user(self.alice).button_approve()
        return order

    def states(self, order):
        return [(step.rule_name, step.state) for step in order.amazon_approval_ids.sorted("id")]

    def test_step_whose_rule_looked_at_it_starts_again(self):
        self.make_rule("Sales", self.carl, sequence=5, department_ids=[Command.set(self.sales.ids)])
        order = self.approve_first()
        order.with_user(self.buyer).department_id = self.sales
        self.assertEqual(
            self.states(order), [("Department", "superseded"), ("Everything", "waiting"), ("Sales", "open")]
        )
        self.assertEqual(order.amazon_approver_ids, self.carl)
        self.assertEqual(self.approvals(order).user_id, self.carl)
        self.assertTrue(order.message_ids.filtered(lambda message: "start again" in message.body))

    def test_step_whose_rule_did_not_keeps_its_decisions(self):
        order = self.approve_first()
        order.with_user(self.buyer).amazon_analytic_distribution = {str(self.other_budget.id): 100}
        self.assertEqual(self.states(order), [("Department", "approved"), ("Everything", "open")])
        self.assertFalse(order.message_ids.filtered(lambda message: "start again" in message.body))

    def test_line_that_differs_counts_too(self):
        order = self.approve_first()
        order.order_line.with_user(self.buyer).department_id = self.sales
        self.assertEqual(self.states(order), [("Department", "superseded"), ("Everything", "open")])

    def test_both_in_one_write_start_it_again_once(self):
        order = self.approve_first()
        line = order.order_line
        order.with_user(self.buyer).write(
            {"department_id": self.sales.id, "order_line": [Command.update(line.id, {"department_id": self.sales.id})]}
        )
        self.assertEqual(self.states(order), [("Department", "superseded"), ("Everything", "open")])

    def test_other_approvers_start_it_again(self):
        managers = self.env["hr.employee"].create(
            [{"name": user.login, "user_id": user.id, "company_id": self.company.id} for user in (self.alice, self.bob)]
        )
        self.department.manager_id, self.sales.manager_id = managers
        self.make_rule("Manager", approver_type="department_manager")
        self.make_rule("Then", self.carl, sequence=20)
        order = self.confirmed()
        order.with_user(self.alice).button_approve()
        order.with_user(self.buyer).department_id = self.sales
        self.assertEqual(order.amazon_approver_ids, self.bob)
        self.assertEqual(self.states(order), [("Manager", "superseded"), ("Then", "waiting"), ("Manager", "open")])

    def test_the_same_approvers_need_not_decide_again(self):
        manager = self.env["hr.employee"].create(
            {"name": "Manager of both", "user_id": self.alice.id, "company_id": self.company.id}
        )
        (self.department | self.sales).manager_id = manager
        self.make_rule("Manager", approver_type="department_manager")
        self.make_rule("Then", self.carl, sequence=20)
        order = self.confirmed()
        order.with_user(self.alice).button_approve()
        order.with_user(self.buyer).department_id = self.sales
        self.assertEqual(self.states(order), [("Manager", "approved"), ("Then", "open")])
        self.assertEqual(order.amazon_approval_ids[0].subject, self.sales.name)

    def test_free_condition_may_look_at_anything(self):
        self.make_rule("Free", self.alice, sequence=10, domain="[('product_qty', '>', 0)]")
        self.make_rule("Then", self.carl, sequence=20)
        order = self.confirmed()
        order.with_user(self.alice).button_approve()
        order.with_user(self.buyer).amazon_account_id = self.account.copy({"code": "610098"})
        self.assertEqual(self.states(order), [("Free", "superseded"), ("Then", "waiting"), ("Free", "open")])

    def test_nothing_left_to_approve(self):
        self.make_rule("Department", self.alice, department_ids=[Command.set(self.department.ids)])
        order = self.confirmed()
        order.with_user(self.buyer).department_id = self.sales
        self.assertEqual(self.states(order), [("Department", "superseded")])
        self.assertEqual((order.state, order.amazon_state), ("purchase", "pending"))

    def test_new_coding_without_approver_is_refused(self):
        order = self.approve_first()
        rule = self.make_rule("Sales", self.carl, department_ids=[Command.set(self.sales.ids)])
        self.carl.active = False
        with self.assertRaisesRegex(UserError, rule.name):
            order.with_user(self.buyer).department_id = self.sales

    def test_afterwards_it_does_not_become_what_a_rule_would_have_asked_for(self):
        self.make_rule("Sales", self.carl, department_ids=[Command.set(self.sales.ids)])
        order = self.confirmed()
        self.assertEqual(order.state, "purchase")
        with self.assertRaisesRegex(UserError, "Sales"), self.env.cr.savepoint():
            order.with_user(self.buyer).department_id = self.sales
        order.amazon_analytic_distribution = {str(self.other_budget.id): 100}

    def test_afterwards_it_is_refused_where_a_rule_depended_on_it(self):
        order = self.approve_first()
        order.with_user(self.bob).button_approve()
        self.assertEqual(order.state, "purchase")
        for record in (order, order.order_line):
            with self.assertRaisesRegex(UserError, "Department"), self.env.cr.savepoint():
                record.department_id = self.sales
        order.amazon_account_id = self.account.copy({"code": "610098"})
        order.amazon_analytic_distribution = {str(self.other_budget.id): 100}
        self.assertEqual(order.order_line.analytic_distribution, {str(self.other_budget.id): 100})
