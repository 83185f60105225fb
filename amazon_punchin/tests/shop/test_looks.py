import requests

from odoo.tests import tagged

from ..amazon_server import amazon_server, start_page
from ..carts import CartDocument
from ..common import AmazonHttpCase

AHEAD = (
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Purpose": "prefetch"},
    {"X-Purpose": "preview"},
    {"X-Moz": "Prefetch"},
)


@tagged("post_install", "-at_install")
class TestLooks(AmazonHttpCase):
    """Who only looks at an address, or fetches it ahead, makes nothing happen."""

    def setUp(self):
        super().setUp()
        self.amazon = self.enterContext(amazon_server())
        self.amazon.answer = start_page("https://www.amazon.com/punchout/start?key=1")
        self.config.setup_url_test = self.amazon.url

    def look(self, page, login, method="GET", headers=None):
        self.authenticate(login, login)
        url = f"{self.base_url()}/amazon_punchin/{self.config.token}/{page}"
        answer = self.opener.request(method, url, headers=headers, allow_redirects=False, timeout=60)
        self.env.invalidate_all()
        return answer

    def looks(self, page, login):
        yield from ((self.look(page, login, method), 204) for method in ("HEAD", "OPTIONS"))
        yield from ((self.look(page, login, headers=headers), 403) for headers in AHEAD)

    def traces(self):
        models = ("session", "message", "newcomer")
        activities = self.env["mail.activity"].search_count([])
        return [activities, *(self.env[f"amazon.punchin.{name}"].search_count([]) for name in models)]

    def test_start(self):
        before = self.traces()
        for login in ("amazon_buyer", "amazon_employee"):
            for answer, status in self.looks("start", login):
                self.assertEqual((answer.status_code, answer.content), (status, b""))
                self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual((self.amazon.received, self.traces()), ([], before))
        self.assertEqual(self.look("start", "amazon_buyer").status_code, 303)
        self.assertEqual(len(self.amazon.received), 1)

    def test_claim(self):
        message = self.bring(CartDocument("never issued"))
        before = self.traces()
        for login in ("amazon_colleague", "amazon_employee", "amazon_requisitioner"):
            for answer, status in self.looks(f"claim/{message.id}", login):
                self.assertEqual(answer.status_code, status)
        self.assertEqual((self.traces(), message.state), (before, "unclaimed"))

    def test_doors(self):
        """An address that takes posts is not posted to by asking what it takes."""
        before = self.traces()
        for page in ("return", "inbox"):
            for method in ("HEAD", "OPTIONS", "GET"):
                with self.allow_requests(all_requests=True):
                    url = f"{self.base_url()}/amazon_punchin/{self.config.token}/{page}"
                    answer = requests.request(method, url, timeout=60)
                self.assertLess(answer.status_code, 300)
        self.env.invalidate_all()
        self.assertEqual(self.traces(), before)
        self.assertFalse(self.env["amazon.punchin.inbox.failure"].search([]))
