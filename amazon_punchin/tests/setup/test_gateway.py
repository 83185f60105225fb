import base64

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...checks import connection
from ...transport import destination, guard
from ..amazon_server import amazon_server, status
from ..common import AmazonCase
from ..transport.test_soap import WSDL, envelope, result


def _fault(inside):
    return envelope(f"<s:Fault>{inside}</s:Fault>")


def _file(wsdl):
    return {"soap_wsdl_file": base64.b64encode(wsdl.encode())}


@tagged("post_install", "-at_install")
class TestGateway(AmazonCase):
    """Orders may leave through a SOAP gateway of the company."""

    def setUp(self):
        super().setUp()
        self.server = self.enterContext(amazon_server())
        self.server.answer = result(status(200).decode())
        self.server.headers = {"Content-Type": "text/xml"}
        self.config.write(
            {
                "transport": "soap",
                "soap_wsdl_file": base64.b64encode(WSDL.format(url=self.server.url).encode()),
                "soap_operation": "submit",
                "soap_argument": "request.body",
                "soap_login_kind": "basic",
                "soap_login": "odoo",
                "soap_password": "gateway-password",
            }
        )
        self.order = self.code(self.make_order())
        self.order.with_user(self.buyer).button_confirm()

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("amazon_punchin.ir_cron_send").method_direct_trigger()
        self.env.invalidate_all()

    def test_order_goes_through_the_gateway(self):
        self.run_cron()
        self.assertEqual(self.order.amazon_state, "sent")
        self.assertIn(b"OrderRequest", self.server.received[-1])
        self.assertIn("Authorization", self.server.request_headers[-1])

    def test_check_reads_the_wsdl_and_sends_nothing(self):
        self.assertEqual(connection.gateway(self.config.sudo()).state, "done")
        self.assertFalse(self.server.received)
        self.config.soap_operation = "unknown"
        verdict = connection.gateway(self.config.sudo())
        self.assertEqual(verdict.state, "problem")
        self.assertEqual(
            verdict.message, "The gateway has no operation “unknown”. It has: “submit”. Choose one of them."
        )
        self.assertNotIn("gateway-password", verdict.message)
        self.config.transport = "https"
        self.assertEqual(connection.gateway(self.config.sudo()).state, "done")

    def test_check_proves_the_operation_with_its_argument(self):
        usual = WSDL.format(url=self.server.url)
        for sentence, fixes, values in (
            ("It has: “request.body”", ["Argument"], {"soap_argument": "request.boby"}),
            ("It has: “request”", ["Argument"], {"soap_argument": "body"}),
            ("does not take text", ["Argument", "Operation"], {"soap_argument": "request"}),
            ("no service “Other”. It has: “Gateway”", ["Service"], {"soap_service": "Other"}),
            ("no SOAP port “Other”. All its ports: “OrdersPort”", ["Port"], {"soap_port": "Other"}),
            (
                "does not take text",
                ["Argument", "Operation"],
                _file(usual.replace("xsd:string", "xsd:base64Binary", 1)),
            ),
            (
                "returns nothing that can hold",
                ["Operation"],
                _file(usual.replace('<output message="tns:submitOut"/>', "")),
            ),
            ("at which address", ["Port"], _file(usual.replace(self.server.url, ""))),
            ("The WSDL of “The gateway” cannot be used. Check its address", ["WSDL File"], _file("<nonsense")),
        ):
            with self.subTest(sentence=sentence):
                self.config.write(
                    {"soap_service": False, "soap_port": False, "soap_argument": "request.body", **_file(usual)}
                )
                self.config.write(values)
                verdict = connection.gateway(self.config.sudo())
                self.assertEqual(verdict.state, "problem")
                self.assertIn(sentence, verdict.message)
                self.assertEqual([fix.label for fix in verdict.fixes], [f"Connection › {name}" for name in fixes])
        self.config.write(_file(usual))
        self.assertEqual(connection.gateway(self.config.sudo()).state, "done")
        self.assertFalse(self.server.received)

    def test_check_says_why_the_wsdl_cannot_be_had(self):
        self.config.write({"soap_wsdl_file": False, "soap_wsdl_url": f"{self.server.url}/?wsdl"})
        self.server.headers = {"Location": "https://elsewhere.example.com/?wsdl"}
        for http_status, sentence in (
            (301, "redirects to “elsewhere.example.com”"),
            (401, "does not accept the credentials (HTTP 401)"),
        ):
            self.server.http_status, self.server.answer = http_status, b""
            verdict = connection.gateway(self.config.sudo())
            self.assertEqual(verdict.state, "problem")
            self.assertIn(sentence, verdict.message)
            self.assertEqual([fix.label for fix in verdict.fixes], ["Connection › WSDL Address"])
        self.config.soap_wsdl_url = "http://127.0.0.1:9/?wsdl"
        self.assertIn("does not accept connections", connection.gateway(self.config.sudo()).message)

    def test_address_in_the_wsdl_is_checked(self):
        sent = len(self.server.received)
        for url, reason in (
            ("http://169.254.169.254/latest/", "must be an https address"),
            ("http://gateway.example.com/", "must be an https address"),
            ("https://169.254.169.254/latest/", "points to a private network"),
            ("https://gateway.internal/", "points to a private network"),
        ):
            self.config.soap_wsdl_file = base64.b64encode(WSDL.format(url=url).encode())
            with self.subTest(url=url):
                with self.assertRaisesRegex(UserError, reason):
                    self.config._send_order(b"<cXML/>", "active")
                self.assertIn(reason, connection.gateway(self.config.sudo()).message)
        self.assertEqual(len(self.server.received), sent)

    def test_address_in_the_wsdl_is_looked_up(self):
        self.config.soap_wsdl_file = base64.b64encode(WSDL.format(url="https://gateway.example.com/").encode())
        self.patch(destination, "resolve", lambda host: {"10.0.0.1"})
        with self.assertRaisesRegex(UserError, "points to a private network"):
            self.config._send_order(b"<cXML/>", "active")

    def test_this_machine_is_for_tests(self):
        self.config.mode = "active"
        with self.assertRaisesRegex(UserError, "points to a private network"):
            self.config._send_order(b"<cXML/>", "active")
        self.config.allow_private_hosts = True
        self.assertEqual(self.config._send_order(b"<cXML/>", "active"), status(200))

    def outcome(self, answer, http_status=500, **headers):
        """Send the order to a gateway that answers so.

        :return: the state of its document, which is the order's as well, and what people are told
        """
        self.server.http_status, self.server.answer, self.server.headers = http_status, answer, headers
        if self.order.amazon_state != "pending":
            self.order.with_user(self.manager).action_amazon_send_again()
        self.run_cron()
        message = self.order._outgoing_amazon_message()
        self.assertEqual(message.state, self.order.amazon_state)
        return message.state, message.error or ""

    def test_fault_is_refused_only_if_it_says_so_else_unknown(self):
        for expected, inside in (
            ("refused", "<faultcode>s:Client</faultcode>"),
            ("refused", "<faultcode>s:Client.BadOrder</faultcode>"),
            ("unknown", "<faultcode>s:Client.ResourceAlreadyExists</faultcode>"),
            ("unknown", "<faultcode>s:Server</faultcode>"),
            ("unknown", "<faultcode>Own.Code</faultcode>"),
            ("unknown", ""),
        ):
            with self.subTest(inside=inside):
                state, told = self.outcome(_fault(f"{inside}<faultstring>It says why</faultstring>"))
                self.assertEqual(state, expected)
                self.assertIn("It says why", told)
        state, told = self.outcome(_fault(""))
        self.assertEqual(state, "unknown")
        self.assertIn("an error without a reason", told)

    def test_administrator_reads_what_the_fault_says(self):
        for code, cause in (("s:Server", "unknown"), ("s:Client", "refused")):
            self.outcome(_fault(f"<faultcode>{code}</faultcode><faultstring>It says why</faultstring>"))
            cause = f"{cause} {self.order.id}"
            [activity] = self.config.activity_ids.filtered(lambda activity, cause=cause: activity.amazon_cause == cause)
            self.assertIn(f"{code}: It says why", activity.note)
            self.assertIn("It says why", self.order.amazon_refusal)

    def test_status_in_a_fault_decides(self):
        for code, expected in (
            (400, "refused"),
            (406, "refused"),
            (200, "unknown"),
            (500, "unknown"),
            (550, "unknown"),
        ):
            for faultcode in ("s:Client", "s:Server", "Own"):
                detail = f'<detail><Status code="{code}" text="So">Amazon says</Status></detail>'
                inside = f"<faultcode>{faultcode}</faultcode><faultstring>Gateway says</faultstring>{detail}"
                with self.subTest(code=code, faultcode=faultcode):
                    state, told = self.outcome(_fault(inside))
                    self.assertEqual(state, expected)
                    self.assertIn(f"{faultcode}: Gateway says – {code} So Amazon says", told)
        state, told = self.outcome(_fault('<detail><Status code="429" text="Too many"/></detail>'))
        self.assertEqual(state, "pending")
        self.assertIn("429 Too many", told)
        self.order._outgoing_amazon_message().next_attempt_at = fields.Datetime.now()
        self.assertEqual(self.outcome(_fault('<detail><Status code="409" text="Exists"/></detail>'))[0], "sent")

    def test_fault_is_told_without_secrets_and_in_short(self):
        secret = self.config.sudo().shared_secret
        quoted = f"{secret} gateway-password &lt;cXML>{secret}&lt;/cXML>"
        _state, told = self.outcome(_fault(f"<faultcode>s:Client</faultcode><faultstring>No {quoted}</faultstring>"))
        message = self.order._outgoing_amazon_message()
        notes = " ".join(map(str, [told, message.answer, *self.order.message_ids.mapped("body")]))
        self.assertIn("s:Client: No ***", notes)
        for hidden in (secret, "gateway-password"):
            self.assertNotIn(hidden, notes)
        _state, told = self.outcome(_fault(f"<faultcode>s:Client</faultcode><faultstring>{'x' * 9000}</faultstring>"))
        self.assertLess(len(told), 1000)
        long = status(406, "No", "y" * 9000).decode()
        for answer, http_status in ((result(long), 200), (_fault(f"<detail>{long.partition('?>')[2]}</detail>"), 500)):
            state, told = self.outcome(answer, http_status)
            self.assertEqual(state, "refused")
            self.assertLess(len(told), 1200)

    def test_fault_about_who_sends_names_the_gateways_login(self):
        self.assertEqual(self.outcome(_fault("<faultcode>AUTH-1</faultcode>"), 401)[0], "refused")
        [activity] = self.config.activity_ids.filtered(lambda activity: activity.amazon_cause == "unauthorized")
        self.assertIn("gateway's login on the Connection tab", activity.note)

    def test_what_is_sent_again_by_itself(self):
        for http_status, headers in ((429, {}), (503, {"Retry-After": "60"})):
            state, told = self.outcome(_fault("<faultcode>s:Server</faultcode>"), http_status, **headers)
            self.assertEqual(state, "pending")
            self.assertIn("The order could not be delivered. “The gateway” is down or too busy", told)
            self.order._outgoing_amazon_message().next_attempt_at = fields.Datetime.now()
        self.assertEqual(self.outcome(_fault("<faultcode>s:Client</faultcode>"), 503)[0], "unknown")

    def test_redirect_is_refused_as_over_https(self):
        state, told = self.outcome(b"", 302, Location="https://elsewhere.example.com/")
        self.assertEqual(state, "refused")
        self.assertIn("HTTP 302", told)

    def test_misfit_waits_and_is_told_at_once(self):
        for values in ({"soap_argument": "request.boby"}, {"soap_operation": "sumbit"}):
            self.config.write({"soap_argument": "request.body", "soap_operation": "submit", **values})
            state, told = self.outcome(b"")
            self.assertEqual(state, "pending")
            self.assertIn("It has: “", told)
            self.assertTrue(self.config.activity_ids.filtered(lambda activity: activity.amazon_cause == "unsent"))
            self.order._outgoing_amazon_message().next_attempt_at = fields.Datetime.now()
        self.assertFalse(self.server.received)

    def test_large_answer_and_one_as_elements(self):
        for document in (status(200, detail="x" * (guard.MAX_ANSWER - 2000)), status(409)):
            self.assertEqual(self.outcome(result(document.decode()), 200)[0], "sent")
            self.order = self.code(self.make_order(payload_id=f"order {len(document)}"))
            self.order.with_user(self.buyer).button_confirm()
        elements = status(200).decode().partition("?>")[2]
        body = f'<submitResponse xmlns="urn:gateway"><result><body>{elements}</body></result></submitResponse>'
        self.assertEqual(self.outcome(envelope(body), 200)[0], "sent")

    def test_incomplete_gateway_is_refused_when_saved(self):
        for name, sentence in (
            ("soap_wsdl_file", "enter the address of the gateway's WSDL"),
            ("soap_operation", "enter the gateway's operation"),
            ("soap_argument", "enter the gateway's operation and the argument"),
        ):
            with (
                self.subTest(name=name),
                self.assertRaisesRegex(ValidationError, sentence),
                self.env.cr.savepoint(),
            ):
                self.config.write({name: False})
        with self.assertRaisesRegex(ValidationError, "larger than 4 MB"), self.env.cr.savepoint():
            self.config.soap_wsdl_file = base64.b64encode(b"x" * (guard.MAX_ANSWER + 1))
        with self.assertRaisesRegex(ValidationError, "must be an https address"):
            self.config.soap_wsdl_url = "ftp://example.com/wsdl"

    def test_password_is_for_administrators(self):
        with self.assertRaises(AccessError):
            self.config.with_user(self.buyer).read(["soap_password"])
