from datetime import timedelta

import requests

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..answers import ProfileDocument
from ..common import AmazonHttpCase


@tagged("post_install", "-at_install")
class TestInboxCredentials(AmazonHttpCase):
    """Credentials are made here, changed without a gap, and not guessed."""

    def setUp(self):
        super().setUp()
        # Odoo's own tests switch it off.
        self.env["ir.config_parameter"].set_param("base.login_cooldown_after", 5)
        self.config.inbox_password_known = True

    def post(self, password="", secret="", login=None):
        document = bytes(ProfileDocument(payload_id="profile@amazon.com", secret=secret))
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            answer = requests.post(
                f"{self.base_url()}/amazon_punchin/{self.config.token}/inbox",
                data=document,
                auth=(login or self.config.inbox_login, password) if password else None,
                headers={"Content-Type": "text/xml"},
                timeout=30,
            )
        self.env.invalidate_all()
        return answer

    def generate(self):
        """Press the button.

        :return: the previous password, and the new one, as the window shows it
        """
        before = self.config.inbox_password
        action = self.config.with_user(self.manager).action_generate_inbox_password()
        return before, action["context"]["default_password"]

    def failures(self):
        return self.env["amazon.punchin.inbox.failure"].search([("config_id", "=", self.config.id)])

    def test_every_configuration_has_its_own(self):
        self.assertNotEqual(self.config.inbox_password, self.other_config.inbox_password)
        self.assertEqual(self.post(self.config.inbox_password).status_code, 200)
        self.assertEqual(self.post(self.other_config.inbox_password).status_code, 401)

    def test_new_password_leaves_no_gap(self):
        before, new = self.generate()
        self.assertNotEqual(before, new)
        self.assertGreaterEqual(len(new), 32)
        for password in (before, new):
            self.assertEqual(self.post(password).status_code, 200)
            self.assertEqual(self.post(secret=password).status_code, 200)

    def test_password_that_nobody_has_seen_is_not_kept(self):
        self.config.inbox_password_known = False
        before, new = self.generate()
        self.assertFalse(self.config.inbox_previous_until)
        self.assertEqual([self.post(password).status_code for password in (before, new)], [401, 200])

    def test_password_before_ends_on_its_day(self):
        before, new = self.generate()
        self.config.inbox_previous_until = fields.Datetime.now() - timedelta(minutes=1)
        self.assertEqual([self.post(password).status_code for password in (before, new)], [401, 200])

    def test_password_before_ends_at_once(self):
        before, new = self.generate()
        self.config.with_user(self.manager).action_end_previous_inbox_password()
        self.assertEqual([self.post(password).status_code for password in (before, new)], [401, 200])

    def test_only_two_slots(self):
        first, second = self.generate()
        _second, third = self.generate()
        codes = [self.post(password).status_code for password in (first, second, third)]
        self.assertEqual(codes, [401, 200, 200])

    def test_new_shared_secret_leaves_no_gap(self):
        self.open_session()
        mine = self.config.with_user(self.manager)
        mine.shared_secret_input = "second-secret-value"
        both = ("top-secret-value", "second-secret-value")
        self.assertEqual((self.config.shared_secret, self.config.shared_secret_next), both)
        self.assertEqual([self.post(secret=secret).status_code for secret in both], [200, 200])
        mine.write({"shared_secret": "second-secret-value", "shared_secret_next": False})
        self.assertEqual([self.post(secret=secret).status_code for secret in both], [200, 200])
        self.assertNotIn("top-secret-value", str(mine.read()))

    def test_shared_secret_before_ends(self):
        mine, both = self.config.with_user(self.manager), ("top-secret-value", "second-secret-value")
        mine.shared_secret = "second-secret-value"
        mine.shared_secret_previous_until = fields.Datetime.now() - timedelta(minutes=1)
        self.assertEqual([self.post(secret=secret).status_code for secret in both], [401, 200])
        mine.shared_secret_previous_until = fields.Datetime.now() + timedelta(minutes=1)
        self.assertEqual(self.post(secret=both[0]).status_code, 200)
        mine.action_end_previous_shared_secret()
        self.assertEqual([self.post(secret=secret).status_code for secret in both], [401, 200])

    def test_only_a_stored_shared_secret_has_one_before(self):
        self.config.write({"shared_secret": False, "shared_secret_previous_hash": False})
        self.config.shared_secret = "second-secret-value"
        self.assertFalse(self.config.shared_secret_previous_hash)

    def test_password_before_cannot_be_read(self):
        before, _new = self.generate()
        self.assertNotIn(before, str(self.config.with_user(self.manager).read()))

    def test_hash_of_the_password_before_opens_nothing(self):
        self.generate()
        self.assertEqual(self.post(self.config.inbox_previous_hash).status_code, 401)

    def test_new_password_is_saved_nowhere_else(self):
        _before, new = self.generate()
        window = self.env["amazon.punchin.inbox.password"].with_user(self.manager)
        shown = Form(window.with_context(default_config_id=self.config.id, default_password=new))
        self.assertEqual((shown.password, shown.login), (new, self.config.inbox_login))
        self.assertFalse(window._fields["password"].store)

    def test_window_shows_no_inbox_of_another_company(self):
        window = self.env["amazon.punchin.inbox.password"].with_user(self.manager)
        with self.assertRaises(AccessError):
            Form(window.with_context(default_config_id=self.other_config.id))
        with self.assertRaises(AccessError):
            window.create({"config_id": self.other_config.id})
        for name in ("url", "login", "previous_until"):
            shown = window.sudo().create({"config_id": self.other_config.id}).with_user(self.manager)
            with self.subTest(field=name), self.assertRaises(AccessError):
                shown.read([name])

    def test_guesses_are_counted_and_slowed(self):
        for _guess in range(5):
            self.assertEqual(self.post("guess").status_code, 401)
        refused = self.post("guess")
        self.assertEqual(refused.status_code, 429)
        self.assertLessEqual(1, int(refused.headers["Retry-After"]))
        self.assertEqual(self.post(self.config.inbox_password).status_code, 200, "who knows it never waits")
        self.assertEqual(len(self.failures()), 5)

    def test_pause_ends(self):
        for _guess in range(5):
            self.post("guess")
        self.assertEqual(self.post("guess").status_code, 429)
        self.env.cr.execute("UPDATE amazon_punchin_inbox_failure SET create_date = create_date - interval '61 seconds'")
        self.assertEqual(self.post("guess").status_code, 401)

    def test_one_address_does_not_slow_another_nor_another_configuration(self):
        for _guess in range(5):
            self.env["amazon.punchin.inbox.failure"]._note(self.config, "192.0.2.1", "credentials")
            self.env["amazon.punchin.inbox.failure"]._note(self.other_config, "127.0.0.1", "too_large")
        self.assertEqual(self.post(self.config.inbox_password).status_code, 200)

    def test_limit_is_that_of_odoos_login(self):
        self.env["ir.config_parameter"].set_param("base.login_cooldown_after", 0)
        for _guess in range(7):
            self.assertEqual(self.post("guess").status_code, 401)

    def test_last_failure_is_visible(self):
        self.post("guess")
        config = self.config.with_user(self.manager)
        self.assertEqual((config.inbox_failure_count, config.inbox_failure_address), (1, "127.0.0.1"))
        self.assertTrue(config.inbox_failure_at)
        self.assertEqual(self.failures().ids, self.failures().search(config.action_view_inbox_failures()["domain"]).ids)

    def test_attempts_are_forgotten(self):
        self.post("guess")
        self.env.cr.execute("UPDATE amazon_punchin_inbox_failure SET create_date = create_date - interval '31 days'")
        self.env.invalidate_all()
        self.failures()._gc_old()
        self.assertFalse(self.failures())
