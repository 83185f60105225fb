"""Measures everything, on one database; needs Odoo, which can be imported once the environment is ready."""

import time

from devtools.bench.answers import measured_answers
from devtools.bench.figures import LARGE, SIZES, Row, growth_exponent, row
from devtools.bench.inbox import CLIENTS, DOCUMENTS, measured_inbox
from devtools.bench.people import PEOPLE, measured_people
from devtools.bench.rules import RULES, measured_rules
from devtools.bench.workbench import CONFIGURATION, Workbench
from devtools.progress import step
from devtools.stage import Stage

_RULES_RUNS = 20
_ANSWERS_RUNS = 20
_SHORTEST_S = 6


def measure_all(play: Stage, runs: int) -> dict:
    """Measure all sizes, then the inbox, a thousand rules, and a list of people.

    :param runs: of each size, at least
    :return: the figures
    """
    bench = Workbench(play.database, play.odoo.url)
    with step(f"Products for {max(SIZES)} lines"):
        bench.plain_order(max(SIZES))
    rows = [_measure_size(bench, lines, runs) for lines in SIZES]
    answers = measured_answers(bench, max(runs, _ANSWERS_RUNS))
    with step(f"{DOCUMENTS} confirmations, {CLIENTS} clients"):
        inbox = measured_inbox(bench)
    with step(f"Carts of {LARGE} under {RULES} rules"):
        rules = measured_rules(bench, max(runs, _RULES_RUNS))
    with step(f"A list of {PEOPLE} people"), bench.transaction() as env:
        people = measured_people(env, env.ref(CONFIGURATION))
    return {
        "cart_to_order": rows,
        "growth_exponent": growth_exponent(rows),
        "rules": rules,
        "answers": answers,
        "inbox": inbox,
        "people": people,
    }


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
