import json

from odoo.tests import BaseCase, tagged

from ...protocol import response
from ...transport import guard, soap
from ...transport.errors import AnswerLost, Fault, NotDelivered, TransportError, Unfit
from ..amazon_server import status
from .soap_servers import needs_npm_soap, needs_spyne, npm_gateway, spyne_gateway
from .test_soap import WSDL

STATUS = '<Status code="406" text="Not Acceptable">Too many</Status>'

#: So many bytes of an answer are not the document, at most.
WRAPPING = 1000


class _SoapServerCase(BaseCase):
    """A gateway that was not written with ours in mind, in a process of its own."""

    def gateway(self, **values):
        usual = {"service": "", "port": "", "operation": "submit", "argument": "document", "check": str}
        return soap.Gateway(**{**usual, "wsdl": f"{self.url}?wsdl", **values})

    def send(self, **wish):
        """Send a document that says what becomes of it."""
        return soap.send(self.gateway(), f"<cXML>{json.dumps(wish)}</cXML>".encode())

    def fault(self, **wish):
        with self.assertRaises(Fault) as caught:
            self.send(**wish)
        return caught.exception

    def flaw(self, **values):
        with self.assertRaises(Unfit) as caught:
            soap.probe(self.gateway(**values))
        return caught.exception.flaw

    def check_answers(self):
        """See that documents come back, up to the largest."""
        document = status(200, detail="ü & <![CDATA[<]]>").decode()
        self.assertEqual(self.send(answer=document), document.encode())
        self.assertEqual(len(self.send(size=guard.MAX_ANSWER - WRAPPING)), guard.MAX_ANSWER - WRAPPING + 13)
        for wish in ({"size": guard.MAX_ANSWER}, {"answer": "no document"}, {"answer": ""}):
            with self.assertRaises(AnswerLost):
                self.send(**wish)


@tagged("post_install", "-at_install")
@needs_spyne
class TestSpyne11(_SoapServerCase):
    """SOAP 1.1 by spyne."""

    VERSION = "1.1"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.url = cls.enterClassContext(spyne_gateway(cls.VERSION))

    def test_answers(self):
        self.check_answers()

    def test_operation_is_proved(self):
        soap.probe(self.gateway())
        for flaw, values in (
            ("operation", {"operation": "sumbit"}),
            ("argument", {"argument": "documnet"}),
            ("argument", {"argument": "document.body"}),
            ("not_text", {"operation": "submit_bytes"}),
            ("incomplete", {"operation": "submit_with_sender"}),
            ("silent", {"operation": "submit_for_nothing"}),
            ("silent", {"operation": "submit_for_yes"}),
            ("service", {"service": "Another"}),
            ("port", {"port": "Another"}),
        ):
            with self.subTest(**values):
                self.assertEqual(self.flaw(**values), flaw)
        gateway = self.gateway(operation="submit_for_bytes")
        soap.probe(gateway)
        self.assertEqual(soap.send(gateway, "<cXML>ü</cXML>".encode()), "<cXML>ü</cXML>".encode())

    def test_faults(self):
        for code, is_refusal in (
            ("Client", True),
            ("Client.ValidationError", True),
            ("Client.A.B", True),
            ("Client.ResourceAlreadyExists", False),
            ("Server", False),
            ("Server.Overloaded", False),
        ):
            with self.subTest(code=code):
                fault = self.fault(code=code, reason="Not this one")
                self.assertEqual(fault.is_refusal, is_refusal)
                self.assertTrue(fault.said.endswith("Not this one"))
                self.assertFalse(fault.document)
        self.assertFalse(self.fault(crash="after the order was passed on").is_refusal)

    def test_code_of_its_own(self):
        for code in ("Own.Client", "4711", ""):
            fault = self.fault(code=code, reason="Not this one")
            self.assertEqual((fault.is_refusal, fault.said.endswith("Not this one")), (False, True))

    def test_status_in_a_fault(self):
        for detail in ({"Response": STATUS}, {"a": {"b": f"<cXML><Response>{STATUS}</Response></cXML>"}}):
            fault = self.fault(code="Server", reason="Amazon refused it", detail=detail)
            self.assertEqual(str(response.read(fault.document)), "406 Not Acceptable Too many")
            self.assertIn("Amazon refused it", fault.said)


