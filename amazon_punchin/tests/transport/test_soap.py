import base64
import logging
import re
import socket
from itertools import cycle
from unittest.mock import patch

import zeep
from lxml import etree

from odoo.tests import BaseCase, tagged

from ...transport import guard, https, soap
from ...transport.errors import AnswerLost, Fault, NotDelivered, Redirected, Refused, Unfit
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


#: Types of XML Schema by which no document travels as the text that it is.
_NOT_TEXT = (
    *("anyURI", "base64Binary", "boolean", "date", "dateTime", "decimal", "duration", "float", "hexBinary", "int"),
    *("language", "NMTOKEN", "QName"),
)


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

    def test_answer_as_elements(self):
        for document in (
            '<cXML payloadID="1"><Response><Status code="200" text="OK"/></Response></cXML>',
            '<x:cXML xmlns:x="urn:x" payloadID="1"><x:Response/></x:cXML>',
        ):
            body = f'<submitResponse xmlns="urn:gateway"><result><body>{document}</body></result></submitResponse>'
            self.server.answer = envelope(body)
            root = etree.fromstring(soap.send(self.gateway(), DOCUMENT))
            self.assertEqual((etree.QName(root).localname, root.get("payloadID")), ("cXML", "1"))

    def test_label_of_a_text_says_nothing(self):
        for name in ("utf-16", "iso-8859-1", "unicode"):
            self.server.answer = result(f'<?xml version="1.0" encoding="{name}"?>\n<cXML><a>ü</a></cXML>')
            answer = soap.send(self.gateway(), DOCUMENT)
            self.assertEqual(etree.fromstring(answer).findtext("a"), "ü")

    def test_service_and_port_by_name(self):
        soap.send(self.gateway(service="Gateway", port="OrdersPort"), DOCUMENT)
        for flaw, values in (("service", {"service": "Another"}), ("port", {"port": "Another"})):
            with self.assertRaises(Unfit) as caught:
                soap.send(self.gateway(**values), DOCUMENT)
            self.assertEqual((caught.exception.flaw, caught.exception.name), (flaw, "Another"))
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

    def fault(self, inside, http_status=500, version="1.1"):
        """Send to a gateway that answers with a fault.

        :return: what came of it
        :rtype: Fault
        """
        self.server.http_status = http_status
        self.server.answer = envelope(f"<s:Fault>{inside}</s:Fault>")
        if version == "1.2":
            self.server.answer = self.server.answer.replace(
                b"schemas.xmlsoap.org/soap/envelope/", b"www.w3.org/2003/05/soap-envelope"
            )
        with self.assertRaises(Fault) as caught:
            soap.send(self.gateway(), DOCUMENT)
        return caught.exception

    def test_fault_is_a_refusal_only_if_it_says_so(self):
        """SOAP's own codes of a sender's mistake do, dotted or not; a gateway's own code does not, nor does none."""
        codes = (
            ("s:Client", True),
            ("s:Client.Authentication", True),
            ("s:Client.ValidationError.Field", True),
            ("Client", True),
            ("undeclared:Client", True),
            ("{http://schemas.xmlsoap.org/soap/envelope/}Client", True),
            ("s:Sender", True),
            ("s:MustUnderstand", True),
            ("s:VersionMismatch", True),
            (" s:Client\n", True),
            ("s:Server", False),
            ("s:Server.Client", False),
            ("s:Receiver", False),
            ("s:ClientOfOurs", False),
            ("o:Client", False),
            ("{urn:own}Client", False),
            ("Own.Client", False),
            ("4711", False),
            ("", False),
        )
        for (code, is_refusal), http_status in zip(codes, cycle((200, 400, 500)), strict=False):
            with self.subTest(code=code):
                inside = f'<faultcode xmlns:o="urn:own">{code}</faultcode><faultstring>Not this one</faultstring>'
                fault = self.fault(inside, http_status)
                self.assertEqual(fault.is_refusal, is_refusal)
                self.assertRegex(fault.said, f"^{re.escape(code.strip())}(: )?Not this one$")
                inside = (
                    f'<s:Code><s:Value xmlns:o="urn:own">{code}</s:Value></s:Code>'
                    '<s:Reason><s:Text xml:lang="de">Diese nicht</s:Text>'
                    '<s:Text xml:lang="en">Not this one</s:Text></s:Reason>'
                )
                fault = self.fault(inside, http_status, "1.2")
                self.assertEqual(fault.is_refusal, is_refusal)
                self.assertTrue(fault.said.endswith("Not this one"), fault.said)

    def test_subcodes_are_told(self):
        inside = (
            "<s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>x:BadOrder</s:Value></s:Subcode></s:Code>"
            "<s:Reason><s:Text>No</s:Text></s:Reason>"
        )
        fault = self.fault(inside, version="1.2")
        self.assertEqual((fault.said, fault.is_refusal), ("s:Sender / x:BadOrder: No", True))

    def test_fault_that_may_mean_that_the_order_is_there(self):
        for code, reason in (
            ("s:Client.ResourceAlreadyExists", "No"),
            ("s:Client.Duplicate", "No"),
            ("s:Client", "The order exists"),
            ("s:Client", "Already received"),
            ("s:Client", "Amazon timed out"),
        ):
            with self.subTest(code=code, reason=reason):
                inside = f"<faultcode>{code}</faultcode><faultstring>{reason}</faultstring>"
                self.assertFalse(self.fault(inside).is_refusal)
        self.assertTrue(
            self.fault(
                "<faultcode>s:Client</faultcode><faultstring>No such item: does not exist</faultstring>"
            ).is_refusal
        )
        for http_status in (408, 409):
            self.assertFalse(self.fault("<faultcode>s:Client</faultcode>", http_status).is_refusal)

    def test_fault_about_who_sends(self):
        for inside, http_status in (
            ("<faultcode>AUTH-1</faultcode>", 401),
            ("<faultcode>s:Server</faultcode>", 403),
            ("<faultcode>wsse:FailedAuthentication</faultcode>", 500),
            (
                "<s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>wsse:InvalidSecurity</s:Value></s:Subcode></s:Code>",
                400,
            ),
        ):
            with self.subTest(inside=inside):
                fault = self.fault(inside, http_status)
                self.assertTrue(fault.is_unauthorized and fault.is_refusal)

    def test_status_in_a_fault(self):
        element = '<Status code="406" text="Not Acceptable">Too many</Status>'
        text = element.replace("<", "&lt;")
        for detail in (
            element,
            f"<o:Failure xmlns:o='urn:own'>{element}</o:Failure>",
            f"<x xmlns='urn:x'>{element}</x>",
            f"<cXML><Response>{element}</Response></cXML>",
            text,
            f"<x>&lt;cXML>&lt;Response>{text}&lt;/Response>&lt;/cXML></x>",
            f"<x>{base64.b64encode(status(406)).decode()}</x>",
            "<cXML><Response><Status code='406'/></Response></cXML>",
        ):
            for inside in (
                f"<detail>{detail}</detail>",
                f"<s:Detail>{detail}</s:Detail>",
                f"<faultstring>{detail}</faultstring>",
            ):
                with self.subTest(inside=inside):
                    fault = self.fault(f"<faultcode>s:Server</faultcode>{inside}")
                    self.assertEqual(etree.fromstring(fault.document).find("Response/Status").get("code"), "406")
        self.assertFalse(self.fault("<faultcode>s:Server</faultcode><detail><Status>bad</Status></detail>").document)

    def test_fault_says_nothing_of_the_document_in_its_text(self):
        self.server.http_status, self.server.answer = 500, fault("Client")
        with self.assertRaises(Fault) as caught:
            soap.send(self.gateway(), DOCUMENT)
        self.assertNotIn(SECRET, str(caught.exception))
        quoted = "Bad document: &lt;?xml version='1.0'?>&lt;cXML>private"
        self.assertEqual(self.fault(f"<faultstring>{quoted}</faultstring>").said, "Bad document:")

    def test_fault_in_a_part(self):
        inside = "<s:Fault><faultcode>s:Client</faultcode></s:Fault>"
        self.server.http_status = 500
        self.server.headers = {"Content-Type": 'multipart/related; boundary="b"; type="text/xml"'}
        self.server.answer = envelope(inside).join((b"--b\r\nContent-Type: text/xml\r\n\r\n", b"\r\n--b--\r\n"))
        with self.assertRaises(Fault) as caught:
            soap.send(self.gateway(), DOCUMENT)
        self.assertTrue(caught.exception.is_refusal)
        self.server.answer = b"no part"
        for self.server.http_status in (200, 500):
            with self.assertRaises(AnswerLost):
                soap.send(self.gateway(), DOCUMENT)

    def test_http_errors_and_lost_answers(self):
        for http_status, answer, expected in (
            (503, b"busy", AnswerLost),
            (500, b"<html><body><h1>Error</h1></body></html>", AnswerLost),
            (502, b"<html><body><h1>Bad gateway</h1></body></html>", AnswerLost),
            (502, fault("Client"), AnswerLost),
            (504, fault("Client"), AnswerLost),
            (500, result(status(200).decode()), AnswerLost),
            (500, status(200), AnswerLost),
            (500, b"<html><body><Fault>Error</Fault></body></html>", AnswerLost),
            (409, b"", AnswerLost),
            (408, b"", AnswerLost),
            (202, b"", AnswerLost),
            (504, b"", AnswerLost),
            (429, b"<html><body><h1>Slowly</h1></body></html>", NotDelivered),
            (403, b"no", Refused),
            (404, b"<html><body><h1>Not here</h1></body></html>", Refused),
            (200, b"<html>not soap", AnswerLost),
            (200, result("no document"), AnswerLost),
            (200, None, AnswerLost),
        ):
            self.server.http_status, self.server.answer = http_status, answer
            with self.subTest(http_status=http_status, answer=answer), self.assertRaises(expected):
                soap.send(self.gateway(), DOCUMENT)

    def test_gateway_that_asks_for_later(self):
        self.server.headers["Retry-After"] = "120"
        for http_status, answer in ((503, b""), (503, fault("Server")), (429, fault("Server"))):
            self.server.http_status, self.server.answer = http_status, answer
            with self.subTest(http_status=http_status, answer=answer), self.assertRaises(NotDelivered) as caught:
                soap.send(self.gateway(), DOCUMENT)
            self.assertEqual(caught.exception.pause, 120)

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
        """As over HTTPS: whoever leads on has not taken the document."""
        self.server.answer, self.server.headers = b"", {"Location": "https://elsewhere.example.com/x"}
        for number, http_status in enumerate((301, 302, 303, 307, 308), start=1):
            self.server.http_status = http_status
            for call in (lambda: soap.send(self.gateway(), DOCUMENT), lambda: https.send(self.server.url, DOCUMENT)):
                with self.assertRaisesRegex(Redirected, f"^HTTP {http_status}$") as caught:
                    call()
                self.assertEqual(caught.exception.target, "elsewhere.example.com")
            self.assertEqual(len(self.server.received), 2 * number)

    def test_wsdl_that_has_moved_or_is_not_to_be_had(self):
        self.server.answer, self.server.headers = (
            b"",
            {"Location": "https://elsewhere.example.com/x", "Retry-After": "9"},
        )
        for http_status in (301, 307, 401, 404, 500, 503):
            self.server.http_status = http_status
            for call in (soap.probe, lambda gateway: soap.send(gateway, DOCUMENT)):
                with self.assertRaisesRegex(NotDelivered, f"^WSDL: HTTP {http_status}$") as caught:
                    call(self.gateway(wsdl=f"{self.server.url}/?wsdl"))
                self.assertEqual(isinstance(caught.exception.__cause__, Redirected), http_status < 400)
                self.assertEqual(caught.exception.pause, 9)
        self.assertFalse(any(b"cXML" in body for body in self.server.received))

    def test_document_with_an_http_error_is_an_answer(self):
        """As over HTTPS, where some servers send their Status with a client error."""
        self.server.http_status = 400
        for document in (status(409), status(406)):
            self.server.answer = result(document.decode())
            self.assertEqual(soap.send(self.gateway(), DOCUMENT), document)
            self.server.answer = document
            self.assertEqual(https.send(self.server.url, DOCUMENT), document)

    def test_answer_that_is_not_as_the_wsdl_says(self):
        text = status(200).decode()
        packed = base64.b64encode(text.encode()).decode()
        for body in (
            f"<other><![CDATA[{text}]]></other>",
            f'<submitResponse xmlns="urn:gateway"><surprise><![CDATA[{text}]]></surprise></submitResponse>',
            f'<submitResponse xmlns="urn:gateway"><result>{packed}</result></submitResponse>',
        ):
            self.server.answer = envelope(body)
            with self.subTest(body=body):
                self.assertEqual(soap.send(self.gateway(), DOCUMENT), status(200))
        for encoding in ("utf-16", "iso-8859-1"):
            data = f'<?xml version="1.0" encoding="{encoding}"?><cXML/>'.encode(encoding)
            self.server.answer = result(base64.b64encode(data).decode())
            self.assertEqual(soap.send(self.gateway(), DOCUMENT), data)

    def test_what_stands_before_an_answer(self):
        answer = b'<?xml version="1.0" encoding="UTF-8"?>' + result(status(200).decode())
        for before in (b"\n", b"\r\n \t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b"\n\xef\xbb\xbf"):
            self.server.answer = before + answer
            with self.subTest(before=before):
                self.assertEqual(soap.send(self.gateway(), DOCUMENT), status(200))

    def test_encoding_in_the_header_alone(self):
        """RFC 7303: it counts for more than the declaration, for HTTPS and SOAP alike."""
        for charset, label, encoding in (
            ("iso-8859-1", "", "iso-8859-1"),
            ("iso-8859-1", ' encoding="UTF-8"', "iso-8859-1"),
            ('"windows-1252"', "", "windows-1252"),
            ("utf-8", ' encoding="iso-8859-1"', "utf-8"),
            ("utf-16", ' encoding="utf-16"', "utf-16"),
            ("utf-16", ' encoding="utf-8"', "utf-8"),
            ("nonsense", "", "utf-8"),
            ("ascii", ' encoding="iso-8859-1"', "iso-8859-1"),
        ):
            self.server.headers = {"Content-Type": f"text/xml; charset={charset}"}
            declaration, document = f'<?xml version="1.0"{label}?>', "<cXML><Response>ü</Response></cXML>"
            for text, call in (
                (document, lambda: https.send(self.server.url, DOCUMENT)),
                (ENVELOPE.format(document), lambda: soap.send(self.gateway(), DOCUMENT)),
            ):
                self.server.answer = f"{declaration}{text}".encode(encoding)
                with self.subTest(charset=charset, label=label, text=text):
                    self.assertEqual(etree.fromstring(call()).findtext("Response"), "ü")

    def test_own_document_that_comes_back_with_the_answer(self):
        text, request = status(200).decode(), "<cXML><Request/></cXML>"
        for body in (
            f"<x>{request}</x><y>{text.partition('?>')[2]}</y>",
            f"<x><![CDATA[{request}]]></x><y><![CDATA[{text}]]></y>",
            f"<x>{request}</x><y><![CDATA[{text}]]></y>",
            f"<x>{request}</x><y>{base64.b64encode(text.encode('utf-16')).decode()}</y>",
        ):
            self.server.answer = envelope(body)
            with self.subTest(body=body):
                answer = soap.send(self.gateway(), DOCUMENT)
                self.assertIn(b"Response", answer.replace(b"\0", b""))
        self.server.answer = envelope(f"<x>{request}</x>")
        self.assertIn(b"Request", soap.send(self.gateway(), DOCUMENT))

    def test_answer_in_an_attachment_by_xop(self):
        include = '<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="cid:a@b"/>'
        body = f'<submitResponse xmlns="urn:gateway"><result><body>{include}</body></result></submitResponse>'
        kind = 'multipart/related; boundary="b"; type="application/xop+xml"; start-info="text/xml"'
        self.server.headers = {"Content-Type": kind}
        self.server.answer = b"".join(
            (
                b"--b\r\nContent-Type: application/xop+xml; type=text/xml\r\nContent-ID: <r@b>\r\n\r\n",
                envelope(body),
                b"\r\n--b\r\nContent-Type: text/plain\r\nContent-ID: <a@b>\r\n\r\n",
                status(200),
                b"\r\n--b--\r\n",
            )
        )
        self.assertEqual(soap.send(self.gateway(), DOCUMENT), status(200))

    def test_answers_up_to_four_megabytes(self):
        room = guard.MAX_ANSWER - len(result("<cXML></cXML>"))
        document = f"<cXML>{'x' * room}</cXML>"
        self.server.answer = result(document)
        self.assertEqual(len(self.server.answer), guard.MAX_ANSWER)
        self.assertEqual(soap.send(self.gateway(), DOCUMENT), document.encode())
        self.server.answer += b" "
        with self.assertRaises(AnswerLost):
            soap.send(self.gateway(), DOCUMENT)

    def test_port_that_is_not_for_soap_is_passed_over(self):
        spaces = 'xmlns:h="http://schemas.xmlsoap.org/wsdl/http/" xmlns:m="http://schemas.xmlsoap.org/wsdl/mime/"'
        binding = (
            f'<binding name="ByForm" type="tns:Orders" {spaces}><h:binding verb="POST"/><operation name="submit">'
            '<h:operation location="/form"/><input><m:content type="application/x-www-form-urlencoded"/></input>'
            '<output><m:mimeXml part="parameters"/></output></operation></binding>'
        )
        port = f'<port name="FormPort" binding="tns:ByForm" {spaces}><h:address location="{self.server.url}"/></port>'
        wsdl = (
            WSDL.format(url=self.server.url)
            .replace("<service", f"{binding}<service")
            .replace("<port ", f"{port}<port ", 1)
        )
        self.assertIn('name="FormPort"', wsdl)
        soap.send(self.gateway(wsdl=wsdl.encode()), DOCUMENT)
        self.assertIn(b"Envelope", self.server.received[-1])
        with self.assertRaises(Unfit) as caught:
            soap.probe(self.gateway(wsdl=wsdl.encode(), port="FormPort"))
        self.assertEqual(caught.exception.flaw, "port")

    def test_wsdl_is_proved(self):
        """The operation takes the document as text, needs nothing else, and can answer with one."""
        usual = WSDL.format(url=self.server.url)
        body = '<xsd:element name="body" type="{}"/>'
        string, request = body.format("xsd:string"), usual.index("submitResponse")
        another = '<xsd:element name="sender" type="xsd:string"/>'

        def taking(element):
            return usual[:request].replace(string, element) + usual[request:]

        def giving(element):
            return usual[:request] + usual[request:].replace(string, element)

        for flaw, wsdl in (
            *(("not_text", taking(body.format(f"xsd:{kind}"))) for kind in _NOT_TEXT),
            ("not_text", taking('<xsd:element name="body"><xsd:complexType/></xsd:element>')),
            ("argument", taking('<xsd:any processContents="lax"/>')),
            ("argument", taking(body.format("xsd:string").replace("body", "boby"))),
            ("incomplete", taking(string + another)),
            ("silent", usual.replace('<output message="tns:submitOut"/>', "")),
            (
                "silent",
                usual.replace("<output><soap:body", "<!--<output><soap:body").replace(
                    "</output>\n    </op", "</output>-->\n    </op"
                ),
            ),
            ("silent", giving(body.format("xsd:boolean"))),
            ("silent", giving(body.format("xsd:int"))),
            ("silent", giving("")),
            ("address", usual.replace(f'location="{self.server.url}"', 'location=""')),
            ("port", usual.replace("<soap:binding style", '<http:binding xmlns:http="urn:x" style')),
        ):
            for call in (soap.probe, lambda gateway: soap.send(gateway, DOCUMENT)):
                with self.subTest(flaw=flaw, wsdl=wsdl), self.assertRaises(Unfit) as caught:
                    call(self.gateway(wsdl=wsdl.encode()))
                self.assertEqual(caught.exception.flaw, flaw)
        for wsdl in (
            taking(string + another.replace("/>", ' minOccurs="0"/>')),
            *(taking(body.format(f"xsd:{kind}")) for kind in ("normalizedString", "token", "anyType")),
            *(giving(body.format(f"xsd:{kind}")) for kind in ("base64Binary", "anyType")),
            giving('<xsd:any processContents="lax"/>'),
        ):
            with self.subTest(wsdl=wsdl):
                soap.probe(self.gateway(wsdl=wsdl.encode()))
        self.assertFalse(self.server.received)

    def test_no_secret_in_the_log(self):
        with self.assertLogs(level=logging.DEBUG) as logs:
            logging.getLogger("anything").debug("so that there is a record")
            soap.send(self.gateway(login_kind=soap.USERNAME_TOKEN, login="odoo", password="hidden-pass"), DOCUMENT)
        for secret in (SECRET, "hidden-pass"):
            self.assertFalse([line for line in logs.output if secret in line])

    def test_no_password_in_the_representation(self):
        self.assertNotIn("hidden-pass", repr(self.gateway(password="hidden-pass")))
