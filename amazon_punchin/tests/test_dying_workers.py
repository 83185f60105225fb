from psycopg2.extensions import AsIs
from werkzeug.test import Client

from odoo import http
from odoo.fields import Command
from odoo.service import security
from odoo.service.model import retrying
from odoo.tests import get_db_name, tagged
from odoo.tools import mute_logger

from .amazon_server import amazon_server, start_page
from .answers import ConfirmationDocument
from .carts import CartDocument
from .dying import worker
from .invoices import InvoiceDocument, InvoicedOrder
from .same_moment import SameMomentCase, Transaction
from .ship_notices import Portion, ShipNoticeDocument

#: What an hour that passes is taken from.
MOMENTS = {
    "amazon_punchin_message": ("create_date", "next_attempt_at"),
    "amazon_punchin_session": ("create_date", "expires_at"),
    "purchase_order": ("amazon_expires_at",),
    "ir_cron_trigger": ("call_at",),
}

JOBS = ("ir_cron_process", "ir_cron_send", "ir_cron_hold")


@tagged("post_install", "-at_install")
class TestDyingWorkers(SameMomentCase):
    """A worker is killed at each commit of each road; an hour later nothing is lost, doubled or left behind.

    It dies at one commit later each time, until it comes to the end, so a new commit is covered. Death before a commit
    is death after the one before it, but for what Amazon has heard meanwhile.
    """

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.addons.base.models.ir_cron", "werkzeug"))
        self.amazon = self.enterContext(amazon_server())
        with Transaction() as env:
            env = env(context={"no_reset_password": True, "tracking_disable": True})
            env["amazon.punchin.item.rule"].search([]).active = False
            company = env.ref("base.main_company")
            self.addCleanup(self.restore, company.po_double_validation)
            company.po_double_validation = "one_step"
            self.user_id = self.make_user(env, company).id
            self.config_id = self.make_config(env).id

    def restore(self, validation):
        with Transaction() as env:
            env.ref("base.main_company").po_double_validation = validation

    def make_user(self, env, company):
        groups = env.ref("amazon_punchin.group_requisitioner") | env.ref("amazon_punchin.group_manager")
        return env["res.users"].create(
            {
                "name": "Unlucky",
                "login": "unlucky",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set(groups.ids)],
            }
        )

    def make_config(self, env):
        partner = env["res.partner"].create(
            {
                "name": "Amazon and dying workers",
                "street": "1 Main Street",
                "city": "Springfield",
                "zip": "62701",
                "country_id": env.ref("base.us").id,
            }
        )
        account = env["account.account"].search([("account_type", "=", "expense")], limit=1)
        config = env["amazon.punchin.config"].create(
            {
                "name": "Dying workers",
                "partner_id": partner.id,
                "buyer_identity": "ODOO-TEST",
                "shared_secret": "top-secret-value",
                "user_id": self.user_id,
                "setup_url_test": self.amazon.url,
                "order_url_test": self.amazon.url,
                "policy": "direct_allowed",
                "account_id": account.id,
                "require_department": False,
                "require_budget": False,
                "location_ids": [Command.create({"partner_id": partner.id, "name": "Goods In"})],
                "person_ids": [
                    Command.create({"user_id": self.user_id, "email": "u@example.com", "role": "requisitioner"})
                ],
            }
        )
        config.location_id = config.location_ids
        return config

    # --- What workers do ------------------------------------------------------------------

    def post(self, door, body, content_type, **more):
        """Post as a browser or Amazon's server does, to a worker of Odoo."""
        return self.call("post", door, data=body, content_type=content_type, **more)

    def call(self, method, door, cookie=None, **more):
        with Transaction() as env:
            token = env["amazon.punchin.config"].browse(self.config_id).token
        client = Client(http.root)
        headers = {"X-Odoo-Database": get_db_name()}
        if cookie:
            client.set_cookie("session_id", cookie)
            headers = {}
        answer = getattr(client, method)(f"/amazon_punchin/{token}/{door}", headers=headers, **more)
        assert answer.status_code < 500, answer.text
        return answer

    def run_jobs(self, *names):
        for name in names or JOBS:
            with Transaction() as env:
                env.ref(f"amazon_punchin.{name}").method_direct_trigger()

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

    def token(self):
        with Transaction() as env:
            config = env["amazon.punchin.config"].browse(self.config_id)
            return env["amazon.punchin.session"]._open(config, env["res.users"].browse(self.user_id), "punch_out")

    def bring(self, token):
        form = CartDocument(token).urlencoded()
        return self.post("return", form, "application/x-www-form-urlencoded")

    def session(self, env, token):
        return env["amazon.punchin.session"]._find_by_token(token)

    def order(self):
        """Make an order of a basket, which waits to be confirmed."""
        token = self.token()
        self.bring(token)
        with Transaction() as env:
            return self.session(env, token).order_id.id

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

    def confirm(self, order_id):
        with Transaction() as env:
            order = env(user=self.user_id)["purchase.order"].browse(order_id)
            retrying(order.button_confirm, order.env)

    def confirm_and_send(self, order_id):
        self.confirm(order_id)
        self.run_jobs("ir_cron_send")

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

    def sent_order(self):
        order_id = self.order()
        self.confirm_and_send(order_id)
        with Transaction() as env:
            order = env["purchase.order"].browse(order_id)
            self.assertEqual(order.amazon_state, "sent")
            return order.id, order.name

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

    def secret(self, document):
        document.secret = "top-secret-value"
        return document

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
