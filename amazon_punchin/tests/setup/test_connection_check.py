from unittest.mock import patch

import requests

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...checks import connection
from ...protocol.document import parse
from ...transport import destination, https
from ..amazon_server import amazon_server, start_page, status
from ..common import AmazonCase


@tagged("post_install", "-at_install")
class TestConnectionCheck(AmazonCase):
    """The connection test is a real setup request, and a failing answer is explained in words."""

    def setUp(self):
        super().setUp()
        self.amazon = self.enterContext(amazon_server())
        self.amazon.answer = start_page("https://www.amazon.com/start")
        self.config.write({"setup_url_test": self.amazon.url, "setup_url_active": False})

    def verdict(self):
        return connection.opens(self.config.sudo())

    def assertProblem(self, words):
        verdict = self.verdict()
        self.assertEqual(verdict.state, "problem")
        self.assertIn(words, verdict.message)
        self.assertNotIn("top-secret-value", verdict.message)

    def test_amazon_opens_its_shop(self):
        self.assertEqual(self.verdict().state, "done")
        root = parse(self.amazon.received[0])
        self.assertEqual(root.findtext("Header/Sender/Credential/SharedSecret"), "top-secret-value")
        self.assertTrue(root.findtext("Request/PunchOutSetupRequest/BuyerCookie"))
        self.assertFalse(self.env["amazon.punchin.session"].search([]), "no basket can come of a test")

    def test_refusals(self):
        for code, text, detail, words in (
            (401, "Unauthorized", "Shared secret is wrong", "The shared secret is wrong"),
            (401, "Unauthorized", "Unknown identity", "The identity is wrong"),
            (401, "Unauthorized", "Identity or shared secret", "The identity or the shared secret is wrong"),
            (401, "Unauthorized", "", "The identity or the shared secret is wrong"),
            (403, "Forbidden", "", "The identity or the shared secret is wrong"),
            (406, "Not Acceptable", "Unknown user", "Amazon does not know amazon_buyer@example.com"),
            (406, "Not Acceptable", "The deploymentMode is test", "active at Amazon, but in test mode here"),
            (550, "Unable to reach", "", "a technical problem"),
            (450, "Not Implemented", "", "does not accept the request"),
        ):
            with self.subTest(code=code, detail=detail):
                self.amazon.answer = status(code, text, detail)
                self.assertProblem(words)

    def test_group_that_is_already_active_at_amazon(self):
        """Whoever follows step 7 switches Amazon first; that must not keep Odoo from following."""
        self.amazon.answer = status(406, "Not Acceptable", "The deploymentMode is test")
        self.config.setup_url_active = "https://www.amazon.com/punchout"
        verdict = self.verdict()
        self.assertEqual(verdict.state, "done")
        self.assertIn("already active at Amazon", verdict.message)

    def test_something_else_answers(self):
        self.amazon.answer = b"<html>Welcome</html>"
        self.assertProblem("Something other than Amazon answered")
        self.amazon.http_status = 404
        self.assertProblem("answers with HTTP 404")
        self.amazon.http_status, self.amazon.answer = 200, b"<cXML>"
        self.assertProblem("Something other than Amazon answered")

    def test_credentials_that_a_server_does_not_know(self):
        self.amazon.answer = b"<html>No</html>"
        for code in (401, 403):
            self.amazon.http_status = code
            self.assertProblem(f"does not accept the credentials (HTTP {code}). Compare the identities and the shared")
            named = [dict(fix.target) for fix in self.verdict().fixes]
            self.assertEqual(len(named), 2)
            self.assertNotIn("setup_url", str(named))

    def test_server_out_of_order(self):
        self.amazon.answer = b"<html>Oops</html>"
        for code in (500, 503, 504, 429):
            self.amazon.http_status = code
            self.assertProblem(f"is down or too busy (HTTP {code}). Try again later")

    def test_redirect(self):
        self.amazon.answer = b"<html>Moved</html>"
        self.amazon.headers = {"Location": "https://signin.example.com/login?token=x"}
        for code in (301, 302):
            self.amazon.http_status = code
            self.assertProblem(f"redirects to “signin.example.com” (HTTP {code})")
            self.assertNotIn("token", self.verdict().message)

    def test_start_page_elsewhere(self):
        self.amazon.answer = start_page("https://evil.example/")
        self.assertProblem("not among the shop domains")

    def test_nobody_listens(self):
        self.config.setup_url_test = "http://127.0.0.1:9"
        self.assertProblem("does not accept connections")

    def test_no_such_name(self):
        self.config.setup_url_test = "https://no-such-name.example.com/punchout"
        with (
            patch.object(destination, "resolve", side_effect=OSError),
            patch.object(https.requests.Session, "post", side_effect=requests.exceptions.ConnectionError),
        ):
            self.assertProblem("There is no server named “no-such-name.example.com”")

    def test_certificate(self):
        with patch.object(https.requests.Session, "post", side_effect=requests.exceptions.SSLError):
            self.assertProblem("certificate or TLS")

    def test_silence(self):
        with patch.object(https.requests.Session, "post", side_effect=requests.exceptions.ReadTimeout):
            self.assertProblem("did not answer in time")

    def test_name_that_leads_inside(self):
        self.config.setup_url_test = "https://intranet.example.com/punchout"
        with patch.object(destination, "resolve", return_value={"10.1.2.3"}):
            self.assertProblem("points to a private network")
        self.assertFalse(self.amazon.received)

    def test_somebody_who_can_shop_is_tried(self):
        first = self.config.person_ids.filtered(lambda person: person.user_id == self.buyer)
        self.assertIn("amazon_buyer@", self.verdict().message)
        first.amazon_status = "invited"
        self.assertIn("amazon_colleague@", self.verdict().message)
        self.colleague.active = False
        self.assertIn("amazon_manager@", self.verdict().message)
        self.manager.active = False
        self.assertIn("amazon_requisitioner@", self.verdict().message)

    def test_nothing_to_test_yet(self):
        self.config.shared_secret = False
        self.assertProblem("Fill in the credentials")

    def test_secret_that_amazon_quotes_is_not_shown(self):
        self.config.shared_secret_next = "secret-of-tomorrow"
        self.amazon.answer = status(401, "Unauthorized", "Wrong: top-secret-value, secret-of-tomorrow")
        self.config.with_user(self.manager).with_context(amazon_setup_step="6").action_check()
        check = self.config.check_ids.filtered(lambda check: check.key == "connection")
        self.assertIn("Wrong: ", check.message)
        with self.assertRaisesRegex(UserError, "Wrong: ") as caught:
            self.config.with_user(self.manager).action_use_next_secret()
        for text in (check.message, str(caught.exception)):
            self.assertNotIn("top-secret-value", text)
            self.assertNotIn("secret-of-tomorrow", text)

    def test_copy_of_the_database_sends_nothing(self):
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "copied-database")
        self.config.mode = "paused"
        self.config.write(
            {
                "transport": "soap",
                "soap_wsdl_url": self.amazon.url,
                "soap_operation": "Send",
                "soap_argument": "document",
            }
        )
        for check in (connection.opens, connection.gateway):
            verdict = check(self.config.sudo())
            self.assertEqual(verdict.state, "problem")
            self.assertIn("copy of the database", verdict.message)
        self.assertFalse(self.amazon.received)

    def test_nothing_of_it_is_logged(self):
        self.amazon.answer = status(401)
        with self.assertLogs("odoo", "DEBUG") as logs:
            self.verdict()
        self.assertNotIn("top-secret-value", "".join(logs.output))
