from unittest.mock import patch

import requests

from odoo.tests import tagged
from odoo.tools import config as server

from ...models.document import refused_attempt
from ...protocol import unread
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

    def post(self, auth=None, address="203.0.113.7", secret="", data=None):
        self.guesses += 1
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            answer = requests.post(
                f"{self.base_url()}/amazon_punchin/{self.config.token}/inbox",
                data or bytes(ProfileDocument(payload_id=str(self.guesses), secret=secret)),
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

    def test_what_cannot_be_read_is_no_guess(self):
        secret = "top-secret-value"
        document = bytes(ProfileDocument(payload_id="1", secret=secret))
        unreadable = (
            b"nonsense",
            document[:-10],
            document.replace(b'encoding="UTF-8"', b'encoding="EBCDIC-US"'),
            document.replace(b"<cXML ", b"<html ").replace(b"</cXML>", b"</html>"),
            document.replace(b"ProfileRequest/", b"Profile\xffRequest/"),
            document.decode().encode("utf-16")[:-1],
            b"\x8b" * 500,
        )
        for data in unreadable:
            self.assertEqual(self.post(data=data), 400)
        self.assertEqual(self.attempts().mapped("reason"), ["unreadable"] * len(unreadable))
        self.assertFalse(any(self.attempts().mapped("raw")), "nobody knows whose they are")
        self.assertFalse(self.config.activity_ids)
        self.assertEqual(self.post(("amazon", "guess")), 401, "not 429")
        self.assertEqual(self.post(secret=secret), 200)
        for data in unreadable:
            self.assertEqual(self.post(data=data), 400)
        kept = self.attempts().filtered("raw")
        self.assertEqual(len(kept), len(unreadable))
        self.assertFalse([attempt.body for attempt in kept if secret in (attempt.body or "")])
        self.assertTrue([attempt.body for attempt in kept if "Profile" in (attempt.body or "")])
        self.assertEqual(self.config.activity_ids.user_id, self.config._administrator())
        self.assertEqual(len(self.config.activity_ids), 1)

    def test_wrong_password_is_a_guess_whatever_comes_with_it(self):
        codes = [self.post(("amazon", "guess"), data=b"nonsense") for _guess in range(7)]
        self.assertEqual(codes, [401] * 5 + [429] * 2)

    def test_what_is_kept_of_unreadable_documents_is_bounded(self):
        self.post(secret="top-secret-value")
        with (
            patch.object(refused_attempt, "CONTENTS_A_DAY", 2),
            patch.object(refused_attempt, "KEPT_A_DAY", 4),
            patch.object(unread, "MAX_KEPT", 10),
        ):
            for number in range(6):
                self.post(data=b"%d" % number * 1000)
        self.assertEqual(sorted(len(attempt.body or "") for attempt in self.attempts()), [0, 0, 10, 10])

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
