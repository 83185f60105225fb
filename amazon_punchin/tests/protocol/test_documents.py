import base64
from decimal import Decimal
from unittest.mock import patch
from urllib.parse import quote_plus, unquote_to_bytes

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from odoo.tests import BaseCase, tagged

from ...protocol import cart, confirmation, document, envelope, form, values
from ...protocol.errors import REASONS, ProtocolError
from ..carts import CartDocument, Line
from .test_mime import FRAGMENTS

FORM = "application/x-www-form-urlencoded; charset=UTF-8"


@tagged("post_install", "-at_install")
class TestValues(BaseCase):
    """Text is read exactly, or not at all."""

    @given(st.decimals(min_value=0, max_value=10**9, places=2))
    def test_amount_is_exact(self, amount):
        self.assertEqual(values.amount(str(amount), "x"), amount)

    @given(st.text(max_size=20))
    def test_amount_reads_digits_only(self, text):
        try:
            amount = values.amount(text, "x")
        except ProtocolError as error:
            self.assertEqual(error.status, 406)
        else:
            self.assertRegex(text.strip(), r"^[0-9]+(\.[0-9]+)?$")
            self.assertEqual(amount, Decimal(text.strip()))

    @given(st.one_of(st.integers(), st.floats(), st.text(max_size=12)))
    def test_quantity_is_a_whole_number_of_pieces(self, value):
        try:
            quantity = values.quantity(str(value), "x")
        except ProtocolError:
            return
        self.assertGreater(quantity, 0)
        self.assertEqual(Decimal(str(value).strip()), quantity)

    def test_money_holds_nothing_but_its_text(self):
        root = etree.fromstring('<Request><Total><Money currency="USD">1<b/>000.00</Money></Total></Request>')
        for read in (
            lambda: values.money(root.find("Total"), "Total"),
            lambda: values.optional_amount(root, "Total", "Total"),
            lambda: values.one_currency(root),
        ):
            with self.assertRaisesRegex(ProtocolError, "^not_an_amount: Total/Money 1000.00"):
                read()

    def test_quantity_may_have_empty_decimals(self):
        self.assertEqual(values.quantity("2.0", "x"), 2)


@tagged("post_install", "-at_install")
class TestForm(BaseCase):
    """The document's bytes survive every form encoding."""

    @given(st.binary(min_size=1).filter(bytes.strip))
    def test_urlencoded(self, data):
        self.assertEqual(form.decode(f"x=1&cxml-urlencoded={quote_plus(data)}".encode(), FORM), data)

    @given(st.binary(min_size=1).filter(bytes.strip), st.integers(20, 80), st.booleans())
    def test_base64(self, data, width, escaped):
        text = base64.b64encode(data).decode()
        wrapped = "\r\n".join(text[start : start + width] for start in range(0, len(text), width))
        value = quote_plus(wrapped) if escaped else wrapped.replace("\r\n", "%0D%0A")
        self.assertEqual(form.decode(f"CXML-Base64={value}".encode(), FORM), data)

    @given(
        st.binary(min_size=1).filter(bytes.strip), st.sampled_from(["cXML-urlencoded", "CXML-Base64"]), st.booleans()
    )
    def test_multipart(self, data, name, is_file):
        value = base64.encodebytes(data) if "64" in name else data
        filename = '; filename="cart.xml"' if is_file else ""
        body = (
            b"--=\r\nContent-Disposition: form-data; name=x\r\n\r\n1\r\n"
            + f'--=\r\nContent-Disposition: form-data; name="{name}"{filename}\r\n\r\n'.encode()
            + value
            + b"\r\n--=--\r\n"
        )
        self.assertEqual(form.decode(body, 'Multipart/Form-Data; boundary="="'), data)

    @given(st.binary() | st.lists(st.sampled_from(FRAGMENTS)).map(b"".join))
    def test_anything_else_is_a_protocol_error(self, body):
        for content_type in (FORM, "multipart/form-data; boundary=b", "multipart/form-data; boundary*0=b; boundary*=b"):
            try:
                self.assertIsInstance(form.decode(body, content_type), bytes)
            except ProtocolError as error:
                self.assertEqual(error.status, 400)

    @given(
        st.lists(st.sampled_from([b"%", b"4", b"a", b"F", b"x", b"=", b"\n", b"\xff", b"_"])).map(b"".join),
        st.integers(3, 9),
    )
    def test_escapes_are_undone_as_urllib_does(self, data, piece):
        self.assertEqual(form.unquote(data), unquote_to_bytes(data))
        with patch.object(form, "_PIECE", piece):
            self.assertEqual(form.unquote(data), unquote_to_bytes(data))

    def test_form_of_too_many_fields(self):
        field = b"cxml-urlencoded=%3CcXML/%3E"
        self.assertEqual(form.decode(b"x&" * (form.MAX_FIELDS - 1) + field, FORM), b"<cXML/>")
        with self.assertRaisesRegex(ProtocolError, "^not_cxml_form"):
            form.decode(b"x&" * form.MAX_FIELDS + field, FORM)

    def test_percent_and_plus_are_decoded_once(self):
        self.assertEqual(form.decode(b"cxml-urlencoded=%2541%2B+", FORM), b"%41+ ")


