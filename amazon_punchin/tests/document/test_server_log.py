import logging
import threading

from psycopg2 import IntegrityError
from psycopg2.errors import QueryCanceled, SerializationFailure

from odoo.exceptions import ConcurrencyError
from odoo.tests import tagged
from odoo.tools import SQL

from ...controllers.access_log import without_secrets
from ...protocol.received import take_in
from ...tools import row_lock
from ...tools.transaction import commit
from ..carts import CartDocument
from ..common import AmazonCase
from ..same_moment import SameMomentCase, Transaction

#: How an address of ours may be written, T being its token, TOKEN here.
WRITTEN = (
    "/amazon_punchin/TOKEN/start",
    "/en_US/amazon_punchin/TOKEN/return",
    "/en/amazon_punchin/TOKEN/inbox?x=1",
    "//amazon_punchin//TOKEN//claim/7",
    "/amazon_punchin/TOKEN",
    "/amazon_punchin/TOKEN/",
    "/amazon_punchin/TOKEN?x",
    "/amazon_punchin/TOKEN#x",
    "/AMAZON_PUNCHIN/TOKEN/START",
    "/amazon%5Fpunchin/TOKEN/start",
    "/%61mazon_punchin/TOKEN/start",
    "/%61%6D%61%7a%6f%6E%5f%70%75%6E%63%68%69%6E/TOKEN/start",
    "%2Fen_US%2Famazon_punchin%2FTOKEN%2Fstart%3Fentrance",
    "/web/login?redirect=%2Famazon_punchin%2FTOKEN%2Fstart",
    "/web/login?redirect=%252Famazon_punchin%252FTOKEN%252Fstart",
    "/web/login?redirect=%25252Famazon%25255Fpunchin%25252FTOKEN",
    "/amazon_punchin/./TOKEN/start",
    "/amazon_punchin/x/../TOKEN/start",
    "/amazon_punchin/start/TOKEN",
    "/amazon_punchin\\TOKEN\\start",
    "http://odoo.example.com:8069/amazon_punchin/TOKEN/return",
    "<Request 'http://odoo.example.com/amazon_punchin/TOKEN/return' [POST]>",
    "HTTPConnectionPool(host='x', port=80): Max retries exceeded with url: /amazon_punchin/TOKEN/inbox (Caused by X)",
)
TOKEN = "a1B2-c3D4_e5F6g7H8"


