import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from rich.console import Console

from devtools import cli
from devtools.scale import command, network
from devtools.scale.command import Run, table
from devtools.scale.counts import Pile, violations

PILE = Pile(["P1"], ["P2"])


def _found(answered=("P1", 3, 1, 1, 1), sent=(("P2", "sent", 1),), posted=1, books=("P2",)):
    rows = {"P1": [answered], "P2": [*sent]}
    return [*violations(PILE, lambda _statement, values: rows[values[0][0]], Counter({"P2": posted}), [*books])]


def test_a_pile_that_was_worked_off_once_is_fine():
    assert not _found()
    assert PILE.size == 4


@pytest.mark.parametrize(
    "off",
    [
        {"answered": ("P1", 2, 1, 1, 1)},
        {"answered": ("P1", 3, 2, 1, 1)},
        {"answered": ("P1", 3, 1, 2, 1)},
        {"answered": ("P1", 3, 1, 1, 2)},
        {"answered": ("P1", 3, 1, 1, 0)},
        {"sent": [("P2", "unknown", 1)]},
        {"sent": [("P2", "sent", 2)]},
        {"sent": [("P2", "sent", 1)] * 2},
        {"sent": []},
        {"posted": 2},
        {"books": []},
        {"books": ["P2", "P2"]},
    ],
)
def test_whatever_is_off_is_found(off):
    [text] = _found(**off)
    assert text.startswith(("P1", "P2"))


def test_the_table_compares_with_the_first_run():
    console = Console(width=100)
    with console.capture() as shown:
        console.print(table([Run(1, 120, 60.0), Run(2, 120, 40.0)]))
    assert ["2", "120", "40.0", "180", "1.50"] in [line.replace("│", " ").split() for line in shown.get().splitlines()]


def test_only_queue_is_to_be_chosen(monkeypatch):
    given = []
    monkeypatch.setattr(command, "scale", lambda **options: given.append(options))
    assert cli.main(["scale"]) == cli.main(["scale", "--queue"]) == 0
    assert given == [{"queue": False}, {"queue": True}]


@pytest.fixture
def machine():
    """Gives a machine that keeps each request until it is told to answer, and what it was asked."""
    started = []

    def start(*, waits):
        asked, go_on = [], threading.Event()

        def answer(handler):
            body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
            asked.append((handler.path, handler.headers.get("X-Odoo-Database"), body))
            if waits:
                go_on.wait(10)
            handler.send_response(201)
            handler.send_header("Content-Length", "2")
            handler.end_headers()
            handler.wfile.write(b"ok")

        methods = {"do_GET": answer, "do_POST": answer, "log_message": lambda *_: None}
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Machine", (BaseHTTPRequestHandler,), methods))
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        started.append((server, go_on))
        return f"http://localhost:{server.server_port}", asked

    yield start
    for server, go_on in started:
        go_on.set()
        server.shutdown()
        server.server_close()


def test_an_order_is_counted_and_reaches_amazon(machine, monkeypatch):
    monkeypatch.setattr(network, "ANSWER_S", 0)
    url, asked = machine(waits=False)
    sent = Counter()
    with network.far_away(url, sent) as way:
        answer = requests.post(f"{way}/orders/a", b'<OrderRequestHeader orderID="P1">', timeout=10)
    assert (answer.status_code, answer.text) == (201, "ok")
    assert sent == {"P1": 1}
    assert asked == [("/orders/a", None, b'<OrderRequestHeader orderID="P1">')]


def test_a_job_goes_to_the_machine_that_has_least_to_do(machine):
    """Also if the one that asks waits no longer, as the runner of OCA's queue does."""
    (busy, asked), (idle, other) = machine(waits=True), machine(waits=False)
    with network.balanced([busy, idle]) as front:
        with pytest.raises(requests.Timeout):
            requests.get(f"{front}/long", headers={"X-Odoo-Database": "db"}, timeout=0.3)
        for _ in range(3):
            requests.get(f"{front}/short", timeout=10)
    assert asked == [("/long", "db", b"")]
    assert len(other) == 3
