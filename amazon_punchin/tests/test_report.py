from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..matching.facts import is_amazon
from .carts import Line
from .common import AmazonCase


@tagged("post_install", "-at_install")
class TestReport(AmazonCase):
    """Purchases at Amazon, however they are grouped, add up to the orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env["amazon.punchin.report"].with_context(allowed_company_ids=cls.company.ids)

    def rows(self, orders, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.report.with_user(user or self.env.user).search([("order_id", "in", orders.ids)])

    def total(self, *groups, orders):
        self.env.flush_all()
        return self.report._read_group([("order_id", "in", orders.ids)], groups, ["total:sum"])

    def test_groups_add_up_to_the_order(self):
        order = self.make_order(
            lines=[
                Line(price="6.99", quantity="3", seller="Pens & More", shipping="2.99", tax="0.87"),
                Line(price="10.00", asin="B000OTHER1", seller="Amazon.com"),
            ]
        )
        for group in ("seller", "category", "segment_id", "department_id", "analytic_account_id", "requester_id"):
            with self.subTest(group=group):
                total = sum(row[-1] for row in self.total(group, orders=order))
                self.assertAlmostEqual(total, order.amount_total_cc, 2)

    def test_budgets_share_a_line(self):
        plan = self.env["account.analytic.plan"].create({"name": "Plan"})
        one, two = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id, "company_id": self.company.id} for name in ("One", "Two")]
        )
        order = self.make_order(lines=[Line(price="10.00", quantity="10")])
        shares = {
            ((one.id, 60), (two.id, 40)): {one: 60, two: 40},
            ((one.id, 60),): {one: 60, one.browse(): 40},
            ((one.id, 100), (two.id, 100)): {one: 50, two: 50},
            (): {one.browse(): 100},
        }
        for distribution, expected in shares.items():
            order.amazon_analytic_distribution = {str(key): share for key, share in distribution}
            with self.subTest(distribution=distribution):
                found = dict(self.total("analytic_account_id", orders=order))
                self.assertEqual({budget: round(total, 2) for budget, total in found.items()}, expected)
                self.assertEqual(sum(self.rows(order).mapped("quantity")), 10)

    def test_amounts_are_in_the_company_currency_at_the_rate_of_the_order(self):
        order = self.make_order(currency="EUR", lines=[Line(price="100.00", rate="19.00")])
        self.assertNotEqual(order.currency_id, self.company.currency_id)
        self.assertAlmostEqual(sum(self.rows(order).mapped("total")), order.amount_total_cc, 2)
        self.assertEqual(self.rows(order).currency_id, self.company.currency_id)

    def test_seller_is_amazon_or_not_as_the_rules_see_it(self):
        sellers = ["Amazon", "amazon.com", " Amazon EU S.à r.l.", "Amazonas Books", "Pens & Amazon", "AMAZON-DE"]
        order = self.make_order(
            lines=[Line(seller=seller, asin=f"B00000000{number}") for number, seller in enumerate(sellers)]
        )
        for row in self.rows(order).filtered(lambda row: row.kind == "item"):
            with self.subTest(seller=row.seller):
                self.assertEqual(row.seller_kind == "amazon", is_amazon(row.seller))

    def test_who_sees_what(self):
        own, another = self.make_order(), self.make_order(self.colleague, payload_id="2")
        foreign = self.make_order(self.foreign_buyer, self.other_config)
        orders = own | another | foreign
        self.assertEqual(self.rows(orders, self.buyer).order_id, own)
        for user in (self.manager, self.purchaser):
            self.assertEqual(self.rows(orders, user).order_id, own | another)
        both = self.purchaser
        both.company_ids = [Command.link(self.other_company.id)]
        self.env.flush_all()
        seen = self.report.with_user(both).with_context(allowed_company_ids=both.company_ids.ids)
        self.assertEqual(seen.search([("order_id", "in", orders.ids)]).order_id, orders)
        with self.assertRaises(AccessError):
            self.rows(orders, self.make_user("nobody", "base.group_user"))

    def test_selections_say_what_the_order_says(self):
        found = self.report.fields_get(["state"])["state"]["selection"]
        self.assertEqual(found, self.env["purchase.order"].fields_get(["amazon_state"])["amazon_state"]["selection"])
