import threading
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from devtools.chaos import books
from devtools.chaos.journal import Entry, Journal
from devtools.chaos.proxy import Proxy
from devtools.chaos.schedule import (
    DATABASE,
    JOBS,
    MOST_FAULTS,
    ODOO,
    SEND,
    SENDERS,
    SENDERS_OF_QUEUE,
    WEB,
    Fault,
    Schedule,
)

_NOON = datetime(2026, 1, 1, 12)


def test_everything_follows_from_the_seed():
    posts = [
        (kind, document, attempt) for kind in ("setup", "order", "answer") for document in (1, 2) for attempt in (1, 2)
    ]

    def drawn(seed):
        schedule = Schedule(seed, 50)
        return schedule.purchases, [schedule.fault(number, *post) for number in range(1, 51) for post in posts]

    assert drawn(7) == drawn(7)
    assert [one == other for one, other in zip(drawn(7), drawn(8), strict=True)] == [False, False]
    assert Schedule(7, 10).purchases == Schedule(7, 50).purchases[:10]


def test_everybody_dies_and_every_document_gets_through():
    schedule = Schedule(7, 48)
    struck = [strike.target for purchase in schedule.purchases for strike in purchase.strikes]
    assert struck.count(DATABASE) == 4
    assert {WEB, JOBS} < {*struck}
    assert not any(schedule.fault(number, "answer", 1, MOST_FAULTS + 1) for number in range(500))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_fault_is_left_to_chance(seed):
    schedule = Schedule(seed, 40)
    happened = {
        (posted, fault.kind)
        for purchase in schedule.purchases
        for posted in ("setup", "order", "answer")
        if (fault := schedule.fault(purchase.number, posted, 1, 1))
        and (purchase.way == "punch_out" if posted == "setup" else purchase.fate == "ordered")
    }
    bad = {"unread", "lost", "taken", "429", "500", "502", "garbage"}
    assert happened == {
        *((posted, kind) for posted in ("setup", "order") for kind in (*bad, "late")),
        *(("answer", kind) for kind in (*bad, "twice", "later")),
    }


def test_nothing_is_done_in_parts_with_one_item():
    purchases = Schedule(7, 200).purchases
    assert {1, 2} < {len(purchase.basket) for purchase in purchases}
    assert not [of for of in purchases if len(of.basket) == 1 and any(act.endswith("_part") for act, _pause in of.acts)]


def _delivery(payload_id, repeats=None):
    return {"payload_id": payload_id, "repeats": repeats}


def _honest() -> tuple[books.Amazon, books.Odoo]:
    order = {
        "order_id": "P1",
        "invoices": [{"number": "I1", "total": "12.50"}, {"number": "C1", "total": "-12.50"}],
        "shipments": [{"id": "S1", "pieces": {"1": 2, "2": 1}}],
        "deliveries": [_delivery("d1"), _delivery("d2", "d1")],
    }
    messages = [
        books.Message("basket", "PunchOutOrderMessage", "processed", "", "P1"),
        books.Message("o1", "OrderRequest", "sent", "", "P1"),
        books.Message("d1", "ShipNoticeRequest", "processed", "", "P1"),
    ]
    amount = Decimal("12.5")
    return (
        books.Amazon({"basket": amount}, [order], {"P1": {"o1"}}),
        books.Odoo(
            [("basket", amount, "P1")], messages, [("I1", amount, ""), ("C1", -amount, "")], [("S1", 3, "")], []
        ),
    )


def _found(amazon, odoo, journal=(), senders=SENDERS):
    return [violation.kind for violation in books.violations(amazon, odoo, {"P1": 1}, [*journal], senders)]


def test_honest_books_agree():
    assert _found(*_honest()) == []


@pytest.mark.parametrize(
    ("kind", "falsify"),
    [
        ("baskets lost", lambda amazon, odoo: odoo.orders.clear()),
        ("orders doubled", lambda amazon, odoo: odoo.orders.append(odoo.orders[0])),
        ("orders doubled", lambda amazon, odoo: odoo.orders.append(("", Decimal(1), "P2"))),
        (
            "orders lost",
            lambda amazon, odoo: odoo.messages.append(books.Message("o2", "OrderRequest", "sent", "", "P2")),
        ),
        ("orders nobody approved", lambda amazon, odoo: amazon.orders.append(_order("P2"))),
        ("OrderRequests executed twice", lambda amazon, odoo: amazon.orders.append(_order("P1"))),
        ("OrderRequests executed twice", lambda amazon, odoo: amazon.sent["P1"].add("o2")),
        ("totals off", lambda amazon, odoo: amazon.baskets.update(basket=Decimal("12.51"))),
        ("totals off", lambda amazon, odoo: amazon.orders[0]["invoices"][1].update(total="12.50")),
        ("bills lost", lambda amazon, odoo: odoo.bills.pop()),
        ("bills doubled", lambda amazon, odoo: odoo.bills.append(odoo.bills[0])),
        ("bills doubled", lambda amazon, odoo: odoo.bills.append(("I2", Decimal(1), ""))),
        ("shipments off", lambda amazon, odoo: odoo.shipments.clear()),
        ("shipments off", lambda amazon, odoo: amazon.orders[0]["shipments"][0]["pieces"].update({"2": 2})),
        ("documents lost", lambda amazon, odoo: amazon.orders[0]["deliveries"].append(_delivery("d3"))),
        ("documents doubled", lambda amazon, odoo: odoo.messages.append(odoo.messages[-1]._replace(payload_id="d2"))),
        ("documents doubled", lambda amazon, odoo: odoo.messages.append(odoo.messages[-1])),
        *(
            ("messages without an end", lambda amazon, odoo, state=state: _put(odoo, state=state))
            for state in ("received", "unclaimed", "failed", "pending", "sending")
        ),
        ("unknowns unexplained", lambda amazon, odoo: odoo.unknowns.append(("P1", _NOON))),
    ],
)
def test_each_violation_is_found(kind, falsify):
    amazon, odoo = _honest()
    falsify(amazon, odoo)
    assert _found(amazon, odoo) == [kind]


