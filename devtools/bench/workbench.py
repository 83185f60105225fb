"""One cart, made into an order in three ways, timed: in the server, over HTTP, and by a plain `create`."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from odoo.api import SUPERUSER_ID, Environment
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.server import load_server_wide_modules
from odoo.tools import config as odoo_config

from amazon_sandbox.config import Group
from devtools.bench.documents import german_cart
from devtools.bench.figures import Measured
from devtools.bench.stopwatch import measure, post
from devtools.environment import database_options
from devtools.problem import Problem

CONFIGURATION = "amazon_punchin.demo_config_de"
BUYER = "amazon_punchin.demo_user_buyer"


class Workbench:
    """A database with demo data, opened by the Odoo of this process; its item rules are put aside.

    :param database: its name
    :param url: the address of the server that runs on the same database, without a slash at the end
    :ivar url: that address
    :ivar registry: Odoo's, of that database
    :ivar group: of the stand-in for Amazon, which its documents belong to
    """

    def __init__(self, database: str, url: str):
        odoo_config.parse_config([*database_options(database), "--log-level=error"], setup_logging=True)
        load_server_wide_modules()
        self.registry = Registry(database)
        self.url = url
        with self.transaction() as env:
            config = env.ref(CONFIGURATION)
            config.write({"product_policy": "asin", "policy": "direct_allowed"})
            env["amazon.punchin.item.rule"].search([]).active = False
            self._token = config.token
            names = ("marketplace", "buyer_domain", "buyer_identity", "amazon_domain", "amazon_identity")
            self.group = Group(name="Bench", shared_secret="", **{name: config[name] for name in names})
            env.cr.commit()

    def plain_order(self, lines: int) -> dict:
        """What a plain `create` needs for the order that a cart of that many lines becomes.

        The products that the cart needs are there from now on.
        """
        with self.transaction() as env:
            order = bring(env, self.cart(env, lines))
            values = {
                "partner_id": order.partner_id.id,
                "currency_id": order.currency_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "name": line.name,
                            "product_qty": line.product_qty,
                            "price_unit": line.price_unit,
                            "tax_ids": [Command.set(line.tax_ids.ids)],
                        }
                    )
                    for line in order.order_line
                ],
            }
            _require_same_total(order, env["purchase.order"].create(values))
            order.button_cancel()
            order.unlink()
            env.cr.commit()
        return values

    def in_server(self, lines: int) -> Measured:
        """Time what the return route does with a cart's bytes, from receiving them to the written order."""
        with self.transaction() as env:
            document = self.cart(env, lines)
            return measure(env, lambda: bring(env, document))

    def plain(self, values: dict) -> Measured:
        """Time a plain `create` with these values."""
        with self.transaction() as env:
            return measure(env, lambda: env["purchase.order"].create(values))

    def over_http(self, lines: int) -> float:
        """Time a browser's post of a cart to the running server, in seconds until the redirect to the order."""
        with self.transaction() as env:
            document = self.cart(env, lines)
            env.cr.commit()
        body = urlencode({"cxml-urlencoded": document.decode()}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        seconds, status, _answer = post(f"{self.url}/amazon_punchin/{self._token}/return", body, headers)
        if status != 303:
            raise Problem(f"The return route answered {status} to a cart of {lines} lines instead of 303.")
        return seconds

    @contextmanager
    def transaction(self) -> Iterator[Environment]:
        """A transaction that leaves nothing behind unless it is committed."""
        with self.registry.cursor() as cursor:
            yield Environment(cursor, SUPERUSER_ID, {})
            cursor.rollback()

    def cart(self, env: Environment, lines: int) -> bytes:
        """A cart that comes back from a trip that has just begun."""
        token = env["amazon.punchin.session"]._open(env.ref(CONFIGURATION), env.ref(BUYER), "punch_out")
        return german_cart(lines, token, self.group)


def bring(env: Environment, document: bytes):
    """Do with a cart what the return route does.

    :return: the order
    """
    messages = env["amazon.punchin.message"]
    cart = received(document)
    message = messages._receive(env.ref(CONFIGURATION), "PunchOutOrderMessage", cart)
    message._process(cart)
    if not message.order_ids:
        raise Problem(f"The cart became no order: {message.error}")
    return message.order_ids


def received(document: bytes):
    """Read a document as the routes do; addons can be imported only once Odoo runs."""
    return importlib.import_module("odoo.addons.amazon_punchin.protocol.received").take_in(document)


def _require_same_total(order, plain) -> None:
    """Refuse to compare two orders that are not the same."""
    if order.currency_id.compare_amounts(order.amount_total, plain.amount_total):
        raise Problem(f"The cart's order comes to {order.amount_total}, the plain one to {plain.amount_total}.")
