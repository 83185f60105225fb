"""What people are told before the addon is uninstalled, what it leaves behind, and whether it can come back.

`python -m devtools.upgrade.leaving DATABASE announced|left|back FILE`, in the virtual environment: FILE gets what is
wrong, a list of sentences, as JSON.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from odoo.api import Environment
from odoo.exceptions import UserError
from odoo.tools import SQL

from devtools import cache
from devtools.upgrade.figures import opened

_KEPT = "amazon_punchin_kept"

#: Where something of the addon's may be left: what to look for, and what to say of it.
_LEFTOVERS = {
    "table": "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v', 'S') AND relname ~ '^amazon_punchin'"
    " AND relname != %s",
    "column": "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE column_name ~ '^amazon_'"
    " AND table_name != %s",
    "model": "SELECT model FROM ir_model WHERE model ~ '^amazon[.]'",
    "field": "SELECT model || '.' || name FROM ir_model_fields WHERE name ~ '^amazon_'",
    "external id": "SELECT module || '.' || name FROM ir_model_data WHERE module ~ '^amazon_punchin'",
    "view": "SELECT name FROM ir_ui_view WHERE arch_db::text ~ 'amazon_'",
    "rule": "SELECT name FROM ir_rule WHERE domain_force ~ 'amazon_'",
    "filter": "SELECT name::text FROM ir_filters"
    " WHERE model_id ~ '^amazon[.]' OR domain ~ 'amazon_' OR context ~ 'amazon_'",
    "action": "SELECT name::text FROM ir_act_window WHERE res_model ~ '^amazon[.]' OR domain ~ 'amazon_'",
    "job": "SELECT cron_name FROM ir_cron WHERE cron_name ~ 'Amazon'",
    "parameter": "SELECT key FROM ir_config_parameter WHERE key ~ '^amazon'",
    "attachment": "SELECT name FROM ir_attachment WHERE res_model ~ '^amazon[.]'",
    "message": "SELECT subject FROM mail_message WHERE model ~ '^amazon[.]'",
    "follower": "SELECT res_model FROM mail_followers WHERE res_model ~ '^amazon[.]'",
    "activity": "SELECT summary FROM mail_activity WHERE res_model ~ '^amazon[.]'",
}

#: How many orders the window has to tell of, by its words: in which states they are.
_TOLD = {
    "in progress at Amazon": ("sent", "unknown", "confirmed", "partial", "shipped"),
    "not been sent yet": ("pending",),
}


def announced(env: Environment) -> Iterator[str]:
    """Whether the window that uninstalls says what will go; keeps what is to stay."""
    module = env["ir.module.module"].search([("name", "=", "amazon_punchin")])
    window = env["base.module.uninstall"].create({"module_ids": module.ids})
    for words, states in _TOLD.items():
        sentence = f"{words}: {env['purchase.order'].search_count([('amazon_state', 'in', states)])}."
        if sentence not in (window.amazon_losses or ""):
            yield f"The window does not say “{sentence}”: {window.amazon_losses}"
    if "amazon_losses" not in env["base.module.uninstall"].get_view(view_type="form")["arch"]:
        yield "The window does not show it."
    env.cr.execute(
        SQL(
            "CREATE TABLE %s AS SELECT line.id, orders.id order_id, orders.name, orders.state, orders.partner_id,"
            " orders.amount_total, line.name description, line.product_id, line.product_qty, line.price_unit,"
            " line.price_subtotal FROM purchase_order orders JOIN purchase_order_line line ON order_id = orders.id",
            SQL.identifier(_KEPT),
        )
    )


def left(env: Environment) -> Iterator[str]:
    """What is left of the addon, what has become of the orders, and whether Purchase works."""
    for what, query in _LEFTOVERS.items():
        env.cr.execute(query, [_KEPT] if "%s" in query else None)
        yield from (f"{what} {name} is left" for (name,) in env.cr.fetchall())
    columns = "id, order_id, name, description, state, partner_id, amount_total, product_id, product_qty, price_unit"
    env.cr.execute(
        f"SELECT {columns} FROM {_KEPT} EXCEPT SELECT line.id, orders.id, orders.name, line.name, orders.state,"
        " orders.partner_id, orders.amount_total, product_id, product_qty, price_unit"
        " FROM purchase_order orders JOIN purchase_order_line line ON order_id = orders.id"
    )
    yield from (f"line {row[0]} of {row[2]} is no longer as it was" for row in env.cr.fetchall())
    env.cr.execute(f"SELECT DISTINCT order_id FROM {_KEPT} ORDER BY order_id")
    orders = env["purchase.order"].browse([number for (number,) in env.cr.fetchall()])
    for order in orders.with_user(env.ref("base.user_admin")):
        yield from _refused(order)


def _refused(order) -> Iterator[str]:
    """What an administrator of Odoo may no longer do with an order."""

    def change():
        if order.locked:
            order.button_unlock()
        if order.state in ("draft", "sent"):
            order.order_line[:1].price_unit += 1
            order.button_confirm()
        elif order.state == "cancel":
            order.button_draft()
        order.copy().button_confirm()
        order.order_line.read()
        order.get_views([(False, "form"), (False, "list"), (False, "search")])

    try:
        with order.env.cr.savepoint() as savepoint:
            change()
            order.env.flush_all()
            savepoint.rollback()
    except Exception as error:
        yield f"{order.name} ({order.state}): {type(error).__name__}: {error}"


def back(env: Environment) -> Iterator[str]:
    """Whether somebody can shop after the addon has been installed again."""
    from devtools.upgrade.filling import stage_of

    env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(_KEPT)))
    if env["purchase.order"].search_count([("amazon_config_id", "!=", False)]):
        yield "An order from before is taken for one of Amazon's."
    # The tests' set-up makes these once more.
    for records, name, value in (
        (env["res.company"].search([("name", "=", "Other Company")]), "name", "Former"),
        (env["res.users"].search([("login", "=like", "amazon_%")]), "login", "former"),
        (env["account.account"].search([("code", "=", "610099")]), "code", "61"),
    ):
        for record in records:
            record[name] = f"{value}{record.id}"
    stage = stage_of(env)
    try:
        order = stage.confirmed(payload_id="again")
    except UserError as error:
        yield f"Nobody can shop: {error}"
    else:
        if order.amazon_state != "pending":
            yield f"A confirmed order is {order.amazon_state}"


if __name__ == "__main__":
    _database, _look, _file = sys.argv[1:]
    with opened(_database, str(cache.REPOSITORY)) as _env:
        Path(_file).write_text(json.dumps(list({"announced": announced, "left": left, "back": back}[_look](_env))))
