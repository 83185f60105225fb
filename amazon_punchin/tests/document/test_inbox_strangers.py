from unittest.mock import patch

import requests

from odoo.tests import tagged
from odoo.tools import config as server

from ...models.document import refused_attempt
from ..answers import ProfileDocument
from ..common import AmazonHttpCase


@tagged("post_install", "-at_install")
class TestInboxStrangers(AmazonHttpCase):
    """Who guesses at the inbox waits; who knows never does, and what is kept of guesses is bounded."""

    def setUp(self):
        super().setUp()
        # Odoo's own tests switch it off.
        self.env["ir.config_parameter"].set_param("base.login_cooldown_after", 5)
        self.enterContext(patch.dict(server.options, proxy_mode=True))
        self.guesses = 0

    def post(self, auth=None, address="203.0.113.7", secret=""):
        self.guesses += 1
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            answer = requests.post(
                f"{self.base_url()}/amazon_punchin/{self.config.token}/inbox",
                bytes(ProfileDocument(payload_id=str(self.guesses), secret=secret)),
                auth=auth,
                headers={
                    "Content-Type": "text/xml",
                    "X-Forwarded-Host": "odoo.example.com",
                    "X-Forwarded-For": address,
                },
                timeout=60,
            )
        self.env.invalidate_all()
        return answer.status_code

    def attempts(self):
        return self.env["amazon.punchin.inbox.failure"].search([])

    def test_who_knows_does_not_wait_with_who_guesses(self):
        self.assertEqual([self.post(("amazon", "guess")) for _guess in range(7)], [401] * 5 + [429] * 2)
        self.assertEqual(self.post((self.config.inbox_login, self.config.inbox_password)), 200)
        self.assertEqual(self.post(secret="top-secret-value"), 200)
        self.assertEqual(self.post(("amazon", "guess"), secret=self.config.inbox_password), 200)
        self.assertEqual(self.post(("amazon", "guess")), 429, "the guesser goes on waiting")
        self.assertEqual(len(self.attempts()), 5)

    def test_addresses_of_one_network_are_one(self):
        codes = [self.post(address=f"2001:db8:1:2::{number:x}") for number in range(7)]
        self.assertEqual(codes, [401] * 5 + [429] * 2)
        self.assertEqual(set(self.attempts().mapped("address")), {"2001:db8:1:2::/64"})
        self.assertEqual(self.post(address="2001:db8:1:3::1"), 401)

    def test_what_is_no_address_is_not_kept(self):
        for address in ("9" * 5000, "unknown", "203.0.113.7 " + "x" * 5000):
            self.assertEqual(self.post(address=address), 401)
        self.assertEqual(set(self.attempts().mapped("address")), {"?"})

    def test_attempts_that_are_kept_are_bounded(self):
        with patch.object(refused_attempt, "KEPT_A_DAY", 3):
            codes = [self.post(address=f"198.51.100.{number}") for number in range(6)]
        self.assertEqual((codes, len(self.attempts())), ([401] * 6, 3))
        self.env.cr.execute("UPDATE amazon_punchin_inbox_failure SET create_date = create_date - interval '2 days'")
        self.env.invalidate_all()
        with patch.object(refused_attempt, "KEPT_A_DAY", 3):
            self.post()
        self.assertEqual(len(self.attempts()), 4)