@tagged("post_install", "-at_install")
class TestDocument(BaseCase):
    """Nothing in a document reaches beyond it, and no secret remains in what is kept."""

    def refuse(self, data, reason):
        with self.assertRaises(ProtocolError) as raised:
            document.parse(data)
        self.assertEqual(raised.exception.reason, reason)

    def test_entities(self):
        self.refuse(b'<!DOCTYPE cXML [<!ENTITY x "y">]><cXML>&x;</cXML>', "entities")
        utf16 = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE cXML [<!ENTITY x "y">]><cXML>&x;</cXML>'
        self.refuse(utf16.encode("utf-16"), "entities")

    def test_entities_of_the_dtd(self):
        for content in ("<Money>1&nbsp;000.00</Money>", '<Item quantity="1&nbsp;0"/>', "<Request>&nbsp;</Request>"):
            with self.subTest(content):
                data = f'<!DOCTYPE cXML SYSTEM "cXML.dtd"><cXML>{content}</cXML>'
                self.refuse(data.encode(), "unknown_entity")

    def test_characters_that_need_no_dtd(self):
        data = '<!DOCTYPE cXML SYSTEM "cXML.dtd"><cXML><Name>Pens &amp; More&#160;LLC</Name></cXML>'
        self.assertEqual(document.parse(data.encode()).findtext("Name"), "Pens & More\xa0LLC")

    def test_other_things(self):
        self.refuse(b"", "not_xml")
        self.refuse(b"<html/>", "not_cxml")
        self.refuse(b"<cXML>" + b"<a>" * 1000, "not_xml")
        self.refuse(b'<?xml version="1.0" encoding="klingon"?><cXML/>', "not_xml")

    @given(st.binary(max_size=200))
    def test_any_bytes(self, data):
        try:
            document.parse(data)
        except ProtocolError as error:
            self.assertIn(error.reason, REASONS)

    @given(
        st.text("abcXYZ0123456789+/=-_ ", min_size=4),
        st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-32", "latin-1"]),
        st.sampled_from(["{}", "<![CDATA[{}]]>", "<!--x-->{}", "<?x?>{}", "<b>{}</b>", "<![CDATA[]]]>{}"]),
        st.sampled_from(["</cXML>", "", "<"]),
    )
    def test_redacted(self, secret, encoding, content, end):
        secret = f"~{secret}~"
        content = content.format(secret)
        text = (
            f'<?xml version="1.0" encoding="{encoding}"?><cXML><a/><SharedSecret>{content}</SharedSecret>'
            f"<BuyerCookie x='1'>{content}</BuyerCookie>{end}"
        )
        kept = document.redact(text.encode(encoding))
        self.assertNotIn(secret, kept.decode("latin-1").replace("\0", ""))
        self.assertIn(b"<a/>", kept)

    def test_redacting_is_quick_on_hostile_input(self):
        self.assertEqual(document.redact(b"<cXML>" + b"<BuyerCookie>" * 300_000), b"<cXML>")

    def test_redacting_leaves_the_rest_as_it_was(self):
        data = bytes(CartDocument("", lines=[Line(title="Grüner Stift")]))
        self.assertEqual(document.redact(data), data)


