from contextlib import contextmanager

from odoo.tests import tagged
from odoo.tools import SQL

from ..protocol.received import take_in
from .answer_case import AnswerCase
from .answers import ConfirmationDocument, Status, StatusUpdateDocument
from .carts import CartDocument, Line
from .invoices import InvoiceDocument, InvoicedOrder, InvoiceLine
from .ship_notices import Portion, ShipNoticeDocument

#: Tables that grow with every order and every document.
_LARGE = {
    "account_move",
    "account_move_line",
    "amazon_punchin_approval",
    "amazon_punchin_line_status",
    "amazon_punchin_message",
    "amazon_punchin_receipt",
    "amazon_punchin_session",
    "amazon_punchin_shipment",
    "amazon_punchin_shipment_line",
    "product_product",
    "purchase_order",
    "purchase_order_line",
}

#: Indexes that find all rows of a company, or of a group at Amazon: nothing is found by these alone.
_COARSE = [f"{table}__{field}_index" for table in _LARGE for field in ("company_id", "config_id", "amazon_config_id")]


def _nodes(plan):
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


@tagged("post_install", "-at_install")
class TestIndexes(AnswerCase):
    """Whatever happens often finds its rows by an index, so that it takes no longer in a database of many orders.

    PostgreSQL says how it would find them if it avoided to read whole tables, also in the order of an index. Where it
    has to, there is no index for what is asked.
    """

    @contextmanager
    def assertIndexed(self):
        """Check each query of the block."""
        self.env.flush_all()
        self.env.invalidate_all()
        cursor, queries = self.env.cr, {}
        execute = cursor.execute

        def noted(query, params=None, **kwargs):
            code, values = (query.code, query.params) if isinstance(query, SQL) else (query, params)
            if code.lstrip().upper().startswith("SELECT"):
                queries.setdefault(code, values)
            return execute(query, params, **kwargs)

        with self.subTest():
            self.patch(cursor, "execute", noted)
            yield
            self.patch(cursor, "execute", execute)
            self.assertTrue(queries)
            self.env.flush_all()
            with cursor.savepoint() as savepoint:
                for index in _COARSE:
                    execute(f"DROP INDEX IF EXISTS {index}")
                for way in ("seqscan", "indexscan", "indexonlyscan"):
                    execute(f"SET LOCAL enable_{way} = off")
                for code, values in queries.items():
                    execute("EXPLAIN (FORMAT JSON) " + code, values)
                    [[[explained]]] = cursor.fetchall()
                    for node in _nodes(explained["Plan"]):
                        if node.get("Relation Name") in _LARGE and node["Node Type"] != "Bitmap Heap Scan":
                            self.assertIn("Index Cond", node, code)
                savepoint.rollback()

    def test_basket_comes_and_is_ordered(self):
        document = CartDocument(self.open_session())
        with self.assertIndexed():
            order = self.bring(document).order_ids
        self.code(order)
        with self.assertIndexed():
            order.button_confirm()

    def test_documents_of_amazon(self):
        order = self.make_sent_order(Line(price="10.00", quantity="2"), shipping="4.00")
        about = (order.name, order._outgoing_amazon_message().payload_id)
        for document in (
            ConfirmationDocument(*about, statuses=[Status(quantity="2")]),
            ShipNoticeDocument(portions=[Portion(*about, items=[("1", "2")])]),
            InvoiceDocument(orders=[InvoicedOrder(*about, lines=[InvoiceLine("2", "10.00")])], subtotal="20", net="20"),
        ):
            with self.assertIndexed():
                message = self.receive(document, payload_id=f"{document.dtd}@amazon.com")
            self.assertProcessed(message)

    def test_jobs(self):
        about = self.make_sent_order(Line())._outgoing_amazon_message().payload_id
        for number in ("1", "2"):
            document = StatusUpdateDocument(reference=about, payload_id=number, message=number)
            self.messages._receive_from_inbox(self.config, take_in(bytes(document)))
        self.enterContext(self.enter_registry_test_mode())
        jobs = self.env["ir.cron"].search([("cron_name", "=like", "Amazon%")])
        self.assertTrue(jobs)
        for job in jobs:
            with self.subTest(job=job.cron_name), self.assertIndexed():
                job.method_direct_trigger()

    def test_screens(self):
        self.make_sent_order(Line())
        for user in (self.buyer, self.manager):
            home = self.env["amazon.punchin.home"].with_user(user).create({})
            with self.assertIndexed():
                home.read()

    def test_search(self):
        self.make_sent_order(Line())
        orders = self.env["purchase.order"].sudo()
        for field, operator in (("name", "ilike"), ("amazon_order_ref", "ilike"), ("order_line.amazon_asin", "=")):
            with self.subTest(field=field), self.assertIndexed():
                orders.search([(field, operator, "B000")], limit=80)
