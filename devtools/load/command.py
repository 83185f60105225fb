"""`./dev load`: many clients at once, on Odoo with several workers and a worker for jobs, as in real life."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from devtools import database, environment, ports, sql
from devtools.attack.workers import Workers
from devtools.load.figures import BUSY, MOST_OF_TRIVIAL, SIZES, START, Plan, Row, growth, per_10000, ratio, row
from devtools.problem import Problem
from devtools.process import child
from devtools.progress import failure, note, step
from devtools.stage import ADMIN, Stage, fresh, secrets

_CLIENTS, _REQUESTS = [1, 4, BUSY, 64], 150
_SHORT_CLIENTS, _SHORT_REQUESTS = [1, BUSY], 36
_ORDERS = 10
#: Documents: with fewer, what the workers' caches still take counts for more than what documents leave.
_ENOUGH = 1000
_CREATE = "/web/dataset/call_kw/purchase.order/create"
_WIDTH = 100
_SHOWN = 5
_STATES = """
SELECT count(*), count(*) FILTER (WHERE state = 'received'), count(*) FILTER (WHERE state = 'failed')
FROM amazon_punchin_message
"""


def load(*, short: bool, full: bool) -> int:
    """Measure, and print.

    :param short: fewer requests, of fewer clients
    :param full: instead: screens and jobs in a full database
    :return: the exit code
    """
    return _look_through() if full else _drive(short)


def _look_through() -> int:
    with environment.ready(), database.scratch(demo=True) as name:
        from devtools.load.full import look_through

        few, many = look_through(name)
    table = Table("Screen or job", "Few", "Many", "Queries with few", "More with many")
    for column in table.columns[1:]:
        column.justify = "right"
    for what, little in few.items():
        times = (f"{cost.seconds * 1000:,.0f} ms" for cost in (little, many[what]))
        more = many[what].queries - little.queries
        table.add_row(what, *times, str(little.queries), f"{more} {'[red]✗' if more > 0 else '[green]✓'}")
    _console().print(table)
    return int(any(many[what].queries > little.queries for what, little in few.items()))


def _drive(short: bool) -> int:
    clients, requests = (_SHORT_CLIENTS, _SHORT_REQUESTS) if short else (_CLIENTS, _REQUESTS)
    options = ("--workers=4", "--max-cron-threads=1", f"--gevent-port={ports.free()}")
    with fresh(demo=True, options=options) as play:
        with step(f"Trips to Amazon, and {_ORDERS * len(SIZES)} orders that it has"):
            plan = _prepared(play, clients, requests)
        workers, memory, rows, complaints = Workers(play.odoo), [], [], []
        for many, found in zip((None, *clients), _driven(plan), strict=True):
            memory.append((workers.watch_memory(), *sql.execute(_STATES, play.database)[0]))
            rows += [row(many, road, **taken) for road, taken in found.items() if many]
            complaints += [of for taken in found.values() for of in taken["complaints"]]
        complaints += _refused(play)
        play.odoo.require_alive()
    _print(rows, memory)
    for complaint in complaints[:_SHOWN]:
        failure(complaint)
    return int(bool(complaints))


def _prepared(play: Stage, clients: list[int], requests: int) -> Plan:
    """Begin as many trips to Amazon as baskets will return, and let Amazon have some orders."""
    from devtools.bench.inbox import TRIVIAL
    from devtools.bench.sent import at_amazon, sent_order
    from devtools.bench.workbench import BUYER, CONFIGURATION, Workbench

    bench = Workbench(play.database, play.odoo.url)
    values = [bench.plain_order(lines) for lines in reversed(SIZES)][::-1]
    with bench.transaction() as env:
        config = env.ref(CONFIGURATION)
        sessions, buyer = env["amazon.punchin.session"], env.ref(BUYER)
        tokens = [sessions._open(config, buyer, "punch_out") for _ in range(START + len(clients) * requests)]
        known = [at_amazon(sent_order(env, bench, lines), lines) for _ in range(_ORDERS) for lines in SIZES]
        login = f"{config.inbox_login}:{secrets(play.database)[config.id]['inbox_password']}"
        doors = f"/amazon_punchin/{config.token}"
        env.cr.commit()
    cookie = f"session_id={play.session(ADMIN).cookies['session_id']}"
    return Plan(
        url=play.odoo.url,
        clients=clients,
        requests=requests,
        sizes=[*SIZES],
        group=asdict(bench.group),
        doors=doors,
        authorization="Basic " + base64.b64encode(login.encode()).decode(),
        tokens=tokens,
        orders=[[order.order_id, order.payload_id, len(order.lines)] for order in known],
        trivial=TRIVIAL,
        create=_CREATE,
        cookie=cookie,
        creations=[
            {"model": "purchase.order", "method": "create", "args": [[order]], "kwargs": {}} for order in values
        ],
    )


def _driven(plan: Plan) -> Iterator[dict[str, dict]]:
    """Let the driver work; at the start and for each number of clients, what it found of each road.

    :raise Problem: the driver fails
    """
    command = [sys.executable, "-m", "devtools.load.driver"]
    with child(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        json.dump(asdict(plan), process.stdin)
        process.stdin.close()
        for label in ("Start", *(f"{clients} at once" for clients in plan.clients)):
            with step(label):
                line = process.stdout.readline()
                if not line:
                    raise Problem(f"The driver ended with code {process.wait()}.")
            yield json.loads(line)
        process.wait()


def _refused(play: Stage) -> list[str]:
    """What was answered well, and could not be processed afterwards."""
    failed = sql.execute("SELECT document, error FROM amazon_punchin_message WHERE state = 'failed'", play.database)
    return [f"{document}: {error}" for document, error in failed]


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False)


def _print(rows: list[Row], memory: list[tuple[dict[int, int], int, int, int]]) -> None:
    console = _console()
    table = Table("Clients", "Road", "Requests", "A second", "p50", "p95", "p99", "Errors")
    for column in [table.columns[0], *table.columns[2:]]:
        column.justify = "right"
    for of in rows:
        times = (f"{seconds * 1000:,.0f} ms" for seconds in (of.p50, of.p95, of.p99))
        cells = (str(of.clients), of.road, str(of.requests), f"{of.per_second:.1f}", *times, str(of.errors))
        table.add_row(*cells, end_section=of.road == "inbox")
    console.print(table)
    for clients in dict.fromkeys(of.clients for of in rows):
        per_second, p95 = (ratio(rows, clients, "return", "create", figure) for figure in ("per_second", "p95"))
        console.print(
            f"Clients {clients}: {per_second:.2f} × as many baskets a second as `create`, their p95 {p95:.2f} × its"
        )
    trivial = ratio(rows, BUSY, "inbox", "trivial", "p95")
    verdict = "[green]✓" if trivial <= MOST_OF_TRIVIAL else "[red]✗"
    console.print(f"Inbox to trivial, p95, {BUSY} clients: {trivial:.2f} {verdict} ≤ {MOST_OF_TRIVIAL}[/]")
    for used, documents, waiting, failed in memory:
        note(f"{documents:,} documents, {waiting:,} wait, {failed} failed; memory {sum(used.values()) / 2**20:,.0f} MB")
    (before, few, *_), (after, many, *_) = memory[0], memory[-1]
    if many - few >= _ENOUGH:
        console.print(f"Memory for each 10,000 documents: {per_10000(growth(before, after), many - few):+,.0f} MB")
