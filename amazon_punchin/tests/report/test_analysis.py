import ast

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import convert_file

from ...matching.facts import is_amazon
from ...tools import lock
from ..answer_case import AnswerSetup
from ..answers import ConfirmationDocument, Status
from ..approval_case import ApprovalCase
from ..carts import Line
from ..common import AmazonCase


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
        rows = self.rows(order).filtered(lambda row: row.kind == "item")
        self.assertEqual({row.seller_kind for row in rows}, {"amazon", "marketplace"})
        for seller in sellers:
            with self.subTest(seller=seller):
                row = rows.filtered(lambda row, seller=seller: row.seller == seller.strip())
                self.assertEqual(row.seller_kind == "amazon", is_amazon(seller))

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


@tagged("post_install", "-at_install")
class TestSavedFilters(AnswerSetup, ApprovalCase):
    """What is under Favorites of the analysis finds what its name says."""

    def favorites(self, user=None):
        action = self.env.ref("amazon_punchin.amazon_punchin_report_action")
        user = user or self.buyer
        filters = self.env["ir.filters"].with_user(user).with_context(lang=user.lang)
        return {saved["name"]: saved for saved in filters.get_filters("amazon.punchin.report", action.id)}

    def found(self, name, user=None):
        """Orders in whose lines a saved filter, opened as list, ends, if all are real ones."""
        lock.opened(self.env["purchase.order"].search([("amazon_mode", "=", "test")])).amazon_mode = "active"
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["amazon.punchin.report"].with_user(user or self.manager)
        return report.search(ast.literal_eval(self.favorites()[name]["domain"])).order_id

    def test_everybody_has_them_and_they_can_be_grouped_and_measured(self):
        report = self.env["amazon.punchin.report"].with_user(self.buyer)
        favorites = self.favorites()
        self.assertEqual(
            set(favorites), {"By Marketplace Sellers", "Unapproved Direct Buys", "Rejected", "Price Changes"}
        )
        for name, saved in favorites.items():
            with self.subTest(name=name):
                context = ast.literal_eval(saved["context"])
                groups = [*context["pivot_row_groupby"], *context["pivot_column_groupby"]]
                self.assertEqual(context["group_by"], context["pivot_row_groupby"])
                for measure in {*context["pivot_measures"], context["graph_measure"]}:
                    report.formatted_read_group(ast.literal_eval(saved["domain"]), groups, [f"{measure}:sum"])

    def test_names_are_translated_until_somebody_changes_one(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.buyer.lang = "de_DE"
        self.assertIn("Abgelehnt", self.favorites())
        self.env.ref("amazon_punchin.ir_filters_rejected").name = "Ours"
        self.assertIn("Ours", self.favorites())

    def test_name_of_somebody_s_own_is_theirs(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.buyer.lang = "de_DE"
        action = self.env.ref("amazon_punchin.amazon_punchin_report_action")
        self.env["ir.filters"].with_user(self.buyer).create(
            {
                "name": "Rejected",
                "model_id": "amazon.punchin.report",
                "action_id": action.id,
                "user_ids": self.buyer.ids,
            }
        )
        self.assertGreater(set(self.favorites()), {"Rejected", "Abgelehnt"})

    def test_update_keeps_what_somebody_changed(self):
        rejected = self.env.ref("amazon_punchin.ir_filters_rejected")
        rejected.write({"name": "Ours", "domain": "[]"})
        path = "report/amazon_punchin_report_filters.xml"
        convert_file(self.env, "amazon_punchin", path, {}, mode="update")
        self.assertEqual((rejected.name, rejected.domain), ("Ours", "[]"))

    def test_by_marketplace_sellers(self):
        foreign = self.make_sent_order(Line(seller="Pens & More"))
        self.make_sent_order(Line(seller="Amazon.com"), payload_id="2")
        self.make_order(lines=[Line(seller="Pens & More")], payload_id="3")
        self.assertEqual(self.found("By Marketplace Sellers"), foreign)

    def test_unapproved_direct_purchases_are_those_that_nobody_else_approved(self):
        self.config.policy = "direct_allowed"
        alone = self.confirmed(self.requisitioner)
        self.confirmed(self.buyer, payload_id="2")
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})
        asked = self.confirmed(self.requisitioner, payload_id="3")
        self.assertEqual(self.found("Unapproved Direct Buys"), alone, "not while one may still approve it")
        asked.with_user(self.approver).button_approve()
        self.assertTrue(asked.amazon_direct)
        self.assertEqual(self.found("Unapproved Direct Buys"), alone)
        self.assertEqual((alone | asked).mapped("amazon_released_by_id"), self.requisitioner | self.approver)

    def test_an_order_that_ran_out_of_time_is_released_by_nobody(self):
        order = self.confirmed()
        self.assertEqual(order.amazon_released_by_id, self.buyer)
        order._take_back_amazon_approval()
        self.assertFalse(order.amazon_released_by_id)

    def test_rejected_by_amazon_or_by_an_approver(self):
        self.make_sent_order(Line())
        by_amazon = self.make_sent_order(Line(quantity="2", price="5.00"), payload_id="2")
        self.receive(
            ConfirmationDocument(statuses=[Status("reject", "1"), Status("accept", "1")]), number=by_amazon.name
        )
        self.make_rule("Bob approves", self.bob)
        by_bob = self.confirmed(payload_id="3")
        self.decide(by_bob, self.bob, "rejected", "Too dear")
        self.assertEqual(self.found("Rejected"), by_amazon | by_bob)
        rows = self.env["amazon.punchin.report"].search([("order_id", "in", (by_amazon | by_bob).ids)])
        self.assertEqual({row.order_id: row.rejected_by for row in rows}, {by_amazon: "amazon", by_bob: "approver"})

    def rejected_value(self, order):
        self.env.flush_all()
        self.env.invalidate_all()
        [(value,)] = self.env["amazon.punchin.report"]._read_group(
            [("order_id", "=", order.id)], aggregates=["total_rejected:sum"]
        )
        return round(value, 2)

    def test_value_rejected_is_of_the_pieces_that_amazon_rejected(self):
        order = self.make_sent_order(Line(quantity="3", price="449.00"))
        self.assertFalse(self.rejected_value(order))
        self.receive(ConfirmationDocument(statuses=[Status("reject", "1"), Status("accept", "2")]), number=order.name)
        self.assertEqual(order.order_line.amazon_qty_rejected, 1)
        self.assertEqual(self.rejected_value(order), round(order.amount_total_cc / 3, 2))

    def test_value_rejected_is_of_the_whole_order_that_was_turned_down(self):
        refused = self.make_sent_order(Line(quantity="3", price="5.00", shipping="2.99"))
        self.receive(ConfirmationDocument(statuses=[Status("reject", "3")]), number=refused.name)
        self.assertEqual(refused.amazon_state, "refused")
        self.assertEqual(self.rejected_value(refused), refused.amount_total_cc)
        self.make_rule("Bob approves", self.bob)
        by_bob = self.confirmed(payload_id="3")
        self.decide(by_bob, self.bob, "rejected", "Too dear")
        self.assertEqual(self.rejected_value(by_bob), by_bob.amount_total_cc)

    def test_price_changes(self):
        self.make_sent_order(Line())
        dearer = self.make_sent_order(Line(quantity="3", price="10.00"), payload_id="2")
        self.receive(
            ConfirmationDocument(statuses=[Status("accept", "2", price="12.50"), Status("reject", "1")]),
            number=dearer.name,
        )
        self.assertEqual(self.found("Price Changes"), dearer)
        rows = self.env["amazon.punchin.report"].search([("order_id", "=", dearer.id)])
        self.assertEqual(sum(rows.mapped("price_difference")), 5)
