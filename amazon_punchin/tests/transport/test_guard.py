import os
import socket
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, common, tagged

from ...transport import destination, https, soap
from ...transport.errors import NotDelivered
from ..amazon_server import amazon_server, certificate, status

NAME = "orders.example.com"


@tagged("post_install", "-at_install")
class TestGuard(BaseCase):
    """A name may lead elsewhere when it is called than when it was looked up before."""

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        """Let requests pass to a name that leads to this machine."""
        return common._super_send(session, request, **options)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.certified = Path(cls.enterClassContext(tempfile.TemporaryDirectory())) / "certified.pem"
        certificate(NAME, cls.certified)

    def setUp(self):
        super().setUp()
        self.server = self.enterContext(amazon_server(self.certified))
        self.url = f"https://{NAME}:{self.server.port}/"
        look_up = socket.getaddrinfo
        self.patch(socket, "getaddrinfo", lambda _host, *args, **options: look_up("127.0.0.1", *args, **options))
        self.enterContext(patch.dict(os.environ, {"REQUESTS_CA_BUNDLE": str(self.certified)}))

    def test_nothing_is_sent_into_a_private_network(self):
        with self.assertRaisesRegex(NotDelivered, "^ConnectionError$"):
            https.send(self.url, b"<cXML/>")
        self.assertFalse(self.server.received)

    def test_nor_is_a_gateway_called_there(self):
        with self.assertRaisesRegex(NotDelivered, "^WSDL: ConnectionError$"):
            soap.probe(self.gateway())
        self.assertFalse(self.server.received)

    def test_where_it_is_allowed_it_is_sent(self):
        self.assertEqual(https.send(destination.Anywhere(self.url), b"<cXML/>"), status(200))
        with self.assertRaisesRegex(NotDelivered, "WSDL"):
            soap.probe(self.gateway(anywhere=True))
        self.assertEqual(len(self.server.received), 2)

    def test_server_of_the_internet_is_called_by_its_name(self):
        """Host and certificate are those of the name, whatever address it leads to."""
        with patch.object(destination, "is_private", return_value=False):
            self.assertEqual(https.send(self.url, b"<cXML/>"), status(200))
            self.assertEqual(self.server.request_headers[0]["Host"], f"{NAME}:{self.server.port}")
            with self.assertRaisesRegex(NotDelivered, "SSLError"):
                https.send(self.url.replace(NAME, "other.example.com"), b"<cXML/>")
        self.assertEqual(self.server.received, [b"<cXML/>"])

    def gateway(self, **values):
        return soap.Gateway(
            wsdl=f"{self.url}?wsdl", service="", port="", operation="submit", argument="body", check=str, **values
        )
