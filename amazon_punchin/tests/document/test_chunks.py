import io

from werkzeug.exceptions import BadRequest
from werkzeug.serving import DechunkedInput

from odoo.http import HTTPRequest
from odoo.tests import BaseCase, tagged

from ...models.document.ir_http import keep_body
from ...protocol import form


@tagged("post_install", "-at_install")
class TestChunks(BaseCase):
    """A post that comes in chunks is read whole, or not at all."""

    def body(self, sent):
        stream = DechunkedInput(io.BufferedReader(io.BytesIO(sent)))
        post = HTTPRequest({"REQUEST_METHOD": "POST", "wsgi.input": stream, "wsgi.input_terminated": True})
        post.max_content_length = form.MAX_POST
        keep_body(post)
        return post.get_data(cache=True)

    def test_whole(self):
        for lengths in ((6,), (1, 5), (65536,), (65535, 65537, 1), (300_000, 4)):
            with self.subTest(lengths):
                pieces = [bytes([65 + number]) * length for number, length in enumerate(lengths)]
                sent = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
                self.assertEqual(self.body(sent + b"0\r\n\r\n"), b"".join(pieces))
        self.assertEqual(self.body(b"0\r\n\r\n"), b"")

    def test_cut_off(self):
        for length in (b"a", b"ffff", b"10000", b"20000", b"ffffffffffffffff"):
            for held in (b"", b"<cXML", b"x" * 65536, b"x" * 70000):
                if len(held) < int(length, 16):
                    with self.subTest(length, held=len(held)), self.assertRaises(BadRequest):
                        self.body(length + b"\r\n" + held)

    def test_no_chunks(self):
        for sent in (b"", b"<cXML/>", b"-1\r\nx\r\n", b"1\r\nxx\r\n0\r\n\r\n", b"1\r\nx\r\n"):
            with self.subTest(sent), self.assertRaises(BadRequest):
                self.body(sent)
