"""Workers that die at each commit on each road; an hour later nothing is lost, doubled or stuck."""

import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import NamedTuple
from urllib.parse import urljoin

import requests

from devtools.attack.arena import Arena, payload_id
from devtools.attack.mortal import HEADER
from devtools.attack.report import Report, Row
from devtools.bench.documents import confirmation
from devtools.demo.placed_order import PlacedOrder

_TIMEOUT = 60
_MOST_COMMITS = 40
_DATABASE_NOTICES_S = 0.5
_CLOCKS = """
SELECT table_name, string_agg(format('%%1$I = %%1$I - interval ''1 hour''', column_name), ', ')
FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE data_type LIKE 'timestamp%%' AND table_type = 'BASE TABLE'
    AND (table_name LIKE 'amazon_punchin%%' OR table_name IN ('purchase_order', 'ir_cron', 'ir_cron_trigger'))
GROUP BY table_name
"""
_ARRIVED = """
SELECT message.id, message.state, config_id, (SELECT count(*) FROM amazon_punchin_message_purchase_order_rel
    WHERE message_id = message.id)
FROM amazon_punchin_message message WHERE direction = 'in' AND payload_id = %s
"""
_SENT = """
SELECT message.state, message.error FROM amazon_punchin_message message
JOIN amazon_punchin_message_purchase_order_rel rel ON message_id = message.id
WHERE direction = 'out' AND document = 'OrderRequest' AND order_id = %s
"""
#: Odoo puts a job off that was killed three times in a row.
_FORGIVE = "UPDATE ir_cron_progress SET timed_out_counter = 0"
_TOLD = "SELECT 1 FROM mail_activity WHERE res_model = 'purchase.order' AND res_id = %s"


class Victim(NamedTuple):
    """What somebody was doing when the worker died.

    :ivar strike: does it, with further headers of its request
    :ivar look: what is wrong with it an hour later, by sentence
    """

    strike: Callable[[dict[str, str]], object]
    look: Callable[[], Iterator[str]]


def run(arena: Arena) -> Report:
    """Kill on all roads, let an hour pass, and look at everything."""
    report = Report("A worker killed at each commit, and an hour later", "Tries", "At")
    work = Roads(arena)
    left = []
    for text, road in {
        "a basket that returns": _basket,
        "a document at the inbox": _inbox,
        "processing it": _processing,
        "sending an order": _sending,
    }.items():
        with report.attack(f"killed at {text}") as row:
            left.append((row, work.kill(row, lambda road=road: road(arena, work))))
    with report.attack("jobs, an hour later") as row:
        _pass_an_hour(arena)
        for _ in range(2):
            arena.run_jobs()
    for row, victims in left:
        for moment, victim in victims:
            row.faults += [f"{moment}: {fault}" for fault in victim.look()]
    with report.attack("orders of all baskets") as row:
        [(orders,)] = arena.sql("SELECT count(*) FROM purchase_order WHERE id > %s", work.last_order)
        row.require(orders == work.baskets, f"{orders} of {work.baskets} baskets")
    return report


class Roads:
    """What several roads share: the orders and documents so far."""

    def __init__(self, arena: Arena):
        self._arena = arena
        self.numbers = count(1)
        self.baskets = 0
        [(self.last_order,)] = arena.sql("SELECT max(id) FROM purchase_order")

    def order(self) -> PlacedOrder:
        """One that is on its way to Amazon."""
        self.baskets += 1
        return self._arena.order(self._arena.ours)

    def kill(self, row: Row, begin: Callable[[], Victim]) -> list[tuple[str, Victim]]:
        """Do something until the worker survives it."""
        victims = []
        for moment in ("before", "after"):
            for number in range(1, _MOST_COMMITS):
                victim = begin()
                victims.append((f"{moment} commit {number}", victim))
                try:
                    victim.strike({HEADER: f"{moment} {number}"})
                    break
                except requests.ConnectionError:
                    self._arena.workers.wait()
                    time.sleep(_DATABASE_NOTICES_S)
            else:
                row.require(False, f"{number} commits are not the last")
        row.cells = {"Tries": str(len(victims)), "At": f"{number - 1} commits, before and after each"}
        return victims