@tagged("post_install", "-at_install")
@needs_spyne
class TestSpyne12(TestSpyne11):
    """SOAP 1.2 by spyne."""

    VERSION = "1.2"

    def test_code_of_its_own(self):
        """Spyne fails over one, as a program of its own, and answers with a page."""
        for code in ("Own.Client", "4711", ""):
            with self.assertRaises(AnswerLost):
                self.send(code=code, reason="Not this one")


@tagged("post_install", "-at_install")
@needs_npm_soap
class TestNpmSoap(_SoapServerCase):
    """SOAP by Node.js, whose package sends most faults with HTTP 200."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.url = cls.enterClassContext(npm_gateway(WSDL))

    def gateway(self, **values):
        return super().gateway(**{"argument": "request.body", **values})

    def test_answers(self):
        self.check_answers()

    def test_answer_as_elements(self):
        answer = self.send(elements=f"<cXML><Response>{STATUS}</Response></cXML>")
        self.assertEqual(response.read(answer).code, 406)

    def test_operation_is_proved(self):
        soap.probe(self.gateway(service="Gateway", port="OrdersPort"))
        for flaw, values in (
            ("operation", {"operation": "sumbit"}),
            ("argument", {"argument": "request.boby"}),
            ("argument", {"argument": "body"}),
            ("not_text", {"argument": "request"}),
        ):
            with self.subTest(**values):
                self.assertEqual(self.flaw(**values), flaw)

    def test_faults(self):
        for code, is_refusal in (
            ("soap:Client", True),
            ("soap:Client.Authentication", True),
            ("Client", True),
            ("soap:Server", False),
            ("Own", False),
            ("Own.Client", False),
        ):
            for http_status in (200, 500):
                with self.subTest(code=code, http_status=http_status):
                    fault = self.fault(
                        fault={"faultcode": code, "faultstring": "Not this one", "statusCode": http_status}
                    )
                    self.assertEqual((fault.is_refusal, fault.said), (is_refusal, f"{code}: Not this one"))
        fault = self.fault(
            fault={"Code": {"Value": "soap:Sender", "Subcode": {"Value": "x:Bad"}}, "Reason": {"Text": "Not this one"}}
        )
        self.assertEqual((fault.is_refusal, fault.said), (True, "soap:Sender / x:Bad: Not this one"))
        fault = self.fault(crash="after the order was passed on")
        self.assertEqual((fault.is_refusal, fault.status), (False, 500))

    def test_status_in_a_fault(self):
        for detail in (
            {"Status": {"attributes": {"code": "406", "text": "Not Acceptable"}, "$value": "Too many"}},
            {"$xml": f"<cXML><Response>{STATUS}</Response></cXML>"},
            STATUS,
        ):
            fault = self.fault(fault={"faultcode": "soap:Server", "faultstring": "Refused there", "detail": detail})
            self.assertEqual(str(response.read(fault.document)), "406 Not Acceptable Too many")
            self.assertEqual(fault.said, "soap:Server: Refused there")


@tagged("post_install", "-at_install")
@needs_spyne
class TestGatewayThatEnds(BaseCase):
    """A process that is gone has not taken what comes afterwards."""

    def test_nothing_has_left(self):
        with spyne_gateway("1.1") as url:
            gateway = soap.Gateway(f"{url}?wsdl", "", "", "submit", "document", str)
            soap.probe(gateway)
        with self.assertRaises(TransportError) as caught:
            soap.send(gateway, b"<cXML/>")
        self.assertIsInstance(caught.exception, NotDelivered)
