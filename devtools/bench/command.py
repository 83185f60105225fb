"""`./dev bench`: measure, and print targets beside. It does not judge."""

import json as formats
import sys
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

from rich.console import Console
from rich.table import Table

from devtools import database, environment
from devtools.bench.figures import (
    ANSWERED_LINES,
    LARGE,
    MOST_GROWTH,
    MOST_OF_ORDINARY,
    MOST_OF_TRIVIAL,
    MOST_QUERIES_OF_ANSWER,
    MOST_QUERIES_PER_100,
    MOST_SECONDS_OF_PEOPLE,
    MOST_SHARE_OF_RULES,
    MOST_SPREAD,
    Cost,
    Measured,
    queries_per_100,
)
from devtools.stage import fresh

_WIDTH = 118


def bench(*, ordinary: bool, runs: int, json: Path | None) -> None:
    """Measure on fresh databases, and print the table.

    :param ordinary: an ordinary purchase order beside our addons and without them, instead of carts of all sizes
    :param runs: of each size, at least
    :param json: where to write the figures as well
    """
    if ordinary:
        figures = {"ordinary": _ordinary(max(runs, 1))}
        _print_ordinary(figures["ordinary"])
    else:
        with fresh(demo=True) as play:
            from devtools.bench.measuring import measure_all

            figures = measure_all(play, max(runs, 1))
        _print(figures)
    if json is not None:
        json.write_text(formats.dumps(figures, default=asdict, indent=2) + "\n")


def _ordinary(runs: int) -> list[Cost]:
    with environment.ready(), database.bare(demo=False) as without, database.scratch(demo=False) as beside:
        from devtools.bench.ordinary import measured_ordinary

        return measured_ordinary(without, beside, runs)


def _print_ordinary(costs: list[Cost]) -> None:
    table = Table("An ordinary order", "Without", "Beside", "Ratio", "Queries without", "More beside")
    for column in table.columns[1:]:
        column.justify = "right"
    for step in costs:
        more = step.beside_queries - step.without_queries
        table.add_row(
            step.step,
            _time(step.without_s),
            _time(step.beside_s),
            _judged(step.ratio, MOST_OF_ORDINARY, 3),
            str(step.without_queries),
            _judged(more, 0, 0),
        )
    Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False).print(table)


def _print(figures: dict) -> None:
    rows = figures["cart_to_order"]
    table = Table("Lines", "In the server", "Over HTTP", "Plain create", "Ratio", "Queries", "Per 100 more", "Plain's")
    for column in table.columns:
        column.justify = "right"
    for measured in rows:
        table.add_row(
            str(measured.lines),
            _time(measured.server_s),
            _time(measured.http_s),
            _time(measured.plain_create_s),
            _judged(measured.ratio, measured.target, 3),
            str(measured.queries),
            _judged(queries_per_100(rows, measured), MOST_QUERIES_PER_100, 1),
            str(measured.plain_queries),
        )
    console = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False)
    console.print(table)
    console.print(f"Growth exponent from {LARGE} lines on: {_judged(figures['growth_exponent'], MOST_GROWTH, 2)}")
    console.print(_answers(figures["answers"]))
    rules, inbox, people = (SimpleNamespace(**figures[name]) for name in ("rules", "inbox", "people"))
    console.print(
        f"{rules.rules} item rules, {rules.lines} lines: matching takes {_time(rules.matching_s)} of "
        f"{_time(rules.server_s)}: {_judged(rules.share, MOST_SHARE_OF_RULES, 3)}; "
        f"the first cart after a change of rules {_time(rules.compile_s)} more."
    )
    console.print(
        f"Inbox, {inbox.clients} clients: p95 {_time(inbox.answer_p95_s)}, that of a trivial route "
        f"{_time(inbox.trivial_p95_s)}: {_judged(inbox.ratio, MOST_OF_TRIVIAL, 2)}"
    )
    console.print(
        f"{inbox.documents} confirmations of {inbox.lines} lines: {1 / inbox.document_s:.0f} a second "
        f"({_time(inbox.document_s)} each, {_time(inbox.naive_s)} by writing its lines one by one), "
        f"{_judged(inbox.queries, MOST_QUERIES_OF_ANSWER, 0)} queries each; "
        f"one takes {_judged(inbox.spread, MOST_SPREAD, 0)} more than another."
    )
    console.print(
        f"Import of {people.people:,} people: checked in {_time(people.check_s)}, written in {_time(people.apply_s)}, "
        f"{people.queries} queries: {_judged(people.total_s, MOST_SECONDS_OF_PEOPLE, 1)} s; "
        f"the same list once more is checked in {_time(people.again_s)}."
    )
    console.print(f"Carts: medians of {min(measured.runs for measured in rows)} runs or more, taken in turns.")


def _answers(costs: dict[str, dict[str, Measured]]) -> Table:
    """Each document's time and queries, and whose they are."""
    table = Table(f"Of {ANSWERED_LINES} lines", *costs)
    for column in table.columns[1:]:
        column.justify = "right"
    for share in next(iter(costs.values())):
        taken = (shares[share] for shares in costs.values())
        table.add_row(share, *(f"{_time(cost.seconds)}, {cost.queries}" if cost.queries else "" for cost in taken))
    return table


def _time(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"


def _judged(value: float | None, most: float | None, digits: int) -> str:
    """A figure, with its target and whether it is met."""
    if value is None:
        return ""
    if most is None:
        return f"{value:.{digits}f}"
    verdict = "[green]✓" if value <= most else "[red]✗"
    return f"{value:.{digits}f} {verdict} ≤ {most:g}[/]"
