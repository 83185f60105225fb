from unittest.mock import patch

import requests

from odoo.tests import tagged
from odoo.tools import config as server

from ...models.document import stranger
from ...protocol.received import take_in
from ...tools.transaction import commit
from ..carts import CartDocument, Line
from ..common import AmazonHttpCase
from ..same_moment import SameMomentCase, Transaction

MEGABYTE = 1024 * 1024


def strange(number):
    """A basket of no trip, which says something else than each other one."""
    return CartDocument("never issued", [Line(title=f"Gel pen {number}")], payload_id=str(number))


@tagged("post_install", "-at_install")
class TestStrangers(AmazonHttpCase):
    """What is posted to the return address without a token of ours is stored up to a budget."""

    def setUp(self):
        super().setUp()
        self.enterContext(patch.dict(server.options, proxy_mode=True))
        self.enterContext(patch.object(stranger, "FOR_A_NETWORK", (3, MEGABYTE)))
        self.enterContext(patch.object(stranger, "FOR_A_GROUP", (5, 2 * MEGABYTE)))
        self.known = self.env["amazon.punchin.message"].search([])

    def post(self, document, address="203.0.113.7", config=None):
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            answer = requests.post(
                f"{self.base_url()}/amazon_punchin/{(config or self.config).token}/return",
                bytes(document),
                headers={
                    "Content-Type": "text/xml",
                    "X-Forwarded-Host": "odoo.example.com",
                    "X-Forwarded-For": address,
                },
                allow_redirects=False,
                timeout=60,
            )
        self.env.invalidate_all()
        return answer

    def post_strange(self, number, *args, **kwargs):
        return self.post(strange(number), *args, **kwargs).status_code

    def stored(self):
        return self.env["amazon.punchin.message"].search([]) - self.known

    def complaints(self):
        return self.env["mail.activity"].search([("summary", "=", "Too many baskets from unknown senders")])

    def test_budget_of_a_network(self):
        codes = [self.post_strange(number) for number in range(5)]
        self.assertEqual((codes, len(self.stored())), ([303] * 3 + [429] * 2, 3))
        self.assertEqual(self.post_strange(9, address="203.0.113.8"), 303)

    def test_budget_of_a_group(self):
        codes = [self.post_strange(number, address=f"203.0.113.{number}") for number in range(7)]
        self.assertEqual((codes, len(self.stored())), ([303] * 5 + [429] * 2, 5))
        self.assertEqual(self.post_strange(9, config=self.other_config), 303)

    def test_addresses_of_one_network_are_one(self):
        codes = [self.post_strange(number, address=f"2001:db8:1:2::{number:x}") for number in range(5)]
        self.assertEqual(codes, [303] * 3 + [429] * 2)

    def test_budget_of_bytes(self):
        noise = "".join(f"<a>{number * 7919 % 999983:x}</a>" for number in range(2))
        with patch.object(stranger, "FOR_A_NETWORK", (100, 1)):
            self.assertEqual(self.post(f"<cXML>{noise}</cXML>".encode()).status_code, 400)
            self.assertEqual(self.post(f"<cXML>{noise}<b/></cXML>".encode()).status_code, 429)

    def test_what_cannot_be_read_counts(self):
        codes = [self.post(b"%d" % number).status_code for number in range(5)]
        self.assertEqual((codes, len(self.stored())), ([400] * 3 + [429] * 2, 3))
        self.assertTrue(all(body.startswith("1 bytes, SHA-256 ") for body in self.stored().mapped("body")))

    def test_baskets_of_trips_always_get_in(self):
        trips = [self.open_session() for _trip in range(3)]
        for number in range(4):
            self.post_strange(number)
        answers = [self.post(CartDocument(token)) for token in trips]
        self.assertEqual([answer.status_code for answer in answers], [303] * 3)
        self.assertEqual(len(self.stored().order_ids), 3)
        late = self.post(CartDocument(trips[0], [Line(title="Another pen")], payload_id="late"))
        self.assertIn("already submitted a basket", late.text)
        self.assertEqual(self.stored()[:1].state, "failed")

    def test_same_document_again_takes_no_room(self):
        paths = {self.post(CartDocument("never issued")).headers["Location"] for _time in range(9)}
        self.assertEqual((len(paths), len(self.stored())), (1, 1))
        for number in range(4):
            self.post_strange(number)
        self.assertEqual(self.post(CartDocument("never issued")).status_code, 303, "what is stored is found again")

    def test_administrator_is_told_once(self):
        for number in range(3):
            self.post_strange(number)
        self.assertFalse(self.complaints())
        for number in range(3, 7):
            self.post_strange(number)
        self.assertEqual(self.complaints().res_model, "amazon.punchin.config")

    def test_page_says_what_to_do(self):
        for number in range(3):
            self.post_strange(number)
        page = self.post(strange(9))
        self.assertIn("Shop on Amazon", page.text)
        self.assertNotIn("is kept as message", page.text)

    def test_tomorrow_there_is_room_again(self):
        for number in range(4):
            self.post_strange(number)
        self.env.cr.execute("UPDATE amazon_punchin_stranger SET create_date = create_date - interval '25 hours'")
        self.env["amazon.punchin.stranger"].invalidate_model()
        self.assertEqual(self.post_strange(5), 303)
        self.env["amazon.punchin.stranger"]._gc_old()
        self.assertEqual(self.env["amazon.punchin.stranger"].search_count([]), 1)
        self.assertEqual(len(self.stored()), 4, "the documents stay as long as any")


@tagged("post_install", "-at_install")
class TestStrangersAtOnce(SameMomentCase):
    """Posts at the same moment are counted one after the other."""

    def setUp(self):
        super().setUp()
        self.config_id = self.make_config()

    def post(self, number):
        def work(env):
            config = env["amazon.punchin.config"].browse(self.config_id)
            cart = take_in(bytes(strange(number)))
            message = env["amazon.punchin.message"]._receive_basket(config, cart, "203.0.113.7")
            commit(env)
            return bool(message)

        return work

    def test_no_more_than_there_is_room_for(self):
        with patch.object(stranger, "FOR_A_NETWORK", (3, MEGABYTE)):
            results = self.at_once(*(self.post(number) for number in range(10)))
        self.assertEqual(sorted(results), [False] * 7 + [True] * 3)
        with Transaction() as env:
            of_config = [("config_id", "=", self.config_id)]
            self.assertEqual(env["amazon.punchin.message"].search_count(of_config), 3)
            of_config = [("res_model", "=", "amazon.punchin.config"), ("res_id", "=", self.config_id)]
            self.assertLessEqual(env["mail.activity"].search_count(of_config), 1)

    def test_same_document(self):
        results = self.at_once(*[self.post(1)] * 8)
        self.assertEqual(results, [True] * 8)
        with Transaction() as env:
            self.assertEqual(env["amazon.punchin.message"].search_count([("config_id", "=", self.config_id)]), 1)
