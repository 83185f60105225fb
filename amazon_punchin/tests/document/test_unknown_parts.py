from odoo.tests import Form, tagged

from ..answers import ConfirmationDocument, Status
from ..carts import Line
from ..inbox_case import InboxCase
from ..invoices import InvoiceDocument, InvoicedOrder, InvoiceLine
from ..ship_notices import Portion, ShipNoticeDocument

UNKNOWN = {"number": "NOT-HERE-77", "reference": "unknown.77@amazon.com"}


@tagged("post_install", "-at_install")
class TestUnknownParts(InboxCase):
    """What is known of a document is booked, although a part of it is of no order here."""

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(payload_id="two", lines=[Line(quantity="2"), Line(price="25.00", asin="B2")])
        self.other = self.make_sent_order(payload_id="other")
        self.pens, self.chairs = self.order._amazon_item_lines()

    def told(self, words):
        return self.config.activity_ids.filtered(lambda activity: words in activity.summary)

    def test_ship_notice_over_an_unknown_order(self):
        notice = ShipNoticeDocument(portions=[Portion(**UNKNOWN), Portion(**self.about(), items=[("1", "2")])])
        message, code = self.bring_in(notice)
        self.assertEqual((code, message.state), ("200", "processed"))
        self.assertEqual((self.pens.amazon_qty_shipped, self.order.amazon_state), (2, "partial"))
        self.assertEqual(message.order_ids, self.order)
        self.assertIn("NOT-HERE-77", message.left_out)
        activity = self.told("could not be used")
        self.assertEqual(activity.user_id, self.config._administrator())
        self.assertIn("NOT-HERE-77", activity.note)

    def test_what_was_left_out_finds_its_order_later(self):
        notice = ShipNoticeDocument(
            portions=[Portion(**UNKNOWN, items=[]), Portion(**self.about(), items=[("1", "2"), ("9", "1")])]
        )
        message, _code = self.bring_in(notice)
        self.assertEqual(len(message.left_out.splitlines()), 2)
        self.env.cr.execute("UPDATE purchase_order SET name = %s WHERE id = %s", [UNKNOWN["number"], self.other.id])
        self.env.invalidate_all()
        self.assertTrue(message.can_process_again)
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cursor:
            message.with_env(message.env(cr=cursor, user=self.manager)).action_process_again()
        self.env.invalidate_all()
        self.assertEqual((message.state, self.other.amazon_state), ("processed", "shipped"))
        self.assertEqual(self.pens.amazon_qty_shipped, 2)
        self.assertEqual(message.left_out, f"{self.order.display_name} has no line 9.")
        self.env.cr.execute("UPDATE amazon_punchin_message SET left_out = NULL WHERE id = %s", [message.id])
        self.env.invalidate_all()
        self.assertFalse(message.can_process_again)

    def test_lines_that_the_order_lacks(self):
        for document in (
            ShipNoticeDocument(portions=[Portion(**self.about(), items=[("1", "2"), ("99", "1")])]),
            ConfirmationDocument(**self.about(), statuses=[Status(quantity="2"), Status(line="99")]),
        ):
            message, code = self.bring_in(document)
            with self.subTest(document=message.document):
                self.assertEqual((code, message.state), ("200", "processed"))
                self.assertIn("has no line 99", message.left_out)
        self.assertEqual((self.pens.amazon_qty_shipped, self.pens.amazon_line_state), (2, "accepted"))
        self.assertFalse(self.chairs.amazon_line_state)

    def test_documents_of_which_nothing_is_known(self):
        for number, document in enumerate(
            (
                ShipNoticeDocument(portions=[Portion(**UNKNOWN), Portion(**UNKNOWN)]),
                ShipNoticeDocument(portions=[Portion(**self.about(), items=[("99", "1")])]),
                ConfirmationDocument(**self.about(), statuses=[Status(line="99")]),
                InvoiceDocument(orders=[InvoicedOrder(**UNKNOWN)]),
            )
        ):
            message, code = self.bring_in(document, payload_id=f"{number}@amazon.com")
            with self.subTest(document=message.document, number=number):
                self.assertEqual(message.state, "failed")
                self.assertIn(code, ("404", "406"), "said on arrival")
                self.assertFalse(message.left_out)
        self.assertEqual(self.order.amazon_state, "sent")
        self.assertFalse(self.order.amazon_shipment_ids)
        self.assertTrue(self.told("could not be processed"))

    def test_invoice_over_several_orders_is_one_bill_of_its_whole_total(self):
        warranty = InvoiceLine(line="99", price="5.00", asin="B0WARRANTY")
        document = InvoiceDocument(
            orders=[
                InvoicedOrder(**self.about(), lines=[InvoiceLine(quantity="2"), warranty]),
                InvoicedOrder(**UNKNOWN, lines=[InvoiceLine(price="7.00")]),
                InvoicedOrder(**self.about(self.other)),
                InvoicedOrder(number="", reference="", supplier_number="999-1", lines=[InvoiceLine(price="8.00")]),
            ],
            subtotal="50.00",
            net="50.00",
        )
        message, code = self.bring_in(document)
        self.assertEqual((code, message.state), ("200", "processed"), message.error)
        bill = message.bill_id
        self.assertEqual((bill.amount_untaxed, bill.amazon_total_difference), (50, 0))
        self.assertEqual(bill.amazon_order_ids, self.order | self.other)
        self.assertEqual((self.pens.qty_invoiced, self.other._amazon_item_lines().qty_invoiced), (2, 1))
        for words in ("NOT-HERE-77", "has no line 99", "999-1"):
            self.assertIn(words, bill.amazon_warning)
        strays = bill.invoice_line_ids.filtered("amazon_difference")
        self.assertEqual(strays.mapped("price_unit"), [5, 7, 8])

    def test_accountant_assigns_what_was_of_no_order(self):
        document = InvoiceDocument(
            orders=[
                InvoicedOrder(**UNKNOWN, lines=[InvoiceLine(price="25.00", asin="B2")]),
                InvoicedOrder(**self.about(self.other)),
            ],
            subtotal="35.00",
            net="35.00",
        )
        bill = self.bring_in(document)[0].bill_id
        accountant = self.make_user("accountant", "account.group_account_invoice")
        stray = bill.invoice_line_ids.filtered("amazon_difference")
        stray.with_user(accountant).purchase_line_id = self.chairs
        self.assertEqual(self.chairs.qty_invoiced, 1)
        self.assertEqual(bill.amazon_order_ids, self.order | self.other)
        self.assertFalse(stray.amazon_difference)
        self.assertEqual(bill.amount_untaxed, 35)

    def test_accountant_sees_the_field(self):
        bill = self.bring_in(InvoiceDocument(orders=[InvoicedOrder(**self.about(self.other))]))[0].bill_id
        accountant = self.make_user("accountant", "account.group_account_invoice")
        with Form(bill.with_user(accountant)) as form, form.invoice_line_ids.edit(0) as line:
            self.assertTrue(line.purchase_line_id)

    def test_part_in_another_currency_is_left_out(self):
        self.env["account.tax"].search([]).active = False
        euros = self.make_sent_order(payload_id="euros", currency="EUR")
        document = InvoiceDocument(
            orders=[InvoicedOrder(**self.about(self.other)), InvoicedOrder(**self.about(euros))],
            subtotal="20.00",
            net="20.00",
        )
        message, code = self.bring_in(document)
        self.assertEqual((code, message.state), ("200", "processed"), message.error)
        self.assertEqual(message.bill_id.amazon_order_ids, self.other)
        self.assertEqual(message.bill_id.amount_untaxed, 20)
        self.assertIn(euros.name, message.bill_id.amazon_warning)

    def test_order_that_was_not_sent_is_left_out(self):
        basket = self.make_order(payload_id="basket")
        notice = ShipNoticeDocument(portions=[Portion(basket.name, ""), Portion(**self.about())])
        message, code = self.bring_in(notice)
        self.assertEqual((code, message.state, basket.amazon_state), ("200", "processed", "cart"))
        self.assertIn(basket.name, message.left_out)
        self.assertEqual(self.pens.amazon_qty_shipped, 1)
