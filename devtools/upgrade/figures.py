"""What a database holds and does, in figures that an upgrade must not change.

`python -m devtools.upgrade.figures DATABASE ADDONS FILE`, in the virtual environment: the code in the folder ADDONS
reads the database, and FILE gets the figures as JSON.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
_LONGEST = 40


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
        "Orders by state": dict(orders._read_group([("id", "in", orders.ids)], ["amazon_state"], ["__count"])),
        "Messages by state": dict(messages._read_group([], ["state"], ["__count"])),
        "Stored values": dict(_stored(env)),
        "Calculated values": dict(_calculated(orders)),
        "Locks": dict(_locks(orders)),
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
            for column, value in row.items():
                text = json.dumps(value, sort_keys=True)
                told = (
                    value if len(text) <= _LONGEST and not table.endswith("_vault") else hashlib.sha256(text.encode())
                )
                yield f"{table} {key} {column}", told.hexdigest() if hasattr(told, "hexdigest") else told


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
