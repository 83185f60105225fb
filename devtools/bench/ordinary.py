"""An ordinary purchase order, from its form to its posted bill: beside our addons, and without them, by turns."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from odoo import fields
from odoo.api import SUPERUSER_ID, Environment
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.server import load_server_wide_modules
from odoo.tests import Form
from odoo.tools import config as odoo_config

from devtools.bench.figures import Cost, Measured, cost
from devtools.bench.stopwatch import measure
from devtools.environment import database_options
from devtools.progress import step

LINES = 10

_SHORTEST_S = 60
_LIST = "purchase.purchase_order_kpis_tree"
_RIGHTS = ("purchase.group_purchase_manager", "account.group_account_invoice")


@dataclass
class _Desk:
    """Somebody who buys and bills, and nothing of Amazon's; a vendor, and as many products as an order has lines."""

    registry: Registry
    user_id: int
    vendor_id: int
    product_ids: list[int]


def measured_ordinary(without: str, beside: str, runs: int) -> list[Cost]:
    """Do the same on both databases by turns.

    :param without: name of a database without our addons
    :param beside: name of a database with them
    :param runs: at least
    """
    odoo_config.parse_config([*database_options(without), "--log-level=error"], setup_logging=True)
    odoo_config["db_name"] = [without, beside]
    load_server_wide_modules()
    desks = [_furnished(Registry(name)) for name in (without, beside)]
    with step(f"Ordinary orders of {LINES} lines") as current:
        for desk in desks:
            _run(desk)
        turns = []
        begun = time.monotonic()
        while len(turns) < runs or time.monotonic() - begun < _SHORTEST_S:
            if len(turns) % 2:
                second, first = _run(desks[1]), _run(desks[0])
            else:
                first, second = map(_run, desks)
            turns.append((first, second))
            current.detail = f"{len(turns)} runs"
    return [
        cost(name, [first[name] for first, _second in turns], [second[name] for _first, second in turns])
        for name in turns[0][0]
    ]


def _furnished(registry: Registry) -> _Desk:
    """The user, the vendor and the products stay, so that each run finds Odoo's caches warm, as people do."""
    with registry.cursor() as cursor:
        env = Environment(cursor, SUPERUSER_ID, {})
        groups = [Command.link(env.ref(name).id) for name in _RIGHTS]
        user = env["res.users"].create({"name": "Paula Purchase", "login": "paula", "group_ids": groups})
        vendor = env["res.partner"].create({"name": "Paper Mill"})
        products = env["product.product"].create(
            [{"name": f"Paper {number}", "standard_price": number, "type": "consu"} for number in range(LINES)]
        )
        return _Desk(registry, user.id, vendor.id, products.ids)


def _run(desk: _Desk) -> dict[str, Measured]:
    """Every step of one order, which is gone afterwards."""
    with desk.registry.cursor() as cursor:
        costs = dict(_steps(Environment(cursor, desk.user_id, {}), desk))
        cursor.rollback()
    return costs


def _steps(env: Environment, desk: _Desk) -> Iterator[tuple[str, Measured]]:
    orders = env["purchase.order"]
    made: dict[str, Any] = {}

    def timed(name: str, action: Callable[[], Any]) -> tuple[str, Measured]:
        return name, measure(env, lambda: made.update({name: action()}))

    yield timed("New form", lambda: Form(orders))
    yield timed("Create", lambda: orders.create(_values(desk)))
    order = made["Create"]
    yield timed("Open", lambda: Form(order))
    yield timed("Edit", lambda: order.write({"order_line": list(_edits(order))}))
    yield timed("List", lambda: listed(orders, orders.env.ref(_LIST).id))
    yield timed("Confirm", order.button_confirm)
    order.order_line.qty_received = 2
    yield timed("Bill", order.action_create_invoice)
    bill = order.invoice_ids
    bill.invoice_date = fields.Date.today()
    yield timed("Open the bill", lambda: Form(bill))
    yield timed("Post the bill", bill.action_post)


def _values(desk: _Desk) -> dict[str, Any]:
    lines = [{"product_id": number, "product_qty": 1, "price_unit": 10} for number in desk.product_ids]
    return {"partner_id": desk.vendor_id, "order_line": [Command.create(line) for line in lines]}


def _edits(order: Any) -> Iterator[tuple]:
    for number, line in enumerate(order.order_line):
        yield Command.update(line.id, {"product_qty": 2, "price_unit": 11 + number})


def listed(records: Any, view_id: int, domain: list | None = None) -> list[dict[str, Any]]:
    """A list as the web client shows it: its views, then what they show.

    :param records: of its model, for whoever looks at it
    """
    arch = records.get_views([(view_id, "list"), (False, "search")])["views"]["list"]["arch"]
    names = [field.get("name") for field in etree.fromstring(arch).iterfind("field")]
    return records.web_search_read(domain or [], {name: {} for name in names}, limit=80)["records"]
