import re

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from odoo.tests import BaseCase, tagged

from ...protocol import sameness
from ..answers import ConfirmationDocument, Status, StatusUpdateDocument
from ..carts import CartDocument, Line
from ..inbox_case import InboxCase
from ..invoices import InvoiceDocument, InvoicedOrder
from ..ship_notices import Portion, ShipNoticeDocument


def written_otherwise(document):
    """The same document as another program, or another day, would write it."""
    text = bytes(document).decode()
    text = re.sub(r'(<cXML[^>]*timestamp=")[^"]*', r"\g<1>2031-01-01T00:00:00Z", text)
    text = re.sub(r'(<cXML[^>]*payloadID=")[^"]*', r"\g<1>another@amazon.com", text)
    return text.replace("><", ">\n  <").encode()


@tagged("post_install", "-at_install")
class TestSameness(BaseCase):
    """What a document says is what makes it the same."""

    @given(
        attributes=st.permutations(["a='1'", "b=' 2 '", "c='3'"]),
        blanks=st.text(" \n\t", max_size=3),
        payload_id=st.sampled_from(("1", "2")),
        prefix=st.sampled_from(("", "x:")),
    )
    def test_spelling_does_not_count(self, attributes, blanks, payload_id, prefix):
        def digest(prefix, blanks, attributes, payload_id):
            declared = " xmlns:x='urn:x'" if prefix else ""
            return sameness.digest(
                etree.fromstring(
                    f"<{prefix}cXML{declared} payloadID='{payload_id}' timestamp='{payload_id}'>"
                    f"<{prefix}Header>{payload_id}</{prefix}Header>{blanks}"
                    f"<{prefix}Request {' '.join(attributes)}>{blanks}"
                    f"<{prefix}A>x{blanks} y</{prefix}A></{prefix}Request>"
                    f"</{prefix}cXML>"
                )
            )

        plain = digest("", "", ["a='1'", "b='2'", "c='3'"], "0")
        self.assertEqual(digest(prefix, blanks, attributes, payload_id), plain)

    def test_whatever_else_differs_counts(self):
        bodies = (
            "<Request><A>x</A></Request>",
            "<Message><A>x</A></Message>",
            "<Request><A>xy</A></Request>",
            "<Request><A/>x</Request>",
            "<Request><B>x</B></Request>",
            "<Request><A b='1'>x</A></Request>",
            "<Request><A>x</A><A>x</A></Request>",
            "<Request><A>x<A>x</A></A></Request>",
            "<Request><A/><A/></Request>",
            "<Request><A><A/></A></Request>",
        )
        digests = {sameness.digest(etree.fromstring(f"<cXML><Header/>{body}</cXML>")) for body in bodies}
        self.assertEqual(len(digests), len(bodies))


@tagged("post_install", "-at_install")
class TestSameDocument(InboxCase):
    """The same content is one document, whatever its id; another content is another one, whatever its id."""

    def documents(self):
        """Each kind of document, and the same with something else to say."""
        about = self.about()
        portion = Portion(**about, items=[("1", "1")])
        order = InvoicedOrder(**about)
        return (
            (ConfirmationDocument(**about), {"statuses": [Status(delivery="2026-04-01")]}),
            (ShipNoticeDocument(portions=[portion]), {"shipment_id": "D7654321"}),
            (InvoiceDocument(orders=[order]), {"invoice_id": "INV-US-101"}),
            (StatusUpdateDocument(**about), {"message": "On its way"}),
        )

    def test_same_id_with_another_content_is_another_document(self):
        for document, other in self.documents():
            with self.subTest(document=type(document).__name__):
                first, first_code = self.bring_in(document, payload_id="template@sender.example")
                self.assertFalse(first.note)
                second, second_code = self.bring_in(document, **other)
                self.assertEqual((first_code, second_code), ("200", "200"))
                self.assertNotEqual(first, second)
                self.assertEqual({first.state, second.state}, {"processed"}, (first.error, second.error))
                self.assertEqual(second.namesake_id, first)
                self.assertIn("same payload ID", second.note)
                self.assertEqual(second.payload_id, first.payload_id)
        self.assertEqual(len(self.order.amazon_shipment_ids), 2)
        self.assertEqual(len(self.order.amazon_bill_ids), 2)

    def test_same_content_under_another_id_has_no_second_effect(self):
        for document, _other in self.documents():
            with self.subTest(document=type(document).__name__):
                first, _code = self.bring_in(document)
                notes, activities = self.order.message_ids, self.order.activity_ids
                answer = self.post(written_otherwise(document))
                self.run_cron("process")
                self.assertEqual(self.code_of(answer), "200")
                self.assertEqual(self.received(first.document), first)
                self.assertEqual((self.order.message_ids, self.order.activity_ids), (notes, activities))
        self.assertEqual(len(self.order.amazon_shipment_ids), 1)
        self.assertEqual(len(self.order.amazon_bill_ids), 1)

    def test_failed_document_under_another_id_is_tried_again(self):
        document = ConfirmationDocument(number="P99999", reference="")
        failed, code = self.bring_in(document)
        self.assertEqual((failed.state, code), ("failed", "404"))
        self.env.cr.execute("UPDATE purchase_order SET name = 'P99999' WHERE id = %s", [self.order.id])
        self.env.invalidate_all()
        self.assertEqual(self.code_of(self.post(written_otherwise(document))), "200")
        self.run_cron("process")
        self.assertEqual(self.received("ConfirmationRequest"), failed)
        self.assertEqual((failed.state, failed.payload_id), ("processed", "another@amazon.com"))

    def test_two_parcels_that_hold_the_same_are_two(self):
        self.order = self.make_sent_order(payload_id="two", lines=[Line(quantity="2")])
        for shipment in ("D1", "D2"):
            portion = Portion(**self.about(), items=[("1", "1")])
            self.bring_in(ShipNoticeDocument(payload_id=shipment, shipment_id=shipment, portions=[portion]))
        self.assertEqual(self.order._amazon_item_lines().amazon_qty_shipped, 2)
        self.assertEqual(self.order.amazon_state, "shipped")

    def test_basket(self):
        token = self.open_session()
        first = self.bring(CartDocument(token, payload_id="one@amazon.com"))
        again = self.bring(CartDocument(token, payload_id="two@amazon.com"))
        self.assertEqual(again, first)
        self.assertEqual(len(first.order_ids), 1)
        other = self.bring(CartDocument(self.open_session(), payload_id="one@amazon.com"))
        self.assertNotEqual(other, first)
        self.assertEqual((other.state, other.namesake_id), ("processed", first))
        self.assertNotEqual(other.order_ids, first.order_ids)
