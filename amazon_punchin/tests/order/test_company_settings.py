from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ...tools import lock
from ..answer_case import AnswerSetup
from ..answers import ConfirmationDocument, Status
from ..approval_case import ApprovalCase
from ..carts import CartDocument, Line


@tagged("post_install", "-at_install")
class TestCompanySettings(AnswerSetup, ApprovalCase):
    """Settings of Purchase and of accounting that companies use."""

    # --- Lock Confirmed Orders -----------------------------------------------------------

    def test_locked_order_that_is_being_sent_is_cancelled(self):
        self.company.po_lock = "lock"
        order = self.confirmed()
        self.assertTrue(order.locked)
        order.with_user(self.buyer).button_cancel()
        self.assertEqual((order.state, order.amazon_state), ("cancel", "cancelled"))
        self.assertEqual(order._outgoing_amazon_message().state, "cancelled")

    def test_locked_order_takes_amazons_answers(self):
        self.company.po_lock = "lock"
        order = self.make_sent_order(Line(quantity="2"))
        message = self.receive(ConfirmationDocument(order.name, statuses=[Status(quantity="2")]))
        self.assertProcessed(message)
        self.assertTrue(order.locked)
        self.assertEqual(order.amazon_state, "confirmed")

    def test_locked_order_that_amazon_refuses_is_cancelled(self):
        self.company.po_lock = "lock"
        order = self.make_sent_order(Line())
        lock.opened(order.sudo())._given_up_by_amazon("refused", "No")
        self.assertEqual((order.state, order.amazon_state), ("cancel", "refused"))

    # --- Double validation ---------------------------------------------------------------

    def test_double_validation_counts_in_the_currency_of_the_orders_company(self):
        """One US dollar is 100 yen; the amount from which a manager approves is 50 US dollars."""
        yen = self.env.ref("base.JPY")
        self.env["res.currency.rate"].search([]).unlink()
        for company, currency, rate in ((self.company, yen, 100), (self.other_company, self.env.ref("base.USD"), 0.01)):
            self.env["res.currency.rate"].create(
                {"company_id": company.id, "currency_id": currency.id, "rate": rate, "name": "2020-01-01"}
            )
        self.other_company.currency_id = yen
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 50})
        self.buyer.company_ids = [Command.link(self.other_company.id)]
        both = (self.company | self.other_company).ids
        for price, state in (("10.00", "purchase"), ("90.00", "to approve")):
            for companies in (self.company.ids, both, both[::-1]):
                with self.subTest(price=price, companies=companies):
                    order = self.code(self.make_order(payload_id=f"{price} {companies}", lines=[Line(price=price)]))
                    order.with_user(self.buyer).with_context(allowed_company_ids=companies).button_confirm()
                    self.assertEqual(order.state, state)

    # --- Rounding ------------------------------------------------------------------------

    def test_rounding_that_is_switched_later_changes_no_total(self):
        self.company.account_purchase_tax_id = self.make_tax(19)
        methods = ("round_per_line", "round_globally")
        for method, later in (methods, methods[::-1]):
            with self.subTest(method=method):
                self.company.tax_calculation_rounding_method = method
                lines = [Line(price="0.39", rate="19.00", tax="0.07", asin=f"B000TEST0{n}") for n in range(7)]
                order = self.make_order(payload_id=method, lines=lines)
                self.assertEqual(order.amount_total, order.amazon_total)
                tax = order.tax_totals["tax_amount_currency"]
                self.company.tax_calculation_rounding_method = later
                order.invalidate_recordset()
                self.assertAlmostEqual(order.tax_totals["total_amount_currency"], order.amazon_total)
                self.assertAlmostEqual(order.tax_totals["tax_amount_currency"], tax)
                self.code(order).button_confirm()
                self.assertEqual(order.amount_total, order.amazon_total)

    # --- Budgets -------------------------------------------------------------------------

    def test_plan_that_is_mandatory_is_asked_for_by_every_road(self):
        self.env["account.analytic.applicability"].create(
            {
                "analytic_plan_id": self.budget.plan_id.id,
                "business_domain": "purchase_order",
                "applicability": "mandatory",
            }
        )
        order = self.make_order()
        order.write({"department_id": self.department.id, "amazon_account_id": self.account.id})
        self.config.require_budget = False
        with self.assertRaisesRegex(ValidationError, "100%"), self.env.cr.savepoint():
            order.with_user(self.buyer).button_confirm()
        self.assertEqual((order.state, order.amazon_state), ("draft", "cart"))
        self.code(order).with_user(self.buyer).button_confirm()
        self.assertEqual(order.state, "purchase")

    def make_model(self, **values):
        of_model = self.budget.copy({"name": "Of the model"})
        self.env["account.analytic.distribution.model"].create(
            {"analytic_distribution": {str(of_model.id): 100}, "partner_id": self.vendor.id, **values}
        )
        return {str(of_model.id): 100}

    def test_distribution_model_applies_where_nobody_says_anything(self):
        of_model = self.make_model()
        order = self.make_order(shipping="4.00")
        for line in order.order_line:
            self.assertEqual(line.analytic_distribution, of_model)
        order.with_user(self.buyer).amazon_analytic_distribution = {str(self.budget.id): 100}
        for line in order.order_line:
            self.assertEqual(line.analytic_distribution, {str(self.budget.id): 100})
        order.with_user(self.buyer).amazon_analytic_distribution = False
        self.assertEqual(order.order_line[0].analytic_distribution, of_model)

    def test_group_and_rule_come_before_a_distribution_model(self):
        self.make_model()
        self.config.analytic_distribution = {str(self.budget.id): 100}
        self.assertEqual(self.make_order().order_line.analytic_distribution, {str(self.budget.id): 100})
        self.config.analytic_distribution = False
        ruled = self.budget.copy({"name": "Of a rule"})
        self.env["amazon.punchin.item.rule"].create(
            {"name": "Pens", "company_id": self.company.id, "analytic_distribution": {str(ruled.id): 100}}
        )
        self.assertEqual(self.make_order(payload_id="2").order_line.analytic_distribution, {str(ruled.id): 100})

    # --- Products ------------------------------------------------------------------------

    def test_vendor_line_of_an_archived_product_is_left_alone(self):
        product = self.env["product.product"].create(
            {
                "name": "Archived",
                "seller_ids": [
                    Command.create({"partner_id": self.vendor.id, "product_code": "B000TEST01", "price": 2})
                ],
            }
        )
        for archived in (product, product.product_tmpl_id):
            product.product_tmpl_id.active = product.active = True
            archived.active = False
            line = self.make_order(payload_id=archived._name).order_line
            self.assertEqual(line.product_id.amazon_category, "OFFICE_PRODUCTS")

    def test_archived_product_is_not_bought_again(self):
        for policy in ("category", "asin"):
            with self.subTest(policy=policy):
                self.config.product_policy = policy
                product = self.make_order(payload_id=f"{policy} 1").order_line.product_id
                product.product_tmpl_id.action_archive()
                another = self.make_order(payload_id=f"{policy} 2").order_line.product_id
                self.assertTrue(another.active)
                self.assertNotEqual(another, product)
                self.assertEqual(self.make_order(payload_id=f"{policy} 3").order_line.product_id, another)

    def test_rule_that_names_an_archived_product_leaves_the_usual_one(self):
        product = self.env["product.product"].create({"name": "Of a rule"})
        self.env["amazon.punchin.item.rule"].create(
            {"name": "Pens", "company_id": self.company.id, "product_id": product.id}
        )
        self.assertEqual(self.make_order(payload_id="1").order_line.product_id, product)
        product.action_archive()
        line = self.make_order(payload_id="2").order_line
        self.assertEqual(line.product_id.amazon_category, "OFFICE_PRODUCTS")
        self.assertTrue(line.product_id.active)


