"""`python -m devtools.bench [--runs N] [--json FILE]`: measure, and print targets beside. It does not judge."""

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from devtools import database, environment, ports
from devtools.bench.figures import (
    LARGE,
    MOST_GROWTH,
    MOST_QUERIES_PER_100,
    SIZES,
    Row,
    growth_exponent,
    queries_per_100,
    row,
)
from devtools.bench.inbox import CLIENTS, DOCUMENTS, MOST_OF_TRIVIAL, MOST_SPREAD, InboxRow, inbox_row
from devtools.bench.measuring import Workbench
from devtools.bench.people import MOST_SECONDS, PEOPLE, PeopleRow
from devtools.bench.rules import MOST_SHARE, RULES, RulesRow
from devtools.program import ended
from devtools.progress import step
from devtools.stage import stage

_FEWEST_RUNS = 5
_RULES_RUNS = 20
_SHORTEST_S = 6
_WIDTH = 118


def main(runs: int, file: Path | None) -> None:
    """Measure all sizes on one fresh database, and print the table.

    :param runs: of each size, at least
    :param file: where to write the figures as JSON as well
    """
    rows, rules, inbox, people = _measure(max(runs, 1))
    _print(rows, rules, inbox, people)
    if file is not None:
        figures = {
            "cart_to_order": [asdict(row) for row in rows],
            "growth_exponent": growth_exponent(rows),
            "rules": asdict(rules),
            "inbox": {**asdict(inbox), "spread": inbox.spread},
            "people": {**asdict(people), "total_s": people.total_s},
        }
        file.write_text(json.dumps(figures, indent=2) + "\n")


def _measure(runs: int) -> tuple[list[Row], RulesRow, InboxRow, PeopleRow]:
    with (
        environment.ready() as prepared,
        database.scratch(prepared, demo=True) as name,
        stage(prepared, name, odoo_port=ports.free(), sandbox_port=ports.free()) as play,
    ):
        bench = Workbench(name, play.odoo.url)
        with step(f"Products for {max(SIZES)} lines"):
            bench.plain_order(max(SIZES))
        rows = [_measure_size(bench, lines, runs) for lines in SIZES]
        with step(f"{DOCUMENTS} confirmations, {CLIENTS} clients"):
            inbox = inbox_row(bench)
        with step(f"Carts of {LARGE} under {RULES} rules"):
            rules = bench.under_rules(max(runs, _RULES_RUNS))
        with step(f"A list of {PEOPLE} people"):
            return rows, rules, inbox, bench.people()


def _measure_size(bench: Workbench, lines: int, runs: int) -> Row:
    """Warm up, then take turns, so that what slows the machine for a while slows all three.

    Small carts, whose times vary most, get more runs than asked for.
    """
    with step(f"Carts of {lines}") as current:
        values = bench.plain_order(lines)
        ways = (lambda: bench.in_server(lines), lambda: bench.over_http(lines), lambda: bench.plain(values))
        for way in ways:
            way()
        turns = []
        begun = time.monotonic()
        while len(turns) < runs or time.monotonic() - begun < _SHORTEST_S:
            turns.append([way() for way in ways])
            current.detail = f"{len(turns)} runs"
    return row(lines, *(list(kind) for kind in zip(*turns, strict=True)))


def _print(rows: list[Row], rules: RulesRow, inbox: InboxRow, people: PeopleRow) -> None:
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
    console.print(f"Growth exponent from {LARGE} lines on: {_judged(growth_exponent(rows), MOST_GROWTH, 2)}")
    console.print(
        f"{rules.rules} item rules, {rules.lines} lines: matching takes {_time(rules.matching_s)} of "
        f"{_time(rules.server_s)}: {_judged(rules.share, MOST_SHARE, 3)}; "
        f"the first cart after a change of rules {_time(rules.compile_s)} more."
    )
    console.print(
        f"Inbox, {inbox.clients} clients: p95 {_time(inbox.answer_p95_s)}, that of a trivial route "
        f"{_time(inbox.trivial_p95_s)}: {_judged(inbox.ratio, MOST_OF_TRIVIAL, 2)}"
    )
    console.print(
        f"{inbox.documents} confirmations of {inbox.lines} lines: {1 / inbox.document_s:.0f} a second "
        f"({_time(inbox.document_s)} each, {_time(inbox.naive_s)} by writing its lines one by one), "
        f"{inbox.queries} queries each; one takes {_judged(inbox.spread, MOST_SPREAD, 0)} more than another."
    )
    console.print(
        f"Import of {people.people:,} people: checked in {_time(people.check_s)}, written in {_time(people.apply_s)}, "
        f"{people.queries} queries: {_judged(people.total_s, MOST_SECONDS, 1)} s; "
        f"the same list once more is checked in {_time(people.again_s)}."
    )
    console.print(f"Carts: medians of {min(measured.runs for measured in rows)} runs or more, taken in turns.")


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


if __name__ == "__main__":
    parser = argparse.ArgumentParser("./dev bench")
    parser.add_argument("--runs", type=int, default=_FEWEST_RUNS, help="at least, of each size (default: %(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    options = parser.parse_args()
    sys.exit(ended(lambda: main(options.runs, options.json)))
