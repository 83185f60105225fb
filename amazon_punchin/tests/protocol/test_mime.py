from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP, compat32

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...protocol import mime

RELATED = 'multipart/related; boundary="--=_next"; type="text/xml"'

#: What names of files consist of: no folders, no white space, nothing that a header can't hold.
FILE_NAME = st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_characters='/\\"%', categories="LNP")

#: What messages of parts are made of, and what breaks them.
FRAGMENTS = [
    *(b"--b\r\n", b"\r\n--b\r\n", b"\r\n--b--", b"--b\n", b"\n--b--\n", b"--c\r\n", b"\r\n--c--"),
    *(b"\r\n", b"\n", b"\r", b" a\r\n", b"\t;a=b\r\n", b"a:", b";", b"=", b"*", b"'", b'"', b"%ff", b"\0", b"\xff"),
    *(b"Content-Length: 1\r\n", b"Content-Length: 9999\r\n", b"Content-ID: <1>\r\n"),
    b"Content-Type: multipart/mixed; boundary=c\r\n",
    b"Content-Type: multipart/related; boundary*=idna''%80\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: quoted-printable\r\n",
    b"Content-Disposition: form-data; name=cXML-base64\r\n",
    b'Content-Disposition: a; filename*0="\\; filename*="\r\n',
    *(b"<cXML/>", b"YQ==", b"=41"),
]

#: Some with that boundary, and some without one that can be read.
CONTENT_TYPES = [
    *(RELATED, "multipart/mixed", "multipart/related; boundary=", "multipart/related; boundary=b; start=1"),
    *("multipart/mixed; boundary=b", "multipart/mixed; boundary*0=b; boundary*=b"),
    *("multipart/mixed; boundary*=idna''b%80", "multipart/mixed; boundary*" + "9" * 1500 + "=b"),
]


