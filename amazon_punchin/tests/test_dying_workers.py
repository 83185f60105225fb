from psycopg2.extensions import AsIs

from odoo import http
from odoo.service import security
from odoo.tests import get_db_name, tagged

from .amazon_server import start_page
from .answers import ConfirmationDocument
from .dying import worker
from .invoices import InvoiceDocument, InvoicedOrder
from .same_moment import Transaction
from .ship_notices import Portion, ShipNoticeDocument
from .worker_case import WorkerCase

#: What an hour that passes is taken from.
MOMENTS = {
    "amazon_punchin_message": ("create_date", "next_attempt_at"),
    "amazon_punchin_session": ("create_date", "expires_at"),
    "purchase_order": ("amazon_expires_at",),
    "ir_cron_trigger": ("call_at",),
}


@tagged("post_install", "-at_install")
class TestDyingWorkers(WorkerCase):
    """A worker is killed at each commit of each road; an hour later nothing is lost, doubled or left behind.

    It dies at one commit later each time, until it comes to the end, so a new commit is covered. Death before a commit
    is death after the one before it, but for what Amazon has heard meanwhile.
    """

    # --- Accidents ------------------------------------------------------------------------

    def accidents(self, road, prepare=lambda: (), says_so=(False,)):
        """Go a road again and again, and die at the next of its commits each time; after each, an hour passes.

        :param collections.abc.Callable road: takes what was prepared for it
        :param collections.abc.Callable prepare: makes it, once for each time
        :param tuple[bool] says_so: whether the commit still reaches the database, each one tried
        :return: for each time what was prepared; at the last one nothing happened
        """
        for reaches in says_so:
            died, number = True, 0
            while died:
                died, number = False, number + 1
                with self.subTest(f"{'after' if reaches else 'before'} commit {number}"):
                    prepared = prepare()
                    died = worker(lambda prepared=prepared: road(*prepared), number, reaches)
                    self.an_hour_passes()
                    yield prepared
            self.assertGreater(number, 1)

    def an_hour_passes(self):
        with Transaction() as env:
            for table, names in MOMENTS.items():
                for name in names:
                    env.cr.execute("UPDATE %s SET %s = %s - interval '1 hour'", [AsIs(table), AsIs(name), AsIs(name)])
        self.run_jobs()
        with Transaction() as env:
            waiting = env["amazon.punchin.message"].search(
                [("config_id", "=", self.config_id), ("state", "in", ("received", "unclaimed", "pending", "sending"))]
            )
            self.assertFalse(waiting, waiting.mapped("state"))

    # --- Roads ----------------------------------------------------------------------------

    def test_basket(self):
        for (token,) in self.accidents(self.bring, lambda: (self.token(),)):
            with Transaction() as env:
                arrived = env["amazon.punchin.message"].search([("session_id", "=", self.session(env, token).id)])
                self.assertEqual(arrived.mapped("state"), ["processed"] * len(arrived))
                self.assertEqual(len(arrived.order_ids), len(arrived))
                self.assertEqual(arrived.order_ids.amazon_requester_id.ids, [self.user_id] * len(arrived))
            self.bring(token)
            with Transaction() as env:
                orders = env["purchase.order"].search([("amazon_config_id", "=", self.config_id)], order="id desc")
                self.assertEqual(self.session(env, token).order_id, orders[0])
                trips = env["amazon.punchin.session"].search([("config_id", "=", self.config_id)])
                self.assertEqual(len(trips), len(orders))

    def test_order(self):
        for (order_id,) in self.accidents(self.confirm_and_send, lambda: (self.order(),), (False, True)):
            with Transaction() as env:
                order = env["purchase.order"].browse(order_id)
                arrived = [data for data in self.amazon.received if f'orderID="{order.name}"'.encode() in data]
                self.assertLessEqual(len(arrived), 1)
                self.assertEqual(
                    order._outgoing_amazon_message().mapped("state"), [order.amazon_state][: order.state == "purchase"]
                )
                self.assertIn(order.amazon_state, ("cart", "sent", "unknown"))
                if order.amazon_state == "sent":
                    self.assertTrue(arrived)
                if order.amazon_state == "unknown":
                    self.assertEqual(order.activity_ids.user_id.ids, [self.user_id])

    def inbox(self, document):
        self.post("inbox", bytes(document), "text/xml")
        self.run_jobs("ir_cron_process")

    def answered(self, make):
        """Let Amazon's server send a document, and send it once more, because no worker may have answered."""

        def prepare():
            order_id, name = self.sent_order()
            return make(name), order_id

        for document, order_id in self.accidents(lambda document, _order_id: self.inbox(document), prepare):
            self.inbox(document)
            with Transaction() as env:
                order = env["purchase.order"].browse(order_id)
                message = order.amazon_message_ids.filtered(lambda message: message.direction == "in")
                message = message.filtered(lambda message: message.document != "PunchOutOrderMessage")
                self.assertEqual((len(message), message.state), (1, "processed"), message.error)
                yield order

    def test_confirmation(self):
        for order in self.answered(
            lambda name: self.secret(
                ConfirmationDocument(number=name, reference="", payload_id=f"confirmation of {name}")
            )
        ):
            self.assertEqual(order.amazon_state, "confirmed")

    def test_ship_notice(self):
        for order in self.answered(
            lambda name: self.secret(
                ShipNoticeDocument(
                    shipment_id=f"D-{name}",
                    portions=[Portion(number=name, reference="")],
                    payload_id=f"notice of {name}",
                )
            )
        ):
            self.assertEqual(len(order.amazon_shipment_ids), 1)

    def test_invoice(self):
        for order in self.answered(
            lambda name: self.secret(
                InvoiceDocument(
                    invoice_id=f"INV-{name}", orders=[InvoicedOrder(name, "")], payload_id=f"invoice of {name}"
                )
            )
        ):
            self.assertEqual(len(order.amazon_bill_ids), 1)

    def test_setup(self):
        self.amazon.answer = start_page(f"{self.amazon.url}/shop")
        with Transaction() as env:
            session = http.root.session_store.new()
            session.update(
                http.get_default_session(), db=get_db_name(), _trace_disable=True, uid=self.user_id, login="unlucky"
            )
            session.session_token = security.compute_session_token(session, env(user=self.user_id))
        http.root.session_store.save(session)
        self.addCleanup(http.root.session_store.delete, session)

        def start():
            answer = self.call("get", "start", cookie=session.sid)
            assert answer.status_code == 303, answer.text

        for _nothing in self.accidents(start, says_so=(False, True)):
            start()
            with Transaction() as env:
                trips = env["amazon.punchin.session"].search([("config_id", "=", self.config_id)])
                asked = env["amazon.punchin.message"].search([("config_id", "=", self.config_id)])
                self.assertEqual(asked.mapped("state"), ["sent"] * len(trips))