@tagged("post_install", "-at_install")
class TestOtherAppsThatRefuse(ApprovalCase):
    """What another app refuses, or does wrong, ends in a sentence, and leaves no half-done order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config.user_id = cls.manager

    def other_app(self, error):
        """Let another app raise an error when core approves an order."""

        def approve(_order, *_args, **_kwargs):
            raise error

        self.patch(self.registry["purchase.order"], "_approval_allowed", approve)

    def confirm(self, error_type, words):
        order = self.code(self.make_order())
        with self.assertRaisesRegex(error_type, words), self.env.cr.savepoint():
            order.with_user(self.buyer).button_confirm()
        self.assertEqual((order.state, order.amazon_state), ("draft", "cart"))
        self.assertFalse(order._outgoing_amazon_message() or order.amazon_approval_ids)
        return order

    def told(self, order):
        """Let what is to be told after the rollback be told in the test's own transaction."""
        tell = list(self.env.cr.postrollback._funcs)
        self.env.cr.postrollback.clear()
        with self.enter_registry_test_mode():
            for function in tell:
                function()
        self.env.invalidate_all()
        return order.activity_ids.filtered(lambda activity: activity.user_id == self.manager)

    def test_its_words_are_passed_on_and_the_administrator_is_told(self):
        self.other_app(UserError("No journal could be found"))
        order = self.confirm(UserError, "cannot be confirmed now.\nNo journal could be found")
        self.assertIn("No journal could be found", self.told(order).note)

    def test_missing_sequence(self):
        self.env["ir.sequence"].search([("code", "=", "purchase.order")]).active = False
        message = self.bring(CartDocument(self.open_session()))
        self.assertEqual((message.state, message.order_ids.ids), ("failed", []))
        self.assertIn("no number for the order", message.error)
        self.assertIn("no purchase order sequence", self.config.activity_ids.note)
        self.assertEqual(self.config.activity_ids.user_id, self.manager)

    def test_what_the_buyer_filled_in_is_the_buyers(self):
        self.other_app(ValidationError("Fill in the project"))
        order = self.confirm(ValidationError, "^Fill in the project$")
        self.assertFalse(self.told(order))

    def test_what_went_wrong_is_said_and_logged(self):
        self.other_app(KeyError("private"))
        with self.assertLogs("odoo.addons.amazon_punchin", "ERROR"):
            order = self.confirm(UserError, "The app “amazon_punchin” failed")
        self.assertTrue(self.told(order))

    def approve_with(self, error):
        self.make_rule("Alice", self.alice)
        order = self.confirmed()
        self.other_app(error)
        self.approve(order, self.alice)
        self.assertEqual((order.state, order.amazon_state), ("to approve", "waiting"))
        self.assertEqual(order.amazon_approval_ids.state, "approved")
        return order.activity_ids.filtered(lambda activity: activity.user_id == self.manager)

    def test_decision_is_kept_where_it_refuses(self):
        self.assertIn("No warehouse", self.approve_with(UserError("No warehouse")).note)

    def test_what_held_it_up_is_told_until_it_goes_on(self):
        told = self.approve_with(UserError("No warehouse"))
        order = self.env["purchase.order"].browse(told.res_id)
        self.patch(self.registry["purchase.order"], "_approval_allowed", lambda _order: True)
        order._finish_amazon_approval()
        self.assertEqual(order.amazon_state, "pending")
        self.assertFalse(told.exists())

    def test_decision_is_kept_where_something_goes_wrong(self):
        with self.assertLogs("odoo.addons.amazon_punchin", "ERROR"):
            self.assertTrue(self.approve_with(KeyError("private")))
