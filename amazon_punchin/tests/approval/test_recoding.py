from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ...tools import lock
from ..approval_case import ApprovalCase
from ..carts import Line


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
        self.assertTrue(order.message_ids.filtered(lambda message: "restart" in message.body))

    def test_step_whose_rule_did_not_keeps_its_decisions(self):
        order = self.approve_first()
        order.with_user(self.buyer).amazon_analytic_distribution = {str(self.other_budget.id): 100}
        self.assertEqual(self.states(order), [("Department", "approved"), ("Everything", "open")])
        self.assertFalse(order.message_ids.filtered(lambda message: "restart" in message.body))

    def core_gate(self):
        """Let core's approval hold every order."""
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})

    def test_while_only_core_holds_it(self):
        self.core_gate()
        self.make_rule("Sales", self.carl, department_ids=[Command.set(self.sales.ids)])
        order = self.confirmed()
        self.assertFalse(order.amazon_approval_ids)
        order.with_user(self.buyer).department_id = self.sales
        self.assertEqual(self.states(order), [("Sales", "open")])
        order.with_user(self.carl).button_approve()
        self.assertEqual((order.state, self.states(order)), ("to approve", [("Sales", "approved")]))

    def test_there_and_back_again(self):
        self.core_gate()
        self.make_rule("Department", self.alice, department_ids=[Command.set(self.department.ids)])
        order = self.confirmed()
        order.with_user(self.buyer).department_id = self.sales
        self.assertEqual(self.states(order), [("Department", "superseded"), ("Department", "open")])
        order.with_user(self.buyer).department_id = self.department
        self.assertEqual(
            self.states(order), [("Department", "superseded"), ("Department", "superseded"), ("Department", "open")]
        )

    def test_agreement_on_another_coding_does_not_count(self):
        self.make_rule("First", self.alice, sequence=10)
        self.make_rule("Then", self.bob, sequence=30)
        self.make_rule("Sales", self.alice, sequence=20, department_ids=[Command.set(self.sales.ids)])
        order = self.confirmed()
        order.with_user(self.alice).button_approve()
        order.with_user(self.buyer).department_id = self.sales
        self.assertEqual(self.states(order), [("First", "approved"), ("Then", "waiting"), ("Sales", "open")])
        self.assertEqual(order.amazon_approver_ids, self.alice)

    def age(self, order):
        """Let the steps be older than what happens to the rules now."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE amazon_punchin_approval SET create_date = create_date - interval '1 hour' WHERE order_id = %s",
            [order.id],
        )
        self.env.cr.execute("UPDATE amazon_punchin_approval_rule SET write_date = write_date - interval '2 hours'")
        self.env.invalidate_all()

    def test_step_of_a_rule_that_is_no_more_starts_again(self):
        for number, end in enumerate(("archive", "delete", "edit")):
            rule = self.make_rule("Department", self.alice, department_ids=[Command.set(self.department.ids)])
            order = self.confirmed(payload_id=f"order {number}")
            self.age(order)
            if end == "delete":
                rule.unlink()
            else:
                rule.write({"active": False} if end == "archive" else {"total_from": 100000})
            with self.subTest(end=end):
                order.with_user(self.buyer).department_id = self.sales
                self.assertEqual(self.states(order), [("Department", "superseded"), ("Department", "open")])
                self.assertEqual(order.amazon_approver_ids, self.alice)
            rule.exists().active = False

    def test_manager_of_a_rule_that_was_changed_is_looked_up_again(self):
        managers = self.env["hr.employee"].create(
            [{"name": user.login, "user_id": user.id, "company_id": self.company.id} for user in (self.alice, self.bob)]
        )
        self.department.manager_id, self.sales.manager_id = managers
        rule = self.make_rule("Manager", approver_type="department_manager")
        order = self.confirmed()
        self.age(order)
        rule.name = "The manager"
        order.with_user(self.buyer).department_id = self.sales
        self.assertEqual(self.states(order), [("Manager", "superseded"), ("The manager", "open")])
        self.assertEqual(order.amazon_approver_ids, self.bob)

    def test_step_of_a_rule_as_it_was_is_dropped(self):
        self.make_rule("Department", self.alice, sequence=10, department_ids=[Command.set(self.department.ids)])
        self.make_rule("Then", self.bob, sequence=20)
        order = self.confirmed()
        self.age(order)
        order.with_user(self.buyer).department_id = self.sales
        self.assertEqual(self.states(order), [("Department", "superseded"), ("Then", "open")])

    def test_free_condition_looks_at_the_location_too(self):
        annex = self.config.location_ids.copy({"name": "Annex"})
        self.make_rule("Annex", self.carl, domain="[('order_id.amazon_location_id.name', '=', 'Annex')]")
        self.make_rule("Then", self.bob, sequence=20)
        order = self.confirmed()
        order.with_user(self.buyer).amazon_location_id = annex
        self.assertEqual(self.states(order), [("Then", "waiting"), ("Annex", "open")])

    def test_several_lines_in_one_write_start_it_again_once(self):
        self.make_rule("Department", self.alice, sequence=10, department_ids=[Command.set(self.department.ids)])
        self.make_rule("Everything", self.bob, sequence=20)
        order = self.code(self.make_order(lines=[Line(), Line(asin="B000TEST02")]))
        order.with_user(self.buyer).button_confirm()
        order.with_user(self.buyer).write(
            {"order_line": [Command.update(line.id, {"department_id": self.sales.id}) for line in order.order_line]}
        )
        self.assertEqual(self.states(order), [("Department", "superseded"), ("Everything", "open")])

    def test_no_client_puts_it_off(self):
        order = self.approve_first()
        order.order_line.with_user(self.buyer).with_context(amazon_punchin_coding="later").department_id = self.sales
        self.assertEqual(self.states(order), [("Department", "superseded"), ("Everything", "open")])

    # --- Policy --------------------------------------------------------------------------

    def make_policy(self, verdict, department):
        self.env["amazon.punchin.item.rule"].create(
            {
                "name": "Not for them",
                "company_id": self.company.id,
                "verdict": verdict,
                "department_ids": [Command.set(department.ids)],
            }
        )

    def test_policy_is_asked_about_the_new_coding(self):
        self.make_policy("refuse", self.sales)
        order = self.approve_first()
        with self.assertRaisesRegex(UserError, "Not for them"), self.env.cr.savepoint():
            order.with_user(self.buyer).department_id = self.sales
        order.with_user(self.bob).button_approve()
        self.assertEqual(order.amazon_state, "pending")

    def test_policy_is_asked_until_it_is_sent(self):
        self.make_policy("refuse", self.sales)
        order = self.confirmed()
        self.assertEqual(order.amazon_state, "pending")
        with self.assertRaisesRegex(UserError, "Not for them"), self.env.cr.savepoint():
            order.department_id = self.sales

    def test_reason_can_be_given_while_it_waits(self):
        self.make_policy("reason", self.sales)
        order = self.approve_first()
        with self.assertRaisesRegex(UserError, "Not for them"), self.env.cr.savepoint():
            order.with_user(self.buyer).department_id = self.sales
        order.with_user(self.buyer).write({"department_id": self.sales.id, "amazon_reason": "For the fair"})
        order.with_user(self.bob).button_approve()
        self.assertEqual(order.amazon_state, "pending")
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            order.with_user(self.buyer).amazon_reason = "Another one"

    def test_policy_is_asked_once_more_at_the_end(self):
        order = self.approve_first()
        self.make_policy("refuse", self.department)
        order.with_user(self.bob).button_approve()
        self.assertEqual((order.state, order.amazon_state), ("to approve", "waiting"))
        self.assertTrue(order.message_ids.filtered(lambda message: "Not for them" in message.body))

    # --- Each line -----------------------------------------------------------------------

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

    def assertUnsent(self, order):
        self.assertEqual((order.state, order.amazon_state), ("to approve", "waiting"))
        self.assertFalse(order._outgoing_amazon_message())

    def test_whoever_was_asked_last_confirms_what_no_rule_asks_for(self):
        self.make_rule("Department", self.alice, department_ids=[Command.set(self.department.ids)])
        order = self.confirmed()
        order.with_user(self.buyer).department_id = self.sales
        self.assertEqual(self.states(order), [("Department", "superseded"), ("Department", "open")])
        self.assertUnsent(order)
        self.assertEqual(order.amazon_approver_ids, self.alice)
        self.assertIn("no longer applies", self.approvals(order).note)
        for user in (self.buyer, self.purchaser, self.approver, self.manager):
            with self.assertRaisesRegex(UserError, "Waiting for"), self.env.cr.savepoint():
                order.with_user(user).button_approve()
        order.with_user(self.alice).button_approve()
        self.assertEqual((order.state, order.amazon_state), ("purchase", "pending"))

    def test_what_no_rule_asks_for_can_still_be_rejected(self):
        self.make_rule("Department", self.alice, department_ids=[Command.set(self.department.ids)])
        order = self.confirmed()
        order.with_user(self.buyer).department_id = self.sales
        self.decide(order, self.alice, "rejected", "Not for sales")
        self.assertEqual((order.state, order.amazon_state), ("cancel", "rejected"))

    def test_no_number_of_changes_sends_it(self):
        self.make_rule("Department", self.alice, department_ids=[Command.set(self.department.ids)])
        order = self.confirmed()
        third = self.sales.copy({"name": "Third"})
        line = order.order_line
        for record, values in (
            (order, {"department_id": self.sales.id}),
            (line, {"department_id": third.id}),
            (order, {"amazon_analytic_distribution": {str(self.other_budget.id): 100}}),
            (order, {"amazon_account_id": self.account.copy({"code": "610098"}).id}),
            (line, {"department_id": False}),
            (order, {"department_id": third.id}),
        ):
            with self.subTest(values=values):
                record.with_user(self.buyer).write(values)
                self.assertUnsent(order)
                self.assertEqual(order.amazon_approver_ids, self.alice)

    def test_another_budget_ends_no_approval(self):
        self.make_rule("Budget", self.alice, analytic_ids=[Command.set(self.budget.ids)])
        order = self.confirmed()
        for record, name in (
            (order.order_line, "analytic_distribution"),
            (order, "amazon_analytic_distribution"),
        ):
            record.with_user(self.buyer)[name] = {str(self.other_budget.id): 100}
            self.assertUnsent(order)
            self.assertEqual(order.amazon_approver_ids, self.alice)

    def test_item_whose_category_changes_ends_no_approval(self):
        category = self.env["product.category"].create({"name": "Watched"})
        order = self.code(self.make_order())
        order.order_line.product_id.categ_id = category
        self.make_rule("Category", self.alice, domain=f"[('product_id.categ_id', '=', {category.id})]")
        order.with_user(self.buyer).button_confirm()
        order.order_line.product_id.categ_id = category.copy({"name": "Another"})
        order.with_user(self.buyer).department_id = self.sales
        self.assertUnsent(order)
        self.assertEqual(order.amazon_approver_ids, self.alice)

    def test_agreement_in_an_earlier_step_does_not_confirm_it(self):
        self.make_rule("First", self.alice, sequence=10)
        self.make_rule("Department", self.bob, sequence=20, department_ids=[Command.set(self.department.ids)])
        self.make_rule("Last", self.alice, sequence=30)
        order = self.confirmed()
        order.with_user(self.alice).button_approve()
        order.with_user(self.buyer).department_id = self.sales
        self.assertUnsent(order)
        self.assertEqual(order.amazon_approver_ids, self.bob)

    def test_what_was_approved_on_another_coding_is_confirmed(self):
        """Nothing but core's gate was left, and the purchase manager who passes it has coded it anew."""
        self.core_gate()
        self.make_rule("Department", self.alice, department_ids=[Command.set(self.department.ids)])
        order = self.confirmed()
        order.with_user(self.alice).button_approve()
        order.with_user(self.approver).department_id = self.sales
        self.assertUnsent(order)
        self.assertEqual(order.amazon_approver_ids, self.alice)

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

    def test_afterwards_only_a_rule_that_looks_at_the_change_is_blamed(self):
        self.make_rule("Everything", self.bob)
        order = self.confirmed()
        order.with_user(self.bob).button_approve()
        self.make_rule("Department", self.carl, department_ids=[Command.set(self.department.ids)])
        order.amazon_analytic_distribution = {str(self.other_budget.id): 100}
        self.assertEqual(order.order_line.analytic_distribution, {str(self.other_budget.id): 100})

    def test_afterwards_a_rule_made_later_has_no_say(self):
        order = self.confirmed()
        lock.opened(order).date_approve = fields.Datetime.now() - timedelta(hours=1)
        self.make_rule("Sales", self.carl, department_ids=[Command.set(self.sales.ids)])
        order.department_id = self.sales
        self.assertEqual(order.order_line.department_id, self.sales)
