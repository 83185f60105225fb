import os
import socket
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, common, tagged

from ...transport import destination, guard, https, soap
from ...transport.errors import AnswerLost, NotDelivered, TransportError
from ..amazon_server import amazon_server, certificate, status
from ..slow_server import slow_server
from .test_soap import WSDL

#: How long a call may take here, and how much longer it may seem on a busy machine, in seconds.
SECONDS, SLACK = 1, 1.5


@tagged("post_install", "-at_install")
class TestDeadline(BaseCase):
    """However slowly a server answers, a call is over in time, and it is known whether the document had left."""

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        """Let requests pass that go to a proxy on this machine."""
        return common._super_send(session, request, **options)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.certified = Path(cls.enterClassContext(tempfile.TemporaryDirectory())) / "certified.pem"
        certificate("localhost", cls.certified)

    def setUp(self):
        super().setUp()
        self.enterContext(patch.dict(os.environ, {"REQUESTS_CA_BUNDLE": str(self.certified)}))

    def failure(self, call, *args):
        """Call, and see that it fails in time.

        :return: the failure, which says that the time was over
        """
        begun = time.monotonic()
        with self.assertRaises(TransportError) as caught:
            call(*args)
        self.assertLess(time.monotonic() - begun, SECONDS + SLACK)
        self.assertTrue(caught.exception.timed_out, caught.exception)
        return caught.exception

    def gateway(self, wsdl):
        return soap.Gateway(wsdl=wsdl, service="", port="", operation="submit", argument="request.body", check=str)

    def test_document_that_has_left_is_lost(self):
        for scheme, certified in (("http", None), ("https", self.certified)):
            for manner in ("silent", "headers", "continue", "body"):
                with self.subTest(scheme=scheme, manner=manner), slow_server(manner, certified) as server:
                    failure = self.failure(https.send, f"{scheme}://localhost:{server.port}/", b"<cXML/>", SECONDS)
                    self.assertIsInstance(failure, AnswerLost)
                    self.assertEqual(len(server.received), 1)
                    if manner != "silent":
                        self.assertTrue(server.await_end())

    def test_document_stays_here_until_the_connection_stands(self):
        for manner in ("accept", "handshake"):
            with self.subTest(manner=manner), slow_server(manner) as server:
                failure = self.failure(https.send, f"https://localhost:{server.port}/", b"<cXML/>", SECONDS)
                self.assertIsInstance(failure, NotDelivered)

    def test_nothing_leaves_once_its_sender_has_given_up(self):
        """A name that is found too late must not deliver what is to be sent again."""
        look_up = socket.getaddrinfo

        def slowly(*args, **options):
            time.sleep(2 * SECONDS)
            return look_up(*args, **options)

        with amazon_server() as server:
            with patch.object(socket, "getaddrinfo", slowly):
                url = server.url.replace("127.0.0.1", "localhost")
                self.assertIsInstance(self.failure(https.send, url, b"<cXML/>", SECONDS), NotDelivered)
                time.sleep(2 * SECONDS)
            self.assertFalse(server.received)

    def test_several_addresses_of_a_name_share_the_time(self):
        look_up = socket.getaddrinfo

        def several(host, *args, **options):
            return 20 * look_up("127.0.0.1", *args, **options)

        with slow_server("handshake") as server, patch.object(socket, "getaddrinfo", several):
            self.failure(https.send, f"https://localhost:{server.port}/", b"<cXML/>", SECONDS)

    def test_looking_up_a_name(self):
        with (
            patch.object(socket, "getaddrinfo", lambda *_args, **_options: time.sleep(3 * SECONDS)),
            patch.object(destination, "LOOKUP_S", SECONDS),
        ):
            begun = time.monotonic()
            self.assertFalse(destination.leads_inside("orders.example.com"))
            self.assertLess(time.monotonic() - begun, SECONDS + SLACK)

    def test_probes(self):
        for call, manner in ((https.probe, "headers"), (https.knock, "headers"), (https.knock, "continue")):
            with (
                self.subTest(call=call, manner=manner),
                slow_server(manner) as server,
                patch.object(https, "PROBE_S", SECONDS),
            ):
                self.assertIsInstance(self.failure(call, f"http://localhost:{server.port}/"), NotDelivered)

    def test_reading_a_wsdl(self):
        for manner in ("silent", "headers", "body"):
            with (
                self.subTest(manner=manner),
                slow_server(manner) as server,
                patch.object(soap, "PROBE_S", SECONDS),
                patch.object(https, "ORDER_S", SECONDS),
            ):
                gateway = self.gateway(f"http://localhost:{server.port}/?wsdl")
                for call, document in ((soap.probe, ()), (soap.send, (b"<cXML/>",))):
                    self.assertIsInstance(self.failure(call, gateway, *document), NotDelivered)

    def test_gateway(self):
        for manner in ("silent", "headers", "body"):
            with (
                self.subTest(manner=manner),
                slow_server(manner) as server,
                patch.object(https, "ORDER_S", SECONDS),
            ):
                gateway = self.gateway(WSDL.format(url=f"http://localhost:{server.port}/").encode())
                self.assertIsInstance(self.failure(soap.send, gateway, b"<cXML/>"), AnswerLost)

    def test_wsdl_and_call_share_the_time(self):
        with amazon_server() as slow, slow_server("body") as dripping, patch.object(https, "ORDER_S", 2 * SECONDS):

            def wsdl(_body):
                time.sleep(1.5 * SECONDS)
                return WSDL.format(url=f"http://localhost:{dripping.port}/").encode()

            slow.answer = wsdl
            begun = time.monotonic()
            with self.assertRaises(AnswerLost):
                soap.send(self.gateway(f"{slow.url}/?wsdl"), b"<cXML/>")
            self.assertLess(time.monotonic() - begun, 2 * SECONDS + SLACK)

    def test_service_that_is_not_reached_has_nothing(self):
        """Although the WSDL was read over a connection that stood."""
        with amazon_server() as server:
            server.answer = WSDL.format(url="http://127.0.0.1:9/").encode()
            with self.assertRaises(NotDelivered):
                soap.send(self.gateway(f"{server.url}/?wsdl"), b"<cXML/>")

    def test_redirect_that_a_gateway_drips(self):
        with slow_server("redirect") as server, patch.object(https, "ORDER_S", SECONDS):
            gateway = self.gateway(WSDL.format(url=f"http://localhost:{server.port}/").encode())
            self.assertIsInstance(self.failure(soap.send, gateway, b"<cXML/>"), AnswerLost)

    def test_endless_answer(self):
        for call in (
            lambda url: https.send(url, b"<cXML/>"),
            lambda url: soap.send(self.gateway(WSDL.format(url=url).encode()), b"<cXML/>"),
        ):
            with slow_server("endless") as server, self.assertRaisesRegex(AnswerLost, guard.AnswerTooLarge.__name__):
                call(f"http://localhost:{server.port}/")

    def test_through_a_proxy(self):
        with (
            slow_server("headers") as proxy,
            patch.dict(os.environ, {"https_proxy": f"http://localhost:{proxy.port}", "no_proxy": ""}),
        ):
            failure = self.failure(https.send, "https://orders.example.com/", b"<cXML/>", SECONDS)
            self.assertIsInstance(failure, NotDelivered)
            [connecting] = proxy.received
            self.assertTrue(connecting.startswith(b"CONNECT "), connecting)

    def test_quick_answer(self):
        with amazon_server(self.certified) as server:
            self.assertEqual(https.send(f"https://localhost:{server.port}/", b"<cXML/>", SECONDS), status(200))
