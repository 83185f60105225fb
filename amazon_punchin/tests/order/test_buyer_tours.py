from odoo.tests import tagged

from ...tools import lock
from ..carts import Line
from ..common import AmazonHttpCase


@tagged("post_install", "-at_install")
class TestTours(AmazonHttpCase):
    """The screens, in a browser."""

    def test_buyer_codes_and_confirms(self):
        order = self.make_order()
        other_plans = self.env["account.analytic.plan"].search([("id", "!=", self.budget.plan_id.id)])
        other_plans.default_applicability = "unavailable"
        self.start_tour(f"/odoo/amazon-orders/{order.id}", "amazon_punchin_buyer", login="amazon_buyer")
        self.assertEqual(order.amazon_state, "pending")
        self.assertEqual(order.department_id, self.department)
        self.assertEqual(order.order_line.amazon_account_id, self.account)

    def test_buyer_chooses_a_budget_and_looks_at_the_coding_by_line(self):
        self.config.budget_plan_id = self.budget.plan_id
        order = self.make_order(lines=[Line(title="Pens"), Line(title="Tape", asin="B000TEST02")])
        order.write({"department_id": self.department.id, "amazon_account_id": self.account.id})
        order.order_line[1].amazon_account_id = self.account.copy({"code": "610098", "name": "Furniture"})
        self.start_tour(f"/odoo/amazon-orders/{order.id}", "amazon_punchin_buyer_budget", login="amazon_buyer")
        self.assertEqual(order.amazon_state, "pending")
        for line in order.order_line:
            self.assertEqual(line.analytic_distribution, {str(self.budget.id): 100})

    def test_administrator_makes_a_rule_that_a_buyer_meets(self):
        order = self.code(self.make_order())
        action = self.env.ref("amazon_punchin.amazon_punchin_item_rule_action")
        self.start_tour(f"/odoo/action-{action.id}", "amazon_punchin_administrator", login="amazon_manager")
        tester = self.env.ref("amazon_punchin.amazon_punchin_rule_tester_action")
        self.start_tour(f"/odoo/action-{tester.id}", "amazon_punchin_administrator_tries", login="amazon_manager")
        self.start_tour(f"/odoo/amazon-orders/{order.id}", "amazon_punchin_buyer_reason", login="amazon_buyer")
        self.assertEqual((order.amazon_state, order.amazon_reason), ("pending", "The drawer is empty"))

    def test_overview_leads_to_what_waits(self):
        self.make_order()
        self.start_tour("/odoo/amazon", "amazon_punchin_overview", login="amazon_buyer")

    def test_analysis_of_what_was_ordered(self):
        order = lock.opened(self.code(self.make_order()))
        order.write({"amazon_state": "sent", "amazon_mode": "active"})
        self.start_tour("/odoo/amazon-analysis", "amazon_punchin_analysis", login="amazon_manager")
