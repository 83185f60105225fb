"""What a database holds and does, in figures that an upgrade must not change.

`python -m devtools.upgrade.figures DATABASE ADDONS FILE`, in the virtual environment: the code in the folder ADDONS
reads the database, and FILE gets the figures as JSON.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any

from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

from devtools.environment import database_options

#: Tables of Odoo's in which we or our records leave something, and which of their rows.
_TABLES = {
    "account_move": "TRUE",
    "account_move_line": "TRUE",
    "ir_attachment": "res_model LIKE 'amazon.punchin.%%' OR res_model IN ('purchase.order', 'account.move')",
    "ir_model_access": "TRUE",
    "ir_model_data": "module LIKE 'amazon_punchin%%' AND (model NOT LIKE 'ir.model%%' OR model = 'ir.model.access')",
    "ir_rule": "TRUE",
    "mail_activity": "TRUE",
    "mail_followers": "TRUE",
    "mail_message": "TRUE",
    "mail_tracking_value": "TRUE",
    "purchase_order": "TRUE",
    "purchase_order_line": "TRUE",
    "res_groups_users_rel": "TRUE",
    "rule_group_rel": "TRUE",
}
#: Columns that every update calculates anew from a list in the code: the place of a check among all checks, which
#: moves when a version adds one before it. Which check comes before which one is compared instead.
_FROM_CODE = {("amazon_punchin_check", "sequence")}
#: Columns of Amazon orders that depend on what bills are expected for, which groups say since 19.0.1.7.0. Those of
#: ordinary orders stay.
_BY_BILL_POLICY = {("purchase_order", "invoice_status"), ("purchase_order_line", "qty_to_invoice")}
_LONGEST = 40
#: States that a version has split: orders in the new one are compared as what they were before.
_SPLIT_OFF = {"rejected": "cancelled"}
#: What record rules say since 19.0.1.8.0, to what they said: whoever was asked to decide an order sees it for good.
_ASKED = '"|", ("state", "in", ("approved", "rejected")), ("opened_at", "!=", False)'
_DECIDED = '("state", "in", ("approved", "rejected"))'


class _Allowed(Exception):
    """A write went through, and is to be undone."""


@contextmanager
def opened(database: str, folder: str) -> Iterator[Environment]:
    """The superuser's environment; its transaction is committed when the block ends well.

    :param folder: where the addons are
    """
    config.parse_config([*database_options(database), f"--addons-path={folder}", "--log-level=warn"])
    with Registry(database).cursor() as cursor:
        yield Environment(cursor, SUPERUSER_ID, {})


def take(env: Environment) -> dict[str, dict[str, Any]]:
    """All figures, by section, and in it by what they are about."""
    orders = env["purchase.order"].search([("amazon_config_id", "!=", False)], order="id")
    messages = env["amazon.punchin.message"]
    return {
        "Orders by state": dict(Counter(_SPLIT_OFF.get(order.amazon_state, order.amazon_state) for order in orders)),
        "Messages by state": dict(messages._read_group([], ["state"], ["__count"])),
        "Stored values": dict(_stored(env)),
        "Order of checks": dict.fromkeys(_order_of_checks(env), True),
        "Calculated values": dict(_calculated(orders)),
        "Locks": dict(_locks(orders)),
        "Secrets": dict(_secrets(env)),
        "Attachments": dict(_attachments(env)),
        "Fields and choices": dict.fromkeys(_fields(env), True),
        "German labels": dict.fromkeys(_translated(env), True),
        "Orphans": dict.fromkeys(_orphans(env), True),
    }


def _stored(env: Environment) -> Iterator[tuple[str, Any]]:
    """Every column of every row that is ours, but who wrote it and when; long values and secrets as digests."""
    passing = [model for model in env.values() if model._transient]
    left_out = {model._table for model in passing}
    left_out |= {field.relation for model in passing for field in model._fields.values() if field.type == "many2many"}
    ours = env.execute_query(SQL("SELECT relname FROM pg_class WHERE relkind IN ('r', 'v') AND relname ~ '^amazon_'"))
    for table, condition in {**_TABLES, **{name: "TRUE" for (name,) in ours if name not in left_out}}.items():
        query = SQL(f"SELECT to_jsonb(t) - 'write_date' - 'write_uid' FROM {table} t WHERE {condition}")
        for (row,) in env.execute_query(query):
            key = row.pop("id", None) or " ".join(map(str, row.values()))
            is_amazons = bool(row.get("amazon_config_id") or row.get("amazon_kind"))
            for column, found in row.items():
                if (table, column) in _FROM_CODE or (is_amazons and (table, column) in _BY_BILL_POLICY):
                    continue
                value = _SPLIT_OFF.get(found, found) if column == "amazon_state" else _in_english(found)
                if column == "domain_force" and value:
                    value = value.replace(_ASKED, _DECIDED)
                text = json.dumps(value, sort_keys=True)
                told = (
                    value if len(text) <= _LONGEST and not table.endswith("_vault") else hashlib.sha256(text.encode())
                )
                yield f"{table} {key} {column}", told.hexdigest() if hasattr(told, "hexdigest") else told


def _secrets(env: Environment) -> Iterator[tuple[str, Any]]:
    """The secrets of each group, as digests, and whether they open what they opened."""
    groups = env["amazon.punchin.config"]
    for group in groups.with_context(active_test=False).search([]):
        for name in ("inbox_login", "inbox_password", "shared_secret", "shared_secret_next", "soap_password", "token"):
            yield f"{group.id} {name}", group[name] and hashlib.sha256(group[name].encode()).hexdigest()
        yield f"{group.id} address", groups._find_inbox(group.token).id
        yield f"{group.id} inbox", group._authenticates_inbox(group.inbox_login, group.inbox_password, "")


def _attachments(env: Environment) -> Iterator[tuple[str, Any]]:
    """What is in the files that belong to our records, to orders and to bills."""
    names = [name for name in env if name.startswith("amazon.punchin.")] + ["purchase.order", "account.move"]
    for attachment in env["ir.attachment"].search([("res_model", "in", names), ("res_field", "=", False)]):
        content = hashlib.sha256(attachment.raw or b"").hexdigest()
        yield f"{attachment.id} {attachment.name}", f"{attachment.mimetype} {content}"


def _in_english(value: Any) -> Any:
    """A text of which there is English alone, as it was before its column had languages."""
    return value["en_US"] if isinstance(value, dict) and set(value) == {"en_US"} else value


def _order_of_checks(env: Environment) -> Iterator[str]:
    """Which check of a group comes before which other one."""
    for group, checks in env["amazon.punchin.check"].search([]).grouped("config_id").items():
        for pair in combinations(checks.sorted("sequence").mapped("key"), 2):
            yield f"{group.id} {' before '.join(pair)}"


def _calculated(orders: Any) -> Iterator[tuple[str, Any]]:
    """Amounts, counts and switches that are not stored."""
    kinds = ("boolean", "float", "integer", "monetary")
    ours = {name: field for name, field in orders._fields.items() if name.startswith("amazon_")}
    names = [name for name, field in ours.items() if not field.store and field.type in kinds]
    for row in orders.read(names):
        yield from ((f"{row['id']} {name}", row[name]) for name in names)


def _locks(orders: Any) -> Iterator[tuple[str, str]]:
    """What becomes of an administrator's writes to what Amazon and the approvers have been shown."""
    for order in orders.with_user(orders.env.ref("base.user_admin")):
        for record, values in (
            (order, {"partner_id": order.company_id.partner_id.id, "amazon_total": 1.0, "amazon_state": "done"}),
            (order.order_line[:1], {"price_unit": 1.0, "product_qty": 7.0}),
        ):
            for name, value in values.items():
                yield f"{order.name} {name}", _refusal(record, {name: value})


