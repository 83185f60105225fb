from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...protocol import document, invoice
from ...protocol.errors import ProtocolError
from ..invoices import InvoiceDocument, InvoicedOrder, InvoiceLine

SIGNED = st.decimals(-(10**6), 10**6, places=2)


def parse(*replacement, **values):
    data = bytes(InvoiceDocument(**values))
    return invoice.parse(document.parse(data.replace(*replacement) if replacement else data))


@tagged("post_install", "-at_install")
class TestInvoice(BaseCase):
    """An invoice is read to the cent; only here money and goods may flow back."""

    def refuse(self, reason, *replacement, **values):
        if replacement:
            self.assertIn(replacement[0], bytes(InvoiceDocument(**values)))
        with self.assertRaisesRegex(ProtocolError, f"^{reason}"):
            parse(*replacement, **values)

    @given(
        st.lists(
            st.lists(st.tuples(st.integers(1, 99), st.integers(-999, 999), SIGNED), max_size=8),
            min_size=1,
            max_size=4,
        ),
        st.lists(st.tuples(st.decimals(0, 100, places=2), SIGNED), max_size=3),
        SIGNED,
    )
    def test_lines_and_amounts_are_exact(self, orders, taxes, net):
        parsed = parse(
            orders=[
                InvoicedOrder(
                    lines=[InvoiceLine(str(quantity), str(price), str(line)) for line, quantity, price in lines]
                )
                for lines in orders
            ],
            taxes=[(str(rate), str(tax)) for rate, tax in taxes],
            net=str(net),
        )
        self.assertEqual(
            [[(line.order_line, line.quantity, line.unit_price) for line in order.lines] for order in parsed.orders],
            orders,
        )
        self.assertEqual(
            [line.subtotal for line in parsed.lines],
            [count * price for lines in orders for _line, count, price in lines],
        )
        self.assertEqual([(tax.rate, tax.amount) for tax in parsed.summary.taxes], taxes)
        self.assertEqual(parsed.summary.total, net)

    def test_header(self):
        parsed = parse(attachment="cid:invoice.pdf@amazon.com", original="INV-US-99")
        self.assertEqual((parsed.number, parsed.purpose, parsed.operation), ("INV-US-100", "standard", "new"))
        self.assertEqual((parsed.currency, parsed.original_number), ("USD", "INV-US-99"))
        self.assertEqual(parsed.attachments, ("cid:invoice.pdf@amazon.com",))

    def test_date_is_the_day_on_the_invoice(self):
        for value, day in {
            "2026-03-18T23:30:00-0800": date(2026, 3, 18),
            "2026-03-18": date(2026, 3, 18),
            "2026-03-18T17:37:27+17:37": date(2026, 3, 18),
            "T17:37:27+17:37": None,
            "": None,
        }.items():
            self.assertEqual(parse(date=value).date, day)

    def test_payment_terms(self):
        end = b"</InvoiceDetailRequestHeader>"
        for terms, days in (((), None), ((b"10", b"30"), 30), ((b"soon",), None), ((b"-1", b"99999"), None)):
            nodes = b"".join(b'<PaymentTerm payInNumberOfDays="%s"/>' % term for term in terms)
            self.assertEqual(parse(end, nodes + end).payment_days, days)

    def test_vat_number_beside_the_parties(self):
        end = b"</InvoiceDetailRequestHeader>"
        extrinsic = b'<Extrinsic name="supplierVatID">DE1</Extrinsic>' + end
        self.assertEqual(parse(end, extrinsic).seller_tax_ids, ("DE1",))
        self.assertEqual(parse(end, extrinsic, vat="DE2").seller_tax_ids, ("DE2",))
        self.assertEqual((parse(seller="").seller_name, parse(seller="").seller_tax_ids), ("", ()))

    def test_seller(self):
        seller = parse(vat="DE123456789").seller
        self.assertEqual((seller.name, seller.role), ("Pens & More LLC", "issuerOfInvoice"))
        self.assertEqual(seller.tax_ids, ("DE123456789",))
        self.assertEqual(
            (seller.address.street, seller.address.city, seller.address.country_code),
            (("1 Main St",), "Springfield", "US"),
        )
        self.assertIsNone(parse(seller="").seller)
        self.assertEqual(parse(seller="").partner("soldTo", "billTo").name, "Our Company")

    def test_payee_is_the_seller_where_nobody_else_is_named(self):
        self.assertEqual(parse(b"issuerOfInvoice", b"remitTo").seller.role, "remitTo")

    def test_several_orders(self):
        parsed = parse(orders=[InvoicedOrder("P00001", "a"), InvoicedOrder("P00002", "b", supplier_number="113-2")])
        self.assertEqual([order.order for order in parsed.orders], [("a", "P00001"), ("b", "P00002")])
        self.assertEqual(parsed.orders[1].supplier_number, "113-2")
        self.assertEqual([line.number for line in parsed.lines], [1, 101])

    def test_lines_without_an_order(self):
        parsed = parse(orders=[InvoicedOrder("", "", supplier_number="113-1")])
        self.assertEqual((parsed.orders[0].order, parsed.orders[0].supplier_number), (None, "113-1"))
        self.assertIsNone(parse(orders=[InvoicedOrder(lines=[InvoiceLine(ad_hoc=True)])]).lines[0].order_line)
        self.assertIsNone(parse(orders=[InvoicedOrder(lines=[InvoiceLine(line="")])]).lines[0].order_line)

    def test_our_order_number_alone(self):
        info = b'<OrderIDInfo orderID="P00009"/></InvoiceDetailOrderInfo>'
        parsed = parse(b"</InvoiceDetailOrderInfo>", info, orders=[InvoicedOrder("", "", supplier_number="113-1")])
        self.assertEqual(parsed.orders[0].order, ("", "P00009"))

    def test_sum_for_an_order(self):
        line = parse(orders=[InvoicedOrder(sum="-8.50")]).lines[0]
        self.assertEqual((line.subtotal, line.quantity, line.unit_price), (Decimal("-8.50"), None, None))

    def test_summary_alone(self):
        parsed = parse(orders=[])
        self.assertEqual((parsed.lines, parsed.summary.total), ((), 10))

    def test_service_needs_no_quantity(self):
        data = bytes(InvoiceDocument(orders=[InvoicedOrder(lines=[InvoiceLine(subtotal="3.99", quantity="")])]))
        data = data.replace(b"InvoiceDetailItem", b"InvoiceDetailServiceItem")
        line = invoice.parse(document.parse(data)).lines[0]
        self.assertEqual((line.subtotal, line.quantity, line.order_line), (Decimal("3.99"), None, 1))

    def test_charges_of_a_line(self):
        amounts = (
            parse(
                orders=[
                    InvoicedOrder(
                        lines=[InvoiceLine(tax="1.90", rate="19.00", shipping="2.99", discount="0.50", subtotal="9.99")]
                    )
                ]
            )
            .lines[0]
            .amounts
        )
        self.assertEqual(
            (amounts.subtotal, amounts.tax, amounts.shipping, amounts.discount),
            (Decimal("9.99"), Decimal("1.90"), Decimal("2.99"), Decimal("0.50")),
        )
        self.assertEqual(amounts.taxes[0].rate, Decimal("19.00"))

    def test_total_is_the_net_amount_or_what_makes_it(self):
        for values, total in (
            ({"net": "12.00", "gross": "99"}, "12.00"),
            ({"net": "", "due": "11.00"}, "11.00"),
            ({"net": None, "gross": "13.00", "discount": "2.00"}, "11.00"),
            ({"net": None, "tax": "1.90", "shipping": "3.00", "discount": "2.00"}, "12.90"),
        ):
            self.assertEqual(parse(**values).summary.total, Decimal(total))
        self.assertIsNone(parse(net=None, subtotal=None).summary.total)

    def test_charges_and_allowances(self):
        modifications = (
            b'<InvoiceHeaderModifications><Modification><AdditionalCost><Money currency="USD">4.00</Money>'
            b'</AdditionalCost><ModificationDetail name="Freight"/></Modification><Modification><AdditionalDeduction>'
            b'<DeductionAmount><Money currency="USD">1.50</Money></DeductionAmount></AdditionalDeduction>'
            b"</Modification></InvoiceHeaderModifications></InvoiceDetailSummary>"
        )
        summary = parse(b"</InvoiceDetailSummary>", modifications, net=None).summary
        self.assertEqual(
            [(change.name, change.amount) for change in summary.modifications],
            [("Freight", Decimal("4.00")), ("", Decimal("-1.50"))],
        )
        self.assertEqual(summary.total, Decimal("12.50"))

    def test_goods_and_prices_may_be_negative(self):
        lines = [InvoiceLine("-2", "10.00"), InvoiceLine("2", "-10.00"), InvoiceLine("-0.5", "0.0033333")]
        parsed = parse(orders=[InvoicedOrder(lines=lines)])
        self.assertEqual([line.subtotal for line in parsed.lines], [-20, -20, Decimal("-0.00166665")])

    def test_cancelling(self):
        self.assertEqual(parse(operation="delete").operation, "delete")

    def test_empty_money_is_no_amount(self):
        summary = parse(subtotal="", tax="", net="").summary
        self.assertEqual((summary.subtotal, summary.tax, summary.net), (None,) * 3)

    def test_what_is_needed_is_named(self):
        self.refuse("missing: InvoiceDetailRequestHeader@invoiceID", invoice_id="")
        self.refuse("missing: InvoiceDetailRequestHeader$", b"InvoiceDetailRequestHeader", b"Header")
        self.refuse("missing: InvoiceDetailSummary", b"InvoiceDetailSummary", b"Summary", orders=[])
        self.refuse("unknown_value: InvoiceDetailRequestHeader@purpose gift", purpose="gift")
        self.refuse("unknown_value: InvoiceDetailRequestHeader@operation undo", operation="undo")
        item = r"InvoiceDetailOrder\[1\]/InvoiceDetailItem\[1\]"
        for reason, line in (
            (f"missing: {item}@quantity", InvoiceLine(quantity="")),
            (f"not_a_number: {item}@quantity two", InvoiceLine(quantity="two")),
            (f"missing: {item}/UnitPrice/Money", InvoiceLine(price="")),
            (f"not_an_amount: {item}/UnitPrice/Money 1,00", InvoiceLine(price="1,00")),
            (f"not_a_number: {item}/InvoiceDetailItemReference@lineNumber", InvoiceLine(line="9" * 5000)),
        ):
            self.refuse(reason, orders=[InvoicedOrder(lines=[line])])
        self.refuse("not_an_amount: InvoiceDetailSummary/NetAmount/Money", net="1.2.3")

    def test_sum_for_an_order_needs_an_amount(self):
        label = r"InvoiceDetailHeaderOrder\[1\]/InvoiceDetailOrderSummary/SubtotalAmount/Money"
        self.refuse(f"missing: {label}", b">8.88<", b"><", orders=[InvoicedOrder(sum="8.88")])

    def test_price_that_is_not_for_one_piece(self):
        basis = b'</UnitPrice><PriceBasisQuantity quantity="100" conversionFactor="1"/>'
        data = bytes(InvoiceDocument()).replace(b"</UnitPrice>", basis)
        self.assertEqual(invoice.parse(document.parse(data)).lines[0].subtotal, Decimal("0.10"))
        self.refuse("unknown_value: .*PriceBasisQuantity@quantity 0", b"</UnitPrice>", basis.replace(b"100", b"0"))

    def test_two_of_what_may_be_there_once(self):
        info = b'<OrderReference orderID="P00002"/></InvoiceDetailOrderInfo>'
        self.refuse("repeated: .*OrderReference", b"</InvoiceDetailOrderInfo>", info)
        price = b'</UnitPrice><UnitPrice><Money currency="USD">1</Money></UnitPrice>'
        self.refuse("repeated: .*UnitPrice", b"</UnitPrice>", price)

    def test_two_currencies(self):
        net = b'<NetAmount><Money currency="EUR">'
        self.refuse("two_currencies: NetAmount/Money EUR", b'<NetAmount><Money currency="USD">', net)
