"""The people of one company try to reach the other one's records, and to break what others look at."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from devtools.attack.arena import Arena
from devtools.attack.records import Records
from devtools.attack.report import Report, Row
from devtools.attack.values import break_screens
from devtools.problem import Problem
from devtools.rpc import Session

PEOPLE = {
    "manager": "Amazon administrator",
    "buyer": "punchout buyer",
    "requisitioner": "requisitioner",
    "approver": "purchase manager",
    "head": "approver without a role",
}
_ATTEMPTS = 6

#: Who has a record has what is of it, so several records are tried: one check or another may be before the rest.
_OWNERS = ("res.company", "amazon.punchin.config")
_RELATIONS = ("many2one", "many2many", "one2many")


def run(arena: Arena) -> Report:
    """Walk all models as everybody."""
    report = Report("From one company to another", "Tries", "Done")
    records = Records(arena)
    for login, role in PEOPLE.items():
        walker = Walker(arena, records, arena.session(login))
        for text, way in {"reads": walker.read, "changes": walker.change, "links to": walker.link}.items():
            with report.attack(f"{role} {text} the other company's records") as row:
                walker.walk(row, way)
    break_screens(arena, records, report)
    return report


class Walker:
    """One of the people.

    :param records: of both companies
    :param user: the session
    """

    def __init__(self, arena: Arena, records: Records, user: Session):
        self._arena = arena
        self._records = records
        self._user = user
        self._tries = 0

    def walk(self, row: Row, way: Any) -> None:
        """Try one way on all models, and note what it leads to."""
        self._tries, done = 0, []
        for model in self._records.models:
            done += [f"{model.removeprefix('amazon.punchin.')} {what}" for what in way(model)]
        row.cells = {"Tries": f"{self._tries:,}", "Done": f"{len(done):,}"}
        row.require(not done, ", ".join(done))

    def read(self, model: str) -> Iterator[str]:
        """Look at records by all ways of reading."""
        theirs = self._records.of(model, self._arena.theirs)
        domain = [("id", "in", theirs)]
        looks: dict[str, tuple[tuple, dict]] = {
            "read": ((theirs, ["display_name"]), {}),
            "search_read": ((domain, ["id"]), {}),
            "web_search_read": ((domain, {"display_name": {}}), {}),
            "name_search": (("", domain), {}),
            "search_count": ((domain,), {}),
            "formatted_read_group": ((domain, [], ["__count"]), {}),
            "export_data": ((theirs, ["id"]), {}),
            "search": ((domain,), {"context": {"allowed_company_ids": [self._arena.theirs.company]}}),
        }
        for method, (arguments, options) in looks.items() if theirs else ():
            seen = self._try(model, method, *arguments, **options)
            if holds_records(seen):
                yield method

    def change(self, model: str) -> Iterator[str]:
        """Write, copy and delete one of their records."""
        fields = self._records.fields(model)
        names = [name for name, field in fields.items() if field["type"] in ("char", "text") and field["store"]]
        for record in self._records.of(model, self._arena.theirs)[:2]:
            for name in names[:3]:
                if self._try(model, "write", [record], {name: "x"}):
                    yield f"{name} written"
            if self._try(model, "copy", [record]):
                yield "copied"
            if self._try(model, "unlink", [record]):
                yield "deleted"

    def link(self, model: str) -> Iterator[str]:
        """Let every relation of a record of ours lead to theirs: by write, create and copy."""
        ours = self._mine(model)
        may_write = self._may(model, "write")
        values = self._values(model, ours[0]) if ours and self._may(model, "create") else None
        for name, field in self._records.fields(model).items():
            if field["type"] not in _RELATIONS or not field["store"]:
                continue
            moving = ours if may_write and field["relation"] in _OWNERS else ours[:may_write]
            for target in self._records.of(field["relation"], self._arena.theirs)[:1]:
                for what, value in _pointers(field["type"], target):
                    if any(self._moves(model, mine, name, field, target, value) for mine in moving):
                        yield f"{name} written{what}"
                    if values is not None:
                        yield from self._makes(model, ours[0], values, name, target, value, what)

    # --- Their steps ---------------------------------------------------------------------

    def _mine(self, model: str) -> list[int]:
        domain = [("id", "in", self._records.of(model, self._arena.ours))]
        return self._try(model, "search", domain, order="id", limit=_ATTEMPTS) or []

    def _may(self, model: str, operation: str) -> bool:
        return bool(self._try(model, "has_access", [], operation))

    def _values(self, model: str, record: int) -> dict[str, Any]:
        """What a record like ours is created with."""
        fields = self._records.fields(model)
        names = [
            name
            for name, field in fields.items()
            if field["store"] and (field["required"] or not field["readonly"]) and field["type"] != "one2many"
        ]
        read = self._try(model, "read", [record], names) or self._try(
            model, "read", [record], [name for name in names if fields[name]["required"]]
        )
        values = {name: value for name, value in (read or [{}])[0].items() if name in fields and value}
        for name, value in values.items():
            kind = fields[name]["type"]
            if kind == "many2one":
                values[name] = value[0]
            elif kind == "many2many":
                values[name] = [(6, 0, value)]
        return values

    def _moves(self, model: str, record: int, name: str, field: dict, target: int, value: Any) -> bool:
        """Whether a write makes a record of ours lead to theirs; it is taken back."""
        admin = self._arena.admin
        [before] = admin.call(model, "read", [record], [name])
        if not self._try(model, "write", [record], {name: value}) or not self._leads(model, record, name, target):
            return False
        if field["type"] == "many2one":
            old = before[name] and before[name][0]
            table = model.replace(".", "_")
            self._arena.sql(f"UPDATE {table} SET {name} = %s WHERE id = %s", old or None, record)
        elif field["type"] == "many2many":
            admin.call(model, "write", [record], {name: [(6, 0, before[name])]})
        else:
            table, back = field["relation"].replace(".", "_"), field["relation_field"]
            [(theirs,)] = self._arena.sql(
                f"SELECT min({back}) FROM {table} WHERE id <> %s AND {back} IS NOT NULL AND {back} <> %s",
                target,
                record,
            )
            self._arena.sql(f"UPDATE {table} SET {back} = %s WHERE id = %s", theirs, target)
        return True

    def _makes(
        self, model: str, ours: int, values: dict, name: str, target: int, value: Any, what: str
    ) -> Iterator[str]:
        """Create one like ours that leads to theirs, and copy ours so."""
        texts = {key: f"{text} {self._tries}" for key, text in values.items() if key in ("name", "email", "reference")}
        for way, made in {
            "created": self._try(model, "create", [{**values, **texts, name: value}]),
            "copied": self._try(model, "copy", [ours], {name: value}),
        }.items():
            made = made[0] if isinstance(made, list) and made else made
            if made and self._leads(model, made, name, target):
                yield f"{name} {way}{what}"
                with suppress(Problem):
                    self._arena.sql(f"DELETE FROM {model.replace('.', '_')} WHERE id = %s", made)

    def _leads(self, model: str, record: int, name: str, target: int) -> bool:
        [found] = self._arena.admin.call(model, "read", [record], [name])
        value = found[name] or []
        return value[0] == target if _is_pair(value) else target in value

    def _try(self, model: str, method: str, *arguments: Any, **options: Any) -> Any:
        """What the server answers; None if it refuses."""
        self._tries += 1
        try:
            return self._user.call(model, method, *arguments, **options)
        except Problem:
            return None


def _pointers(kind: str, target: int) -> Iterator[tuple[str, Any]]:
    """Values of a relation that lead to a record, each with how it is said."""
    if kind == "many2one":
        yield "", target
    else:
        yield " by link", [(4, target)]
        yield " by set", [(6, 0, [target])]
    if kind == "one2many":
        yield " by change", [(1, target, {})]


def _is_pair(value: list) -> bool:
    return len(value) == 2 and isinstance(value[1], str)


def holds_records(seen: Any) -> bool:
    if isinstance(seen, dict):
        return bool(seen.get("records") or seen.get("datas"))
    if isinstance(seen, list) and seen and isinstance(seen[0], dict) and "__count" in seen[0]:
        return bool(seen[0]["__count"])
    return bool(seen)
