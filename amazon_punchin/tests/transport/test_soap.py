import base64
import logging
import socket
from unittest.mock import patch

import zeep

from odoo.tests import BaseCase, tagged

from ...transport import soap
from ...transport.errors import AnswerLost, NotDelivered, Refused
from ..amazon_server import amazon_server, status

SECRET = "top-secret-value"
DOCUMENT = f"<cXML><SharedSecret>{SECRET}</SharedSecret> &amp; ü</cXML>".encode()

WSDL = """<?xml version="1.0"?>
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
             xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns="urn:gateway" targetNamespace="urn:gateway">
  <types>
    <xsd:schema targetNamespace="urn:gateway" elementFormDefault="qualified">
      <xsd:element name="submit"><xsd:complexType><xsd:sequence>
        <xsd:element name="request"><xsd:complexType><xsd:sequence>
          <xsd:element name="body" type="xsd:string"/>
        </xsd:sequence></xsd:complexType></xsd:element>
      </xsd:sequence></xsd:complexType></xsd:element>
      <xsd:element name="submitResponse"><xsd:complexType><xsd:sequence>
        <xsd:element name="result"><xsd:complexType><xsd:sequence>
          <xsd:element name="body" type="xsd:string"/>
        </xsd:sequence></xsd:complexType></xsd:element>
      </xsd:sequence></xsd:complexType></xsd:element>
    </xsd:schema>
  </types>
  <message name="submitIn"><part name="parameters" element="tns:submit"/></message>
  <message name="submitOut"><part name="parameters" element="tns:submitResponse"/></message>
  <portType name="Orders">
    <operation name="submit"><input message="tns:submitIn"/><output message="tns:submitOut"/></operation>
  </portType>
  <binding name="OrdersSoap" type="tns:Orders">
    <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="submit">
      <soap:operation soapAction="urn:submit"/>
      <input><soap:body use="literal"/></input><output><soap:body use="literal"/></output>
    </operation>
  </binding>
  <service name="Gateway"><port name="OrdersPort" binding="tns:OrdersSoap">
    <soap:address location="{url}"/>
  </port></service>
</definitions>"""

ENVELOPE = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>{}</s:Body></s:Envelope>'


def envelope(body):
    """A SOAP envelope."""
    return ENVELOPE.format(body).encode()


def result(text):
    """What the operation returns."""
    return envelope(
        f'<submitResponse xmlns="urn:gateway"><result><body><![CDATA[{text}]]></body></result></submitResponse>'
    )


def fault(code):
    """A SOAP fault."""
    return envelope(f"<s:Fault><faultcode>s:{code}</faultcode><faultstring>No {SECRET}</faultstring></s:Fault>")