@tagged("post_install", "-at_install")
class TestMime(BaseCase):
    """A document and its attachments come apart, byte for byte."""

    def message(self, *parts):
        return (
            b"".join(b"----=_next\r\n" + head + b"\r\n\r\n" + data + b"\r\n" for head, data in parts) + b"----=_next--"
        )

    @given(st.binary().filter(lambda data: b"=_next" not in data))
    def test_document_and_attachment(self, data):
        head = (
            b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: binary\r\n"
            b'Content-ID: <bill@amazon.com>\r\nContent-Disposition: attachment; filename="../INV 1.pdf"'
        )
        body = self.message((b"Content-Type: text/xml", b"<cXML/>"), (head, data))
        document, _charset, attachments = mime.split(body, RELATED)
        self.assertEqual(document, b"<cXML/>")
        self.assertEqual(attachments, (mime.Attachment("bill@amazon.com", "INV 1.pdf", "application/pdf", data),))

    def test_base64(self):
        head = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64"
        _document, _charset, attachments = mime.split(self.message((b"", b"<cXML/>"), (head, b"JVBE\r\nRg==")), RELATED)
        self.assertEqual(attachments[0].data, b"%PDF")

    def test_document_alone(self):
        for content_type, charset in (
            ("text/xml; charset=UTF-8", "UTF-8"),
            ('text/xml; charset="iso-8859-1"', "iso-8859-1"),
            ("text/xml", ""),
            ("", ""),
            ("text/xml; charset=UTF-8;" + " " * mime.MAX_HEADER, ""),
        ):
            self.assertEqual(mime.split(b"<cXML/>", content_type), (b"<cXML/>", charset, ()))

    def test_encoding_of_a_part(self):
        body = self.message((b"Content-Type: text/xml; charset=utf-16", b"<cXML/>"), (b"Content-ID: <1>", b"one"))
        self.assertEqual(mime.split(body, f"{RELATED}; charset=utf-8")[1], "utf-16")

    def test_part_with_parts(self):
        inner = b"--in\r\n\r\n<cXML/>\r\n--in\r\nContent-ID: <1>\r\n\r\none\r\n--in--\r\n"
        body = self.message((b"Content-Type: multipart/related; boundary=in", inner), (b"Content-ID: <2>", b"two"))
        document, _charset, attachments = mime.split(body, RELATED)
        self.assertEqual(document, b"<cXML/>")
        self.assertEqual([(part.content_id, part.data) for part in attachments], [("1", b"one"), ("2", b"two")])

    def test_names_can_be_stored(self):
        for name in (b"filename*=utf-8''a%00b.pdf", b'filename="a\0b.pdf"', b"filename*=utf-7''a%2b2AA-b.pdf"):
            with self.subTest(name=name):
                head = b"Content-ID: <b\0ill>\r\nContent-Disposition: attachment; " + name
                _document, _charset, (attachment,) = mime.split(self.message((b"", b"<cXML/>"), (head, b"")), RELATED)
                self.assertEqual(attachment.content_id, "bill")
                self.assertEqual(attachment.name.replace("?", ""), "ab.pdf")

    def test_root_is_named(self):
        parts = [(b"Content-ID: <a@amazon.com>", b"one"), (b"Content-ID: <b@amazon.com>", b"<cXML/>"), (b"", b"two")]
        for start in ('"<b@amazon.com>"', "b@amazon.com"):
            with self.subTest(start=start):
                document, _charset, attachments = mime.split(self.message(*parts), f"{RELATED}; start={start}")
                self.assertEqual(document, b"<cXML/>")
                self.assertEqual([part.content_id for part in attachments], ["a@amazon.com", ""])
        document, _charset, _attachments = mime.split(self.message(*parts), f'{RELATED}; start="<c@amazon.com>"')
        self.assertEqual(document, b"one", "there is none of that name")

    def test_names(self):
        for written, name in (
            (b"filename=INV.pdf", "INV.pdf"),
            (b'filename="INV 1;2.pdf"', "INV 1;2.pdf"),
            (b'filename="a \\"b\\".pdf"', 'a "b".pdf'),
            (b"\r\n\tfilename=INV.pdf;\r\n size=3", "INV.pdf"),
            (b'filename="M\xc3\xbcller.pdf"', "Müller.pdf"),
            (b"filename*=utf-8''M%C3%BCller%20%26%20Co.pdf", "Müller & Co.pdf"),
            (b"filename*0*=iso-8859-1'de'M%FC; filename*1=ller; filename*2=.pdf", "Müller.pdf"),
            (b"filename=x.pdf; filename*0=a; filename*=b", ""),
            (b"filename*=idna''a%80", ""),
        ):
            with self.subTest(written=written):
                head = b"Content-ID: bill\r\nContent-Disposition: attachment; " + written
                _document, _charset, (attachment,) = mime.split(self.message((b"", b"<cXML/>"), (head, b"")), RELATED)
                self.assertEqual((attachment.content_id, attachment.name), ("bill", name))

    def test_name_in_the_type(self):
        head = b'Content-Type: application/pdf; name="INV.pdf"'
        _document, _charset, (attachment,) = mime.split(self.message((b"", b"<cXML/>"), (head, b"")), RELATED)
        self.assertEqual(attachment.name, "INV.pdf")

    @given(st.binary().filter(lambda data: b"b" not in data))
    def test_line_feeds_alone(self, data):
        body = b"--b\nContent-Type: text/xml\n\n<cXML>\n</cXML>\n--b\nContent-ID: <1>\n\n" + data + b"\n--b--\n"
        document, _charset, (attachment,) = mime.split(body, "multipart/related; boundary=b")
        self.assertEqual((document, attachment.data), (b"<cXML>\n</cXML>", data))

    @given(
        st.lists(st.tuples(st.binary(), st.text(FILE_NAME, min_size=1, max_size=99)), max_size=4),
        st.sampled_from(["mixed", "related"]),
        st.sampled_from([SMTP, SMTP.clone(linesep="\n"), compat32.clone(linesep="\r\n")]),
    )
    def test_what_python_writes(self, files, subtype, policy):
        message = MIMEMultipart(subtype)
        message.attach(MIMEText("<cXML>ü</cXML>", "xml", "utf-8"))
        for data, name in files:
            part = MIMEApplication(data, "pdf")
            part.add_header("Content-Disposition", "attachment", filename=name)
            message.attach(part)
        body = message.as_bytes(policy=policy).partition(policy.linesep.encode() * 2)[2]
        document, _charset, attachments = mime.split(body, message["Content-Type"])
        self.assertEqual(document.decode(), "<cXML>ü</cXML>")
        self.assertEqual([(part.data, part.name) for part in attachments], files)

    def test_quoted_printable(self):
        head = b"Content-Transfer-Encoding: Quoted-Printable"
        document, _charset, _attachments = mime.split(self.message((head, b"<cXML>=C3=BC=\r\n</cXML>")), RELATED)
        self.assertEqual(document.decode(), "<cXML>ü</cXML>")

    def test_base64_that_is_none(self):
        head = b"Content-Transfer-Encoding: base64"
        document, _charset, _attachments = mime.split(self.message((head, b"<cXML></cXML>")), RELATED)
        self.assertEqual(document, b"<cXML></cXML>")

    def test_message_that_is_cut_off_is_not_taken_apart(self):
        body = self.message((b"", b"<cXML/>"), (b"Content-ID: <1>", b"one"))
        for end in range(len(body)):
            self.assertEqual(mime.split(body[:end], RELATED), (body[:end], "", ()))

    def test_limits(self):
        def groups(count):
            inner = b"<cXML/>"
            for number in range(1, count):
                inner = b"--%d\r\nContent-Type: multipart/mixed; boundary=%d\r\n\r\n%s\r\n--%d--" % (
                    number, number - 1, inner, number
                )  # fmt: skip
            return inner.replace(b"boundary=0", b"a=b").replace(b"multipart/mixed; a", b"text/xml; a")

        def heads(count, size):
            return b"\r\n".join(b"X-%d: " % number + b"a" * size for number in range(count))

        def parts(count, head=b""):
            return b"".join(b"--1\r\n" + head + b"\r\n\r\n<cXML/>\r\n" for _part in range(count)) + b"--1--"

        for is_read, body, last in (
            (True, parts(mime.MAX_PARTS), 1),
            (False, parts(mime.MAX_PARTS + 1), 1),
            (True, groups(mime.MAX_GROUPS + 1), mime.MAX_GROUPS),
            (False, groups(mime.MAX_GROUPS + 2), mime.MAX_GROUPS + 1),
            (True, parts(1, heads(mime.MAX_HEADERS, 9)), 1),
            (False, parts(1, heads(mime.MAX_HEADERS + 1, 9)), 1),
            (True, parts(1, heads(1, mime.MAX_HEADER - 5)), 1),
            (False, parts(1, heads(1, mime.MAX_HEADER - 4)), 1),
            (True, parts(16, heads(1, 2000)), 1),
            (False, parts(17, heads(1, 2000)), 1),
        ):
            with self.subTest(body=body[:60]):
                document, _charset, _attachments = mime.split(body, f"multipart/mixed; boundary={last}")
                self.assertEqual(document.strip(), b"<cXML/>" if is_read else body)

    # The first test of a file waits until Hypothesis has looked through all of Odoo's modules for constants.
    @given(
        st.binary() | st.lists(st.sampled_from(FRAGMENTS)).map(b"".join),
        st.sampled_from(CONTENT_TYPES) | st.text(st.characters(max_codepoint=255)).map("multipart/mixed;".__add__),
    )
    def test_any_bytes(self, body, content_type):
        document, _charset, attachments = mime.split(body, content_type)
        self.assertIsInstance(document, bytes)
        self.assertIsInstance(attachments, tuple)
