import re
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ...tools import lock
from ..carts import Line
from ..common import AmazonCase


@tagged("post_install", "-at_install")
class TestBuyerForm(AmazonCase):
    """What a buyer without another role sees of an order, and what they are told before they confirm."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order(
            lines=[Line(title="Pens"), Line(asin="B000TEST02", title="Paper"), Line(asin="B000TEST03", title="Tape")]
        ).with_user(cls.buyer)
        cls.pens, cls.paper, cls.tape = cls.order.order_line
        cls.plan = cls.budget.plan_id

    def make_item_rule(self, name, verdict, **values):
        return self.env["amazon.punchin.item.rule"].create(
            {"name": name, "company_id": self.company.id, "verdict": verdict, **values}
        )

    def reread(self):
        self.env.flush_all()
        self.env.invalidate_all()

    def expire(self):
        lock.opened(self.order.sudo()).amazon_expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self.order.sudo()._watch_amazon_hold()
        self.assertEqual(self.order.amazon_state, "expired")

    # --- Required ------------------------------------------------------------------------

    def test_required_coding_is_marked_from_the_start(self):
        self.order.amazon_location_id = False
        self.assertEqual(
            set(self.order.amazon_uncoded.split(",")),
            {"amazon_location_id", "department_id", "amazon_analytic_distribution", "amazon_account_id"},
        )

    def test_mark_goes_as_soon_as_it_is_filled_in(self):
        with Form(self.order) as form:
            self.assertIn("department_id", form.amazon_uncoded)
            form.department_id = self.department
            self.assertNotIn("department_id", form.amazon_uncoded)
            self.assertFalse(form.amazon_lines_department or form.amazon_lines_account)
            self.assertIn("amazon_account_id", form.amazon_uncoded)

    def test_what_the_group_does_not_require_is_not_marked(self):
        self.config.write({"require_department": False, "require_location": False})
        self.order.amazon_location_id = False
        self.assertNotIn("department_id", self.order.amazon_uncoded)
        self.assertNotIn("amazon_location_id", self.order.amazon_uncoded)

    def test_coding_of_every_line_by_rules_needs_none_of_the_order(self):
        self.order.order_line.amazon_account_id = self.account
        self.assertNotIn("amazon_account_id", self.order.amazon_uncoded)

    # --- The order and its lines ---------------------------------------------------------

    def test_order_says_what_its_lines_say(self):
        self.code(self.order)
        self.assertFalse(
            self.order.amazon_lines_account or self.order.amazon_lines_budget or self.order.amazon_lines_department
        )
        self.pens.amazon_account_id = self.account.copy({"code": "610098"})
        self.assertEqual(self.order.amazon_lines_account, "Various")
        self.assertFalse(self.order.amazon_lines_department)

    def test_other_coding_of_all_lines_is_named(self):
        self.code(self.order)
        other = self.account.copy({"code": "610098", "name": "Furniture"})
        self.order.order_line.amazon_account_id = other
        budget = self.budget.copy({"name": "Move"})
        self.order.order_line.analytic_distribution = {str(budget.id): 100}
        self.assertIn("Furniture", self.order.amazon_lines_account)
        self.assertEqual(self.order.amazon_lines_budget, "Move")

    def test_link_leads_to_the_coding_by_line(self):
        action = self.order.action_amazon_line_coding()
        lines = self.env[action["res_model"]].with_user(self.buyer).search(action["domain"])
        self.assertEqual(lines, self.order.order_line)
        lines[0].department_id = self.department
        self.assertEqual(self.order.amazon_lines_department, "Various")

    # --- Accounts ------------------------------------------------------------------------

    def offered_accounts(self):
        view = Form(self.order)._view
        domain = view["fields"]["amazon_account_id"]["domain"]
        if isinstance(domain, str):
            domain = self.env["account.account"]._check_company_domain(self.company) + list(
                self.order._fields["amazon_account_id"].domain
            )
        return self.accounts().search(domain)

    def accounts(self):
        """Accounts as the form asks for them."""
        view = Form(self.order)._view["tree"]
        field = view.find(".//div[@name='amazon_account']/field[@name='amazon_account_id']")
        context = safe_eval(field.get("context"), {"amazon_usual_account_ids": self.order.amazon_usual_account_ids})
        return self.env["account.account"].with_user(self.buyer).with_context(**context)

    def test_offered_are_accounts_of_expenses_the_usual_ones_first(self):
        accounts = self.env["account.account"]
        usual = accounts.create({"name": "Zoo", "code": "999998", "account_type": "expense"})
        bank = accounts.create({"name": "Bank Suspense", "code": "000001", "account_type": "asset_current"})
        other = self.code(self.make_order(payload_id="usual"))
        other.amazon_account_id = usual
        self.reread()
        offered = self.offered_accounts()
        self.assertEqual(offered[0], usual)
        self.assertIn(self.account, offered)
        self.assertNotIn(bank, offered)

    def test_accounts_are_offered_where_none_is_usual(self):
        self.assertFalse(self.order.amazon_usual_account_ids)
        accounts = self.accounts().with_context(formatted_display_name=True)
        offered = accounts.web_name_search(self.account.name, {"display_name": {}})
        self.assertIn(self.account.id, [account["id"] for account in offered])

    def test_other_expenses_may_be_chosen(self):
        self.account.account_type = "expense_other"
        self.order.amazon_account_id = self.account
        self.assertEqual(self.pens.amazon_account_id, self.account)

    # --- Budget --------------------------------------------------------------------------

    def test_budget_is_one_field_of_the_plan_of_the_group(self):
        self.config.budget_plan_id = self.plan
        self.assertTrue(self.order.amazon_has_one_budget)
        with Form(self.order) as form:
            form.amazon_budget_id = self.budget
            self.assertNotIn("amazon_analytic_distribution", form.amazon_uncoded)
        self.assertEqual(self.order.amazon_analytic_distribution, {str(self.budget.id): 100})
        self.assertEqual(self.pens.amazon_budget_id, self.budget)

    def test_budget_of_a_line_may_differ(self):
        self.config.budget_plan_id = self.plan
        self.code(self.order)
        other = self.budget.copy({"name": "Move"})
        self.order.write({"order_line": [Command.update(self.pens.id, {"amazon_budget_id": other.id})]})
        self.assertEqual(self.pens.analytic_distribution, {str(other.id): 100})
        self.assertEqual(self.paper.amazon_budget_id, self.budget)
        self.assertEqual((self.order.amazon_budget_id, self.order.amazon_lines_budget), (self.budget, "Various"))

    def test_emptied_budget_is_missing_again(self):
        self.config.budget_plan_id = self.plan
        self.code(self.order)
        self.order.amazon_budget_id = False
        self.assertFalse(self.pens.analytic_distribution)
        self.assertIn("amazon_analytic_distribution", self.order.amazon_uncoded)

    def test_several_budgets_stay_as_they_are(self):
        self.config.budget_plan_id = self.plan
        shares = {str(self.budget.id): 40, str(self.budget.copy().id): 60}
        self.order.amazon_analytic_distribution = shares
        self.assertFalse(self.order.amazon_has_one_budget or self.order.amazon_budget_id)
        self.order.amazon_budget_id = False
        self.assertEqual(self.order.amazon_analytic_distribution, shares)

    def test_part_of_a_budget_or_another_plan_is_not_one_budget(self):
        self.config.budget_plan_id = self.plan
        self.order.amazon_analytic_distribution = {str(self.budget.id): 50}
        self.assertFalse(self.order.amazon_has_one_budget)
        project = self.env["account.analytic.plan"].create({"name": "Projects"})
        account = self.env["account.analytic.account"].create({"name": "P1", "plan_id": project.id})
        self.order.amazon_analytic_distribution = {str(account.id): 100}
        self.assertFalse(self.order.amazon_has_one_budget)

    def test_budget_of_a_plan_below(self):
        self.config.budget_plan_id = self.plan
        below = self.env["account.analytic.plan"].create({"name": "Marketing", "parent_id": self.plan.id})
        account = self.env["account.analytic.account"].create({"name": "Fair", "plan_id": below.id})
        self.order.amazon_budget_id = account
        self.assertEqual(self.order.amazon_budget_id, account)

    def test_without_a_plan_the_distribution_is_shown(self):
        self.assertFalse(self.config.budget_plan_id)
        self.assertFalse(self.order.amazon_has_one_budget)

    # --- Delivery ------------------------------------------------------------------------

    def test_delivery_address_is_shown_in_full(self):
        address = self.order.amazon_delivery_address
        for part in ("Goods In", "1 Main Street", "Springfield", "IL", "62701", "United States"):
            self.assertIn(part, address)
        self.assertEqual(address.count("Goods In"), 1)

    def test_form_asks_to_check_an_address_that_amazon_did_not_name(self):
        self.assertTrue(self.order.amazon_is_address_unsaid)
        ship_to = (
            '<ShipTo><Address addressID="A-3"><Name xml:lang="en">Goods In</Name><PostalAddress>'
            "<Street>1 Main Street</Street><City>Springfield</City><State>IL</State><PostalCode>62701</PostalCode>"
            '<Country isoCountryCode="US">United States</Country></PostalAddress></Address></ShipTo>'
        )
        self.assertFalse(self.make_order(payload_id="said", ship_to=ship_to).amazon_is_address_unsaid)
        self.order.amazon_location_id = False
        self.assertFalse(self.order.amazon_is_address_unsaid)
        self.assertFalse(self.order.amazon_delivery_address)

    def test_once_ordered_nobody_is_asked_to_check(self):
        self.code(self.order).button_confirm()
        self.assertFalse(self.order.amazon_is_address_unsaid)

    # --- Arrival -------------------------------------------------------------------------

    def test_arrival_is_empty_until_amazon_names_a_day(self):
        self.assertTrue(self.order.date_planned)
        self.assertFalse(self.order.amazon_delivery_date)
        lock.opened(self.pens.sudo()).amazon_delivery_date = "2030-01-02"
        lock.opened(self.paper.sudo()).amazon_delivery_date = "2030-01-05"
        self.assertEqual(self.order.amazon_delivery_date, fields.Date.to_date("2030-01-05"))

    # --- Lists ---------------------------------------------------------------------------

    def test_lists_show_the_first_items(self):
        self.assertEqual(self.order.amazon_items, "Pens; Paper and 1 more")
        two = self.make_order(payload_id="two", lines=[Line(title="Ink"), Line(asin="B000TEST02", title="Cups")])
        self.assertEqual(two.amazon_items, "Ink; Cups")
        self.assertEqual(self.make_order(payload_id="one", lines=[Line(title="Ink")]).amazon_items, "Ink")
        self.assertFalse(self.env["purchase.order"].create({"partner_id": self.vendor.id}).amazon_items)

    def test_list_reads_only_the_titles_that_it_shows(self):
        orders = self.order | self.make_order(payload_id="more").with_user(self.buyer)
        self.reread()
        with self.assertQueryCount(3):
            orders.mapped("amazon_items")

    # --- Blocking and harmless -----------------------------------------------------------

    def test_blocking_and_harmless_are_told_apart(self):
        self.make_item_rule("Pens", "warn", title_words="pens", message="Is there really none left?")
        self.make_item_rule("Tape", "refuse", title_words="tape", message="Tape damages the walls")
        self.reread()
        self.assertEqual(self.order.amazon_blocking, "You cannot buy “Tape”: Tape damages the walls (Tape).")
        self.assertIn("Please check “Pens”", self.order.amazon_warning)
        self.assertNotIn("Tape", self.order.amazon_warning)

    def test_rule_names_each_item_once(self):
        self.make_item_rule("Paper", "refuse", title_words="paper", message="Print less")
        lines = [Line(title="Paper"), Line(asin="B000TEST02", title="Paper"), Line(asin="B000TEST03", title="Paper A3")]
        order = self.make_order(payload_id="paper", lines=lines)
        self.assertEqual(order.amazon_blocking, "You cannot buy “Paper”, “Paper A3”: Print less (Paper).")
        with self.assertRaises(UserError) as raised:
            self.code(order).button_confirm()
        self.assertEqual(str(raised.exception).count("“Paper”"), 1)

    def test_many_items_of_a_rule_are_counted(self):
        self.make_item_rule("Pens", "warn", title_words="pen", message="Why?")
        lines = [Line(asin=f"B{number:09}", title=f"Pen {number}") for number in range(8)]
        order = self.make_order(payload_id="many", lines=lines)
        self.assertEqual(
            order.amazon_warning.splitlines()[0],
            "Please check “Pen 0”, “Pen 1”, “Pen 2”, “Pen 3”, “Pen 4” and 3 more: Why? (Pens).",
        )

    def test_incomplete_address_blocks_and_doubtful_one_does_not(self):
        self.address.state_id = False
        self.assertFalse(self.order.amazon_blocking)
        self.assertIn("Missing: State", self.order.amazon_warning)
        self.address.city = False
        self.reread()
        self.assertIn("incomplete: City", self.order.amazon_blocking)

    def test_reason_blocks_until_it_is_given(self):
        self.make_item_rule("Pens", "reason", title_words="pens", message="Ask first")
        self.reread()
        self.assertIn("A reason is required for “Pens”", self.order.amazon_blocking)
        self.order.amazon_reason = "The drawer is empty"
        self.assertFalse(self.order.amazon_blocking)

    # --- Dead ends -----------------------------------------------------------------------

    def test_todays_price_under_a_rule_that_asks_for_a_reason(self):
        self.code(self.order)
        self.make_item_rule("Pens", "reason", title_words="pens", message="Ask first")
        self.expire()
        order = self.order.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "reason"), self.env.cr.savepoint():
            order.action_amazon_todays_price()
        self.reread()
        self.assertTrue(order.amazon_asks_reason)
        self.assertIn("A reason is required", order.amazon_blocking)
        order.amazon_reason = "The drawer is empty"
        order.action_amazon_todays_price()
        self.assertEqual(order.amazon_state, "pending")

    def test_todays_price_without_a_location(self):
        self.code(self.order).amazon_location_id = False
        self.expire()
        order = self.order.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Location"), self.env.cr.savepoint():
            order.action_amazon_todays_price()
        self.reread()
        order.amazon_location_id = self.config.location_id
        order.action_amazon_todays_price()
        self.assertEqual(order.amazon_state, "pending")

    def test_requisitioner_is_told_of_the_policy(self):
        self.config.policy = "all_approved"
        configs = self.env["amazon.punchin.config"]
        with self.assertRaisesRegex(UserError, "needs approval, but .* has the role Requisitioner"):
            configs.with_user(self.requisitioner).action_shop()
        newcomer = self.make_user("newcomer", "amazon_punchin.group_punchout_buyer")
        with self.assertRaisesRegex(UserError, "not on the list of people"):
            configs.with_user(newcomer).action_shop()

    def test_refusal_of_several_orders_names_the_one(self):
        coded = self.code(self.make_order(payload_id="coded"))
        with self.assertRaisesRegex(UserError, re.escape(f"{self.order.display_name}: Please fill in")):
            (coded.with_user(self.buyer) | self.order).button_confirm()
