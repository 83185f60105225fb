from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..carts import CartDocument, Line
from ..common import AmazonCase

CHAIR = Line(asin="B000CHAIR1", title="Office chair, black", unspsc="56112104", category="FURNITURE", price="120.00")


@tagged("post_install", "-at_install")
class TestItemRules(AmazonCase):
    """What a line gets is decided by the first rule that matches, field by field."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_account = cls.account.copy({"code": "610100"})

    @classmethod
    def rule(cls, **values):
        return cls.env["amazon.punchin.item.rule"].create({"name": "Rule", **values})

    def line(self, **cart):
        return self.make_order(**cart)._amazon_item_lines()

    def test_first_rule_wins_field_by_field(self):
        self.rule(unspsc="44", account_id=self.other_account.id, department_id=self.department.id, sequence=2)
        self.rule(unspsc="4412", account_id=self.account.id, sequence=1)
        line = self.line()
        self.assertEqual((line.amazon_account_id, line.department_id), (self.account, self.department))

    def test_lines_that_do_not_match_keep_the_defaults(self):
        self.config.account_id = self.other_account
        self.rule(unspsc="4412", account_id=self.account.id)
        pen, chair = self.line(lines=[Line(), CHAIR])
        self.assertEqual((pen.amazon_account_id, chair.amazon_account_id), (self.account, self.other_account))

    def test_coding_of_the_order_leaves_alone_what_a_rule_decided(self):
        self.rule(unspsc="4412", account_id=self.account.id)
        pen, chair = self.line(lines=[Line(), CHAIR])
        order = pen.order_id
        order.write({"amazon_account_id": self.other_account.id, "department_id": self.department.id})
        self.assertEqual((pen.amazon_account_id, chair.amazon_account_id), (self.account, self.other_account))
        self.assertEqual(order.order_line.department_id, self.department)
        pen.amazon_account_id = self.other_account
        self.assertEqual(pen.amazon_account_id, self.other_account, "a line may differ from its rule too")

    def test_charges_follow_what_all_items_are_coded_with(self):
        self.rule(unspsc="4412", account_id=self.account.id)
        taxed = Line(tax="1.00", shipping="3.00")
        order = self.make_order(lines=[taxed])
        self.assertEqual(set(order.order_line.mapped("amazon_kind")), {"item", "shipping", "tax"})
        self.assertEqual(order.order_line.amazon_account_id, self.account)
        mixed = self.make_order(lines=[taxed, CHAIR])
        self.assertFalse((mixed.order_line - mixed._amazon_item_lines()).amazon_account_id)

    def test_budget_of_a_rule(self):
        self.rule(sold_by="amazon", analytic_distribution={str(self.budget.id): 100})
        self.assertEqual(self.line().distribution_analytic_account_ids, self.budget)

    def test_product_of_a_rule_comes_before_the_vendor_code(self):
        coded, ruled = self.env["product.product"].create([{"name": "Coded"}, {"name": "Ruled"}])
        self.env["product.supplierinfo"].create(
            {"partner_id": self.vendor.id, "product_tmpl_id": coded.product_tmpl_id.id, "product_code": "B000TEST01"}
        )
        self.assertEqual(self.line().product_id, coded)
        self.rule(title_words="gel pen", product_id=ruled.id)
        self.assertEqual(self.line().product_id, ruled)

    def test_product_of_a_rule_is_counted_in_pieces(self):
        weighed = self.env["product.product"].create(
            {"name": "Nails", "uom_id": self.env.ref("uom.product_uom_kgm").id}
        )
        with self.assertRaisesRegex(ValidationError, "Amazon sells by the piece, but Nails uses the unit kg"):
            self.rule(title_words="nails", product_id=weighed.id)
        dozens = self.env["product.product"].create(
            {"name": "Pens", "uom_id": self.env.ref("uom.product_uom_dozen").id}
        )
        self.rule(title_words="gel pen", product_id=dozens.id)
        self.assertEqual(self.line().product_id, dozens)

    def test_one_product_for_each_asin_in_a_category(self):
        category = self.env["product.category"].create({"name": "Furniture"})
        self.rule(categories="furniture", product_category_id=category.id)
        pen, chair = self.line(lines=[Line(), CHAIR])
        self.assertEqual((chair.product_id.amazon_asin, chair.product_id.categ_id), (CHAIR.asin, category))
        self.assertFalse(pen.product_id.amazon_asin)
        self.assertEqual(self.line(lines=[CHAIR]).product_id, chair.product_id, "made once")

    def test_tax_of_a_rule_where_it_explains_the_tax_that_amazon_charges(self):
        tax = self.make_tax(8.25)
        self.rule(unspsc="44", tax_ids=[Command.set(tax.ids)])
        order = self.make_order(lines=[Line(price="100.00", tax="8.25")])
        self.assertEqual(order._amazon_item_lines().tax_ids, tax)
        self.assertEqual((order.amount_tax, order.amount_total), (8.25, 108.25))
        order = self.make_order(lines=[Line(price="100.00", tax="6.00")])
        self.assertFalse(order._amazon_item_lines().tax_ids)
        self.assertEqual(order.amount_total, 106)

    def test_two_taxes_of_a_rule(self):
        taxes = self.make_tax(5) | self.make_tax(9.975)
        self.rule(unspsc="44", tax_ids=[Command.set(taxes.ids)])
        for rounding in ("round_per_line", "round_globally"):
            self.company.tax_calculation_rounding_method = rounding
            order = self.make_order(lines=[Line(price="33.33", quantity="3", tax="14.98")])
            with self.subTest(rounding=rounding):
                self.assertEqual(order._amazon_item_lines().tax_ids, taxes)
                self.assertEqual(order.amount_total, order.amazon_total)

    def test_department_of_a_condition_holds_for_those_below(self):
        below = self.env["hr.department"].create({"name": "Night shift", "parent_id": self.department.id})
        self.config.department_id = below
        self.rule(department_ids=[Command.set(self.department.ids)], account_id=self.account.id)
        self.assertEqual(self.line().amazon_account_id, self.account)

    def test_further_condition_is_an_odoo_domain_on_the_line(self):
        self.rule(
            domain=f"[('order_id.amazon_config_id', '=', {self.config.id}), ('product_qty', '>', 1)]",
            account_id=self.account.id,
        )
        one, two = self.line(lines=[Line(), Line(asin="B2", quantity="2")])
        self.assertEqual((one.amazon_account_id, two.amazon_account_id), (self.env["account.account"], self.account))

    def test_rules_of_another_company_do_not_matter(self):
        self.rule(company_id=self.other_company.id, verdict="refuse")
        self.assertFalse(self.line().amazon_verdict)

    def test_requester_by_user_by_group_and_by_role(self):
        group = self.env.ref("amazon_punchin.group_manager")
        self.config.policy = "direct_allowed"
        for values, meant, other in (
            ({"requester_ids": [Command.set(self.buyer.ids)]}, self.buyer, self.colleague),
            ({"requester_group_ids": [Command.set(group.ids)]}, self.manager, self.buyer),
            ({"role": "requisitioner"}, self.requisitioner, self.buyer),
        ):
            rule = self.rule(verdict="warn", **values)
            with self.subTest(values=values):
                self.assertEqual(self.make_order(meant).order_line.amazon_verdict, "warn")
                self.assertFalse(self.make_order(other).order_line.amazon_verdict)
            rule.unlink()

    def test_one_line_of_many_is_read(self):
        """More lines than are read at once, and than Python calls within each other."""
        self.rule(verdict="warn", message="Ask first")
        lines = self.make_order(lines=[Line(asin=f"B{number:09}") for number in range(1100)]).order_line
        self.env.invalidate_all()
        for line in (lines[0], lines[-1]):
            (read,) = line.with_user(self.buyer).read(["amazon_verdict", "amazon_verdict_message"])
            self.assertEqual((read["amazon_verdict"], read["amazon_verdict_message"]), ("warn", "Ask first (Rule)"))
        self.env.invalidate_all()
        self.assertEqual(set(lines.mapped("amazon_verdict")), {"warn"})

    def test_total_is_compared_in_the_currency_of_the_company(self):
        self.env["res.currency.rate"].create(
            {"currency_id": self.env.ref("base.EUR").id, "rate": 0.5, "company_id": self.company.id}
        )
        self.rule(total_from=200, verdict="warn")
        warned = self.make_order(currency="EUR", lines=[Line(price="100.00")])
        self.assertEqual(warned.order_line.amazon_verdict, "warn")
        self.assertFalse(self.make_order(currency="EUR", lines=[Line(price="99.99")]).order_line.amazon_verdict)

    def test_client_cannot_bring_archived_rules_back(self):
        self.rule(verdict="refuse", sequence=2)
        self.rule(verdict="allow", sequence=1).active = False
        order = self.make_order()
        self.env.registry.clear_cache()
        lines = order.order_line.with_user(self.buyer).with_context(active_test=False)
        self.assertEqual(lines.mapped("amazon_verdict"), ["refuse"])
        self.assertEqual(order.order_line.amazon_verdict, "refuse")

    def test_names_of_sellers_may_hold_commas(self):
        self.rule(sellers="Foo Co., Ltd.; Bar Inc.", verdict="refuse")
        for seller, verdict in (("Foo Co., Ltd.", "refuse"), ("Bar Inc.", "refuse"), ("Ltd.", False)):
            with self.subTest(seller=seller):
                self.assertEqual(self.line(lines=[Line(seller=seller)]).amazon_verdict, verdict)

    def test_official_code_of_a_segment_holds_for_all_in_it(self):
        for code, verdict in (("44000000", "warn"), ("44120000", "warn"), ("4410", False), ("44100000", False)):
            rule = self.rule(unspsc=code, verdict="warn")
            with self.subTest(code=code):
                self.assertEqual(self.line().amazon_verdict, verdict)
            rule.active = False

    def test_rules_of_every_company_are_for_settings_administrators(self):
        rules = self.env["amazon.punchin.item.rule"]
        values = {"name": "Everywhere", "company_id": False, "verdict": "allow"}
        with self.assertRaises(AccessError):
            rules.with_user(self.manager).create(values)
        shared = rules.with_user(self.env.ref("base.user_admin")).create(values)
        self.assertEqual(shared.with_user(self.manager).name, "Everywhere")
        with self.assertRaises(AccessError):
            shared.with_user(self.manager).verdict = "refuse"

    def test_archived_requester_still_restricts_a_rule(self):
        self.rule(requester_ids=[Command.set(self.colleague.ids)], verdict="refuse")
        self.colleague.active = False
        self.assertFalse(self.line().amazon_verdict)

    def test_what_a_rule_looks_at_cannot_be_deleted(self):
        department = self.env["hr.department"].create({"name": "Gone soon", "company_id": self.company.id})
        self.rule(department_ids=[Command.set(department.ids)], verdict="refuse")
        with (
            self.assertRaisesRegex(IntegrityError, "amazon_punchin_item_rule"),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            department.unlink()
            self.env.flush_all()

    def test_sentence_says_what_the_rule_does(self):
        rule = self.rule(unspsc="4321", total_from=500, account_id=self.account.id)
        self.assertRegex(
            rule.summary,
            r"^If the total is at least \$.500.00 and the UNSPSC begins with 4321.*, then the account is .*\.$",
        )
        self.assertEqual(self.rule(verdict="refuse").summary, "Always: it is refused.")

    def test_rules_that_cannot_be_meant_are_refused(self):
        for values, reason in (
            ({"verdict": False}, "does nothing"),
            ({"domain": "[('nothing_there', '=', 1)]"}, "cannot be read"),
            ({"domain": "[("}, r"cannot be read\. Build it again in the editor[^<>]*$"),
            ({"total_from": 10, "total_to": 5}, "above"),
            ({"quantity_from": -1}, "below zero"),
            ({"unspsc": "44x"}, "not a valid UNSPSC prefix"),
            ({"asins": " , "}, "not a valid value"),
            ({"title_words": "pen, --"}, "not a valid value"),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(ValidationError, reason), self.env.cr.savepoint():
                self.rule(**{"verdict": "warn", **values})

    def test_remember_this_proposes_a_rule_from_the_coding(self):
        line = self.code(self.make_order())._amazon_item_lines()
        action = line.with_user(self.manager).action_amazon_remember()
        rule = self.env["amazon.punchin.item.rule"].with_user(self.manager).with_context(**action["context"]).create({})
        self.assertEqual((rule.asins, rule.account_id), ("B000TEST01", self.account))
        again = self.line()
        self.assertEqual((again.amazon_account_id, again.department_id), (self.account, self.department))


@tagged("post_install", "-at_install")
class TestPolicy(AmazonCase):
    """Verdicts of the rules decide whether an order can be confirmed."""

    def rule(self, verdict, **values):
        return self.env["amazon.punchin.item.rule"].create(
            {"name": "Chairs", "unspsc": "5611", "verdict": verdict, "message": "Ask the facility team", **values}
        )

    def order(self):
        return self.code(self.make_order(lines=[Line(), CHAIR])).with_user(self.buyer)

    def test_refused_at_confirm_naming_line_and_rule(self):
        self.rule("refuse")
        order = self.order()
        self.assertIn("Ask the facility team", order.amazon_blocking)
        with self.assertRaisesRegex(
            UserError, r"You cannot buy “Office chair, black”: Ask the facility team \(Chairs\)"
        ):
            order.button_confirm()
        self.assertEqual(order.amazon_state, "cart")

    def test_rule_made_meanwhile_counts_at_confirm(self):
        order = self.order()
        self.assertFalse(order.amazon_blocking or order.amazon_warning)
        self.rule("refuse")
        with self.assertRaisesRegex(UserError, "You cannot buy “Office chair, black”"):
            order.button_confirm()

    def test_rule_that_cannot_be_read_any_more_stops_confirm_not_the_form(self):
        rule = self.rule("warn", domain="[('product_qty', '>', 0)]")
        self.env.cr.execute(
            "UPDATE amazon_punchin_item_rule SET domain = %s WHERE id = %s", ["[('x_gone', '=', 1)]", rule.id]
        )
        rule.invalidate_recordset()
        self.env.registry.clear_cache()
        with self.assertLogs("odoo.addons.amazon_punchin.models.rules.facts", "WARNING"):
            order = self.order()
            self.assertFalse(order.amazon_blocking or order.amazon_warning)
        with self.assertRaisesRegex(UserError, "can no longer be read: Chairs"):
            order.button_confirm()

    def test_allowed_before_refused(self):
        self.rule("refuse")
        self.rule("allow", sequence=1, sold_by="amazon")
        order = self.order()
        order.button_confirm()
        self.assertEqual(order.amazon_state, "pending")

    def test_warning_does_not_stop_and_stays_in_the_chatter(self):
        self.rule("warn")
        order = self.order()
        self.assertIn("Please check “Office chair, black”", order.amazon_warning)
        order.button_confirm()
        self.assertEqual(order.amazon_state, "pending")
        self.assertIn("Ask the facility team", "".join(order.sudo().message_ids.mapped("body")))

    def test_reason_is_asked_and_kept(self):
        self.rule("reason")
        order = self.order()
        with self.assertRaisesRegex(
            UserError, "(?s)A reason is required for “Office chair, black”.*Fill in the reason"
        ):
            order.button_confirm()
        self.assertIn("A reason is required", order.amazon_blocking)
        order.amazon_reason = "The old one broke"
        self.assertFalse(order.amazon_blocking or order.amazon_warning)
        order.button_confirm()
        self.assertEqual((order.amazon_state, order.amazon_reason), ("pending", "The old one broke"))
        self.assertIn("The old one broke", "".join(order.sudo().message_ids.mapped("body")))
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            order.amazon_reason = "Another one"


@tagged("post_install", "-at_install")
class TestRequisitioner(AmazonCase):
    """The purchasing policy decides what becomes of a requisitioner's basket."""

    def test_where_every_purchase_is_approved_the_cart_is_stored_and_refused(self):
        self.config.write({"policy": "all_approved", "user_id": self.manager.id})
        message = self.bring(self.cart_of(self.requisitioner))
        self.assertFalse(message.order_ids)
        self.assertEqual(message.state, "failed")
        self.assertIn("change the role to Punchout buyer", message.error)
        self.assertTrue(message.raw)
        self.assertEqual(self.config.activity_ids.user_id, self.manager)
        self.bring(self.cart_of(self.requisitioner))
        self.assertEqual(len(self.config.activity_ids), 1, "told once")

    def test_where_direct_purchases_are_allowed_it_is_marked(self):
        self.config.policy = "direct_allowed"
        order = self.make_order(self.requisitioner)
        self.assertTrue(order.amazon_direct)
        self.assertFalse(self.make_order(self.buyer).amazon_direct)
        self.assertIn(self.config, self.env["amazon.punchin.config"].with_user(self.requisitioner)._mine())

    def cart_of(self, user):
        return CartDocument(self.open_session(user))

    def test_administrator_is_the_named_one_while_there(self):
        self.config.user_id = self.manager
        self.assertEqual(self.config._administrator(), self.manager)
        self.manager.active = False
        other = self.make_user("other_manager", "amazon_punchin.group_manager")
        others = self.env.ref("amazon_punchin.group_manager").all_user_ids - self.env.ref("base.user_root")
        self.assertIn(other, others)
        self.assertIn(self.config._administrator(), others.filtered("active"))
        self.config.user_id = self.env.ref("base.user_root")
        self.assertNotEqual(self.config._administrator(), self.env.ref("base.user_root"), "nobody reads its activities")
