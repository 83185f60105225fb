from odoo.tests import tagged

from ...protocol import document
from ...protocol.received import take_in
from ...tools import lock
from ..answer_case import AnswerCase
from ..carts import Line
from ..cxml import needs_samples, samples
from ..protocol.test_foreign_documents import TYPES

_ELSEWHERE = "At Amazon, enter the inbox URL only where confirmations, ship notices and invoices go."

#: Type of a document to what its sender is told while no order here is the one that it names: status and sentence.
ANSWERS = {
    None: (400, "The document is not well-formed XML"),
    "OrderRequest": (450, f"Documents of type OrderRequest are not supported. {_ELSEWHERE}"),
    "ProfileRequest": (200, ""),
    "PunchOutOrderMessage": (450, f"Documents of type PunchOutOrderMessage are not supported. {_ELSEWHERE}"),
    "Response": (450, f"Documents of type Response are not supported. {_ELSEWHERE}"),
}

#: Sample of a document about an order to the order that is missing here.
ORDERS = {
    "focxml-ShipNoticeRequest": "DO1234 (32232995@hub.acme.com)",
    "njp970-confirmationrequest": "PO-1001 (the-order-payload-id)",
    "njp970-confirmationrequest-backordered": "PO-1004 (the-order-payload-id)",
    "njp970-invoicedetailrequest": "PO-1001 (the-order-payload-id)",
    "njp970-shipnoticerequest-partial": "PO-1001 (the-order-payload-id)",
    "officeluv-invoice_taxes_at_line": "(123)",
    "officeluv-invoice_taxes_at_total": "(123)",
}

PIECES = ("accepted", "backordered", "shipped")


@tagged("post_install", "-at_install")
@needs_samples
class TestInboxSamples(AnswerCase):
    """Documents of other systems arrive at the inbox: each is kept, and answered with the right status."""

    def test_every_sample_is_kept_and_answered(self):
        found = samples()
        self.assertEqual(set(found), set(TYPES))
        for name, data in found.items():
            unknown = f"This Amazon group has no order {ORDERS.get(name)}. Check at Amazon which order it is for."
            code, expected = ANSWERS.get(TYPES[name], (404, unknown))
            with self.subTest(sample=name):
                message, answered, sentence = self.messages._receive_from_inbox(self.config, take_in(data))
                self.assertEqual((answered, sentence.partition(": ")[0]), (code, expected))
                self.assertEqual(
                    (message.state, message.error or ""), ("processed" if code == 200 else "failed", sentence)
                )
                self.assertEqual(message._raw_bytes(), take_in(data).redacted)

    def test_confirmations_and_ship_notices_of_an_order_that_is_here(self):
        for number, (name, expected) in enumerate(
            {
                "focxml-ShipNoticeRequest": ("shipped", 450, 0, 450),
                "njp970-confirmationrequest": ("partial", 3, 0, 0),
                "njp970-confirmationrequest-backordered": ("partial", 0, 403, 0),
                "njp970-shipnoticerequest-partial": ("partial", 1, 0, 1),
            }.items()
        ):
            with self.subTest(sample=name):
                data = samples()[name]
                root = document.parse(data)
                unit = root.findtext(".//UnitOfMeasure") or "EA"
                lines = [Line(asin=f"B{number:04}{line:05}", quantity="50", unit=unit) for line in range(9)]
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
                pieces = [sum(order.order_line.mapped(f"amazon_qty_{kind}")) for kind in PIECES]
                self.assertEqual((order.amazon_state, *pieces), expected)
            # The next sample may speak of an order of the same name.
            lock.opened(order).name = name
