from odoo.tests import tagged

from ..answer_case import AnswerCase
from ..answers import ConfirmationDocument, Status
from ..carts import Line
from ..ship_notices import Portion, ShipNoticeDocument

SECOND = {"asin": "B000TEST02", "aux_id": "136-2,2", "price": "25.00"}


@tagged("post_install", "-at_install")
class TestMeant(AnswerCase):
    """What Amazon's documents mean is told by what they say of the items, and counted as it was ordered."""

    def setUp(self):
        super().setUp()
        self.count = 0

    def order(self, *lines):
        self.count += 1
        return self.make_sent_order(*lines, payload_id=f"cart-{self.count}")

    def answer(self, order, *statuses, **values):
        self.count += 1
        document = ConfirmationDocument(
            number=order.name, reference="", payload_id=f"answer-{self.count}@a", statuses=[*statuses], **values
        )
        return self.receive(document)

    def ship(self, order, *items, change=lambda data: data, shipment_id="D1", **values):
        self.count += 1
        document = ShipNoticeDocument(
            payload_id=f"notice-{self.count}@a",
            shipment_id=shipment_id,
            portions=[Portion(order.name, "", [*items])],
            **values,
        )
        return self.receive(change(bytes(document)))

    def pieces(self, line):
        return (line.amazon_qty_accepted, line.amazon_qty_backordered, line.amazon_qty_rejected)

    # --- Units ---------------------------------------------------------------------------

    def test_sheets_of_reams(self):
        order = self.order(Line(price="5.00", quantity="3", unit="RM"))
        self.assertProcessed(self.answer(order, Status(quantity="1500", unit="EA", price="0.01")))
        self.assertEqual((self.pieces(order.order_line), order.amazon_state), ((3, 0, 0), "confirmed"))
        self.assertEqual(order.order_line.amazon_confirmed_price, 5)
        self.assertFalse(order.activity_ids)

    def test_unknown_packages_are_a_question(self):
        order = self.order(Line(quantity="30"), Line(quantity="2", **SECOND))
        message = self.ship(order, ("1", "1"), ("2", "2"), change=lambda data: data.replace(b">EA<", b">BX<", 1))
        self.assertProcessed(message)
        pens, paper = order.order_line
        self.assertEqual((pens.amazon_qty_shipped, paper.amazon_qty_shipped), (0, 2))
        question = "Line 1: Amazon says 1 BX of Gel pen, blue, but 30 EA were ordered."
        self.assertIn(question, message.note)
        self.assertIn(question, str(order.activity_ids.note))

    def test_unknown_unit_never_speaks_for_the_whole_order(self):
        order = self.order(Line(quantity="30"))
        self.ship(order, ("1", "1"), change=lambda data: data.replace(b">EA<", b">BX<", 1))
        self.assertEqual((order.order_line.amazon_qty_shipped, order.amazon_state), (0, "sent"))
        self.answer(order, Status(quantity="1", unit="BX"), type="accept")
        self.assertEqual((self.pieces(order.order_line), order.amazon_state), ((0, 0, 0), "sent"))

    def test_packages_of_the_same_kind(self):
        order = self.order(Line(quantity="3", unit="BX"))
        self.answer(order, Status(quantity="3", unit="BX"))
        self.assertEqual(self.pieces(order.order_line), (3, 0, 0))

    # --- Which line ----------------------------------------------------------------------

    def test_line_ids_that_are_text(self):
        order = self.order(Line(quantity="2"), Line(**SECOND))
        self.ship(
            order,
            ("L-2", "1"),
            change=lambda data: data.replace(
                b"<UnitOfMeasure>", b"<ItemID><SupplierPartID>B000TEST02</SupplierPartID></ItemID><UnitOfMeasure>"
            ),
        )
        self.assertEqual(order.order_line.mapped("amazon_qty_shipped"), [0, 1])

    def test_item_outweighs_a_number_that_contradicts_it(self):
        order = self.order(Line(asin="B000TEST01"), Line(**SECOND))
        first, second = order.order_line
        for number, asin, aux_id, expected in (
            (1, "", "", first),
            (1, "B000TEST02", "136-2,2", second),
            (1, "B000TEST02", "", second),
            (1, "", "136-2,2", second),
            (1, "B000TEST01", "136-2,2", first),
            (2, "B000OTHER1", "", second),
            ("x", "B000TEST01", "", first),
            ("x", "", "", first.browse()),
            (None, "", "136-2,2", second),
            (9, "B000TEST01", "", first.browse()),
            (None, "B000TEST01", "", first.browse()),
            (3, "", "", first.browse()),
        ):
            with self.subTest(number=number, asin=asin, aux_id=aux_id):
                self.assertEqual(order._amazon_lines_meant().meant(number, asin, aux_id), expected)

    def test_item_that_comes_instead_is_no_other_line(self):
        order = self.order(Line(asin="B000TEST01"), Line(**SECOND))
        self.count += 1
        document = bytes(
            ConfirmationDocument(
                number=order.name, reference="", payload_id="instead@a", statuses=[Status(price="9.00")]
            )
        )
        price = b'<UnitPrice><Money currency="USD">9.00</Money></UnitPrice>'
        item = (
            b"<ItemIn><ItemID><SupplierPartID>B000TEST02</SupplierPartID></ItemID><ItemDetail>"
            + price
            + b"</ItemDetail></ItemIn>"
        )
        self.assertProcessed(self.receive(document.replace(price, item)))
        self.assertEqual(order.order_line.mapped("amazon_qty_accepted"), [1, 0])

    # --- What is said --------------------------------------------------------------------

    def test_pieces_that_no_status_answers(self):
        order = self.order(Line(quantity="5"))
        self.answer(order, Status(quantity="2"), Status(type="reject", quantity="1"))
        self.assertEqual(self.pieces(order.order_line), (2, 0, 1))
        self.assertIn("Line 1: Amazon has not confirmed 2 of 5 Gel pen, blue.", order.amazon_warning)
        self.answer(order, Status(quantity="4"), Status(type="reject", quantity="1"), notice="2026-03-19T10:00:00Z")
        self.assertFalse(order.amazon_warning)

    def test_free_comment_is_the_reason(self):
        order = self.order(Line(quantity="2"))
        self.answer(order, Status(type="reject", quantity="2", comment="Sold out until May"))
        self.assertEqual(order.amazon_state, "refused")
        self.assertIn("Sold out until May", order.amazon_refusal)
        self.assertIn("Sold out until May", str(order.activity_ids.note))

    def test_no_reason_is_said_to_be_none(self):
        order = self.order(Line(quantity="2"))
        self.answer(order, Status(type="reject", quantity="2"))
        self.assertIn("Amazon gives no reason.", str(order.activity_ids.note))

    def test_whole_order_later(self):
        order = self.order(Line(quantity="2"), Line(**SECOND))
        later = Status(type="backordered", quantity="2", delivery="2026-05-04")
        self.answer(order, later, Status(type="backordered", line="2"))
        self.assertEqual(order.activity_ids.summary, "Amazon delivers the whole order later")
        self.assertIn("05/04/2026", str(order.activity_ids.note))
        self.answer(order, later, Status(type="backordered", line="2"), notice="2026-03-19T10:00:00Z")
        self.assertEqual(len(order.activity_ids), 1)

    def test_rejected_line_keeps_no_arrival_date(self):
        order = self.order(Line(quantity="2"), Line(**SECOND))
        self.answer(order, Status(quantity="2", delivery="2026-05-04"), Status(line="2", delivery="2026-05-04"))
        self.answer(order, Status(type="reject", quantity="2", delivery="2026-05-04"), notice="2026-03-19T10:00:00Z")
        self.assertFalse(order.order_line[0].amazon_delivery_date)
        self.assertEqual(str(order.order_line[1].amazon_delivery_date), "2026-05-04")

    # --- Shipments -----------------------------------------------------------------------

    def test_planned_shipment_is_an_expectation(self):
        order = self.order(Line(quantity="2"))

        def planned(data):
            return data.replace(b"<ShipNoticeHeader ", b'<ShipNoticeHeader shipmentType="planned" ')

        self.ship(order, ("1", "2"), change=planned, delivery="2026-03-25")
        self.assertEqual((order.order_line.amazon_qty_shipped, order.amazon_state), (0, "sent"))
        self.assertEqual(str(order.order_line.amazon_delivery_date), "2026-03-25")
        self.assertEqual(order.amazon_shipment_ids.state, "planned")
        self.assertFalse(order.amazon_has_arrivals)
        self.ship(order, ("1", "2"), delivery="2026-03-27", notice="2026-03-19T10:00:00Z")
        self.assertEqual((order.order_line.amazon_qty_shipped, order.amazon_state), (2, "shipped"))
        self.assertEqual(str(order.order_line.amazon_delivery_date), "2026-03-27")
        self.assertEqual(order.amazon_shipment_ids.state, "shipped")

    def test_what_goes_back_is_no_shipment_to_us(self):
        order = self.order(Line(quantity="2"))
        self.ship(order, ("1", "2"))
        self.ship(
            order,
            ("1", "1"),
            shipment_id="R1",
            change=lambda data: data.replace(b"<ShipNoticeHeader ", b'<ShipNoticeHeader reason="return" '),
        )
        self.assertEqual(order.order_line.amazon_qty_shipped, 2)
        self.assertEqual(order.amazon_shipment_ids.sorted("id").mapped("state"), ["shipped", "returned"])
        self.assertFalse(any(order.amazon_shipment_ids.mapped("has_excess")))

    def test_namespaces_reach_the_order(self):
        order = self.order(Line(quantity="2"))
        message = self.ship(order, ("1", "2"), change=lambda data: data.replace(b"<cXML ", b'<cXML xmlns="urn:x" '))
        self.assertProcessed(message)
        self.assertEqual(order.order_line.amazon_qty_shipped, 2)
        self.assertIn("urn:x", message.note)