def _refusal(record: Any, values: dict[str, Any]) -> str:
    try:
        with record.env.cr.savepoint():
            record.write(values)
            record.env.flush_all()
            raise _Allowed
    except Exception as error:
        return type(error).__name__


def _fields(env: Environment) -> Iterator[str]:
    """Our fields of models that have records, and their choices."""
    for model in (model for model in env.values() if not model._abstract):
        for field in model._fields.values():
            if any(module.startswith("amazon_punchin") for module in field._modules):
                yield f"{field} {field.type}"
                choices = field.get_values(env) if field.type == "selection" else []
                yield from (f"{field} {choice}" for choice in choices)


def _translated(env: Environment) -> Iterator[str]:
    query = (
        "SELECT model, name FROM ir_model_fields WHERE field_description ? 'de_DE' AND model LIKE 'amazon.punchin.%%'"
    )
    for model, name in env.execute_query(SQL(query)):
        if model in env and not env[model]._abstract:
            yield f"{model}.{name}"


def _orphans(env: Environment) -> Iterator[str]:
    """What the database says of models, fields and records that are no more, and columns without a field."""
    models = {name: model for name, model in env.items() if name.startswith("amazon.punchin.")}
    for model, name in env.execute_query(SQL("SELECT model, name FROM ir_model_fields WHERE state = 'base'")):
        if model not in env or name not in env[model]._fields:
            yield f"field {model}.{name}"
    for (model,) in env.execute_query(SQL("SELECT model FROM ir_model")):
        if model not in env:
            yield f"model {model}"
    names = "SELECT model, res_id, name FROM ir_model_data WHERE module LIKE 'amazon_punchin%%'"
    for model, number, name in env.execute_query(SQL(names)):
        if model not in env or not env[model].browse(number).exists():
            yield f"external id {name}"
    for table, name in env.execute_query(SQL("SELECT table_name, column_name FROM information_schema.columns")):
        model = next((model for model in models.values() if model._table == table), None)
        if model is not None and model._auto and name not in model._fields:
            yield f"column {table}.{name}"


if __name__ == "__main__":
    _database, _folder, _file = sys.argv[1:]
    with opened(_database, _folder) as _env:
        Path(_file).write_text(json.dumps(take(_env), default=str))
