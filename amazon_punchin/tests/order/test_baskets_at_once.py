from odoo.tests import tagged

from ...protocol.received import take_in
from ...tools.transaction import commit
from ..answers import ProfileDocument
from ..carts import CartDocument, Line
from ..same_moment import SameMomentCase, Transaction


@tagged("post_install", "-at_install")
class TestSameMoment(SameMomentCase):
    """Several browsers at the same moment, each in a real transaction of its own."""

    def setUp(self):
        super().setUp()
        with Transaction() as env:
            vendor = env["res.partner"].create({"name": "Amazon at the same moment"})
            config = env["amazon.punchin.config"].create(
                {
                    "name": "Same moment",
                    "partner_id": vendor.id,
                    "buyer_identity": "ODOO-TEST",
                    "product_policy": "asin",
                    "person_ids": [(0, 0, {"user_id": env.ref("base.user_admin").id, "email": "admin@example.com"})],
                }
            )
            self.config_id = config.id

    def bring(self, data):
        def work(env):
            config = env["amazon.punchin.config"].browse(self.config_id)
            cart = take_in(data)
            message = env["amazon.punchin.message"]._receive(config, "PunchOutOrderMessage", cart)
            commit(env)
            message._process(cart)
            return message.state, message.order_ids.ids

        return work

    def open_session(self):
        with Transaction() as env:
            config = env["amazon.punchin.config"].browse(self.config_id)
            return env["amazon.punchin.session"]._open(config, env.ref("base.user_admin"), "punch_out")

    def test_identical_posts_give_one_order(self):
        data = bytes(CartDocument(self.open_session()))
        results = self.at_once(*[self.bring(data)] * 3)
        self.assertEqual(len(results), 3)
        self.assertEqual(len({(state, *ids) for state, ids in results}), 1)
        state, ids = results[0]
        self.assertEqual((state, len(ids)), ("processed", 1))

    def test_one_trip_brings_one_basket(self):
        token = self.open_session()
        works = [self.bring(bytes(CartDocument(token, lines=[Line(title=f"Pen {number}")]))) for number in range(3)]
        states = sorted(state for state, _ids in self.at_once(*works))
        self.assertEqual(states, ["failed", "failed", "processed"])

    def test_new_items_become_one_product_each(self):
        lines = [Line(asin=f"BSAME{number:05}") for number in range(5)]
        works = [self.bring(bytes(CartDocument(self.open_session(), lines=lines))) for _number in range(2)]
        self.assertEqual([state for state, _ids in self.at_once(*works)], ["processed"] * 2)
        with Transaction() as env:
            products = env["product.product"].search([("amazon_asin", "like", "BSAME%")])
            self.assertEqual(len(products), 5)

    def test_one_basket_is_claimed_once(self):
        with Transaction() as env:
            self.assertEqual(self.bring(bytes(CartDocument("never issued")))(env), ("unclaimed", []))
            message_id = env["amazon.punchin.message"].search([("config_id", "=", self.config_id)]).id

        def claim(env):
            message = env["amazon.punchin.message"].browse(message_id)
            message._claim(env.ref("base.user_admin"))
            return message.order_ids.ids

        first, second = self.at_once(claim, claim)
        self.assertEqual(len(first), 1)
        self.assertEqual(first, second)

    def test_identical_documents_of_amazons_server_are_one(self):
        data = bytes(ProfileDocument(payload_id="same@amazon.com"))

        def receive(env):
            config = env["amazon.punchin.config"].browse(self.config_id)
            message, code, _sentence = env["amazon.punchin.message"]._receive_from_inbox(config, take_in(data))
            return message.id, code

        results = self.at_once(*[receive] * 3)
        self.assertEqual(len(results), 3)
        self.assertEqual(len(set(results)), 1)
        self.assertEqual(results[0][1], 200)
