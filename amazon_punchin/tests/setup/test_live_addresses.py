import re
from unittest.mock import patch

import requests

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...checks import BY_KEY
from ...transport import destination, https
from ..amazon_server import amazon_server, start_page, status
from ..common import AmazonCase
from .test_mode import ModeCase

KNOCK = https.knock


@tagged("post_install", "-at_install")
class TestLiveAddresses(AmazonCase):
    """Amazon's addresses for active mode are called before anybody shops there; nothing is ordered by it."""

    def setUp(self):
        super().setUp()
        self.amazon = self.enterContext(amazon_server())
        self.config.write(
            {
                "allow_private_hosts": True,
                "setup_url_active": f"{self.amazon.url}/setup",
                "order_url_active": f"{self.amazon.url}/orders",
            }
        )

    def verdict(self):
        return BY_KEY["live_hosts"].run(self.config.sudo())

    def assertProblem(self, *words):
        verdict = self.verdict()
        self.assertEqual(verdict.state, "problem", verdict.message)
        for word in words:
            self.assertIn(word, verdict.message)

    def test_something_answers(self):
        for code in (200, 400, 401, 403, 411, 415, 500):
            with self.subTest(code=code):
                self.amazon.http_status = code
                self.assertEqual(self.verdict().state, "done")

    def test_nothing_is_told(self):
        self.verdict()
        self.assertEqual(self.amazon.received, [b"", b""])
        self.assertFalse({"Authorization", "Cookie"}.intersection(*self.amazon.request_headers))

    def test_mistyped_path(self):
        for code in (404, 405, 410):
            with self.subTest(code=code):
                self.amazon.http_status = code
                self.assertProblem(f"HTTP {code}", "“Punchout URL”", "“PO Request URL”", f"{self.amazon.url}/setup")

    def test_redirect(self):
        self.amazon.http_status, self.amazon.headers = 302, {"Location": "https://signin.example.com/a?token=x"}
        self.assertProblem("redirects to “signin.example.com” (HTTP 302)")
        self.assertNotIn("token", self.verdict().message)

    def test_nobody_listens(self):
        self.config.order_url_active = "http://127.0.0.1:9/orders"
        self.assertProblem("“PO Request URL”", "does not accept connections")
        self.assertNotIn("“Punchout URL”", self.verdict().message)

    def test_certificate(self):
        with patch.object(https.requests.Session, "post", side_effect=requests.exceptions.SSLError):
            self.assertProblem("certificate or TLS")

    def test_order_url_is_not_called_where_a_gateway_is_used(self):
        self.config.write(
            {
                "transport": "soap",
                "soap_wsdl_url": "https://gateway.example.com/?wsdl",
                "soap_operation": "Send",
                "soap_argument": "document",
            }
        )
        self.verdict()
        self.assertEqual(len(self.amazon.received), 1)

    def test_private_network_is_not_called(self):
        self.config.allow_private_hosts = False
        self.assertProblem("Punchout URL and PO Request URL point to a private network")
        self.assertEqual(self.verdict().message.count("private network"), 1)
        self.assertEqual(
            [dict(fix.target)["field"] for fix in self.verdict().fixes],
            ["setup_url_active", "order_url_active", "allow_private_hosts"],
        )
        self.config.write({"setup_url_active": "https://one.example.com/", "order_url_active": False})
        with patch.object(destination, "resolve", return_value={"10.1.2.3"}):
            self.assertProblem("points to a private network")
        self.assertFalse(self.amazon.received)

    def test_copy_of_the_database_calls_nobody(self):
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "copied-database")
        self.assertProblem("copy of the database")
        self.assertFalse(self.amazon.received)


