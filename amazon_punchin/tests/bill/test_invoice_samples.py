import re

from odoo.tests import tagged

from ...protocol import document
from ..carts import Line
from ..cxml import needs_samples, sample
from .test_invoice_to_bill import BillCase


@tagged("post_install", "-at_install")
@needs_samples
class TestBillSamples(BillCase):
    """Invoices of other systems become bills, whose totals are the invoices'."""

    def take(self, name, order):
        """Receive a sample as an invoice of an order of ours.

        :return: the bill
        """
        payload_id = order._outgoing_amazon_message().payload_id.encode()
        data, count = re.subn(rb'(<DocumentReference payloadID=")[^"]*', rb"\g<1>" + payload_id, sample(name))
        self.assertEqual(count, 1)
        message = self.receive(data)
        self.assertProcessed(message)
        return message.bill_id

    def take_unexplained_tax(self, name):
        order = self.make_sent_order(Line(price="365.00"))
        bill = self.take(name, order)
        self.assertEqual((bill.amount_total, bill.amazon_total_difference), (408, 0))
        self.assertEqual(bill.invoice_line_ids[0].purchase_line_id, order.order_line)

    def test_taxes_at_line(self):
        self.take_unexplained_tax("officeluv-invoice_taxes_at_line")

    def test_taxes_at_total(self):
        self.take_unexplained_tax("officeluv-invoice_taxes_at_total")

    def test_value_added_tax(self):
        self.env.ref("base.GBP").active = True
        tax = self.make_tax(20)
        name = "njp970-invoicedetailrequest"
        item = document.parse(sample(name)).findtext(".//SupplierPartID")
        order = self.make_sent_order(Line(price="9.99", quantity="3", asin=item, unit="BX"), currency="GBP")
        bill = self.take(name, order)
        self.assertEqual((bill.amount_total, bill.invoice_line_ids[0].tax_ids), (35.96, tax))
        self.assertEqual((bill.amazon_seller, bill.amazon_seller_vat), ("Meridian Supply Co.", "GB123456789"))
        self.assertFalse(bill.amazon_warning)
