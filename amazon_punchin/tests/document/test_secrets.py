import logging

import requests
from lxml import etree
from psycopg2 import IntegrityError

from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from ...models.setup.secrets import UNREADABLE
from ...models.setup.vault import KEPT
from ...protocol.document import parse
from ..amazon_server import amazon_server, start_page, status
from ..answers import ConfirmationDocument
from ..carts import CartDocument
from ..common import AmazonHttpCase

START_PAGE = "https://www.amazon.com/punchout/session?key=session-address-of-the-shopper"


@tagged("post_install", "-at_install")
class TestSecrets(AmazonHttpCase):
    """A whole purchase leaves no secret in the server's log, in the message log or in any chatter."""

    def setUp(self):
        super().setUp()
        self.amazon = self.enterContext(amazon_server())
        self.config.write(
            {
                "setup_url_test": self.amazon.url,
                "order_url_test": self.amazon.url,
                "inbox_password": "inbox-password-of-now",
                "soap_password": "gateway-password",
            }
        )
        self.config.inbox_password = "inbox-password-of-tomorrow"
        # Odoo's log of SQL, if somebody wants one, shows what an administrator saves; the purchase begins afterwards.
        self.env.flush_all()

    def test_whole_purchase(self):
        for logger in (logging.getLogger(), logging.getLogger("odoo")):
            self.addCleanup(logger.setLevel, logger.level)
            logger.setLevel(logging.DEBUG)
        with self.assertLogs(level=logging.DEBUG) as logs:
            order = self.purchase()
        self.assertEqual(order.amazon_state, "confirmed")
        self.assertTrue([line for line in logs.output if ":odoo.http:" in line or ":odoo.addons." in line])
        secrets = {
            "shared secret": self.config.shared_secret,
            "inbox password": self.config.inbox_password,
            "previous inbox password": "inbox-password-of-now",
            "gateway password": self.config.soap_password,
            "one-time token": self.cookie,
            "address of the shopper's session": START_PAGE,
        }
        self.assert_absent(secrets, "the server's log", "\n".join(logs.output))
        token = {"token of the configuration": self.config.token}
        self.assert_absent(token, "the server's log", "\n".join(filter(_is_of_the_server, logs.output)))
        secrets.update(token)
        places = set()
        for place, text in self.texts_of_the_database():
            self.assert_absent(secrets, place, text)
            places.add(place)
        self.assertLessEqual(
            {"chatter of an order", "chatter of a configuration", "activity", "order's amazon_advice"}, places
        )

    @mute_logger("odoo.sql_db")
    def test_broken_constraint_tells_no_secret(self):
        """PostgreSQL prints the whole row that breaks a constraint, and Odoo the statement."""
        stored = {name: self.config[name] for name in KEPT if self.config[name]}
        manager = self.config.with_user(self.manager)
        for values in ({"hold_days": 0}, {"price_tolerance_amount": -1}, {"name": False}, {"max_lines": 0}):
            with self.subTest(values=values):
                with self.assertRaisesRegex(IntegrityError, "Failing row") as refusal, self.env.cr.savepoint():
                    manager.write({**values, "shared_secret": "typed-in-the-same-save"})
                    self.env.flush_all()
                logged = f"{refusal.exception} {refusal.exception.cursor.query.decode()}"
                self.assert_absent({**stored, "typed": "typed-in-the-same-save"}, "the log", logged)
            self.env.invalidate_all()

    def test_nobody_reads_what_is_stored(self):
        """Not even who administers Odoo, by whatever road; who may write it goes on doing so."""
        self.manager.group_ids += self.env.ref("base.group_system")
        self.authenticate(self.manager.login, self.manager.login)
        for name in sorted({*UNREADABLE, "inbox_previous_hash", "shared_secret_previous_hash"}):
            for method, args, kwargs in (
                ("read", [self.config.ids, [name]], {}),
                ("web_read", [self.config.ids], {"specification": {name: {}}}),
                ("search_read", [[("id", "=", self.config.id)], [name]], {}),
                ("search_count", [[(name, "=like", "%")]], {}),
                ("search", [[]], {"order": name}),
                ("formatted_read_group", [[]], {"groupby": [name], "aggregates": ["__count"]}),
            ):
                with (
                    self.subTest(field=name, method=method),
                    mute_logger("odoo.http"),
                    self.assertRaisesRegex(JsonRpcException, "AccessError"),
                ):
                    self.call(method, *args, **kwargs)
        (whole,) = self.call("read", self.config.ids)
        self.assertFalse(UNREADABLE & set(whole))
        self.call("write", self.config.ids, {"shared_secret": "another-secret-value", "inbox_password": "another-one"})
        self.config.invalidate_recordset()
        self.assertEqual(
            (self.config.shared_secret, self.config.inbox_password), ("another-secret-value", "another-one")
        )

    def call(self, method, *args, **kwargs):
        params = {"model": "amazon.punchin.config", "method": method, "args": args, "kwargs": kwargs}
        return self.make_jsonrpc_request(f"/web/dataset/call_kw/amazon.punchin.config/{method}", params)

    def assert_absent(self, secrets, place, text):
        for name, secret in secrets.items():
            with self.subTest(secret=name, place=place):
                self.assertNotIn(secret, text)

    def purchase(self):
        """Shop, come back, order, and get the confirmation, each over HTTP; Amazon repeats our secret wherever it can.

        :return: the order
        """
        self.shop()
        order = self.come_back()
        self.code(order).with_user(self.buyer).button_confirm()
        self.amazon.answer = status(200, "OK", "Your secret is top-secret-value")
        self.run_cron("send")
        self.post_to_inbox(ConfirmationDocument(number="unknown", reference="unknown", payload_id="404"))
        self.post_to_inbox(ConfirmationDocument(number=order.name, secret=self.config.inbox_password))
        self.run_cron("process")
        return order

    def shop(self):
        self.authenticate("amazon_buyer", "amazon_buyer")
        for answer in (status(401, "Unauthorized", "Wrong: top-secret-value"), start_page(START_PAGE)):
            self.amazon.answer = answer
            self.url_open(f"/amazon_punchin/{self.config.token}/start", allow_redirects=False)
        request = parse(self.amazon.received[-1])
        self.cookie = request.findtext("Request/PunchOutSetupRequest/BuyerCookie")
        self.assertEqual(request.findtext("Header/Sender/Credential/SharedSecret"), "top-secret-value")

    def come_back(self):
        for cart in (CartDocument("never-issued", payload_id="other"), CartDocument(self.cookie)):
            self.url_open(
                f"/amazon_punchin/{self.config.token}/return",
                data={"cxml-urlencoded": cart.text()},
                allow_redirects=False,
            )
        self.env.invalidate_all()
        return self.env["purchase.order"].search([("amazon_config_id", "=", self.config.id)])

    def post_to_inbox(self, document):
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            answer = requests.post(
                f"{self.base_url()}/amazon_punchin/{self.config.token}/inbox",
                data=bytes(document),
                auth=(self.config.inbox_login, self.config.inbox_password),
                headers={"Content-Type": "text/xml"},
                timeout=30,
            )
        self.assertIsNotNone(etree.fromstring(answer.content).find("Response/Status"))
        self.env.invalidate_all()

    def run_cron(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"amazon_punchin.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def texts_of_the_database(self):
        """Every text of the message log and of every chatter and activity; what is stored compressed is read, too."""
        messages = self.env["amazon.punchin.message"].search([])
        self.assertGreaterEqual(
            set(messages.mapped("document")),
            {"PunchOutSetupRequest", "PunchOutOrderMessage", "OrderRequest", "ConfirmationRequest"},
        )
        for message in messages:
            for name, field in message._fields.items():
                if field.type in ("char", "text", "html"):
                    yield f"{message.document} {name}", str(message[name])
            yield f"{message.document} as it is stored", message._raw_bytes().decode()
        for note in self.env["mail.message"].search([("model", "like", "purchase.order%")]):
            yield "chatter of an order", f"{note.subject} {note.body} {note.tracking_value_ids.read()}"
        for note in self.env["mail.message"].search([("model", "=", "amazon.punchin.config")]):
            yield "chatter of a configuration", f"{note.subject} {note.body} {note.tracking_value_ids.read()}"
        for activity in self.env["mail.activity"].search([]):
            yield "activity", f"{activity.summary} {activity.note}"
        for order in self.env["purchase.order"].search([("amazon_config_id", "!=", False)]):
            for name in ("amazon_refusal", "note", "origin", "amazon_advice"):
                yield f"order's {name}", str(order[name])


def _is_of_the_server(line):
    """Whether `--log-level=debug` writes it; SQL is an option of its own, and urllib3 is this test's client."""
    return not line.startswith(("DEBUG:odoo.sql_db:", "DEBUG:urllib3."))
