import base64
import time
from decimal import Decimal
from unittest.mock import patch
from urllib.parse import quote_plus, unquote_to_bytes

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from odoo.tests import BaseCase, tagged

from ...protocol import cart, confirmation, document, encoding, envelope, form, received, values
from ...protocol.errors import REASONS, ProtocolError
from ..answers import ConfirmationDocument
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
            self.assertRegex(text.strip(), r"^\+?([0-9]+(\.[0-9]*)?|\.[0-9]+)$")
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
        self.assertEqual(form.decode(f"x=1&cxml-urlencoded={quote_plus(data)}".encode(), FORM), (data, ""))

    @given(st.binary(min_size=1).filter(bytes.strip), st.integers(20, 80), st.booleans())
    def test_base64(self, data, width, escaped):
        text = base64.b64encode(data).decode()
        wrapped = "\r\n".join(text[start : start + width] for start in range(0, len(text), width))
        value = quote_plus(wrapped) if escaped else wrapped.replace("\r\n", "%0D%0A")
        self.assertEqual(form.decode(f"CXML-Base64={value}".encode(), FORM), (data, ""))

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
        self.assertEqual(form.decode(body, 'Multipart/Form-Data; boundary="="'), (data, ""))

    @given(st.binary() | st.lists(st.sampled_from(FRAGMENTS)).map(b"".join))
    def test_anything_else_is_a_protocol_error(self, body):
        for content_type in (FORM, "multipart/form-data; boundary=b", "multipart/form-data; boundary*0=b; boundary*=b"):
            try:
                self.assertIsInstance(form.decode(body, content_type)[0], bytes)
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
        self.assertEqual(form.decode(b"x&" * (form.MAX_FIELDS - 1) + field, FORM), (b"<cXML/>", ""))
        with self.assertRaisesRegex(ProtocolError, "^not_cxml_form"):
            form.decode(b"x&" * form.MAX_FIELDS + field, FORM)

    def test_percent_and_plus_are_decoded_once(self):
        self.assertEqual(form.decode(b"cxml-urlencoded=%2541%2B+", FORM), (b"%41+ ", ""))


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

    @given(st.binary(max_size=200))
    def test_any_bytes(self, data):
        try:
            document.parse(data)
        except ProtocolError as error:
            self.assertIn(error.reason, REASONS)

    def test_entity_of_the_dtd_behind_other_warnings(self):
        noise = '<a xml:lang="!"/>' * 200
        self.refuse(f'<!DOCTYPE cXML SYSTEM "cXML.dtd"><cXML>{noise}<M>1&nbsp;0</M></cXML>'.encode(), "unknown_entity")

    def test_declarations(self):
        """What is declared could be anywhere in the document, and many times its size."""
        for declared in (
            "<!ATTLIST a b CDATA 'x'>",
            "<!ELEMENT a (b|b)>",
            "<!NOTATION n SYSTEM 'x'>",
            "<!ENTITY % x ''>",
        ):
            with self.subTest(declared):
                self.refuse(f"<!DOCTYPE cXML [<!{declared}>]><cXML/>".encode(), "entities")
        for allowed in ("<!DOCTYPE cXML [ ]><cXML/>", "<cXML><!-- x --><![CDATA[<b> &x;]]></cXML>"):
            document.parse(allowed.encode())

    def test_markup_for_its_size(self):
        for piece in (b"<a/>", b"<a>x</a> ", b"<a b='c'/>", b"&#65;"):
            with self.subTest(piece):
                self.refuse(b"<cXML>" + piece * (10**6 // len(piece)) + b"</cXML>", "too_dense")
        for count in (1000, 1001):
            data = b"<cXML " + b" ".join(b"a%d='>'" % number for number in range(count)) + b"/>"
            if count > 1000:
                self.refuse(data, "too_dense")
            else:
                document.parse(data)
        lines = [Line(aux_id=str(number)) for number in range(2000)]
        document.parse(bytes(CartDocument("x", lines=lines)))

    @given(
        st.text("abcXYZ0123456789+/=-_ ", min_size=4),
        st.sampled_from([*encoding.NAMES.items(), *((name, name) for name in ("utf-7", "utf-32", "cp037"))]),
        st.sampled_from(
            ["{}", "<![CDATA[{}]]>", "<!--x-->{}", "<?x?>{}", "<b>{}</b>", "<![CDATA[]]]>{}", "<b/>{}", "<b c='{}'/>"]
        ),
        st.sampled_from(
            ["SharedSecret", "BuyerCookie", "StartPage", "BrowserFormPost", "x:SharedSecret", "SHAREDSECRET"]
        ),
        st.sampled_from(["</cXML>", "", "<", "<!-- {} --></cXML>", "</Cxml>", "&nbsp;</cXML>", "\x01</cXML>"]),
    )
    def test_redacted(self, secret, names, content, tag, end):
        """Whatever the encoding, whether it can be read or not."""
        secret, (name, codec) = f"~{secret}~", names
        content = content.format(secret)
        text = (
            f'<?xml version="1.0" encoding="{name}"?><cXML xmlns:x="y"><a>kept</a>'
            f"<{tag} x='{secret}'>{content}</{tag}>"
            f"<!-- <SharedSecret>{secret}</SharedSecret> -->{end.replace('{}', secret)}"
        )
        read = received.read(text.encode(codec))
        for codec in ("latin-1", "utf-16-le", "utf-16-be", "utf-7", "cp037"):
            self.assertNotIn(secret, read.redacted.decode(codec, "replace"))
        if read.root is not None:
            kept = document.parse(read.redacted)
            self.assertEqual(kept.findtext("a"), "kept")
            self.assertEqual("".join(kept.itertext()).replace("*", ""), "kept")
            self.assertEqual("".join(read.root.iter("a").__next__().itertext()), "kept")
            self.assertIn(secret, etree.tostring(read.root, encoding="unicode"), "the document itself stays as it is")

    @given(st.binary() | st.text().map(str.encode))
    def test_of_what_is_no_xml_its_size_is_kept(self, data):
        read = received.read(data)
        if read.root is None and data.lstrip()[:1] not in (b"<", b"\xef", b"\xff", b"\xfe"):
            self.assertRegex(read.redacted, b"^[0-9]+ bytes, SHA-256 [0-9a-f]{64}$" if data else b"^$")

    def test_secrets_in_what_is_no_xml(self):
        """A form, JSON, half a document: of what begins like one, what comes before the first secret is kept."""
        for text, kept in (
            ("SharedSecret=~secret~", b""),
            ("cxml-base64=fnNlY3JldH4=", b""),
            ('{"SharedSecret": "~secret~"}', b""),
            ("+ADw-cXML+AD4APA-SharedSecret+AD4-~secret~+ADw-/SharedSecret+AD4APA-/cXML+AD4-", b""),
            ("<cXML><a>1 & 2</a><SharedSecret>~secret~</SharedSecret></cXML>", b"<cXML><a>1 & 2</a><Shared"),
            ("<cXML><a>1</a><Shared Secret>~secret~</Shared Secret></cXML>", b"<cXML><a>1</a><Shared "),
            ("<cXML>< sharedsecret>~secret~</SharedSecret></cXML>", b"<cXML>< shared"),
            ("<cXML><!ENTITY s '~secret~'><SharedSecret>&s;</SharedSecret></cXML>", b"<cXML>"),
            ("<cXML><a>&nbsp;</a><b>2</b>", b"<cXML><a>&nbsp;</a><b>2</b>"),
        ):
            with self.subTest(text):
                redacted = received.read(text.encode()).redacted
                if kept:
                    self.assertEqual(redacted, kept)
                else:
                    self.assertRegex(redacted, b"^[0-9]+ bytes, SHA-256 ")
                self.assertNotIn(b"~secret~", redacted)
        page = received.read(b"<html><b>out of order</b><BuyerCookie>~secret~</BuyerCookie></html>")
        self.assertIn(b"out of order", page.redacted)
        self.assertNotIn(b"~secret~", page.redacted)

    def test_secrets_in_texts(self):
        """A document in a document, an extrinsic that is named like a secret: the rest can be read as before."""
        for content in (
            "<a><![CDATA[<cXML><SharedSecret>~secret~</SharedSecret></cXML>]]></a>",
            "<a>&lt;sharedsecret&gt;~secret~&lt;/sharedsecret&gt;</a>",
            "<a><b/>StartPage: ~secret~</a>",
            "<a>BuyerCookie <b/></a>",
            '<Extrinsic name="BuyerCookie">~secret~</Extrinsic>',
            '<a b="SharedSecret=~secret~"/>',
            "<a>+ADw-SharedSecret+AD4-~secret~</a>",
            "<SharedSecret a='BuyerCookie'>BuyerCookie<b/>~secret~</SharedSecret>",
        ):
            with self.subTest(content):
                read = received.read(f"<cXML><c>1</c>{content}<d>2</d></cXML>".encode())
                before = etree.tostring(read.root)
                self.assertNotIn(b"~secret~", read.redacted)
                kept = document.parse(read.redacted)
                self.assertEqual((kept.findtext("c"), kept.findtext("d")), ("1", "2"))
                self.assertEqual(etree.tostring(read.root), before, "the document itself stays as it is")

    def test_answers(self):
        """Of an answer that is no XML, what comes before the first secret; our own are blacked out before."""
        for answer, kept in (
            (b"<html>Bad Gateway<hr></html>", b"<html>Bad Gateway<hr></html>"),
            (b"<cXML>half an answ", b"<cXML>half an answ"),
            (b"<cXML><a/><StartPage><URL>https://x?~secret~", b"<cXML><a/><"),
            (b"<cXML><startpage>~secret~</StartPage>", b"<cXML><"),
            ('<?xml version="1.0" encoding="UTF-16"?><cXML>a<StartPage>~secret~'.encode("utf-16"), b"<cXML>a<"),
            ('<?xml version="1.0" encoding="utf-7"?><cXML>'.encode("utf-7") + b"+ADw-StartPage+AD4-~secret~", b""),
        ):
            with self.subTest(answer):
                self.assertEqual(received.redact_answer(answer), kept)
        whole = received.redact_answer(b"<cXML><StartPage><URL>~secret~</URL></StartPage></cXML>")
        self.assertIn(b"<StartPage><URL>********</URL></StartPage>", whole)

    def test_document_that_is_too_large_is_kept_without_secrets(self):
        data = f"<cXML><SharedSecret>~secret~</SharedSecret><a>{'x' * form.MAX_DOCUMENT}</a></cXML>".encode()
        read = received.take_in(data)
        self.assertTrue(read.is_too_large)
        self.assertIn(b"<SharedSecret>********</SharedSecret><a>xxx", read.redacted)

    def test_redacting_is_quick_on_hostile_input(self):
        for piece in (b"<BuyerCookie>" * 250 + b"</BuyerCookie>" * 250, b"<BuyerCookie/>" * 500):
            data = b"<cXML>" + piece * 40 + b" " * 10**6 + b"</cXML>"
            begun = time.process_time()
            self.assertNotIn(b"<BuyerCookie/>", received.read(data).redacted)
            self.assertLess(time.process_time() - begun, 1)

    def test_what_has_no_secrets_is_kept_as_it_came(self):
        data = bytes(ConfirmationDocument(number="Grün"))
        for name in ("utf-8", "utf-16", "iso-8859-1"):
            written = data.decode().replace("UTF-8", name).encode(name)
            self.assertEqual(received.read(written).redacted, written)
        unnamed = data.decode().partition("?>")[2].encode("latin-1")
        kept = received.read(unnamed, "iso-8859-1").redacted
        self.assertEqual(received.read(kept).payload_id, received.read(data).payload_id, "read without the header")


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
