from odoo.tests import BaseCase, tagged

from ...transport import destination, https
from ...transport.errors import Redirected
from ..amazon_server import amazon_server

#: What is no address, and bytes that are no UTF-8.
NOWHERE = ("//[", "http://[::1/", "https://[fe80::1%eth0/")
NO_TEXT = ("\xe4", "//shop.example/\xff")


@tagged("post_install", "-at_install")
class TestRedirect(BaseCase):
    """Wherever an answer leads on to, no call ends in an error of Python's own."""

    def setUp(self):
        super().setUp()
        self.server = self.enterContext(amazon_server())
        self.server.http_status, self.server.answer = 302, b""

    def led(self, call):
        with self.assertRaises(Redirected) as raised:
            call()
        return raised.exception.target

    def test_no_address(self):
        for location in NOWHERE + NO_TEXT:
            with self.subTest(location):
                self.server.headers = {"Location": location}
                self.led(lambda: https.send(self.server.url, b"<cXML/>"))
                self.led(lambda: https.knock(self.server.url))
                self.assertEqual(https.probe(self.server.url)[0], 302)

    def test_an_address(self):
        for location, host in (("https://shop.example/a", "shop.example"), ("/b", "127.0.0.1"), ("", "127.0.0.1")):
            with self.subTest(location):
                self.server.headers = {"Location": location}
                self.assertEqual(self.led(lambda: https.send(self.server.url, b"<cXML/>")), host)

    def test_led_to(self):
        for location in (*NOWHERE, "https://a\u2100b.example/"):
            with self.subTest(location):
                self.assertEqual(destination.led_to("https://amazon.example/x", location), "")
        self.assertEqual(destination.led_to("https://amazon.example/x", "y"), "https://amazon.example/y")