@tagged("post_install", "-at_install")
class TestGoingLive(ModeCase):
    """What was found in test mode says nothing of the live address."""

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", "http://127.0.0.1:8069")
        self.live = self.enterContext(amazon_server())
        self.live.answer = self.live_answer
        self.live_says = start_page("https://www.amazon.com/start")
        self.startPatcher(patch.object(https, "knock", KNOCK))
        self.config.write(
            {
                "allow_private_hosts": True,
                "setup_url_active": f"{self.live.url}/setup",
                "order_url_active": f"{self.live.url}/orders",
            }
        )

    def live_answer(self, body):
        return self.live_says if body else status(400)

    def opening(self):
        return self.config.check_ids.filtered(lambda check: check.key == "connection")

    def test_mistyped_address_does_not_go_live(self):
        self.live.http_status, self.live_says = 404, b"Not found"
        self.make_ready()
        self.assertIn("This address does not accept documents (HTTP 404)", self.wizard("active").problems)
        with self.assertRaisesRegex(UserError, "HTTP 404"):
            self.mine.mode = "active"

    def test_shop_is_asked_for_after_the_switch(self):
        self.make_ready()
        before = len(self.live.received)
        self.assertEqual(self.wizard("active").action_change(), {"type": "ir.actions.act_window_close"})
        self.assertEqual((len(self.live.received), self.opening().state), (before + 1, "done"))

    def test_shop_that_does_not_open_is_told_after_the_switch(self):
        self.make_ready()
        self.live_says = status(406, "Not Acceptable", "The group is in test mode")
        action = self.wizard("active").action_change()
        self.assertIn("does not open its shop yet", action["params"]["title"])
        self.assertIn("still in test mode at Amazon", action["params"]["message"])
        self.assertEqual((self.config.mode, self.opening().state), ("active", "problem"))

    def test_answer_in_another_mode_is_forgotten(self):
        """By whatever road the mode changes."""
        self.make_ready()
        self.mine.mode = "active"
        self.assertEqual(self.opening().state, "to_do")
        self.opening()._run()
        self.mine.mode = "paused"
        self.assertEqual(self.opening().state, "done", "what is resumed is the same")
        self.mine.mode = "test"
        self.assertEqual(self.opening().state, "to_do")

    def test_live_address_is_tried_when_it_changes(self):
        self.make_ready()
        self.mine.mode = "active"
        with self.assertRaisesRegex(UserError, "does not accept connections"), self.env.cr.savepoint():
            self.mine.setup_url_active = "http://127.0.0.1:9/setup"
        self.assertEqual(self.config.setup_url_active, f"{self.live.url}/setup")
        self.mine.setup_url_active = f"{self.live.url}/setup2"
        self.assertEqual(self.config.setup_url_active, f"{self.live.url}/setup2")


@tagged("post_install", "-at_install")
class TestShopperAtWrongAddress(AmazonCase):
    """A fault that lasts is not called passing, and the administrator hears of it."""

    def setUp(self):
        super().setUp()
        self.amazon = self.enterContext(amazon_server())
        self.config.setup_url_test = f"{self.amazon.url}/punchoot"
        self.config.user_id = self.manager

    def start(self):
        """Shop in vain; what is written meanwhile stays, as it does for a shopper."""
        try:
            self.env["amazon.punchin.session"].with_user(self.buyer)._start(self.config.sudo(), self.buyer, "punch_out")
        except UserError as error:
            return str(error)
        return self.fail("the shop did open")

    def told(self):
        return self.config.activity_ids.filtered(lambda activity: activity.user_id == self.manager)

    def test_address_is_wrong(self):
        self.amazon.answer = b"Not found"
        for code in (404, 410, 302):
            self.amazon.http_status = code
            words = self.start()
            self.assertRegex(
                words, rf"seems to be wrong\. .*HTTP {code}.*\. {re.escape(self.manager.name)} has been notified\.$"
            )
            self.assertNotIn("try again", words)
        self.assertEqual(len(self.told()), 1, "told once")
        self.assertIn(f"at {self.amazon.url}/punchoot. “127.0.0.1” answers with HTTP 404", self.told().note)

    def test_credentials_are_refused(self):
        self.amazon.answer = b"Who are you?"
        for code in (401, 403):
            self.amazon.http_status = code
            self.assertEqual(
                self.start(),
                f"Amazon does not accept the credentials of your company. {self.manager.name} has been notified.",
            )
        self.assertEqual(len(self.told()), 1, "told once")
        self.assertIn("“127.0.0.1” does not accept the credentials (HTTP 401)", self.told().note)

    def test_nobody_to_tell(self):
        self.amazon.answer, self.amazon.http_status = b"Not found", 404
        with patch.object(type(self.config), "_administrator", lambda config: config.env["res.users"]):
            self.assertIn("Please tell your Amazon administrator", self.start())

    def test_passing_faults(self):
        self.amazon.answer = b"Busy"
        for code in (500, 503, 429, 504):
            self.amazon.http_status = code
            self.assertIn("Please try again in a few minutes", self.start())
        self.config.setup_url_test = "http://127.0.0.1:9/setup"
        self.assertIn("Please try again in a few minutes", self.start())
        self.assertFalse(self.told())
