from odoo.tests import tagged

from ...protocol.received import take_in
from ..answer_case import AnswerCase
from ..answers import ConfirmationDocument, Status
from ..carts import Line
from ..invoices import InvoiceDocument, InvoicedOrder, InvoiceLine
from ..ship_notices import Portion, ShipNoticeDocument

_LINES = 10

#: Apps that look at an order or a bill whenever it changes, and may ask as much again.
_OTHERS = {"l10n_in", "purchase_exception", "purchase_stock"}


@tagged("post_install", "-at_install")
class TestQueries(AnswerCase):
    """What a document of ten lines asks of the database until all is written, and its people are told."""

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(*[Line(price="10.00", quantity="2")] * _LINES, shipping="4.00")
        # As jobs work: with the mails and the tracking that the other tests leave out.
        self.job = self.env(context={})
        self.about = (self.order.name, self.order._outgoing_amazon_message().payload_id)
        self.count = 0

    def queries(self, document):
        self.count += 1
        document.payload_id = f"{self.count}@amazon.com"
        messages = self.messages.with_env(self.job)
        message, _code, _sentence = messages._receive_from_inbox(
            self.config.with_env(self.job), take_in(bytes(document))
        )
        self.cr.flush()
        self.env.invalidate_all()
        begun = self.cr.sql_log_count
        message._process()
        self.cr.flush()
        self.assertProcessed(message)
        return self.cr.sql_log_count - begun

    def assertFewQueries(self, document, most):
        beside = _OTHERS & set(self.registry._init_modules)
        self.assertLessEqual(self.queries(document), most * 2 if beside else most)

    def confirmation(self, minute=0):
        number, reference = self.about
        return ConfirmationDocument(
            number=number,
            reference=reference,
            notice=f"2026-03-17T17:{minute:02}:00+0000",
            statuses=[Status(quantity="2", line=str(line), delivery="2026-03-20") for line in range(1, _LINES + 1)],
        )

    def notice(self):
        return ShipNoticeDocument(
            portions=[Portion(*self.about, items=[(str(line), "2") for line in range(1, _LINES + 1)])]
        )

    def invoice(self):
        lines = [InvoiceLine("2", "10.00", str(line)) for line in range(1, _LINES + 1)]
        return InvoiceDocument(orders=[InvoicedOrder(*self.about, lines=lines)], subtotal="200.00", net="200.00")

    def test_confirmation(self):
        self.assertFewQueries(self.confirmation(), 56)
        self.assertEqual(self.order.amazon_state, "confirmed")

    def test_the_same_again_changes_nothing_and_tells_nobody(self):
        self.queries(self.confirmation())
        said = self.order.message_ids
        self.assertFewQueries(self.confirmation(minute=1), 24)
        self.assertEqual(self.order.message_ids, said)

    def test_ship_notice(self):
        self.queries(self.confirmation())
        self.assertFewQueries(self.notice(), 60)
        self.assertEqual(self.order.amazon_state, "shipped")

    def test_invoice(self):
        self.queries(self.confirmation())
        self.assertFewQueries(self.invoice(), 119)
        self.assertTrue(self.order.amazon_bill_ids)
