import time

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...protocol import mime

RELATED = 'multipart/related; boundary="--=_next"; type="text/xml"'


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
        document, attachments = mime.split(body, RELATED)
        self.assertEqual(document, b"<cXML/>")
        self.assertEqual(attachments, (mime.Attachment("bill@amazon.com", "INV 1.pdf", "application/pdf", data),))

    def test_base64(self):
        head = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64"
        _document, attachments = mime.split(self.message((b"", b"<cXML/>"), (head, b"JVBE\r\nRg==")), RELATED)
        self.assertEqual(attachments[0].data, b"%PDF")

    def test_document_alone(self):
        for content_type in ("text/xml; charset=UTF-8", ""):
            self.assertEqual(mime.split(b"<cXML/>", content_type), (b"<cXML/>", ()))

    def test_part_with_parts(self):
        inner = b"--in\r\n\r\n<cXML/>\r\n--in\r\nContent-ID: <1>\r\n\r\none\r\n--in--\r\n"
        body = self.message((b"Content-Type: multipart/related; boundary=in", inner), (b"Content-ID: <2>", b"two"))
        document, attachments = mime.split(body, RELATED)
        self.assertEqual(document, b"<cXML/>")
        self.assertEqual([(part.content_id, part.data) for part in attachments], [("1", b"one"), ("2", b"two")])

    def test_names_can_be_stored(self):
        for name in (b"filename*=utf-8''a%00b.pdf", b'filename="a\0b.pdf"', b"filename*=utf-7''a%2b2AA-b.pdf"):
            with self.subTest(name=name):
                head = b"Content-ID: <b\0ill>\r\nContent-Disposition: attachment; " + name
                _document, (attachment,) = mime.split(self.message((b"", b"<cXML/>"), (head, b"")), RELATED)
                self.assertEqual(attachment.content_id, "bill")
                self.assertEqual(attachment.name.replace("?", ""), "ab.pdf")

    def test_no_message_takes_long(self):
        size = 8 * 1024 * 1024
        nested = b"--=_next\r\nContent-Type: multipart/mixed; boundary==_next\r\n\r\n"
        for body in (
            b"--=_next\r\n\r\n" * (size // 12),
            b"--=_next\r\n" * (size // 10),
            nested * (size // len(nested)),
            b"".join(b"--%d\r\nContent-Type: multipart/mixed; boundary=%d\r\n\r\n" % (n, n + 1) for n in range(99))
            + b"\n" * size,
            self.message((b'Content-Disposition: attachment; filename="' + b";" * size, b"")),
            self.message(*[(b"Content-Type: text/xml; " + b"(" * 8000, b"<cXML/>")] * 99),
            self.message(*[(b"Content-Type: text/xml; " + b';"' * 4000, b"<cXML/>")] * 99),
        ):
            with self.subTest(body=body[:40]):
                begun = time.process_time()
                for boundary in ("--=_next", "=_next", "0"):
                    mime.split(body, f"multipart/mixed; boundary={boundary}")
                self.assertLess(time.process_time() - begun, 3)

    @given(st.binary(), st.sampled_from([RELATED, "multipart/mixed", "multipart/related; boundary="]))
    def test_any_bytes(self, body, content_type):
        document, attachments = mime.split(body, content_type)
        self.assertIsInstance(document, bytes)
        self.assertIsInstance(attachments, tuple)
