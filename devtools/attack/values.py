"""Values that a user may leave behind, and whether they break what others open."""

import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from devtools.attack.arena import Arena
from devtools.attack.records import ATTRIBUTES, Records
from devtools.attack.report import Report
from devtools.problem import Problem
from devtools.rpc import Refused, Session

_HOSTILE: list[Any] = [
    {"x": 100},
    {"": 100},
    {"1": "abc"},
    {"1": None},
    {"1": [100]},
    {"1": {"1": 100}},
    {"1,": 100},
    {"1,x": 100},
    {"-1": 100},
    {"99999999": 100},
    {"9" * 30: 100},
    {"1": 1e308},
    {"²": 100},
    [],
    [1],
    "abc",
    5,
    True,
]
_WRITERS = ("manager", "buyer", "approver")
_READERS = ("approver", "buyer", "manager")
_OPENED = (
    "amazon.punchin.report",
    "purchase.order",
    "purchase.order.line",
    "amazon.punchin.config",
    "amazon.punchin.item.rule",
)

#: What a screen calls: the model, the method, its arguments.
_Screen = tuple[str, str, tuple]


def break_screens(arena: Arena, records: Records, report: Report) -> None:
    """Write hostile values into each Json field, until one breaks the screens of others."""
    screens = Screens(arena)
    users = [arena.session(login) for login in _WRITERS]
    for model in records.models:
        for name, field in records.fields(model).items():
            if field["type"] == "json" and field["store"]:
                with report.attack(f"hostile values in {model} {name}") as row:
                    kept = 0
                    for tries, value in enumerate(_HOSTILE, start=1):
                        wounds = screens.wounds(users, records.of(model, arena.ours), (model, name), value)
                        kept += wounds is not None
                        row.cells = {"Tries": str(tries), "Done": f"{kept} kept"}
                        if wounds:
                            row.require(False, wounds)
                            break


class Screens:
    """Lists, forms, pivots and graphs, as far as they open now."""

    def __init__(self, arena: Arena):
        self._arena = arena
        self._screens = {login: list(_screens(arena.session(login))) for login in _READERS}
        for login, screen, _error in list(self._broken()):
            self._screens[login].remove(screen)

    def wounds(self, users: list[Session], records: list[int], place: tuple[str, str], value: Any) -> str | None:
        """Let whoever may write a value, look at the screens, and take it back.

        :return: what it breaks; None if it is not kept
        """
        (model, name), table = place, place[0].replace(".", "_")
        look = f"SELECT {name} FROM {table} WHERE id = %s"
        for user in users:
            with suppress(Problem, ValueError):
                [record] = user.call(model, "search", [("id", "in", records)], limit=1)
                [before] = self._arena.sql(look, record)
                user.call(model, "write", [record], {name: value})
                if self._arena.sql(look, record) != [before]:
                    break
        else:
            return None
        broken = [
            f"{json.dumps(value)[:20]} breaks {method} of {model} for {login} ({error})"
            for login, (model, method, _arguments), error in islice(self._broken(), 1)
        ]
        self._arena.sql(f"UPDATE {table} SET {name} = %s WHERE id = %s", json.dumps(before[0]), record)
        return "".join(broken)

    def _broken(self) -> Iterator[tuple[str, _Screen, str]]:
        """Whose screen does not open, and the exception."""
        for login, screens in self._screens.items():
            for model, method, arguments in screens:
                try:
                    self._arena.session(login).call(model, method, *arguments)
                except Refused as refusal:
                    yield login, (model, method, arguments), refusal.exception.rpartition(".")[2]


def _screens(user: Session) -> Iterator[_Screen]:
    for model in _OPENED:
        try:
            fields = user.call(model, "fields_get", [], ATTRIBUTES)
        except Refused:
            continue
        yield model, "web_search_read", ([], {name: {} for name in fields})
        for name, field in fields.items():
            if field.get("groupable") and ("analytic" in name or name == "company_id"):
                yield model, "formatted_read_group", ([], [name], ["__count"])
