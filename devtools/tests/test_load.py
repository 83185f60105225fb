import json
import subprocess
import sys
from collections import Counter
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

import pytest
from lxml import etree

from amazon_sandbox.config import Group
from devtools.load.figures import START, Plan, growth, per_10000, ratio, row

_REQUESTS = 6
_ALL = START + 2 * _REQUESTS


def plan_of(url, clients):
    return Plan(
        url=url,
        clients=clients,
        requests=_REQUESTS,
        sizes=[1, 10],
        group=asdict(Group("Load", "DE", "BUYER", shared_secret="")),
        doors="/amazon_punchin/a-token",
        authorization="Basic YTpi",
        tokens=[f"trip-{number}" for number in range(100)],
        orders=[["P00001", "one@example.com", 1], ["P00002", "ten@example.com", 10]],
        trivial="/trivial",
        create="/create",
        cookie="session_id=abc",
        creations=[{"args": [1]}, {"args": [10]}],
    )


@pytest.fixture
def odoo():
    """A server that takes everything, except what `refused` is in."""
    answers = {
        "trivial": (200, b'{"result": {"server_version": "19.0"}}'),
        "create": (200, b'{"result": [1]}'),
        "return": (303, b""),
        "inbox": (200, b'<cXML><Response><Status code="200"/></Response></cXML>'),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            road = self.path.rpartition("/")[2]
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.posted.append((road, body))
            status, answer = answers[road]
            if server.refused and server.refused in body:
                status, answer = 200, b'{"error": "no"}'
            self.send_response(status)
            self.send_header("Location", "/odoo/amazon-orders/7")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.posted, server.refused = [], b""
    Thread(target=server.serve_forever).start()
    yield server
    server.shutdown()
    server.server_close()


def driven(server, clients):
    plan = plan_of(f"http://127.0.0.1:{server.server_port}", clients)
    command = [sys.executable, "-m", "devtools.load.driver"]
    done = subprocess.run(command, input=json.dumps(asdict(plan)), stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_client_count_takes_each_road_as_often(odoo):
    found = driven(odoo, [1, 4])
    assert [{road: len(taken["seconds"]) for road, taken in level.items()} for level in found] == [
        dict.fromkeys(("trivial", "create", "return", "inbox"), requests) for requests in (START, _REQUESTS, _REQUESTS)
    ]
    assert Counter(road for road, _body in odoo.posted) == dict.fromkeys(found[0], _ALL)
    assert all(0 < max(taken["seconds"]) <= taken["elapsed_s"] for level in found for taken in level.values())
    assert not any(taken["complaints"] for level in found for taken in level.values())


def test_no_basket_and_no_document_comes_twice(odoo):
    driven(odoo, [1, 4])
    baskets = [
        etree.fromstring(parse_qs(body.decode())["cxml-urlencoded"][0].encode())
        for road, body in odoo.posted
        if road == "return"
    ]
    documents = [etree.fromstring(body) for road, body in odoo.posted if road == "inbox"]
    for roots in (baskets, documents):
        assert len({root.get("payloadID") for root in roots}) == _ALL
    assert len({root.findtext(".//BuyerCookie") for root in baskets}) == _ALL
    assert Counter(len([*root.iter("ItemIn")]) for root in baskets) == {1: _ALL / 2, 10: _ALL / 2}
    assert {root[1][0].tag for root in documents} == {
        "ConfirmationRequest",
        "ShipNoticeRequest",
        "InvoiceDetailRequest",
    }


@pytest.mark.parametrize(
    ("refused", "road"), [(b"BuyerCookie", "return"), (b"ConfirmationRequest", "inbox"), (b"10", "create")]
)
def test_what_is_answered_otherwise_is_an_error(odoo, refused, road):
    odoo.refused = refused
    found = driven(odoo, [4])[-1]
    assert found[road]["complaints"]
    assert all(complaint.startswith(f"{road}: 200") for complaint in found[road]["complaints"])


def test_figures_of_a_road():
    found = row(4, "return", [number / 100 for number in range(1, 101)], 20.0, ["one", "two"])
    assert (found.per_second, found.p50, found.p95, found.p99, found.errors) == (5, 0.5, 0.95, 0.99, 2)


def test_roads_are_compared_under_the_same_load():
    rows = [
        row(clients, road, [seconds], 1.0, []) for clients, road, seconds in ((1, "a", 1), (1, "b", 4), (4, "b", 9))
    ]
    assert ratio(rows, 1, "b", "a", "p95") == 4


def test_memory_grows_where_a_process_is_still_there():
    assert growth({1: 100, 2: 100}, {1: 150, 3: 900}) == 50
    assert per_10000(5 * 2**20, 1000) == 50