@tagged("post_install", "-at_install")
class TestServerLog(AmazonCase):
    """The server's log tells no token and no secret, whoever writes to it."""

    def logged(self, *args, name="somebody.elses", level=logging.WARNING, **kwargs):
        with self.assertLogs(name, level) as logs:
            logging.getLogger(name).log(level, *args, **kwargs)
            return "\n".join(map(logging.Formatter().format, logs.records))

    def test_every_way_to_write_an_address(self):
        for written in WRITTEN:
            for token in (TOKEN, f"%41{TOKEN}", f"{TOKEN}é"):
                address = written.replace("TOKEN", token)
                with self.subTest(address):
                    self.assertNotIn(TOKEN, without_secrets(f"before {address} after"))
                    self.assertTrue(without_secrets(f"before {address} after").endswith(" after"))

    def test_every_way_to_log_one(self):
        address = f"/en_US/amazon_punchin/{TOKEN}/start"
        for args in (
            (address,),
            ("GET %s", address),
            ("%r", address),
            ("%s", address.encode()),
            ("%(path)s", {"path": address}),
            ("%s", [address]),
            ("%s%s", "/amazon_punchin/", f"{TOKEN}/start"),
            ("%s", ValueError(address)),
        ):
            with self.subTest(args):
                self.assertNotIn(TOKEN, self.logged(*args))
                self.assertIn("********", self.logged(*args))
        error = ValueError(address)
        text = self.logged("It failed", exc_info=(type(error), error, None))
        self.assertNotIn(TOKEN, text)
        self.assertIn("ValueError", text)

    def test_others_are_left_alone(self):
        for text in (
            "100 % of /web/login",
            "/amazon_punchin/static/description/icon-that-is-long.png",
            "amazon_punchin T",
        ):
            self.assertEqual(without_secrets(text), text)
        self.assertEqual(self.logged("%d %% of %s", 5, "all"), "5 % of all")
        self.assertIn("/amazon_punchin/********/claim/7 ", without_secrets(f"/amazon_punchin/{TOKEN}/claim/7 "))

    def test_access_log_shows_no_token(self):
        with self.assertLogs("werkzeug") as logs:
            logging.getLogger("werkzeug").info('"%s" %s', "POST /amazon_punchin/secret-token/inbox HTTP/1.1", 200)
            logging.getLogger("werkzeug").info("GET /amazon_punchin/secret-token/start?entrance=punch_out HTTP/1.1")
            logging.getLogger("werkzeug").info("GET /amazon_punchin/static/description/icon.png HTTP/1.1")
            for path in (
                "/secret-token/ret",
                "/secret-token",
                "//secret-token/return",
                "/secret-token?x=1",
                "/secret-token/claim/7",
                "%2Fsecret-token%2Fstart%3Fentrance%3Dpunch_out",
                "/newcomer-secret-token/start",
                "/staticsecret-token",
            ):
                logging.getLogger("werkzeug").info("GET %s HTTP/1.1", f"/amazon_punchin{path}")
            logging.getLogger("werkzeug").info("GET /amazon_punchin/newcomer/12 HTTP/1.1")
            logging.getLogger("werkzeug").info("GET /web/login?redirect=/amazon_punchin/secret-token/start? HTTP/1.1")
            logging.getLogger("werkzeug").info("GET /web/login?%s", "redirect=%2Famazon_punchin%2Fsecret-token%2Fstart")
        self.assertFalse([line for line in logs.output if "secret-token" in line])
        self.assertIn("/amazon_punchin/********/inbox", logs.output[0])
        self.assertIn("/static/description/icon.png", logs.output[2])
        self.assertIn("/amazon_punchin/********/ret ", logs.output[3])
        self.assertIn("/amazon_punchin/newcomer/12", logs.output[11])

    def test_other_loggers_show_no_token(self):
        """What Odoo says of a request with a language before the address, of one without its CSRF token, of a query."""
        path = f"/amazon_punchin/{self.config.token}/claim/7"
        for name, text, *args in (
            ("odoo.http", "CSRF validation failed on path '%s'", path),
            ("odoo.addons.http_routing.models.ir_http", "%r (lang: %r) valid lang in url", f"/en_US{path}", "en_US"),
            ("urllib3.connectionpool", '"GET %s HTTP/1.1" 200', f"/en_US{path}"),
        ):
            with self.subTest(logger=name), self.assertLogs(name) as logs:
                logging.getLogger(name).warning(text, *args)
                self.assertIn("/amazon_punchin/********/claim/7", logs.output[0])

    def test_failed_query_shows_no_token(self):
        query = self.env["amazon.punchin.config"]._search([("token", "=", self.config.token)])
        query.add_where(SQL("pg_sleep(1) IS NOT NULL"))
        with (
            self.assertLogs("odoo.sql_db", logging.ERROR) as logs,
            self.assertRaises(QueryCanceled),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute("SET LOCAL statement_timeout = 50")
            self.env.cr.execute(query.select())
        self.assertIn("bad query", logs.output[0])
        self.assertNotIn(self.config.token, logs.output[0])

    def test_failed_save_of_a_secret(self):
        vault = self.env["amazon.punchin.vault"].sudo().search([("config_id", "=", self.config.id)])
        for values in ({"config_id": self.other_config.id}, {"config_id": False}):
            with self.subTest(values), self.assertLogs("odoo.sql_db", logging.ERROR) as logs:
                with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                    vault.write({**values, "shared_secret": "it's-typed-in-now", "soap_password": "top-secret-too"})
                    self.env.flush_all()
                for secret in ("typed-in-now", "top-secret", self.config.token):
                    self.assertNotIn(secret, logs.output[0])
            self.env.invalidate_all()

    def test_failed_query_shows_no_document(self):
        with (
            self.assertLogs("odoo.sql_db", logging.ERROR) as logs,
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env["amazon.punchin.message"].create({"config_id": self.config.id, "raw": b"eHh4" * 1000})
        self.assertLess(len(logs.output[0]), 1500)


@tagged("post_install", "-at_install")
class TestExpectedCollisions(SameMomentCase):
    """Who collides tries again; the log has no error of it, and nothing of the document."""

    def setUp(self):
        super().setUp()
        self.config_id = self.make_config()

    def receive(self, env):
        config = env["amazon.punchin.config"].browse(self.config_id)
        cart = take_in(bytes(CartDocument("never issued")))
        return env["amazon.punchin.message"]._receive(config, "PunchOutOrderMessage", cart)

    def test_same_document(self):
        """A transaction does not see what another has stored since it began, until it stores the same."""
        with Transaction() as first, Transaction() as second:
            second.cr.execute("SELECT 1")
            self.receive(first)
            commit(first)
            with self.assertLogs("odoo.sql_db") as logs, self.assertRaises(ConcurrencyError):
                self.receive(second)
            second.cr.rollback()
        self.assertEqual([(record.levelname, len(logs.records)) for record in logs.records], [("INFO", 1)])
        self.assertNotIn("INSERT", logs.output[0])

    def test_changed_row(self):
        with Transaction() as env:
            message_id = self.receive(env).id
        with Transaction() as first, Transaction() as second:
            second.cr.execute("SELECT 1")
            first["amazon.punchin.message"].browse(message_id).error = "x" * 999
            first.flush_all()
            commit(first)
            mine = second["amazon.punchin.message"].browse(message_id)

            def change():
                mine.error = "y" * 999
                mine.flush_recordset()

            for collide in (lambda: row_lock.wait_for_row(mine), change):
                with (
                    self.assertLogs("odoo.sql_db") as logs,
                    self.assertRaises(SerializationFailure),
                    second.cr.savepoint(flush=False),
                ):
                    collide()
                self.assertEqual([record.levelname for record in logs.records], ["INFO"])
                self.assertNotIn("yyy", logs.output[0])
            second.cr.rollback()

    def test_what_nobody_expects_stays_an_error(self):
        with Transaction() as env:
            self.receive(env)
            raw = {"config_id": self.config_id, "direction": "in", "document": "unknown", "state": "received"}
            env["amazon.punchin.message"].create({**raw, "dedup_key": "1"})
            with (
                self.assertLogs("odoo.sql_db", logging.ERROR) as logs,
                self.assertRaises(IntegrityError),
                env.cr.savepoint(),
            ):
                env["amazon.punchin.message"].create({**raw, "dedup_key": "1"})
        self.assertIn("duplicate key", logs.output[0])

    def test_what_is_expected_is_named(self):
        with row_lock.expecting(KeyError), row_lock.expecting(OSError):
            seen = []
            thread = threading.Thread(target=lambda: seen.append(row_lock.expected_collisions()))
            thread.start()
            thread.join()
            self.assertEqual((row_lock.expected_collisions(), seen), ((KeyError, OSError), [()]))
        self.assertEqual(row_lock.expected_collisions(), ())
