from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from odoo.tests import BaseCase, tagged

from ...protocol import cart, document, form, received, units, values
from ...protocol.errors import ProtocolError
from ..answers import ConfirmationDocument, Status
from ..carts import CartDocument, Line
from ..invoices import InvoiceDocument, InvoicedOrder, InvoiceLine
from ..ship_notices import Portion, ShipNoticeDocument

NAMESPACE = "http://xml.cxml.org/schemas/cXML/1.2.024"
WRITTEN = (
    ConfirmationDocument(total="10.00", secret="top secret"),
    ShipNoticeDocument(secret="top secret"),
    InvoiceDocument(taxes=[("19", "1.90")], secret="top secret"),
    CartDocument("cookie"),
)


def default_namespace(data):
    return data.replace(b"<cXML ", f'<cXML xmlns="{NAMESPACE}" '.encode(), 1)


def prefixed(data):
    root = etree.fromstring(data)
    for node in root.iter():
        node.tag = f"{{{NAMESPACE}}}{node.tag}"
    return etree.tostring(root).replace(b"ns0:", b"cx:").replace(b"xmlns:ns0", b"xmlns:cx")


def prefixed_root_only(data):
    return data.replace(b"<cXML ", f'<q1:cXML xmlns:q1="{NAMESPACE}" '.encode(), 1).replace(b"</cXML>", b"</q1:cXML>")


def body_in_another_namespace(data):
    for name in (b"Request", b"Message"):
        data = data.replace(b"<" + name + b" ", b"<" + name + b' xmlns="urn:example" ').replace(
            b"<" + name + b">", b"<" + name + b' xmlns="urn:example">'
        )
    return data


def attributes_in_another_case(change):
    def changed(data):
        root = etree.fromstring(data)
        for node in root.iter(etree.Element):
            for name, value in [*node.attrib.items()]:
                if not name.startswith("{"):
                    del node.attrib[name]
                    node.set(change(name), value)
        return etree.tostring(root)

    return changed


@tagged("post_install", "-at_install")
class TestTolerance(BaseCase):
    """What a careful person would read is read, and what is odd about it is told."""

    def test_namespaces_and_case(self):
        for written in WRITTEN:
            data = bytes(written)
            expected = received.read(data)
            for change in (
                default_namespace,
                prefixed,
                prefixed_root_only,
                body_in_another_namespace,
                *map(attributes_in_another_case, (str.lower, str.upper, str.title)),
            ):
                with self.subTest(type(written).__name__, change=change.__name__):
                    document_ = received.read(change(data))
                    self.assertIsNone(document_.problem)
                    self.assertEqual(document_.header, expected.header)
                    self.assertEqual(repr(document_.content), repr(expected.content))
                    self.assertTrue(document_.misspelled)
                    self.assertNotIn(b"top secret", document_.redacted)
                    again = received.read(document_.redacted)
                    self.assertEqual(
                        list(map(str, again.misspelled)), list(map(str, document_.misspelled)), "kept as it came"
                    )

    def test_signatures_are_no_part_of_the_document(self):
        foreign = b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><Header>x</Header></Signature></cXML>'
        data = default_namespace(bytes(ConfirmationDocument())).replace(b"</cXML>", foreign)
        self.assertEqual(received.read(data).content, received.read(bytes(ConfirmationDocument())).content)

    def test_right_spelling_counts_where_both_are_there(self):
        data = bytes(ShipNoticeDocument()).replace(b'lineNumber="1"', b'LINENUMBER="2" lineNumber="1"')
        self.assertEqual(received.read(data).content.portions[0].items[0].line, 1)

    def test_words_in_another_case(self):
        parsed = received.read(bytes(ConfirmationDocument(type="Detail", statuses=[Status(type="ACCEPT")]))).content
        self.assertEqual((parsed.type, parsed.items[0].type), ("detail", "accept"))

    def test_raw_cart_with_a_mark(self):
        data = bytes(CartDocument("cookie"))
        for mark in (b"\xef\xbb\xbf", b" \r\n\xef\xbb\xbf", b"\xef\xbb\xbf \n"):
            for kind in ("text/xml", form.FORM, ""):
                found, charset = form.decode(mark + data, kind)
                self.assertEqual(cart.read_buyer_cookie(document.parse(found, charset)), "cookie")
        found, charset = form.decode(b"\xef\xbb\xbf" + CartDocument("cookie").urlencoded(), form.FORM)
        self.assertEqual(cart.read_buyer_cookie(document.parse(found, charset)), "cookie")

    def test_place_in_no_file(self):
        problem = received.read(b"<cXML>\n<a>\n</cXML>").problem
        self.assertEqual(problem.reason, "not_xml")
        self.assertNotIn("<string>", problem.value)


