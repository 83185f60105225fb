from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..protocol import mime

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

    @given(st.binary(), st.sampled_from([RELATED, "multipart/mixed", "multipart/related; boundary="]))
    def test_any_bytes(self, body, content_type):
        document, attachments = mime.split(body, content_type)
        self.assertIsInstance(document, bytes)
        self.assertIsInstance(attachments, tuple)
