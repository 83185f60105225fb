import logging
from unittest.mock import patch

import requests

from odoo.tests import tagged

from ...checks import BY_KEY
from ...tools.door import PROOF_HEADER, proof
from ...transport import destination, https
from ..amazon_server import amazon_server
from ..common import AmazonHttpCase

DOORS = {"return_url": "return", "inbox_url": "inbox"}


class DoorCase(AmazonHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_base(cls.base_url())

    @classmethod
    def set_base(cls, url):
        cls.env["ir.config_parameter"].sudo().set_param("web.base.url", url)

    def verdict(self):
        """Let the server call itself, as a stranger would, without the cookie of a test."""
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            return BY_KEY["reached"].run(self.config.sudo())

    def assertProblem(self, *words):
        verdict = self.verdict()
        self.assertEqual(verdict.state, "problem")
        for word in words:
            self.assertIn(word, verdict.message)
        self.assertIn("A completed test order proves", verdict.message)
        self.assertNotIn(self.config.token, verdict.message)
        return verdict.message

    def look(self, url, method="get"):
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            return requests.request(method, url, allow_redirects=False, timeout=60)


@tagged("post_install", "-at_install")
class TestOwnDoors(DoorCase):
    """Whoever only looks at an address of ours reads what it is for, and can tell whose it is."""

    def test_each_door_proves_whose_it_is(self):
        proofs = set()
        for config in (self.config, self.other_config):
            for name in DOORS:
                answer = self.look(config[name])
                self.assertEqual(answer.status_code, 200)
                self.assertEqual(answer.headers[PROOF_HEADER], proof(config, name))
                self.assertIn(config.name, answer.text)
                self.assertIn("nothing to see", answer.text)
                proofs.add(answer.headers[PROOF_HEADER])
        self.assertEqual(len(proofs), 4, "each door has its own proof")

    def test_looking_leaves_nothing_behind(self):
        messages = self.env["amazon.punchin.message"].search_count([])
        for name in DOORS:
            answer = self.look(self.config[name])
            self.assertNotIn("Set-Cookie", answer.headers)
            self.assertEqual(answer.headers["Cache-Control"], "no-store")
            self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
            self.assertNotIn(self.config.token, f"{answer.headers}{answer.text}")
        self.assertEqual(self.env["amazon.punchin.message"].search_count([]), messages)
        self.assertFalse(self.env["amazon.punchin.inbox.failure"].search([]))

    def test_who_only_looks_keeps_the_login(self):
        session = self.authenticate("amazon_buyer", "amazon_buyer")
        for name in DOORS:
            self.assertEqual(self.url_open(self.config[name]).status_code, 200)
        self.assertEqual(self.opener.cookies["session_id"], session.sid)

    def test_log_of_the_call_shows_no_token(self):
        with self.assertLogs("urllib3.connectionpool", logging.DEBUG) as logs:
            self.assertEqual(self.verdict().state, "done")
        self.assertIn("/amazon_punchin/********/inbox", "".join(logs.output))
        self.assertNotIn(self.config.token, "".join(logs.output))

    def test_wrong_token(self):
        for path in DOORS.values():
            self.assertEqual(self.look(f"{self.base_url()}/amazon_punchin/wrong/{path}").status_code, 404)

    def test_archived_group(self):
        """No basket comes to it any more, but answers to what was ordered before do."""
        self.config.active = False
        self.assertEqual(self.look(self.config.inbox_url).status_code, 200)
        self.assertEqual(self.look(self.config.return_url).status_code, 404)

    def test_other_methods_are_refused(self):
        for name in DOORS:
            self.assertEqual(self.look(self.config[name], "put").status_code, 405)

    def test_no_other_database_has_the_proof(self):
        ours = proof(self.config, "inbox_url")
        with patch.object(self.env.cr, "dbname", "copy"):
            self.assertNotEqual(proof(self.config, "inbox_url"), ours, "a copy knows all that the original knows")
        self.env["ir.config_parameter"].sudo().set_param("database.secret", "another")
        self.assertNotEqual(proof(self.config, "inbox_url"), ours)


@tagged("post_install", "-at_install")
class TestOwnDoorsCheck(DoorCase):
    """The set-up calls both doors as Amazon does, and says in words what answers instead."""

    def test_both_doors_answer(self):
        verdict = self.verdict()
        self.assertEqual(verdict.state, "done", verdict.message)

    def test_call_comes_without_a_cookie(self):
        with amazon_server() as server:
            self.assertEqual(https.probe(server.url)[0], 200)
            self.assertNotIn("Cookie", server.request_headers[0])

    def test_door_of_another_database(self):
        self.startPatcher(patch("odoo.addons.amazon_punchin.controllers.door.proof", return_value="0" * 64))
        self.assertProblem("Return URL, Inbox URL: Another database answers", "dbfilter")

    def test_only_one_door_is_closed(self):
        self.config.active = False
        message = self.assertProblem("Return URL: The address is not known there")
        self.assertNotIn("Inbox URL", message)

    def test_something_else_answers(self):
        with amazon_server() as server:
            self.set_base(server.url)
            for status, headers, words in (
                (200, {}, "Something else answers (HTTP 200)"),
                (302, {"Location": "https://u:p@sso.example.com/in?to=/x"}, "redirected to https://sso.example.com,"),
                (301, {"Location": "/web/login"}, f"redirected to {server.url},"),
                (302, {"Location": "http://[::1/login"}, "redirected to ?,"),
                (401, {}, "asks for a login or rejects the request (HTTP 401)"),
                (404, {}, "leads to another database or another server"),
                (502, {}, "not working (HTTP 502)"),
            ):
                with self.subTest(status=status):
                    server.http_status, server.headers = status, headers
                    self.assertProblem(words)
            self.assertEqual(len(server.received), 14)

    def test_nobody_answers(self):
        self.set_base("http://127.0.0.1:9")
        self.assertProblem("“127.0.0.1” does not accept connections")

    def test_certificate(self):
        with amazon_server() as server:
            self.set_base(server.url.replace("http:", "https:"))
            self.assertProblem("its certificate or TLS version is not accepted")

    def test_silence(self):
        with patch.object(requests.Session, "get", side_effect=requests.exceptions.ReadTimeout):
            self.assertProblem("did not answer in time")

    def test_no_such_name(self):
        self.set_base("https://odoo.example.com")
        with (
            patch.object(destination, "resolve", side_effect=OSError),
            patch.object(requests.Session, "get", side_effect=requests.exceptions.ConnectionError),
        ):
            self.assertProblem("There is no server named “odoo.example.com”")
