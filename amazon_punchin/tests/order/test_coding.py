from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ...tools import lock
from ..carts import Line
from ..common import AmazonCase


@tagged("post_install", "-at_install")
class TestCoding(AmazonCase):
    """Department, budget, location and account: on the order, on every line, before Confirm."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order(lines=[Line(), Line(asin="B000TEST02", shipping="1.00")])

    def test_order_codes_every_line(self):
        self.code(self.order)
        self.assertEqual(len(self.order.order_line), 3)
        for line in self.order.order_line:
            self.assertEqual(line.department_id, self.department)
            self.assertEqual(line.amazon_account_id, self.account)
            self.assertEqual(line.analytic_distribution, {str(self.budget.id): 100})

    def test_a_line_may_differ(self):
        self.code(self.order)
        account = self.account.copy({"code": "610098"})
        self.order.order_line[1].amazon_account_id = account
        self.assertEqual(self.order.order_line[0].amazon_account_id, self.account)
        self.assertEqual(self.order.order_line[1].amazon_account_id, account)

    def test_line_given_in_the_same_write_wins(self):
        account = self.account.copy({"code": "610098"})
        line = self.order.order_line[1]
        self.order.write(
            {
                "amazon_account_id": self.account.id,
                "order_line": [fields.Command.update(line.id, {"amazon_account_id": account.id})],
            }
        )
        self.assertEqual(self.order.order_line[0].amazon_account_id, self.account)
        self.assertEqual(line.amazon_account_id, account)

    def test_defaults_of_the_configuration(self):
        self.config.write(
            {
                "department_id": self.department.id,
                "account_id": self.account.id,
                "analytic_distribution": {str(self.budget.id): 100},
            }
        )
        order = self.make_order(payload_id="defaults")
        self.assertEqual(order.order_line.department_id, self.department)
        self.assertEqual(order.order_line.amazon_account_id, self.account)
        self.assertEqual(order.order_line.analytic_distribution, {str(self.budget.id): 100})
        self.assertEqual(order.amazon_location_id, self.config.location_id)

    def test_department_of_the_employee_is_the_default(self):
        self.env["hr.employee"].create({"name": "Buyer", "user_id": self.buyer.id, "department_id": self.department.id})
        self.assertEqual(self.make_order(payload_id="employee").department_id, self.department)

    def test_confirm_lists_all_that_is_missing(self):
        self.order.amazon_location_id = False
        with self.assertRaises(UserError) as raised:
            self.order.button_confirm()
        for name in ("Location", "Department", "Budget", "Account"):
            self.assertIn(f"• {name}", str(raised.exception))
        self.assertEqual(self.order.state, "draft")

    def test_confirm_names_the_lines_that_lack_something(self):
        self.code(self.order)
        self.order.order_line[0].amazon_account_id = False
        with self.assertRaisesRegex(UserError, r"Account on 1 line \(Gel pen"):
            self.order.button_confirm()

    def test_what_is_not_required_may_be_missing(self):
        self.config.write({"require_department": False, "require_budget": False, "require_account": False})
        self.order.button_confirm()
        self.assertEqual(self.order.amazon_state, "pending")

    def test_amazon_wants_an_address_even_if_we_do_not(self):
        self.code(self.order)
        self.config.require_location = False
        self.order.amazon_location_id = False
        with self.assertRaisesRegex(UserError, "requires a delivery address"):
            self.order.button_confirm()

    def test_address_must_be_complete(self):
        self.code(self.order)
        self.address.write({"city": False, "street": False})
        with self.assertRaisesRegex(UserError, "incomplete: Street, City"):
            self.order.button_confirm()

    def test_address_without_its_state_is_doubtful(self):
        self.assertFalse(self.order.amazon_warning)
        self.address.state_id = False
        self.order.invalidate_recordset(["amazon_warning"])
        self.assertIn("Missing: State", self.order.amazon_warning)

    def test_after_the_hold_confirm_refuses(self):
        self.code(self.order)
        lock.opened(self.order).amazon_expires_at = fields.Datetime.now() - timedelta(minutes=1)
        with self.assertRaisesRegex(UserError, "held price and stock"):
            self.order.button_confirm()
        self.assertIn("held price and stock", self.order.amazon_blocking)

    def test_price_is_held_for_seven_days(self):
        days = (self.order.amazon_expires_at - fields.Datetime.now()).total_seconds() / 86400
        self.assertAlmostEqual(days, 7, 2)

    def test_double_validation_decides(self):
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 5})
        self.code(self.order).with_user(self.buyer).button_confirm()
        self.assertEqual((self.order.state, self.order.amazon_state), ("to approve", "waiting"))
        self.assertFalse(self.order.amazon_message_ids.filtered(lambda message: message.direction == "out"))
        self.order.with_user(self.buyer).button_approve()
        self.assertEqual(self.order.state, "to approve")
        self.order.with_user(self.approver).button_approve()
        self.assertEqual((self.order.state, self.order.amazon_state), ("purchase", "pending"))

    def test_approval_believes_amazons_total(self):
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 5})
        order = self.code(self.order).with_user(self.buyer)
        for values in ({"amount_total": 1.0}, {"date_order": "2001-06-01"}, {"currency_rate": 1000.0}):
            with self.assertRaisesRegex(UserError, "came from Amazon"), self.env.cr.savepoint():
                order.write(values)
        order.button_confirm()
        self.assertEqual(order.state, "to approve")

    def test_approval_looks_at_the_coding_too(self):
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 5})
        self.code(self.order).with_user(self.buyer).button_confirm()
        self.order.order_line.department_id = False
        with self.assertRaisesRegex(UserError, "fill in"):
            self.order.with_user(self.approver).button_approve()
        self.assertEqual(self.order.state, "to approve")

    def test_coding_of_another_company(self):
        department = self.env["hr.department"].create({"name": "Theirs", "company_id": self.other_company.id})
        account = (
            self.env["account.account"]
            .with_company(self.other_company)
            .create(
                {"name": "Theirs", "code": "610097", "account_type": "expense", "company_ids": self.other_company.ids}
            )
        )
        income = self.account.copy({"code": "410099", "account_type": "income"})
        for record in (self.order, self.order.order_line[0]):
            for values, sentence in (
                ({"department_id": department.id}, "The department does not belong to the company"),
                ({"amazon_account_id": account.id}, "must be a purchase account of the same"),
                ({"amazon_account_id": income.id}, "must be a purchase account of the same"),
            ):
                with self.assertRaisesRegex(ValidationError, sentence), self.env.cr.savepoint():
                    record.sudo().write(values)
        archived = self.config.location_ids.copy({"active": False})
        for location in (self.other_config.location_id, archived):
            with self.assertRaisesRegex(ValidationError, "must belong to its Amazon group"), self.env.cr.savepoint():
                self.order.sudo().amazon_location_id = location

    def test_budget_that_does_not_exist_is_missing(self):
        account = self.budget.copy()
        self.code(self.order).order_line.analytic_distribution = {str(account.id): 100}
        self.env.flush_all()
        account.unlink()
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "Budget"):
            self.order.button_confirm()

    def test_approving_twice_orders_once(self):
        self.code(self.order).button_confirm()
        with self.assertRaisesRegex(UserError, "already been decided"):
            self.order.button_approve()
        self.assertEqual(len(self.order.amazon_message_ids.filtered(lambda message: message.direction == "out")), 1)

    def test_cancelled_order_cannot_be_approved(self):
        self.code(self.order).button_cancel()
        self.assertEqual(self.order.amazon_state, "cancelled")
        with self.assertRaisesRegex(UserError, "has already been decided"):
            self.order.with_user(self.approver).button_approve(force=True)
        self.assertEqual(self.order.state, "cancel")
