from odoo.tests import tagged

from ..carts import Line
from ..invoices import InvoiceDocument, InvoicedOrder, InvoiceLine
from .test_invoice_to_bill import BillCase


@tagged("post_install", "-at_install")
class TestSameNumber(BillCase):
    """Numbers come again, and documents name other documents: which bill is meant, and what is said of it."""

    def setUp(self):
        super().setUp()
        self.config.accountant_id = self.accountant
        self.order = self.make_sent_order(
            Line(price="10.00", quantity="3"),
            Line(price="25.00", asin="B000TEST02", aux_id="136-2,2"),
        )
        self.pens, self.paper = self.order.order_line

    def pens_bill(self, quantity="1", **values):
        total = f"{int(quantity) * 10}.00"
        return self.invoice(InvoiceLine(quantity, "10.00"), subtotal=total, net=total, **values)

    def test_other_total_is_shouted(self):
        bill = self.pens_bill("3", invoice_id="N-1").bill_id
        again = self.pens_bill("2", invoice_id="N-1")
        self.assertEqual((again.state, again.bill_id), ("failed", bill))
        for text in (again.error, str(bill.activity_ids.note)):
            self.assertIn("30.00", text)
            self.assertIn("20.00", text)
        self.assertEqual(bill.activity_ids.user_id, self.accountant)

    def test_same_total_is_a_mere_repeat(self):
        bill = self.pens_bill("1", invoice_id="N-1").bill_id
        again = self.pens_bill("1", invoice_id="N-1", date="2026-03-19")
        self.assertEqual((again.state, again.bill_id), ("failed", bill))
        self.assertNotIn("now comes to", again.error)
        self.assertFalse(bill.activity_ids)

    def test_same_number_in_another_year(self):
        first = self.pens_bill("1", invoice_id="N-1", date="2025-03-18").bill_id
        second = self.pens_bill("1", invoice_id="N-1", date="2026-03-18").bill_id
        self.assertTrue(first and second)
        self.assertNotEqual(first, second)
        self.assertIn("another invoice N-1 in another year", second.amazon_warning)
        again = self.pens_bill("1", invoice_id="N-1", date="2026-03-19")
        self.assertEqual((again.state, again.bill_id), ("failed", second))

    def test_bill_that_was_cancelled_here_is_made_again(self):
        message = self.pens_bill("1", invoice_id="N-1")
        bill = message.bill_id
        self.assertFalse(message.can_process_again)
        bill.button_cancel()
        self.assertTrue(message.can_process_again)
        message._move_to("failed")
        message._process()
        self.assertProcessed(message)
        self.assertNotEqual(message.bill_id, bill)
        other = self.pens_bill("2", invoice_id="N-1")
        self.assertEqual((other.state, other.bill_id), ("failed", message.bill_id))

    def test_corrected_total_after_the_bill_was_cancelled(self):
        bill = self.pens_bill("3", invoice_id="N-1").bill_id
        bill.button_cancel()
        second = self.pens_bill("2", invoice_id="N-1")
        self.assertProcessed(second)
        self.assertEqual(second.bill_id.amount_total, 20)

    def reference(self, payload_id):
        return self.invoice_with(f'<DocumentReference payloadID="{payload_id}"/>')

    def invoice_with(self, node, **values):
        """Receive an invoice with something more in its header."""
        type(self).count += 1
        document = InvoiceDocument(
            currency="USD",
            orders=[InvoicedOrder(self.order.name, "", lines=[InvoiceLine("2", "10.00")])],
            payload_id=f"more-{self.count}@a",
            invoice_id=values.pop("invoice_id", f"MORE-{self.count}"),
            subtotal="20.00",
            net="20.00",
            **values,
        )
        end = b"</InvoiceDetailRequestHeader>"
        return self.receive(bytes(document).replace(end, node.encode() + end))

    def test_correction_names_the_old_bill(self):
        old = self.pens_bill("3", payload_id="old@a", invoice_id="N-1").bill_id
        message = self.reference("old@a")
        self.assertProcessed(message)
        self.assertIn("N-1", message.bill_id.amazon_warning)
        self.assertIn("Amazon has corrected this invoice", old.amazon_warning)
        self.assertEqual(old.activity_ids.summary, "Amazon has corrected this invoice")

    def test_credit_memo_by_document(self):
        old = self.pens_bill("3", payload_id="old@a", invoice_id="N-1").bill_id
        message = self.invoice_with('<DocumentReference payloadID="old@a"/>', purpose="creditMemo")
        self.assertEqual((message.bill_id.move_type, message.bill_id.reversed_entry_id), ("in_refund", old))
        self.assertFalse(old.activity_ids)

    def test_delete_by_document(self):
        old = self.pens_bill("3", payload_id="old@a", invoice_id="N-1").bill_id
        message = self.invoice_with('<DocumentReference payloadID="old@a"/>', operation="delete")
        self.assertProcessed(message)
        self.assertEqual((old.state, old.amazon_withdrawn, message.bill_id), ("cancel", True, old))

    def test_delete_by_document_that_comes_before(self):
        message = self.invoice_with('<DocumentReference payloadID="old@a"/>', operation="delete")
        self.assertEqual(message.state, "failed")
        old = self.pens_bill("3", payload_id="old@a", invoice_id="N-1").bill_id
        message._process()
        self.assertEqual((old.amazon_withdrawn, message.bill_id), (True, old))

    def test_document_that_nobody_knows(self):
        message = self.reference("unknown@a")
        self.assertIn("refers to invoice unknown@a, for which there is no bill", message.bill_id.amazon_warning)

    def test_items_under_each_others_numbers(self):
        bill = self.bill(
            InvoiceLine("1", "25.00", "1", asin="B000TEST02", aux_id="136-2,2"),
            InvoiceLine("2", "10.00", "2", asin="B000TEST01"),
            subtotal="45.00",
            net="45.00",
        )
        self.assertEqual(bill.invoice_line_ids.purchase_line_id, self.paper | self.pens)
        self.assertEqual(bill.invoice_line_ids[0].purchase_line_id, self.paper)
        self.assertIn("but it is line 2. Line 2 is used.", bill.amazon_warning)

    def test_net_amount_of_four_decimals(self):
        bill = self.bill(InvoiceLine("3", "3.3333", subtotal="9.9999"), subtotal="9.9999", net="9.9999")
        self.assertEqual((bill.amount_total, bill.amazon_invoice_total), (10, 10))
        self.assertIn("9.9999 USD; it was rounded", bill.amazon_warning)

    def test_units(self):
        order = self.make_sent_order(Line(price="5.00", quantity="3", unit="RM"), payload_id="reams")
        bill = self.bill(InvoiceLine("1500", "0.01", subtotal="15.00"), order=order, subtotal="15.00", net="15.00")
        self.assertEqual((bill.invoice_line_ids.quantity, bill.invoice_line_ids.price_unit), (3, 5))
        boxed = self.bill(InvoiceLine("1", "30.00", unit="BX"), subtotal="30.00", net="30.00")
        self.assertIn("Line 1: Amazon bills 1 BX", boxed.amazon_warning)

    def test_negative_shipping(self):
        bill = self.bill(InvoiceLine("3", "10.00"), subtotal="30.00", shipping="-3.00", net="27.00")
        self.assertEqual(bill.amount_total, 27)

    def test_invoice_detail_payment_term(self):
        message = self.invoice_with('<InvoiceDetailPaymentTerm payInNumberOfDays="45" percentageRate="0"/>')
        self.assertEqual(str(message.bill_id.invoice_date_due), "2026-05-02")
