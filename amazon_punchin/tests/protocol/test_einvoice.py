from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from odoo.tests import BaseCase, tagged

from ...protocol import einvoice
from ...protocol.errors import ProtocolError
from ..einvoices import EDocument, ELine

D = Decimal
SYNTAXES = ("ubl", "cii")


def read(document, syntax):
    return einvoice.read(etree.fromstring(getattr(document, syntax)()))


@tagged("post_install", "-at_install")
class TestEInvoice(BaseCase):
    """UBL and CII say the same as a cXML invoice, to the cent."""

    def both(self, document, *replacement):
        for syntax in SYNTAXES:
            with self.subTest(syntax=syntax):
                data = getattr(document, syntax)()
                if replacement:
                    self.assertIn(replacement[0], data)
                    data = data.replace(*replacement)
                yield einvoice.read(etree.fromstring(data))

    def test_whole(self):
        document = EDocument(
            order="P00012",
            amazon_order="302-1234567-1234567",
            lines=[
                ELine("3", "10.00", rate="19", order_line="2", allowance="3.00"),
                ELine("1", "5.00", "SKU-7", "Paper (ASIN: B0C1234567)", rate="7"),
            ],
            shipping="4.00",
            shipping_rate="19",
        )
        for found in self.both(document):
            invoice, ((numbers, pens), (_numbers, paper)) = found.invoice, found.lines
            self.assertEqual((invoice.number, invoice.purpose, invoice.date), ("E-100", "standard", date(2026, 3, 18)))
            self.assertEqual((invoice.seller_name, invoice.seller_tax_ids), ("Amazon EU S.a r.l.", ("LU20260743",)))
            self.assertEqual(set(numbers), {"P00012", "302-1234567-1234567"})
            self.assertEqual((pens.asin, pens.order_line, pens.quantity, pens.unit_price), ("B000TEST01", 2, 3, 10))
            self.assertEqual((pens.subtotal, pens.amounts.modifications[0].amount), (30, -3))
            self.assertEqual((paper.asin, paper.aux_id, paper.order_line), ("B0C1234567", "SKU-7", ""))
            self.assertEqual((pens.amounts.tax, paper.amounts.tax), (D("5.13"), D("0.35")))
            self.assertEqual((invoice.summary.tax, invoice.summary.shipping), (D("6.24"), 4))
            self.assertEqual(invoice.summary.total, D("42.24"))

    def test_credit_note(self):
        for found in self.both(EDocument(is_credit=True, credits="E-99", lines=[ELine("2")])):
            self.assertEqual((found.invoice.purpose, found.invoice.original_number), ("creditMemo", "E-99"))
            self.assertEqual(found.lines[0][1].quantity, 2)

    def test_order_numbers_of_lines_come_first(self):
        document = EDocument(order="P1, P2;P3", lines=[ELine(), ELine(order="P9")])
        for found in self.both(document):
            self.assertEqual([numbers for numbers, _line in found.lines], [("P1", "P2", "P3"), ("P9",)])
            self.assertEqual(found.order_numbers, ("P1", "P2", "P3", "P9"))

    def test_due_date(self):
        found = read(EDocument(due="2026-04-17"), "ubl")
        self.assertEqual(found.invoice.payment_days, 30)

    def test_price_of_several_pieces(self):
        found = einvoice.read(
            etree.fromstring(
                EDocument(lines=[ELine("200", "0.10")])
                .ubl()
                .replace(
                    b"<cbc:PriceAmount>0.10</cbc:PriceAmount>",
                    b"<cbc:PriceAmount>10</cbc:PriceAmount><cbc:BaseQuantity>100</cbc:BaseQuantity>",
                )
            )
        )
        self.assertEqual(found.lines[0][1].unit_price, D("0.1"))

    @settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(
            st.tuples(st.integers(1, 50), st.decimals(0, 500, places=2), st.sampled_from(("0", "7", "19"))),
            min_size=1,
            max_size=12,
        ),
        st.decimals(0, 30, places=2),
        st.sampled_from(SYNTAXES),
    )
    def test_tax_is_shared_out_exactly(self, rows, shipping, syntax):
        """Each rate is rounded once over the document; no line's share is more than a cent off."""
        document = EDocument(
            lines=[ELine(str(pieces), str(price), rate=rate) for pieces, price, rate in rows],
            shipping=str(shipping) if shipping else "",
            shipping_rate="19",
        )
        found = read(document, syntax)
        taxes, untaxed, total = document.sums()
        rest = sum((detail.amount for detail in found.invoice.summary.taxes), D(0))
        shares = [line.amounts.tax for _numbers, line in found.lines]
        self.assertEqual(sum(shares, rest), sum(amount for _base, amount in taxes.values()))
        self.assertEqual(found.invoice.summary.total, total)
        self.assertEqual(found.invoice.summary.tax, total - untaxed)
        for share, (pieces, price, rate) in zip(shares, rows, strict=True):
            self.assertLessEqual(abs(share - pieces * price * D(rate) / 100), D("0.02"))

    def test_not_known_here(self):
        for data in (
            b"<Invoice/>",
            b"<cXML/>",
            b"<Order xmlns='urn:oasis:names:specification:ubl:schema:xsd:Order-2'/>",
        ):
            self.assertIsNone(einvoice.read(etree.fromstring(data)))

    def test_nonsense_is_refused(self):
        for syntax, old, new in (
            ("ubl", b">E-100<", b"> <"),
            ("ubl", b">10.00</cbc:LineExtensionAmount>", b">ten</cbc:LineExtensionAmount>"),
            ("ubl", b'unitCode="C62">1<', b'unitCode="C62">1e3<'),
            ("cii", b">10.00</ram:LineTotalAmount>", b">NaN</ram:LineTotalAmount>"),
            ("cii", b'unitCode="C62">1<', b'unitCode="C62">many<'),
        ):
            data = getattr(EDocument(), syntax)()
            with self.subTest(syntax=syntax, new=new), self.assertRaises(ProtocolError):
                self.assertIn(old, data)
                einvoice.read(etree.fromstring(data.replace(old, new)))
        without = EDocument(lines=[], total="1")
        with self.assertRaises(ProtocolError):
            einvoice.read(etree.fromstring(without.ubl()))
