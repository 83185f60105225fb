import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...checks import connection
from ...transport import destination, guard
from ..amazon_server import amazon_server, status
from ..common import AmazonCase
from ..transport.test_soap import WSDL, fault, result


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
        self.assertIn("compare its address, the login and the name of the operation", verdict.message)
        self.assertNotIn("gateway-password", verdict.message)
        self.config.transport = "https"
        self.assertEqual(connection.gateway(self.config.sudo()).state, "done")

    def test_address_in_the_wsdl_is_checked(self):
        sent = len(self.server.received)
        for url, reason in (
            ("http://169.254.169.254/latest/", "must be an https address"),
            ("http://gateway.example.com/", "must be an https address"),
            ("https://169.254.169.254/latest/", "leads into a private network"),
            ("https://gateway.internal/", "leads into a private network"),
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
        with self.assertRaisesRegex(UserError, "leads into a private network"):
            self.config._send_order(b"<cXML/>", "active")

    def test_this_machine_is_for_tests(self):
        self.config.mode = "active"
        with self.assertRaisesRegex(UserError, "leads into a private network"):
            self.config._send_order(b"<cXML/>", "active")
        self.config.allow_private_hosts = True
        self.assertEqual(self.config._send_order(b"<cXML/>", "active"), status(200))

    def test_fault_of_ours_is_a_refusal_and_one_of_theirs_is_tried_again(self):
        self.server.http_status, self.server.answer = 500, fault("Server")
        self.run_cron()
        message = self.order._outgoing_amazon_message()
        self.assertEqual((message.state, self.order.amazon_state), ("pending", "pending"))
        self.server.answer = fault("Client")
        message.next_attempt_at = "2020-01-01"
        self.run_cron()
        self.assertEqual(self.order.amazon_state, "refused")

    def test_incomplete_gateway_is_refused_when_saved(self):
        for name, sentence in (
            ("soap_wsdl_file", "name the gateway's WSDL"),
            ("soap_operation", "name the gateway's operation"),
            ("soap_argument", "name the gateway's operation and the argument"),
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
