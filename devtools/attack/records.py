"""What models there are, whose their records are, and what ties one to another."""

from functools import cached_property
from typing import Any

from devtools.attack.arena import Arena, Side
from devtools.rpc import Refused

_MODELS = """
SELECT model FROM ir_model JOIN pg_class ON relname = replace(model, '.', '_')
WHERE NOT transient AND relkind IN ('r', 'v') AND (model LIKE 'amazon.punchin.%%'
    OR model = ANY(%s)) ORDER BY model
"""

#: Fields of core's models that tie a record to another one of a company; of its other fields, ours alone matter.
_CORE = {"company_id", "department_id", "order_id", "order_line", "account_id", "analytic_distribution"}

#: Ways from a record to the company whose it is.
_WAYS = ("company_id", "config_id.company_id", "order_id.company_id", "approval_id.order_id.company_id")

#: Which of core's records are of Amazon.
_AMAZON = {
    "purchase.order": [("amazon_config_id", "!=", False)],
    "purchase.order.line": [("order_id.amazon_config_id", "!=", False)],
    "account.move": [("amazon_order_ids", "!=", False)],
    "account.move.line": [("move_id.amazon_order_ids", "!=", False)],
}
ATTRIBUTES = ["type", "relation", "relation_field", "store", "required", "readonly", "groupable"]

Fields = dict[str, dict[str, Any]]


class Records:
    """The models of both companies, as an administrator of both sees them."""

    def __init__(self, arena: Arena):
        self._arena = arena
        self._fields: dict[str, Fields] = {}
        self._found: dict[tuple[str, int], list[int]] = {}

    @cached_property
    def models(self) -> list[str]:
        """Those that are walked."""
        return [model for (model,) in self._arena.sql(_MODELS, list(_AMAZON)) if self.way(model)]

    def fields(self, model: str) -> Fields:
        """The fields of a model, as far as they matter."""
        if model not in self._fields:
            every = self._arena.admin.call(model, "fields_get", [], ATTRIBUTES)
            ours = model.startswith("amazon.") or model not in self.models
            self._fields[model] = {
                name: field for name, field in every.items() if ours or "amazon" in name or name in _CORE
            }
        return self._fields[model]

    def way(self, model: str) -> str:
        """The path from a record to its company; empty: it is everybody's."""
        if model == "res.company":
            return "id"
        if model == "res.users":
            return ""
        every = self._arena.admin.call(model, "fields_get", [], ["type"])
        if "company_ids" in every and "company_id" not in every:
            return "company_ids"
        return next((way for way in _WAYS if way.partition(".")[0] in every), "")

    def of(self, model: str, side: Side) -> list[int]:
        """The records of a company."""
        key = (model, side.company)
        if key not in self._found:
            way = self.way(model)
            domain = [(way, "in", [side.company]), *_AMAZON.get(model, [])]
            try:
                self._found[key] = self._arena.admin.call(model, "search", domain, limit=20) if way else []
            except Refused:  # Nobody reads it, so every record is as foreign as the others.
                self._found[key] = [id for (id,) in self._arena.sql(f"SELECT id FROM {model.replace('.', '_')}")]
        return self._found[key]