@tagged("post_install", "-at_install")
class TestCart(BaseCase):
    """A cart is read whole or refused."""

    def parse(self, *args, **kwargs):
        return cart.parse(document.parse(bytes(CartDocument(*args, **kwargs))))

    @given(
        st.lists(
            st.tuples(st.decimals(0, 10**5, places=2), st.integers(1, 999), st.decimals(0, 100, places=2)), max_size=20
        )
    )
    def test_total_is_exact(self, lines):
        parsed = self.parse(
            "x", lines=[Line(price=str(price), quantity=str(count), tax=str(tax)) for price, count, tax in lines]
        )
        self.assertEqual(parsed.items_total, sum(price * count for price, count, _tax in lines))
        self.assertEqual(parsed.total, sum(price * count + tax for price, count, tax in lines))

    def test_buyer_cookie_is_verbatim(self):
        root = document.parse(bytes(CartDocument("a+/=&<b>")))
        self.assertEqual(cart.read_buyer_cookie(root), "a+/=&<b>")

    def test_auxiliary_id_is_not_trimmed(self):
        item = self.parse("x", lines=[Line(aux_id=" 136-1,1 ")]).items[0]
        self.assertEqual(item.aux_id, " 136-1,1 ")
        self.assertIn("> 136-1,1 <", item.source)

    def test_auxiliary_id_on_two_items(self):
        with self.assertRaisesRegex(ProtocolError, "repeated_aux_id: +1"):
            self.parse("x", lines=[Line(aux_id="1"), Line(aux_id="1")])

    def test_empty_classification(self):
        self.assertEqual(self.parse("x", lines=[Line(unspsc="")]).items[0].unspsc, "")

    def test_details_of_a_tax(self):
        item = self.parse("x", lines=[Line(rate="19.00", shipping="5.00", shipping_tax="0.95")]).items[0]
        self.assertEqual(
            [(detail.purpose, detail.rate, detail.amount) for detail in item.taxes],
            [
                ("subtotalTax", Decimal("19.00"), Decimal("1.90")),
                ("shippingTax", Decimal("19.00"), Decimal("0.95")),
            ],
        )


@tagged("post_install", "-at_install")
class TestEnvelope(BaseCase):
    """Identities and secrets."""

    def test_domains_are_compared_without_case(self):
        ours = envelope.Credential("NetworkId", "Amazon")
        self.assertTrue(ours.matches(envelope.Credential("networkid", "Amazon")))
        self.assertFalse(ours.matches(envelope.Credential("NetworkId", "amazon")))
        self.assertFalse(ours.matches(envelope.Credential("DUNS", "Amazon")))

    def test_secret_is_added_when_sent_only(self):
        parties = envelope.Parties(envelope.Credential("NetworkId", "We"), envelope.Credential("NetworkId", "Amazon"))
        root, _request = envelope.build_request(parties, "1@here", "test")
        data = document.serialize(root)
        self.assertNotIn(b"SharedSecret", data)
        twice = envelope.with_secret(envelope.with_secret(data, "old & <secret>"), "new")
        header = envelope.read_header(document.parse(twice))
        self.assertEqual(header.shared_secret, "new")
        self.assertNotIn("new", repr(header))
        self.assertNotIn(b"old", twice)


@tagged("post_install", "-at_install")
class TestConfirmation(BaseCase):
    """Amazon's answer to an order."""

    def parse(self, body, header='type="detail"'):
        root = etree.fromstring(
            f'<cXML><Request><ConfirmationRequest><ConfirmationHeader {header}/><OrderReference orderID="P1">'
            f'<DocumentReference payloadID="p"/></OrderReference>{body}</ConfirmationRequest></Request></cXML>'
        )
        return confirmation.parse(root)

    def item(self, kind, comment=""):
        return (
            '<ConfirmationItem quantity="1" lineNumber="1"><UnitOfMeasure>EA</UnitOfMeasure>'
            f'<ConfirmationStatus quantity="1" type="{kind}">{comment}</ConfirmationStatus></ConfirmationItem>'
        )

    def test_header_may_speak_for_every_line(self):
        parsed = self.parse("", 'type="accept" confirmID="113-1"')
        self.assertEqual((parsed.type, parsed.items, parsed.order_refs), ("accept", (), ("113-1",)))

    def test_several_order_numbers(self):
        parsed = self.parse(
            self.item("detail", '<Comments type="confirmID">113-1</Comments>')
            + self.item("detail", '<Comments type="confirmID">113-2</Comments>'),
            'type="detail" confirmID="113-1"',
        )
        self.assertEqual(parsed.order_refs, ("113-1", "113-2"))

    def test_line_split_over_two_statuses(self):
        parsed = self.parse(self.item("detail") + self.item("reject"))
        self.assertEqual([(item.line, item.type) for item in parsed.items], [(1, "detail"), (1, "reject")])
