from unittest.mock import patch

import requests

from odoo.tests import tagged

from ...protocol import document
from ..answer_case import AnswerSetup
from ..answers import ConfirmationDocument, ProfileDocument, StatusUpdateDocument
from ..carts import CartDocument, Line
from ..common import AmazonHttpCase
from ..invoices import InvoiceDocument, InvoicedOrder
from ..ship_notices import Portion, ShipNoticeDocument


@tagged("post_install", "-at_install")
class TestParsedOnce(AnswerSetup, AmazonHttpCase):
    """On every road a document is parsed once, then handed on."""

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(Line())
        self.sent = self.order._outgoing_amazon_message()
        self.parser = self.enterContext(patch.object(document, "read_tree", wraps=document.read_tree))

    def assertParsed(self, times):
        self.assertEqual(self.parser.call_count, times)
        self.parser.reset_mock()

    def post(self, road, data, auth=None):
        self.env.flush_all()
        url = f"{self.base_url()}/amazon_punchin/{self.config.token}/{road}"
        with self.allow_requests(all_requests=True):
            answer = requests.post(
                url, data, auth=auth, headers={"Content-Type": "text/xml"}, allow_redirects=False, timeout=60
            )
        self.env.invalidate_all()
        return answer

    def post_to_inbox(self, data, auth=True):
        self.post("inbox", bytes(data), (self.config.inbox_login, self.config.inbox_password) if auth else None)
        return self.messages.search([], limit=1)

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("amazon_punchin.ir_cron_process").method_direct_trigger()
        self.env.invalidate_all()

    def answers(self):
        name, reference = self.order.name, self.sent.payload_id
        yield ConfirmationDocument(number=name, reference=reference)
        yield ShipNoticeDocument(portions=[Portion(name, reference, [])])
        yield StatusUpdateDocument(reference=reference)
        yield InvoiceDocument(orders=[InvoicedOrder(name, reference)])

    def test_return(self):
        self.post("return", bytes(CartDocument(self.open_session())))
        self.assertParsed(1)
        self.assertTrue(self.messages.search([], limit=1).order_ids)

    def test_return_of_what_cannot_be_read(self):
        self.post("return", b"<cXML")
        self.assertParsed(1)
        self.assertEqual(self.messages.search([], limit=1).state, "failed")

    def test_return_with_a_token_that_hides(self):
        data = CartDocument(self.open_session()).text().replace("<BuyerCookie>", "<BuyerCookie><!-- x -->").encode()
        self.post("return", data)
        self.assertParsed(1)
        self.assertTrue(self.messages.search([], limit=1).order_ids)

    def test_claim(self):
        path = self.post("return", bytes(CartDocument("never issued"))).headers["Location"]
        self.assertParsed(1)
        self.authenticate("amazon_buyer", "amazon_buyer")
        page = self.url_open(path)
        self.assertParsed(1)
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        self.url_open(path, data={"csrf_token": token}, allow_redirects=False)
        self.assertParsed(1)
        self.env.invalidate_all()
        self.assertEqual(self.messages.search([], limit=1).state, "processed")

    def test_inbox_and_job(self):
        for answer in self.answers():
            with self.subTest(type=type(answer).__name__):
                message = self.post_to_inbox(answer)
                self.assertParsed(1)
                self.run_job()
                self.assertParsed(1)
                self.assertProcessed(message)

    def test_sender_who_is_known_by_the_secret_alone(self):
        for tag in (b"<SharedSecret>", b"<SharedSecret><!-- x -->"):
            data = bytes(ProfileDocument(payload_id=tag.hex(), secret="top-secret-value"))
            message = self.post_to_inbox(data.replace(b"<SharedSecret>", tag), auth=False)
            self.assertParsed(1)
            self.assertEqual((message.document, message.state), ("ProfileRequest", "processed"))
            self.assertNotIn(b"top-secret-value", message._raw_bytes())

    def test_inbox_refuses(self):
        for data in (b"<cXML", ConfirmationDocument(number="nobody's", reference="nobody's")):
            message = self.post_to_inbox(data)
            self.assertParsed(1)
            self.assertEqual(message.state, "failed")

    def test_stranger(self):
        self.post_to_inbox(b"<cXML", auth=False)
        self.assertParsed(1)

    def test_process_again(self):
        for cause_removed in (False, True):
            message = self.post_to_inbox(ConfirmationDocument(number="nobody's", reference="later"))
            if cause_removed:
                self.sent.payload_id = "later"
            self.env.flush_all()
            self.parser.reset_mock()
            message._process()
            self.assertParsed(1)
            self.assertEqual(message.state, "processed" if cause_removed else "failed")
