from unittest.mock import Mock

from odoo.tests import tagged

from ...protocol.received import take_in
from ...transport.errors import AnswerLost, NotDelivered
from ..answer_case import AnswerSetup
from ..answers import ConfirmationDocument, Status
from ..carts import CartDocument, Line
from ..common import AmazonCase
from ..invoices import InvoiceDocument, InvoicedOrder
from ..ship_notices import Portion, ShipNoticeDocument
from ..translations import translate


@tagged("post_install", "-at_install")
class TestLanguages(AnswerSetup, AmazonCase):
    """What is kept on a document is read in the language of its reader, whoever processed it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")

    def setUp(self):
        super().setUp()
        translate(self, "This Amazon group has no order %(order)s.", "Hier gibt es %(order)s nicht.")
        translate(self, "Check at Amazon which order it is for.", "Schlagen Sie es nach.")
        translate(self, "%(path)s is missing or empty.", "%(path)s fehlt.")

    def assertReads(self, record, name, english, german):
        self.env.flush_all()
        self.env.invalidate_all()
        for lang, text in (("en_US", english), ("de_DE", german), (False, english)):
            self.assertIn(text, record.with_context(lang=lang)[name] or "", lang)

    def unknown_order(self):
        return InvoiceDocument(orders=[InvoicedOrder("P99999", "nowhere@example.com")])

    def test_whoever_processes_a_document(self):
        for number, lang in enumerate((False, "en_US", "de_DE")):
            with self.subTest(lang=lang):
                received = take_in(bytes(self.unknown_order()).replace(b"P99999", b"P9999%d" % number))
                messages = self.messages.with_context(lang=lang)
                message, _code, _sentence = messages._receive_from_inbox(self.config, received)
                self.assertEqual(message.state, "failed")
                self.assertReads(
                    message,
                    "error",
                    "This Amazon group has no order P9999",
                    f"Hier gibt es P9999{number} (nowhere@example.com) nicht. Schlagen Sie es nach.",
                )

    def test_basket(self):
        message = self.bring(CartDocument(""))
        self.assertReads(message, "error", "BuyerCookie is missing", "BuyerCookie fehlt.")

    def test_shopper_is_told_in_one_language_and_others_in_theirs(self):
        translate(self, "This shopping session has already submitted a basket.", "Der Korb ist schon da.")
        token = self.open_session()
        self.bring(CartDocument(token))
        again = self.bring(CartDocument(token, lines=[Line(title="Another")], payload_id="again@amazon.com"))
        self.assertReads(again, "error", "has already submitted", "Der Korb ist schon da.")

    def test_remarks(self):
        order = self.make_sent_order(Line())
        document = bytes(ConfirmationDocument(number=order.name, reference="", statuses=[Status()]))
        message = self.receive(document.replace(b"<UnitOfMeasure>EA</UnitOfMeasure>", b""))
        self.assertProcessed(message)
        self.assertReads(message, "note", "UnitOfMeasure is missing", "UnitOfMeasure fehlt.")
        self.assertNotIn("Report it", message.note, "it was read all the same")

    def test_what_was_left_out(self):
        order = self.make_sent_order(Line())
        known, unknown = Portion(order.name, ""), Portion("P99999", "nowhere@example.com")
        message = self.receive(ShipNoticeDocument(portions=[known, unknown]))
        self.assertProcessed(message)
        self.assertReads(message, "left_out", "has no order P99999", "Hier gibt es P99999")

    def test_remarks_of_a_document_that_failed(self):
        """An invoice again: nothing that was begun with it stays, but what is said of it does."""
        order = self.make_sent_order(Line())
        invoice = InvoiceDocument(orders=[InvoicedOrder(order.name, "")])
        self.assertProcessed(self.receive(invoice))
        document = bytes(InvoiceDocument(orders=[InvoicedOrder(order.name, "")], net="11.00", due="11.00"))
        again = self.receive(document.replace(b"<UnitOfMeasure>EA</UnitOfMeasure>", b""))
        self.assertEqual(again.state, "failed")
        self.assertReads(again, "error", "already exists", "ist bereits als")

    def test_rejected_sign_in(self):
        failures = self.env["amazon.punchin.inbox.failure"]
        translate(self, "Ask the sender to write it in UTF-8.", "UTF-8 bitte.")
        received = take_in(b'<?xml version="1.0" encoding="EBCDIC-CP-BE"?><cXML/>')
        failures.with_context(lang="de_DE")._note_unreadable(self.config, "192.0.2.1", received)
        failure = failures.search([], limit=1)
        self.assertReads(failure, "error", "Ask the sender to write it in UTF-8.", "UTF-8 bitte.")

    def test_order_that_is_sent(self):
        translate(self, "“%(server)s” did not answer in time.", "„%(server)s“ schweigt.")
        order = self.code(self.make_order())
        order.button_confirm()
        message = order._outgoing_amazon_message()
        self.config.order_url_test = "https://orders.example.com/"
        for error, english, german in (
            (
                NotDelivered("ReadTimeout", code="timeout"),
                "could not be delivered. “orders",
                "„orders.example.com“ schweigt.",
            ),
            (AnswerLost("ReadTimeout", code="timeout"), "no answer says whether", "„orders.example.com“ schweigt."),
        ):
            self.patch(type(message), "_deliver", Mock(side_effect=error))
            message._move_to("sending")
            message._write_outcome(message._outcome())
            self.assertReads(message, "error", english, german)
            self.assertNotIn("ReadTimeout", message.error)

    def test_text_of_another_addon_stays_as_it_is(self):
        message = self.receive(self.unknown_order())
        message._move_to("failed", error=lambda _env: "Something else.")
        self.assertReads(message, "error", "Something else.", "Something else.")