@tagged("post_install", "-at_install")
class TestNumbers(BaseCase):
    """Numbers as programs write them; a needed one is exact, or refused with its path."""

    @given(st.decimals(0, 10**9, places=2), st.integers(0, 12), st.booleans())
    def test_zeros_and_signs(self, amount, zeros, plus):
        for text in {f"{amount:f}" + "0" * zeros, f"{amount:f}".removeprefix("0")}:
            written = "+" * plus + text
            self.assertEqual(values.amount(written, "x"), amount)
            self.assertEqual(values.signed_amount(written, "x"), amount)

    def test_spellings(self):
        for text, number in ((".00", 0), ("1.", 1), ("+1.00", 1), (".5", "0.5"), ("8.8750000", "8.875"), ("007", 7)):
            self.assertEqual(values.amount(text, "x"), Decimal(number), text)
            self.assertEqual(values.number(text, "x"), Decimal(number), text)
            self.assertEqual(values.rate(text), Decimal(number), text)
        for text, pieces in (("2.", 2), ("+2", 2), ("2.000", 2), ("02", 2)):
            self.assertEqual(values.quantity(text, "x"), pieces)
            self.assertEqual(values.line_number(text, "x"), pieces)
        for text in ("N/A", "", "NaN", "1e3", "-1", "8,875", "12345", "."):
            self.assertIsNone(values.rate(text), text)
        for text in (".", "+", "-", "", "1,5", "1e3", "--1", "1.2.3", "\u0661", "0x1", "1 000", "1.23456"):
            with self.assertRaises(ProtocolError, msg=text):
                values.amount(text, "x")

    def test_what_is_not_needed_refuses_no_cart(self):
        data = bytes(CartDocument("cookie", lines=[Line(rate="19", shipping="1.00")]))
        expected = cart.parse(document.parse(data))
        for old, new in (
            (b'percentageRate="19"', b'percentageRate="N/A"'),
            (b'<TaxAmount><Money currency="USD">1.90', b'<TaxAmount><Money currency="USD">'),
            (b'<TaxAmount><Money currency="USD">1.90', b'<TaxAmount><Money currency="USD">N/A'),
            (b"</ItemDetail>", b'<Extrinsic name="x"><Money currency="EUR">no</Money></Extrinsic></ItemDetail>'),
            (
                b'<Money currency="USD">1.90',
                b'<Money currency="USD" alternateAmount="1,7" alternateCurrency="EUR">1.90',
            ),
        ):
            self.assertIn(old, data)
            parsed = cart.parse(document.parse(data.replace(old, new)))
            self.assertEqual((parsed.total, parsed.items[0].tax), (expected.total, Decimal("1.90")), new)

    def test_empty_charges_of_a_cart(self):
        for kind in ("Shipping", "Tax"):
            data = bytes(CartDocument("cookie"))
            begin, end = data.index(f"<{kind}>".encode()), data.index(f"</{kind}>".encode())
            for charge in (b"", b"<Money/>", b'<Money currency="USD"/>', b'<Money currency="USD"> </Money>'):
                changed = data[:begin] + f"<{kind}>".encode() + charge + data[end:]
                self.assertEqual(cart.parse(document.parse(changed)).total, 10)
        self.assertEqual(cart.parse(document.parse(bytes(CartDocument("c", shipping="-3.00")))).total, 7)

    def test_needed_values_are_refused_with_their_path(self):
        for old, new, path in (
            (b'<Total><Money currency="USD">10.00', b'<Total><Money currency="USD">N/A', "Total/Money"),
            (b'<UnitPrice><Money currency="USD">10.00', b'<UnitPrice><Money currency="USD">', "UnitPrice/Money"),
            (b'quantity="1"', b'quantity="some"', "@quantity"),
        ):
            data = bytes(CartDocument("cookie"))
            self.assertIn(old, data)
            with self.assertRaises(ProtocolError) as raised:
                cart.parse(document.parse(data.replace(old, new)))
            self.assertIn(path, raised.exception.path)

    def test_header_silent_about_charges(self):
        data = bytes(CartDocument("cookie", lines=[Line(shipping="2.00")]))
        begin = data.index(b"<Shipping>")
        end = data.index(b"</Shipping>") + len(b"</Shipping>")
        self.assertEqual(cart.parse(document.parse(data[:begin] + data[end:])).shipping, 2)

    def test_empty_basket_needs_no_total(self):
        data = bytes(CartDocument("cookie", lines=[], total="0")).replace(b">0<", b"><", 1)
        self.assertEqual(cart.parse(document.parse(data)).items, ())

    def test_what_is_not_needed_refuses_no_answer(self):
        data = bytes(InvoiceDocument(tax="1.90", taxes=[("19", "1.90")], net="11.90", gross="11.90"))
        for old, new in (
            (b'percentageRate="19"', b'percentageRate="N/A"'),
            (b'<TaxAmount><Money currency="USD">1.90', b'<TaxAmount><Money currency="USD">'),
            (b'<GrossAmount><Money currency="USD">11.90', b'<GrossAmount><Money currency="USD">n/a'),
            (b"</InvoiceDetailSummary>", b"<DueAmount><Money/></DueAmount></InvoiceDetailSummary>"),
            (
                b"</InvoiceDetailRequestHeader>",
                b'<Extrinsic name="eur"><Money currency="EUR">1</Money></Extrinsic></InvoiceDetailRequestHeader>',
            ),
        ):
            self.assertIn(old, data)
            found = received.read(data.replace(old, new)).content
            self.assertEqual(
                (found.summary.total, found.summary.tax, found.currency), (Decimal("11.90"), Decimal("1.90"), "USD")
            )
        self.assertEqual(received.read(bytes(InvoiceDocument(shipping="-3.00"))).content.summary.shipping, -3)
        found = received.read(bytes(ConfirmationDocument(total="7.00", shipping="-3.00"))).content
        self.assertEqual((found.total, found.shipping), (7, -3))

    def test_parties_and_references_that_say_little(self):
        data = bytes(InvoiceDocument())
        begin, end = data.index(b"<Contact"), data.index(b"</Contact>") + len(b"</Contact>")
        for instead in (b"", b'<IdReference identifier="DE1" domain="vatID"/>', data[begin:end] * 2):
            found = received.read(data[:begin] + instead + data[end:]).content
            self.assertEqual(len(found.partners), 2)
        data = bytes(InvoiceDocument(orders=[InvoicedOrder("", "x")])).replace(b'payloadID="x"', b'payloadID=""')
        self.assertIsNone(received.read(data).content.orders[0].order)
        data = bytes(InvoiceDocument()).replace(b'invoiceLineNumber="1"', b'invoiceLineNumber="%s"' % (b"x" * 99))
        self.assertIsNone(received.read(data).content.lines[0].number)

    def test_rates_and_amounts_that_are_none_are_told(self):
        data = bytes(InvoiceDocument(taxes=[("19", "1.90")])).replace(b'"19"', b'"N/A"')
        self.assertIn("not_a_number: TaxDetail@percentageRate N/A", map(str, received.read(data).defects))

    def test_parts_out_of_order_are_told(self):
        data = bytes(ConfirmationDocument())
        begin, end = data.index(b"<OrderReference"), data.index(b"</OrderReference>") + len(b"</OrderReference>")
        moved = (data[:begin] + data[end:]).replace(
            b"</ConfirmationRequest>", data[begin:end] + b"</ConfirmationRequest>"
        )
        self.assertEqual(
            list(map(str, received.read(moved).defects)),
            ["wrong_order: ConfirmationRequest/OrderReference ConfirmationItem"],
        )
        self.assertEqual(received.read(moved).content, received.read(data).content)

    def test_line_ids_that_are_text(self):
        lines = [InvoiceLine(line="L-1")]
        self.assertEqual(
            received.read(bytes(InvoiceDocument(orders=[InvoicedOrder(lines=lines)]))).content.lines[0].order_line,
            "L-1",
        )
        notice = received.read(bytes(ShipNoticeDocument(portions=[Portion(items=[("A", "1")])]))).content
        self.assertEqual(notice.portions[0].items[0].line, "A")
        self.assertEqual(
            received.read(bytes(ConfirmationDocument(statuses=[Status(line="one")]))).content.items[0].line, "one"
        )