@tagged("post_install", "-at_install")
class TestSoap(BaseCase):
    """A real gateway on loopback, and every way in which it can fail."""

    def setUp(self):
        super().setUp()
        self.server = self.enterContext(amazon_server())
        self.server.answer = result(status(200).decode())
        self.server.headers = {"Content-Type": "text/xml"}
        self.checked = []

    def gateway(self, **values):
        usual = {
            "wsdl": WSDL.format(url=self.server.url).encode(),
            "service": "",
            "port": "",
            "operation": "submit",
            "argument": "request.body",
            "check": self.checked.append,
        }
        return soap.Gateway(**{**usual, **values})

    def test_document_arrives_as_it_is_and_the_answer_comes_back(self):
        self.assertEqual(soap.send(self.gateway(), DOCUMENT), status(200))
        [received] = self.server.received
        self.assertIn(b"&lt;cXML&gt;&lt;SharedSecret&gt;", received)
        self.assertIn("&amp;amp; ü".encode(), received)

    def test_service_and_port_by_name(self):
        soap.send(self.gateway(service="Gateway", port="OrdersPort"), DOCUMENT)
        with self.assertRaisesRegex(NotDelivered, "^WSDL: ValueError$"):
            soap.send(self.gateway(service="Another"), DOCUMENT)
        self.assertEqual(len(self.server.received), 1)

    def test_login_by_http_basic(self):
        soap.send(self.gateway(login_kind=soap.BASIC, login="odoo", password="pass"), DOCUMENT)
        self.assertEqual(self.server.request_headers[-1]["Authorization"], "Basic b2RvbzpwYXNz")

    def test_login_in_any_alphabet(self):
        """One that cannot be encoded would stop the job, and with it everybody's orders."""
        soap.send(self.gateway(login_kind=soap.BASIC, login="логин", password="€"), DOCUMENT)
        expected = base64.b64encode("логин:€".encode()).decode()
        self.assertEqual(self.server.request_headers[-1]["Authorization"], f"Basic {expected}")

    def test_login_by_username_token(self):
        soap.send(self.gateway(login_kind=soap.USERNAME_TOKEN, login="odoo", password="pass"), DOCUMENT)
        self.assertIn(b"UsernameToken", self.server.received[-1])
        self.assertIn(b"odoo", self.server.received[-1])

    def test_what_never_left_may_be_sent_again(self):
        for values in (
            {"wsdl": b"<nonsense"},
            {"wsdl": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'},
            {"wsdl": f"{self.server.url}/none"},
            {"operation": "nothing"},
            {"argument": "nothing"},
        ):
            with self.subTest(values=values):
                self.server.received.clear()
                with self.assertRaises(NotDelivered):
                    soap.send(self.gateway(**values), DOCUMENT)
                self.assertFalse(any(b"cXML" in body for body in self.server.received))

    def test_address_is_checked_before_anything_leaves(self):
        def refuse(url):
            raise ValueError(url)

        for call in (soap.probe, lambda gateway: soap.send(gateway, DOCUMENT)):
            with self.assertRaisesRegex(ValueError, self.server.url):
                call(self.gateway(check=refuse))
        self.assertFalse(self.server.received)
        soap.probe(self.gateway())
        self.assertEqual(self.checked, [self.server.url])

    def test_imports_from_another_place_are_refused(self):
        another = self.enterContext(amazon_server())
        another.answer = b'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"/>'
        places = (another.url, f"file://{__file__}", "http://169.254.169.254/latest/")
        wsdl_import = '<import xmlns="http://schemas.xmlsoap.org/wsdl/" namespace="urn:x" location="{}"/>'
        schema_import = (
            '<types xmlns="http://schemas.xmlsoap.org/wsdl/"><schema xmlns="http://www.w3.org/2001/XMLSchema">'
            '<import namespace="urn:x" schemaLocation="{}"/></schema></types>'
        )
        for extra in (*map(wsdl_import.format, places), *map(schema_import.format, places)):
            text = WSDL.format(url=self.server.url).replace("<types>", f"{extra}<types>")
            self.server.answer = text.encode()
            for wsdl in (self.server.answer, f"{self.server.url}/?wsdl"):
                with self.subTest(extra=extra), self.assertRaisesRegex(NotDelivered, "import from another host"):
                    soap.send(self.gateway(wsdl=wsdl), DOCUMENT)
        self.assertFalse(another.received)

    def test_wsdl_may_import_from_its_own_place(self):
        schema = b'<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:x"/>'
        text = WSDL.format(url=self.server.url).replace(
            "<types>", '<types><xsd:schema><xsd:import namespace="urn:x" schemaLocation="x.xsd"/></xsd:schema>'
        )
        answers = iter([text.encode(), schema])
        self.server.answer = lambda _body: next(answers)
        soap.probe(self.gateway(wsdl=f"{self.server.url}/?wsdl"))
        self.assertEqual(self.checked, [self.server.url])

    def test_no_connection(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with self.assertRaises(NotDelivered):
            soap.send(self.gateway(wsdl=WSDL.format(url=url).encode()), DOCUMENT)

    def test_faults(self):
        self.server.http_status = 500
        for code, expected in (("Client", Refused), ("Server", NotDelivered)):
            self.server.answer = fault(code)
            with self.subTest(code=code), self.assertRaises(expected) as raised:
                soap.send(self.gateway(), DOCUMENT)
            self.assertNotIn(SECRET, str(raised.exception))

    def test_http_errors_and_lost_answers(self):
        for http_status, answer, expected in (
            (503, b"busy", NotDelivered),
            (403, b"no", Refused),
            (200, b"<html>not soap", AnswerLost),
            (200, result("no document"), AnswerLost),
            (200, None, AnswerLost),
        ):
            self.server.http_status, self.server.answer = http_status, answer
            with self.subTest(http_status=http_status, answer=answer), self.assertRaises(expected):
                soap.send(self.gateway(), DOCUMENT)

    def test_answer_that_nobody_expected_is_lost(self):
        """Whatever zeep stumbles over there, the document has left; over a WSDL, it has not."""
        for error in (TypeError, RecursionError, KeyError, AttributeError):
            with (
                self.subTest(error=error),
                patch.object(zeep.wsdl.bindings.soap.SoapBinding, "process_reply", side_effect=error),
                self.assertRaises(AnswerLost),
            ):
                soap.send(self.gateway(), DOCUMENT)
            with (
                self.subTest(error=error, reading="WSDL"),
                patch.object(zeep.Client, "bind", side_effect=error),
                self.assertRaises(NotDelivered),
            ):
                soap.send(self.gateway(), DOCUMENT)

    def test_wrong_argument_after_a_wsdl_was_read(self):
        self.server.answer = WSDL.format(url=self.server.url).encode()
        with self.assertRaises(NotDelivered):
            soap.send(self.gateway(wsdl=f"{self.server.url}/?wsdl", argument="nothing"), DOCUMENT)

    def test_redirects_are_not_followed(self):
        self.server.http_status = 302
        self.server.headers = {"Location": f"{self.server.url}/elsewhere"}
        with self.assertRaisesRegex(AnswerLost, "^TooManyRedirects$"):
            soap.send(self.gateway(), DOCUMENT)
        self.assertEqual(len(self.server.received), 1)

    def test_no_secret_in_the_log(self):
        with self.assertLogs(level=logging.DEBUG) as logs:
            logging.getLogger("anything").debug("so that there is a record")
            soap.send(self.gateway(login_kind=soap.USERNAME_TOKEN, login="odoo", password="hidden-pass"), DOCUMENT)
        for secret in (SECRET, "hidden-pass"):
            self.assertFalse([line for line in logs.output if secret in line])

    def test_no_password_in_the_representation(self):
        self.assertNotIn("hidden-pass", repr(self.gateway(password="hidden-pass")))