def _order(name):
    return {"order_id": name, "invoices": [], "shipments": [], "deliveries": []}


def _put(odoo, **values):
    odoo.messages[0] = odoo.messages[0]._replace(**values)


@pytest.mark.parametrize(
    ("entry", "explains"),
    [
        (Entry(_NOON - timedelta(hours=1), 1, "order fault", "taken"), True),
        (Entry(_NOON - timedelta(hours=1), 2, "order fault", "taken"), False),
        (Entry(_NOON - timedelta(hours=1), 1, "order fault", "429"), False),
        (Entry(_NOON - timedelta(seconds=20), 0, JOBS), True),
        (Entry(_NOON - timedelta(seconds=20), 0, DATABASE), True),
        (Entry(_NOON - timedelta(seconds=20), 0, ODOO), True),
        (Entry(_NOON - timedelta(seconds=20), 0, WEB), False),
        (Entry(_NOON - timedelta(seconds=40), 0, JOBS), False),
        (Entry(_NOON + timedelta(seconds=20), 0, JOBS), False),
    ],
)
def test_what_explains_a_lost_answer(entry, explains):
    amazon, odoo = _honest()
    odoo.unknowns.append(("P1", _NOON))
    sent = Entry(_NOON - timedelta(seconds=30), 1, SEND)
    assert _found(amazon, odoo, [sent, entry]) == ([] if explains else ["unknowns unexplained"])


def test_a_worker_loses_an_answer_only_if_the_queue_has_it_send():
    amazon, odoo = _honest()
    odoo.unknowns.append(("P1", _NOON))
    journal = [Entry(_NOON - timedelta(seconds=30), 1, SEND), Entry(_NOON - timedelta(seconds=20), 0, WEB)]
    assert _found(amazon, odoo, journal) == ["unknowns unexplained"]
    assert _found(amazon, odoo, journal, SENDERS_OF_QUEUE) == []


@pytest.mark.parametrize(
    ("job", "what", "explained"),
    [
        (("failed", "psycopg2.OperationalError"), DATABASE, True),
        (("failed", "psycopg2.OperationalError"), WEB, False),
        (("failed", "builtins.AttributeError"), DATABASE, False),
        (("started", ""), DATABASE, False),
    ],
)
def test_which_jobs_may_be_left(job, what, explained):
    assert len([*books.jobs([job], [Entry(_NOON, 0, what)])]) == (not explained)


@contextmanager
def _proxied(*kinds):
    """A proxy that has these faults, one after the other; its address, and what reaches the goal."""
    arrived, faults, over = [], iter(kinds), threading.Event()

    class Goal(BaseHTTPRequestHandler):
        def do_POST(self):
            arrived.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"taken")

    class Scheduled:
        def fault(self, *_post):
            return (kind := next(faults)) and Fault(kind, 0)

    with ThreadingHTTPServer(("127.0.0.1", 0), Goal) as goal:
        threading.Thread(target=goal.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{goal.server_port}"
        proxy = Proxy(Scheduled(), Journal(), url, url, over)
        proxy.purchases["P1"] = 1
        with proxy.running():
            yield proxy, arrived
        goal.shutdown()


@pytest.mark.parametrize(
    ("kind", "answer", "arrives"),
    [
        (None, (200, b"taken"), 1),
        ("unread", None, 0),
        ("lost", None, 0),
        ("taken", None, 1),
        ("429", (429, b"Too many requests"), 0),
        ("500", (500, b"Internal Server Error"), 0),
        ("502", (502, b"<html><body><h1>502 Bad Gateway</h1></body></html>"), 1),
        ("garbage", (200, b"\x00\xff<cXML><Response><Status code="), 1),
        ("twice", (200, b"taken"), 2),
        ("later", (200, b""), 1),
    ],
)
def test_network_fails_as_it_is_told(kind, answer, arrives):
    document = b'<cXML payloadID="o1"><OrderRequestHeader orderID="P1"/>' + b" " * 99999
    with _proxied(kind) as (proxy, arrived):
        try:
            response = requests.post(f"{proxy.url}/orders/us", document, timeout=5)
            seen = response.status_code, response.content
        except requests.ConnectionError:
            seen = None
        for _ in range(100):
            if len(arrived) >= arrives and not proxy.held:
                break
            threading.Event().wait(0.02)
        assert (seen, arrived) == (answer, [document] * arrives)
        assert proxy.sent == {"P1": {"o1"}}