def _basket(arena: Arena, work: Roads) -> Victim:
    work.baskets += 1
    cart = arena.cart(arena.ours, arena.trip(arena.ours))

    def post(headers: dict[str, str]) -> requests.Response:
        url = f"{arena.play.odoo.url}{arena.ours.doors}/return"
        form = {"cxml-urlencoded": cart.decode()}
        return requests.post(url, form, headers=headers, allow_redirects=False, timeout=_TIMEOUT)

    def look() -> Iterator[str]:
        payload = payload_id(cart)
        for _id, state, *_rest in arena.sql(_ARRIVED, payload):
            if state not in ("processed", "unclaimed", "failed"):
                yield f"{state} for ever"
        answer = post({})
        if "/claim/" in answer.headers.get("Location", ""):
            browser = arena.browser(arena.ours.buyer)
            page = browser.get(urljoin(arena.play.odoo.url, answer.headers["Location"]))
            browser.submit(page, "csrf_token")
        found = arena.sql(_ARRIVED, payload)
        if [of[3] for of in found] != [1]:
            yield f"{sum(of[3] for of in found)} orders of {len(found)} documents when its buyer comes back"

    return Victim(post, look)


def _inbox(arena: Arena, work: Roads) -> Victim:
    return _confirmation(arena, work, lambda document, headers: _knock(arena, document, headers), repeat=True)


def _processing(arena: Arena, work: Roads) -> Victim:
    def process(document: bytes, headers: dict[str, str]) -> None:
        _knock(arena, document, {})
        _start(arena, "ir_cron_process", headers)

    return _confirmation(arena, work, process, repeat=False)


def _confirmation(arena: Arena, work: Roads, bring: Callable[[bytes, dict[str, str]], None], *, repeat: bool) -> Victim:
    """Amazon confirms an order, and says so again if nobody answers."""
    order = work.order()
    _start(arena, "ir_cron_send", {})
    document = confirmation(arena.group(arena.ours), order.name, 1, next(work.numbers))

    def strike(headers: dict[str, str]) -> None:
        try:
            bring(document, headers)
        except requests.ConnectionError:
            arena.workers.wait()
            if repeat:
                _knock(arena, document, {})
            raise

    def look() -> Iterator[str]:
        states = [state for _id, state, *_rest in arena.sql(_ARRIVED, payload_id(document))]
        if states != ["processed"]:
            yield f"documents {states}"
        [accepted] = {line["amazon_qty_accepted"] for line in order.lines("amazon_qty_accepted")}
        if accepted != 1:
            yield f"{accepted} pieces accepted instead of 1"

    return Victim(strike, look)


def _sending(arena: Arena, work: Roads) -> Victim:
    order = work.order()

    def look() -> Iterator[str]:
        states = [state for state, _error in arena.sql(_SENT, order.id)]
        at_amazon = len(arena.amazon.orders(order.name))
        if states not in (["sent"], ["unknown"]):
            yield f"documents {states}"
        if states == ["unknown"] and not arena.sql(_TOLD, order.id):
            yield "nobody is told"
        if at_amazon > 1 or (states == ["sent"] and at_amazon != 1):
            yield f"{at_amazon} times at Amazon"

    return Victim(lambda headers: _start(arena, "ir_cron_send", headers), look)


def _pass_an_hour(arena: Arena) -> None:
    """Whatever has happened or will happen, does so an hour earlier."""
    for table, changes in arena.sql(_CLOCKS):
        arena.sql(f"UPDATE {table} SET {changes}")


def _start(arena: Arena, job: str, headers: dict[str, str]) -> None:
    """Let a job run in a request, which names the commit to die at."""
    number = arena.admin.job(job)
    arena.sql(_FORGIVE)
    arena.admin.headers.update(headers)
    try:
        arena.admin.call("ir.cron", "method_direct_trigger", [number])
    finally:
        for name in headers:
            del arena.admin.headers[name]


def _knock(arena: Arena, document: bytes, headers: dict[str, str]) -> None:
    config = arena.ours.config
    credentials = (config["inbox_login"], config["inbox_password"])
    url = f"{arena.play.odoo.url}{arena.ours.doors}/inbox"
    headers = {"Content-Type": "text/xml", **headers}
    requests.post(url, document, headers=headers, auth=credentials, timeout=_TIMEOUT).raise_for_status()
