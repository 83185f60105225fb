from datetime import datetime, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...protocol import confirmation, document
from ...protocol.errors import ProtocolError
from ..answers import ConfirmationDocument, Status

AMOUNTS = st.decimals(0, 10**6, places=2)


def parse(written):
    return confirmation.parse(document.parse(bytes(written)))


@tagged("post_install", "-at_install")
class TestConfirmation(BaseCase):
    """Each status says what becomes of some pieces of a line; what it does not say is None."""

    def refuse(self, reason, *replacement, **values):
        data = bytes(ConfirmationDocument(**values))
        if replacement:
            self.assertIn(replacement[0], data)
            data = data.replace(*replacement)
        with self.assertRaisesRegex(ProtocolError, f"^{reason}"):
            confirmation.parse(document.parse(data))

    def status(self, **values):
        return parse(ConfirmationDocument(statuses=[Status(**values)])).items[0]

    @given(
        st.lists(
            st.tuples(
                st.integers(1, 50),
                st.sampled_from(sorted(confirmation.STATUS_TYPES)),
                st.integers(0, 999),
                st.none() | AMOUNTS,
            ),
            min_size=1,
            max_size=20,
        ),
        AMOUNTS,
    )
    def test_lines_and_amounts_are_exact(self, statuses, total):
        parsed = parse(
            ConfirmationDocument(
                total=str(total),
                statuses=[
                    Status(kind, str(quantity), str(line), None if price is None else str(price))
                    for line, kind, quantity, price in statuses
                ],
            )
        )
        self.assertEqual(parsed.total, total)
        self.assertCountEqual(
            [(item.line, item.type, item.quantity, item.unit_price) for item in parsed.items], statuses
        )

    def test_header(self):
        parsed = parse(ConfirmationDocument(total="1540", shipping="400", tax="140", currency="jpy"))
        self.assertEqual((parsed.total, parsed.shipping, parsed.tax), (1540, 400, 140))
        self.assertEqual((parsed.currency, parsed.type), ("JPY", "detail"))
        self.assertEqual(parsed.order, ("order-1@example.com", "P00001"))
        self.assertEqual(parsed.noticed_at, datetime(2026, 3, 17, 17, 37, 27, tzinfo=timezone.utc))

    def test_what_is_missing_is_none(self):
        parsed = parse(ConfirmationDocument(notice="", timestamp="", confirm_id=""))
        item = parsed.items[0]
        self.assertEqual((parsed.total, parsed.shipping, parsed.tax, parsed.noticed_at), (None,) * 4)
        self.assertEqual((item.unit_price, item.delivery, item.shipment, item.tax), (None,) * 4)
        self.assertEqual((parsed.order_ref, parsed.currency, parsed.reason, item.reason), ("",) * 4)

    def test_empty_money_is_no_amount(self):
        parsed = parse(ConfirmationDocument(total="", statuses=[Status(price="")]))
        self.assertEqual((parsed.total, parsed.items[0].unit_price, parsed.currency), (None, None, ""))

    def test_line_split_over_several_statuses(self):
        parsed = parse(
            ConfirmationDocument(
                statuses=[
                    Status("detail", "2", price="11.50", ref="113-1"),
                    Status("backordered", "1", delivery="2026-04-01T00:00:00Z", ref="113-2"),
                    Status("reject", "3", error="Out of stock [error: 015-005]"),
                ]
            )
        )
        self.assertEqual([item.line for item in parsed.items], [1, 1, 1])
        self.assertEqual([item.quantity for item in parsed.items], [2, 1, 3])
        self.assertEqual(parsed.items[0].unit_price, Decimal("11.50"))
        self.assertEqual(parsed.items[1].delivery, datetime(2026, 4, 1, tzinfo=timezone.utc))
        self.assertEqual(parsed.order_refs, ("113-1234567-1234567", "113-1", "113-2"))

    def test_codes_of_a_rejection(self):
        for error, codes in {
            "Nicht auf Lager [Fehlercode: 015-005]": ("015-005",),
            "在庫切れ［エラーコード: 015-005］": ("015-005",),
            "Low [x: 018-007] || Gone [x: 015-005] || Gone [x: 015-005]": ("018-007", "015-005"),
            "Call 555-123-4567": (),
        }.items():
            item = self.status(type="reject", error=error)
            self.assertEqual((confirmation.codes_in(item.reason), item.reason), (codes, error))

    def test_whole_order_rejected(self):
        parsed = parse(
            ConfirmationDocument(type="reject", confirm_id="", error="Not placed. [code: 001-012]", statuses=[])
        )
        self.assertEqual((parsed.type, parsed.items), ("reject", ()))
        self.assertEqual(confirmation.codes_in(parsed.reason), ("001-012",))
        self.assertEqual(parsed.unmentioned, confirmation.REJECTED)

    def test_lines_that_are_not_mentioned(self):
        for kind, meaning in {"accept": "accept", "except": "accept", "backordered": "backordered"}.items():
            self.assertEqual(parse(ConfirmationDocument(type=kind)).unmentioned, meaning)
        for kind in ("detail", "allDetail", ""):
            self.assertEqual(parse(ConfirmationDocument(type=kind)).unmentioned, "")

    def test_other_comments(self):
        self.assertEqual(self.status(type="backordered", comment="In 8 weeks").comment, "In 8 weeks")

    def test_item_that_comes_instead(self):
        data = bytes(ConfirmationDocument(statuses=[Status("allDetail", price="9.99")]))
        price = b'<UnitPrice><Money currency="USD">9.99</Money></UnitPrice>'
        instead = (
            b"<ItemIn quantity='1'><ItemID><SupplierPartID>B000OTHER1</SupplierPartID></ItemID><ItemDetail>"
            + price
            + b"</ItemDetail></ItemIn>"
        )
        item = confirmation.parse(document.parse(data.replace(price, instead))).items[0]
        self.assertEqual((item.asin, item.unit_price), ("B000OTHER1", Decimal("9.99")))

    def test_nonsensical_dates_fail_no_document(self):
        parsed = parse(ConfirmationDocument(notice="yesterday", statuses=[Status(delivery="T17:37:27+17:37")]))
        self.assertIsNone(parsed.items[0].delivery)
        self.assertIsNotNone(parsed.noticed_at)

    def test_quantity_may_have_decimals(self):
        self.assertEqual(self.status(quantity="1.0").quantity, 1)

    def test_what_is_needed_is_named(self):
        label = r"ConfirmationItem\[1\]"
        self.refuse(f"missing: {label}@lineNumber", statuses=[Status(line="")])
        self.refuse(f"not_a_number: {label}@lineNumber", statuses=[Status(line="9" * 5000)])
        status = rf"{label}/ConfirmationStatus\[1\]"
        self.refuse(f"missing: {status}@quantity", statuses=[Status(quantity="")])
        for quantity in ("two", "1,5", "-1", "1e3", "NaN"):
            self.refuse(f"not_a_number: {status}@quantity", statuses=[Status(quantity=quantity)])
        self.refuse(f"missing: {status}@type", statuses=[Status(type="")])
        self.refuse(f"unknown_value: {status}@type shipped", statuses=[Status(type="shipped")])
        for price in ("ten", "-1.00", "1,00"):
            self.refuse(f"not_an_amount: {status}/UnitPrice/Money", statuses=[Status(price=price)])
        self.refuse("not_an_amount: ConfirmationHeader/Total/Money", total="-1")
        self.refuse("unknown_value: ConfirmationHeader@type maybe", type="maybe")
        self.refuse("missing: ConfirmationHeader@type", type="", statuses=[])
        self.refuse("missing: OrderReference@orderID", number="", reference="")
        self.refuse("missing: ConfirmationHeader", b"ConfirmationHeader", b"Header")
        self.refuse("missing: OrderReference", b"OrderReference", b"Reference")
        self.refuse("wrong_document: ConfirmationRequest", b"ConfirmationRequest", b"OrderRequest")

    def test_two_of_what_may_be_there_once(self):
        extra = b'<OrderReference orderID="P00002"/></ConfirmationRequest>'
        self.refuse("repeated: OrderReference", b"</ConfirmationRequest>", extra)
        extra = b'<Total><Money currency="USD">2</Money></Total></ConfirmationHeader>'
        self.refuse("repeated: ConfirmationHeader/Total", b"</ConfirmationHeader>", extra, total="1")

    def test_two_currencies(self):
        self.refuse(
            "two_currencies: UnitPrice/Money EUR", b'"USD">2', b'"EUR">2', total="1", statuses=[Status(price="2")]
        )
        self.refuse("missing: Total/Money@currency", b'"USD"', b'""', total="1")
