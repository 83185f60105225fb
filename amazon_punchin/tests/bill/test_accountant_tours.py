from odoo.tests import tagged

from ..answer_case import AnswerSetup
from ..carts import Line
from ..common import AmazonHttpCase
from ..invoices import InvoiceDocument, InvoicedOrder, InvoiceLine


@tagged("post_install", "-at_install")
class TestBillTours(AnswerSetup, AmazonHttpCase):
    """The accountant's screen, in a browser."""

    def test_accountant_reads_the_match_report(self):
        accountant = self.make_user("accountant", "account.group_account_invoice")
        order = self.make_sent_order(
            Line(price="10.00", quantity="3"), Line(price="5.00", quantity="2", title="Copy paper, A4")
        )
        lines = [InvoiceLine("3", "10.00"), InvoiceLine("2", "5.00", "2")]
        portion = InvoicedOrder(order.name, "", supplier_number="113-7", lines=[InvoiceLine("2", "10.00")])
        self.receive(InvoiceDocument(payload_id="1", invoice_id="INV-1", orders=[portion], subtotal="20", net="20"))
        portion.lines = lines
        message = self.receive(
            InvoiceDocument(payload_id="2", invoice_id="INV-2", orders=[portion], subtotal="40", net="41")
        )
        self.start_tour(f"/odoo/account.move/{message.bill_id.id}", "amazon_punchin_bill", login=accountant.login)
