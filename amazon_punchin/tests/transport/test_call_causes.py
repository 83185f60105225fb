from odoo.tests import BaseCase, common, tagged

from ...transport import guard, https, soap
from ...transport.errors import TransportError
from ..amazon_server import amazon_server
from .test_soap import WSDL


@tagged("post_install", "-at_install")
class TestCallCauses(BaseCase):
    """Each way in which a call ends is named for what it is; no name of a program's is needed to tell it."""

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        return common._super_send(session, request, **options)

    def setUp(self):
        super().setUp()
        self.server = self.enterContext(amazon_server())

    def code_of(self, call):
        with self.assertRaises(TransportError) as caught:
            call()
        return caught.exception.code

    def send(self, url=""):
        return self.code_of(lambda: https.send(url or self.server.url, b"<cXML/>", 5))

    def test_answers(self):
        self.server.answer = b"<html>Hello</html>"
        for http_status, code in (
            (200, "not_cxml_answer"),
            (302, "redirected"),
            (401, "bad_credentials"),
            (403, "bad_credentials"),
            (404, "nothing_there"),
            (408, "timeout"),
            (409, "conflict"),
            (422, "not_accepted"),
            (429, "out_of_order"),
            (500, "out_of_order"),
            (503, "out_of_order"),
        ):
            with self.subTest(http_status=http_status):
                self.server.http_status = http_status
                self.assertEqual(self.send(), code)

    def test_no_answer(self):
        self.assertEqual(self.send("http://127.0.0.1:9"), "unreachable")
        self.server.answer = None
        self.assertEqual(self.send(), "broken_off")
        self.server.answer = b"x" * (guard.MAX_ANSWER + 1)
        self.assertEqual(self.send(), "answer_too_large")

    def call(self, wsdl, operation="submit", argument="request.body"):
        gateway = soap.Gateway(
            wsdl=wsdl, service="", port="", operation=operation, argument=argument, check=str, anywhere=True
        )
        return self.code_of(lambda: soap.send(gateway, b"<cXML/>"))

    def test_gateway(self):
        here = WSDL.format(url=self.server.url).encode()
        self.assertEqual(self.call(b"<wsdl"), "wsdl")
        self.assertEqual(self.call(here, operation="nothing"), "wsdl_operation")
        self.assertEqual(self.call(here, argument="nothing"), "wsdl_argument")
        self.assertEqual(self.call("http://127.0.0.1:9/?wsdl"), "unreachable")
        self.assertEqual(self.call(WSDL.format(url="http://127.0.0.1:9").encode()), "unreachable")
        self.server.answer = None
        self.assertEqual(self.call(here), "broken_off")
        self.server.answer = b"<html>Hello</html>"
        self.assertEqual(self.call(here), "not_cxml_answer")
        self.server.http_status = 404
        self.assertEqual(self.call(here), "nothing_there")
