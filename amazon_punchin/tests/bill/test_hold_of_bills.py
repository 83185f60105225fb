from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ...tools import lock
from ..carts import Line
from ..invoices import InvoiceLine
from .test_invoice_to_bill import BillCase


@tagged("post_install", "-at_install")
class TestHoldOfBills(BillCase):
    """A bill that is not what was ordered is posted with a reason, by somebody who may."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.releaser = cls.make_user("releaser", "account.group_account_manager")
        cls.releaser.name = "Rita Releaser"

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(Line(price="10.00", quantity="3"))
        self.red = self.bill(InvoiceLine("3", "12.00"), subtotal="36", net="36")

    def plain_bill(self, **line):
        vals = {"name": "Pens", "price_unit": 10, "account_id": self.account.id, "tax_ids": [Command.clear()], **line}
        return self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.vendor.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [Command.create(vals)],
            }
        )

    def release(self, bill, user, reason="Agreed on the phone"):
        bill = bill.with_user(user)
        action = bill.action_post()
        self.assertEqual((action["res_model"], bill.state), ("amazon.punchin.bill.release", "draft"))
        wizard = self.env[action["res_model"]].with_user(user).with_context(**action["context"])
        with Form(wizard) as form:
            self.assertTrue(form.hold)
            form.reason = reason
        return form.record.action_release()

    def test_red_line_asks_for_a_reason(self):
        self.assertIn("Billed at", self.red.amazon_hold)
        self.release(self.red, self.releaser)
        self.assertEqual(self.red.state, "posted")
        said = self.red.message_ids.filtered(lambda message: "Agreed on the phone" in message.body)
        self.assertEqual(said.author_id, self.releaser.partner_id)
        self.assertIn("Billed at", said.body)
        self.assertFalse(self.red.amazon_hold)

    def test_bill_as_ordered_is_just_posted(self):
        order = self.make_sent_order(Line(price="10.00", quantity="3"), payload_id="fine")
        bill = self.bill(InvoiceLine("3", "10.00"), order=order, subtotal="30", net="30")
        self.assertFalse(bill.amazon_hold)
        bill.with_user(self.accountant).action_post()
        self.assertEqual(bill.state, "posted")

    def test_corrected_bill_is_just_posted(self):
        self.red.invoice_line_ids.price_unit = 10
        self.red.with_user(self.accountant).action_post()
        self.assertEqual(self.red.state, "posted")

    def test_who_may_not_is_told_who_may(self):
        bill = self.red.with_user(self.accountant)
        with self.assertRaisesRegex(UserError, r"(?s)you may not release it.*Rita Releaser.*Billed at"):
            bill.action_post()
        with self.assertRaisesRegex(UserError, "you may not release it"):
            bill._release_amazon_hold("I want to")
        with self.assertRaises(AccessError):
            self.env["amazon.punchin.bill.release"].with_user(self.accountant).create(
                {"bill_id": bill.id, "reason": "I want to"}
            )
        self.accountant.group_ids = [Command.link(self.env.ref("amazon_punchin.group_bill_release").id)]
        self.release(self.red, self.accountant)
        self.assertEqual(self.red.state, "posted")

    def test_blank_reason_is_none(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self.release(self.red, self.releaser, "  ")

    def test_every_other_road_is_closed(self):
        def by_window(bills):
            wizard = bills.env["validate.account.move"].create({"move_ids": [Command.set(bills.ids)]})
            wizard.force_post = True
            wizard.validate_move()

        for post in (
            lambda bill: bill._post(),
            lambda bill: bill._post(soft=False),
            lambda bill: bill.write({"state": "posted"}),
            lambda bill: (bill | self.plain_bill().with_user(self.releaser)).action_post(),
            lambda bill: bill.action_validate_moves_with_confirmation(),
            lambda bill: bill.with_context(amazon_punchin_lock=True)._post(),
            by_window,
        ):
            with self.assertRaisesRegex(UserError, r"(?s)is on hold.*Billed at"), self.env.cr.savepoint():
                post(self.red.with_user(self.releaser))
            self.assertEqual(self.red.state, "draft")

    def test_posted_again_asks_again(self):
        self.release(self.red, self.releaser)
        self.red.button_draft()
        self.release(self.red, self.releaser, "Still agreed")
        self.assertEqual(self.red.state, "posted")

    def test_invoice_that_amazon_cancelled(self):
        order = self.make_sent_order(Line(price="10.00", quantity="3"), payload_id="withdrawn")
        bill = self.bill(InvoiceLine("3", "10.00"), order=order, subtotal="30", net="30", invoice_id="W-1")
        self.invoice(orders=[], operation="delete", invoice_id="W-2", original="W-1")
        bill.button_draft()
        self.assertIn("cancelled this invoice", bill.amazon_hold)
        with self.assertRaisesRegex(UserError, "on hold"):
            bill._post()

    def test_bill_of_a_test_order(self):
        """However it was made: of an invoice, or by a person."""
        order = self.make_sent_order(Line(price="10.00", quantity="3"), payload_id="trial")
        by_amazon = self.bill(InvoiceLine("3", "10.00"), order=order, subtotal="30", net="30")
        lock.opened(order).amazon_mode = "test"
        by_hand = self.plain_bill(purchase_line_id=order.order_line.id)
        for bill in by_amazon | by_hand:
            bill.invalidate_recordset()
            self.assertTrue(bill.amazon_is_test)
            self.assertIn(f"{order.name} is a test order", bill.amazon_hold)
            with self.assertRaisesRegex(UserError, "is a test order"), self.env.cr.savepoint():
                bill._post()
            with Form(bill.with_user(self.accountant)) as form:
                self.assertTrue(form.amazon_is_test)
        self.release(by_hand, self.releaser, "To see the accounts")
        self.assertEqual(by_hand.state, "posted")

    def test_filters(self):
        fine = self.plain_bill()
        order = self.make_sent_order(Line(price="10.00", quantity="3"), payload_id="trial")
        lock.opened(order).amazon_mode = "test"
        trial = self.plain_bill(purchase_line_id=order.order_line.id)
        bills = self.env["account.move"].with_user(self.accountant)
        ours = bills.browse((self.red | fine | trial).ids)
        self.assertEqual(bills.search([("amazon_hold", "!=", False)]) & ours, self.red | trial)
        self.assertEqual(bills.search([("amazon_hold", "=", False)]) & ours, fine)
        self.assertEqual(bills.search([("amazon_is_test", "=", True)]) & ours, trial)
        self.assertEqual(bills.search([("amazon_is_test", "=", False)]) & ours, self.red | fine)

    def test_ordinary_bill_is_asked_nothing(self):
        bill = self.plain_bill()
        self.assertFalse(bill.amazon_hold or bill.amazon_is_test)
        bill.with_user(self.accountant).action_post()
        self.assertEqual(bill.state, "posted")

    def test_ordinary_bill_costs_no_query_more(self):
        product = self.env["product.product"].create({"name": "Pens"})

        def queries(number, looking):
            lines = [Command.create({"product_id": product.id, "product_qty": 1, "price_unit": 2}) for _line in "123"]
            order = self.env["purchase.order"].create({"partner_id": self.vendor.id, "order_line": lines})
            order.button_confirm()
            bill = self.plain_bill(purchase_line_id=order.order_line[0].id, name=f"Bill {number}")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            if looking:
                bill.action_post()
            else:
                with patch.object(self.registry["account.move"], "_amazon_holds", lambda _bill: []):
                    bill.action_post()
            self.env.flush_all()
            self.assertEqual(bill.state, "posted")
            return self.env.cr.sql_log_count - before

        queries(0, looking=True)
        self.assertLessEqual(queries(1, looking=True), queries(2, looking=False))
