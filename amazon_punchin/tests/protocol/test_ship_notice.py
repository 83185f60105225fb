from datetime import datetime, timezone

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...protocol import document, ship_notice
from ...protocol.errors import ProtocolError
from ..ship_notices import Portion, ShipNoticeDocument


def parse(**values):
    return ship_notice.parse(document.parse(bytes(ShipNoticeDocument(**values))))


@tagged("post_install", "-at_install")
class TestShipNotice(BaseCase):
    """A shipment says who carries what of which order."""

    def refuse(self, reason, *replacement, **values):
        data = bytes(ShipNoticeDocument(**values))
        if replacement:
            self.assertIn(replacement[0], data)
            data = data.replace(*replacement)
        with self.assertRaisesRegex(ProtocolError, f"^{reason}"):
            ship_notice.parse(document.parse(data))

    @given(
        st.lists(
            st.tuples(
                st.from_regex(r"P\d{5}", fullmatch=True),
                st.lists(st.tuples(st.integers(1, 99), st.decimals(0, 999, places=2)), max_size=10),
            ),
            min_size=1,
            max_size=5,
        )
    )
    def test_orders_and_quantities_are_exact(self, orders):
        portions = [
            Portion(number, items=[(str(line), str(quantity)) for line, quantity in items]) for number, items in orders
        ]
        parsed = parse(portions=portions)
        self.assertEqual(
            [
                (portion.order.number, [(item.line, item.quantity) for item in portion.items])
                for portion in parsed.portions
            ],
            orders,
        )

    def test_header(self):
        parsed = parse()
        self.assertEqual((parsed.shipment_id, parsed.operation), ("D1234567", "new"))
        self.assertEqual(parsed.shipment, datetime(2026, 3, 17, 14, 45, 25, 845_000, timezone.utc))
        self.assertEqual(parsed.delivery, datetime(2026, 3, 20, 22, tzinfo=timezone.utc))
        self.assertEqual(parsed.portions[0].order, ("order-1@example.com", "P00001"))

    def test_no_items_is_the_whole_order(self):
        self.assertEqual(parse(portions=[Portion(items=[])]).portions[0].items, ())

    def test_carrier_by_several_names(self):
        leg = parse(carriers=[("SCAC", "FDE"), ("companyname", "FedEx & Co")], tracking=["8202", "8203"]).legs[0]
        self.assertEqual(leg.carrier, "FedEx & Co")
        self.assertEqual(leg.carriers[0], ship_notice.CarrierId("SCAC", "FDE"))
        self.assertEqual([tracking.number for tracking in leg.tracking], ["8202", "8203"])
        self.assertEqual(parse(carriers=[("SCAC", "FDE")]).legs[0].carrier, "FDE")

    def test_empty_carrier(self):
        leg = parse(carriers=[("companyName", "")], tracking=[""]).legs[0]
        self.assertEqual((leg.carrier, leg.carriers, leg.tracking), ("", (), ()))
        self.assertEqual(parse(carriers=[], tracking=[]).legs, ())

    def test_tracking_page_is_of_the_web(self):
        for url, expected in {"https://ups.com/1": "https://ups.com/1", "javascript:alert(1)": "", "": ""}.items():
            self.assertEqual(parse(tracking_url=url).legs[0].tracking[0].url, expected)

    def test_operations(self):
        self.assertEqual(parse(operation="").operation, "new")
        self.assertEqual(parse(operation="update").operation, "update")
        self.assertEqual(parse(operation="delete", portions=[]).portions, ())
        self.refuse("unknown_value: ShipNoticeHeader@operation undo", operation="undo")

    def test_what_is_not_needed_may_be_missing(self):
        parsed = parse(notice="", timestamp="", shipment="T17:37:27+17:37", delivery="")
        self.assertEqual((parsed.noticed_at, parsed.shipment, parsed.delivery), (None,) * 3)
        data = bytes(ShipNoticeDocument()).replace(b"<UnitOfMeasure>EA</UnitOfMeasure>", b"")
        self.assertEqual(ship_notice.parse(document.parse(data)).portions[0].items[0].unit, "")

    def test_what_is_needed_is_named(self):
        self.refuse("missing: ShipNoticeHeader@shipmentID", shipment_id="")
        self.refuse("missing: ShipNoticeHeader", b"ShipNoticeHeader", b"Header")
        self.refuse("missing: ShipNoticePortion", portions=[])
        label = r"ShipNoticePortion\[1\]"
        self.refuse(f"missing: {label}/OrderReference", b"OrderReference", b"Reference")
        self.refuse(f"missing: {label}/OrderReference@orderID", portions=[Portion("", "")])
        extra = b'<OrderReference orderID="P00002"/></ShipNoticePortion>'
        self.refuse(f"repeated: {label}/OrderReference", b"</ShipNoticePortion>", extra)
        item = rf"{label}/ShipNoticeItem\[1\]"
        self.refuse(f"missing: {item}@lineNumber", portions=[Portion(items=[("", "1")])])
        self.refuse(f"not_a_number: {item}@lineNumber", portions=[Portion(items=[("A" * 81, "1")])])
        for quantity in ("two", "-1", "1e3"):
            self.refuse(f"not_a_number: {item}@quantity", portions=[Portion(items=[("1", quantity)])])
