"""Values that a user may leave behind, and whether they break what others open."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from devtools.attack.arena import Arena
from devtools.attack.records import ATTRIBUTES, Records
from devtools.attack.report import Report
from devtools.problem import Problem
from devtools.rpc import Refused, Session

_KEYS = ("x", "", "1,", "1,x", "-1", "99999999", "9" * 30, "²")
_SHARES = ("abc", None, [100], {"1": 100}, 1e308)
_HOSTILE: list[Any] = [{key: 100} for key in _KEYS] + [{"1": share} for share in _SHARES] + [[], [1], "abc", 5, True]
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
    for model in records.models:
        for name, field in records.fields(model).items():
            if field["type"] == "json" and field["store"]:
                with report.attack(f"hostile values in {model} {name}") as row:
                    kept = 0
                    for tries, value in enumerate(_HOSTILE, start=1):
                        wounds = screens.wounds(records.of(model, arena.ours), model, name, value)
                        kept += wounds is not None
                        row.cells = {"Tries": str(tries), "Done": f"{kept} kept"}
                        row.require(not wounds, wounds or "")
                        if wounds:
                            break


class Screens:
    """Lists, forms, pivots and graphs, as far as they open now."""

    def __init__(self, arena: Arena):
        self._arena = arena
        self._writers, readers = ([arena.session(login) for login in logins] for logins in (_WRITERS, _READERS))
        self._readers = [(user, list(_screens(user))) for user in readers]
        for user, screens in self._readers:
            closed = [screen for screen, _error in _broken(user, screens)]
            screens[:] = [screen for screen in screens if screen not in closed]

    def wounds(self, records: list[int], model: str, name: str, value: Any) -> str | None:
        """Let whoever may write a value, look at the screens, and take it back.

        :return: what it breaks; None if it is not kept
        """
        table = model.replace(".", "_")
        look = f"SELECT {name} FROM {table} WHERE id = %s"
        for user in self._writers:
            with suppress(Problem, ValueError):
                [record] = user.call(model, "search", [("id", "in", records)], limit=1)
                [before] = self._arena.sql(look, record)
                user.call(model, "write", [record], {name: value})
                if self._arena.sql(look, record) != [before]:
                    break
        else:
            return None
        with ThreadPoolExecutor() as threads:
            broken = list(threads.map(lambda reader: next(_broken(*reader), None), self._readers))
        self._arena.sql(f"UPDATE {table} SET {name} = %s WHERE id = %s", json.dumps(before[0]), record)
        return "; ".join(
            f"{json.dumps(value)[:20]} breaks {method} of {of} for {login} ({error})"
            for login, found in zip(_READERS, broken, strict=True)
            if found
            for (of, method, _arguments), error in [found]
        )


def _broken(user: Session, screens: list[_Screen]) -> Iterator[tuple[_Screen, str]]:
    """The screens that do not open, and the exceptions."""
    for screen in screens:
        model, method, arguments = screen
        try:
            user.call(model, method, *arguments)
        except Refused as refusal:
            yield screen, refusal.exception.rpartition(".")[2]


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