@tagged("post_install", "-at_install")
class TestMeaning(BaseCase):
    """What a document says is not dropped."""

    def test_short_names(self):
        for content, expected in (
            ("<ShortName>Pens</ShortName>Box of pens", "Box of pens"),
            ("Box of pens<ShortName>Pens</ShortName>", "Box of pens"),
            ("Box <ShortName>Pens</ShortName> of pens", "Box of pens"),
            ("<ShortName>Pens</ShortName>", "Pens"),
            ("Box<b> of </b>pens", "Box of pens"),
            ("", ""),
        ):
            node = etree.fromstring(f"<Description>{content}</Description>")
            self.assertEqual(" ".join(values.description(node).split()), expected)

    def test_cart_that_reports_an_error(self):
        data = bytes(CartDocument("cookie"))
        for status, refused in (
            ('<Status code="500" text="Internal Server Error">Try later</Status>', True),
            ('<Status code="401" text="Unauthorized"/>', True),
            ('<Status code="200" text="OK"/>', False),
            ("<Status/>", False),
        ):
            changed = data.replace(b"<Message>", b"<Message>" + status.encode())
            if refused:
                with self.assertRaises(ProtocolError) as raised:
                    cart.parse(document.parse(changed))
                self.assertEqual(raised.exception.reason, "reported")
            else:
                self.assertEqual(len(cart.parse(document.parse(changed)).items), 1)

    def test_ship_notices(self):
        data = bytes(ShipNoticeDocument())
        for attribute, expected in (
            (b'shipmentType="planned" ', (True, False)),
            (b'shipmentType="Planned" ', (True, False)),
            (b'shipmentType="actual" ', (False, False)),
            (b'reason="return" ', (False, True)),
            (b"", (False, False)),
        ):
            notice = received.read(data.replace(b"<ShipNoticeHeader ", b"<ShipNoticeHeader " + attribute)).content
            self.assertEqual((notice.is_planned, notice.is_return), expected)

    def test_carriers_in_the_header_and_per_package(self):
        control = (
            b"<ShipControl><CarrierIdentifier>UPS</CarrierIdentifier><ShipmentIdentifier>2</ShipmentIdentifier>"
            b"</ShipControl>"
        )
        package = b"<Packaging><PackageID><PackageTrackingID>3</PackageTrackingID></PackageID></Packaging>"
        data = bytes(ShipNoticeDocument(tracking=["1"]))
        data = data.replace(b"</UnitOfMeasure>", b"</UnitOfMeasure>" + package + control)
        begin = data.index(b"<ShipNoticeHeader")
        end = data.index(b"/>", begin)
        data = data[:end] + b">" + control + b"</ShipNoticeHeader>" + data[end + 2 :]
        numbers = [each.number for leg in received.read(data).content.legs for each in leg.tracking]
        self.assertEqual(sorted(numbers), ["1", "2", "3"])

    def test_packages_that_say_what_they_hold(self):
        packages = (
            b'BX</UnitOfMeasure><Packaging><DispatchQuantity quantity="20"><UnitOfMeasure>EA</UnitOfMeasure>'
            b'</DispatchQuantity></Packaging><Packaging><DispatchQuantity quantity="10">'
            b"<UnitOfMeasure>EA</UnitOfMeasure></DispatchQuantity></Packaging>"
        )
        data = bytes(ShipNoticeDocument()).replace(b"EA</UnitOfMeasure>", packages)
        item = received.read(data).content.portions[0].items[0]
        self.assertEqual((item.quantity, item.unit), (30, "EA"))

    def test_reason_of_a_rejection(self):
        free = received.read(bytes(ConfirmationDocument(statuses=[Status(type="reject", comment="Sold out")]))).content
        self.assertEqual((free.items[0].reason, free.reasons), ("Sold out", ("Sold out",)))
        code = ConfirmationDocument(statuses=[Status(type="reject", comment="Sold out", error="Out [x: 015-005]")])
        self.assertEqual(received.read(bytes(code)).content.items[0].reason, "Out [x: 015-005]")
        taken = received.read(bytes(ConfirmationDocument(statuses=[Status(comment="Soon")]))).content
        self.assertEqual((taken.items[0].reason, taken.reasons), ("", ()))

    def test_payment_terms(self):
        data = bytes(InvoiceDocument())
        for term, days in (
            ('<PaymentTerm payInNumberOfDays="30"/>', 30),
            ('<InvoiceDetailPaymentTerm payInNumberOfDays="45" percentageRate="0"/>', 45),
            (
                '<InvoiceDetailPaymentTerm payInNumberOfDays="10" percentageRate="2"/>'
                '<InvoiceDetailPaymentTerm payInNumberOfDays="+30.0" percentageRate="0"/>',
                30,
            ),
            ('<PaymentTerm payInNumberOfDays="soon"/>', None),
        ):
            changed = data.replace(b"</InvoiceDetailRequestHeader>", term.encode() + b"</InvoiceDetailRequestHeader>")
            self.assertEqual(received.read(changed).content.payment_days, days)

    def test_units(self):
        for said, ordered, sizes, expected in (
            ("EA", "EA", {}, 1),
            ("", "BX", {}, 1),
            ("ea", "C62", {}, 1),
            ("BX", "BX", {}, 1),
            ("EA", "RM", {}, Decimal(1) / 500),
            ("DZN", "EA", {}, 12),
            ("BX", "EA", {}, None),
            ("EA", "BX", {"BX": Decimal(30)}, Decimal(1) / 30),
            ("PK", "BX", {"BX": Decimal(30)}, None),
        ):
            found = units.factor(said, ordered, sizes)
            self.assertEqual(found and found[0] / found[1], expected, (said, ordered))

    def test_how_an_item_is_packed(self):
        item = "<ItemIn><ItemDetail><UnitOfMeasure>BX</UnitOfMeasure>{}</ItemDetail></ItemIn>"
        unit = "<UnitOfMeasure>EA</UnitOfMeasure>"
        basis = f'<PriceBasisQuantity quantity="1" conversionFactor="30">{unit}</PriceBasisQuantity>'
        self.assertEqual(cart.packing(item.format(basis)), ("BX", {"BX": 30}))
        self.assertEqual(cart.packing(item.format("")), ("BX", {}))
        self.assertEqual(cart.packing(""), ("", {}))
