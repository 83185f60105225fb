import os
import unittest
from pathlib import Path

from odoo.tests import tagged

from ...protocol import document
from ...protocol.errors import ProtocolError
from ...protocol.received import take_in
from ...tools import lock
from ..answer_case import AnswerCase
from ..carts import Line

FOLDER = os.environ.get("AMAZON_PUNCHIN_CXML")

#: Type of a document to the status that its sender gets while no order here is the one that it names.
STATUSES = {"ConfirmationRequest": 404, "ShipNoticeRequest": 404, "ProfileRequest": 200}

NOT_FOR_THE_INBOX = 450


@tagged("post_install", "-at_install")
@unittest.skipUnless(FOLDER, "AMAZON_PUNCHIN_CXML names no folder with samples")
class TestInboxSamples(AnswerCase):
    """Documents of other systems arrive at the inbox: each is kept, and answered with the right status."""

    def samples(self):
        for path in sorted(Path(FOLDER, "samples").glob("*.xml")):
            data = path.read_bytes()
            try:
                yield path.stem, data, document.parse(data)
            except ProtocolError:
                yield path.stem, data, None

    def test_every_sample_is_kept_and_answered(self):
        supported = self.messages._inbox_handlers()
        for name, data, root in self.samples():
            kind = "" if root is None else document.document_type(root)
            expected = 400 if root is None else STATUSES.get(kind, NOT_FOR_THE_INBOX)
            with self.subTest(sample=name):
                message, code, _sentence = self.messages._receive_from_inbox(self.config, take_in(data))
                self.assertTrue(message.raw)
                if kind in STATUSES or kind not in supported:
                    self.assertEqual(code, expected)
                else:
                    self.assertIn(code, (200, 404, 406))

    def test_confirmations_and_ship_notices_of_an_order_that_is_here(self):
        for number, (name, data, root) in enumerate(self.samples()):
            if root is None or document.document_type(root) not in ("ConfirmationRequest", "ShipNoticeRequest"):
                continue
            with self.subTest(sample=name):
                lines = [Line(asin=f"B{number:04}{line:05}", quantity="50") for line in range(9)]
                money = root.find(".//Money")
                currency = "USD" if money is None else money.get("currency")
                self.env.ref(f"base.{currency}").active = True
                order = self.make_sent_order(*lines, payload_id=f"cart-{number}", currency=currency)
                lock.opened(order).name = root.find(".//OrderReference").get("orderID")
                message, code, sentence = self.messages._receive_from_inbox(self.config, take_in(data))
                self.assertEqual((code, sentence), (200, ""))
                message._process()
                self.assertProcessed(message)
                self.assertEqual(message.order_ids, order)
