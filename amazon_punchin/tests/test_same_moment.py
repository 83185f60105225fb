import threading
from contextlib import ExitStack
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from .carts import CartDocument, Line


class Transaction:
    """A real transaction beside the tests' own."""

    def __enter__(self):
        self.cursor = db_connect(get_db_name()).cursor()
        return api.Environment(self.cursor, SUPERUSER_ID, {})

    def __exit__(self, kind, _error, _traceback):
        if kind is None:
            self.cursor.commit()
        self.cursor.close()


@tagged("post_install", "-at_install")
class TestSameMoment(BaseCase):
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
        self.addCleanup(self.clean_up)
        # Odoo's runner holds this lock while tests run; threads that start over need it.
        self.enterContext(patch.object(Registry, "_lock", DummyRLock()))

    def clean_up(self):
        with Transaction() as env:
            for query in (
                "DELETE FROM amazon_punchin_session WHERE config_id = %s",
                "DELETE FROM amazon_punchin_message WHERE config_id = %s",
                "DELETE FROM purchase_order WHERE amazon_config_id = %s",
                "DELETE FROM amazon_punchin_config WHERE id = %s",
            ):
                env.cr.execute(query, [self.config_id])

    def at_once(self, *works):
        """Run functions of an environment at the same moment, each as Odoo runs a request.

        :return: what they gave
        """
        barrier = threading.Barrier(len(works))
        results = []

        def run(work, env):
            barrier.wait()
            results.append(retrying(lambda: work(env), env))

        with mute_logger("odoo.sql_db"), ExitStack() as transactions:
            threads = [
                threading.Thread(target=run, args=[work, transactions.enter_context(Transaction())]) for work in works
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        return results

    def bring(self, data):
        def work(env):
            config = env["amazon.punchin.config"].browse(self.config_id)
            message = env["amazon.punchin.message"]._receive(config, "PunchOutOrderMessage", data)
            env["ir.cron"]._commit_progress()
            message._process_cart(data)
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
        works = [self.bring(bytes(CartDocument(token, payload_id=str(number)))) for number in range(3)]
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
