"""The network between Odoo and Amazon, both ways, as bad as the schedule says."""

import re
import socket
import struct
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

from devtools.chaos.journal import Journal
from devtools.chaos.schedule import Fault, Schedule

_TIMEOUT = 60
_PAUSE_S = 0.5
_PAYLOAD = re.compile(rb'payloadID="([^"]*)"')

#: How to tell whose a post is.
_WHOSE = {"setup": re.compile(rb">([^<>]+@[^<>]+)</Extrinsic>")}
_WHOSE["order"] = _WHOSE["answer"] = re.compile(rb'orderID="(P\d+)"')

#: After so many seconds Odoo no longer waits: see `ORDER_S` and `SETUP_S` of its `transport.https`.
_TOO_LATE_S = {"order": 32, "setup": 9}

_PASSED_ON = ("Content-Type", "Authorization", "User-Agent")
_RESET = struct.pack("ii", 1, 0)
_ANSWERS = {
    "429": (429, b"Too many requests"),
    "500": (500, b"Internal Server Error"),
    "502": (502, b"<html><body><h1>502 Bad Gateway</h1></body></html>"),
    "garbage": (200, b"\x00\xff<cXML><Response><Status code="),
}

#: Faults with which a post does not reach its goal; with which nothing comes back.
_STAYS = ("lost", "429", "500")
_SILENT = ("lost", "taken", "late")

Answer = tuple[int, bytes]


class Proxy:
    """Passes on what is posted, but for the faults.

    :ivar url: where it is
    :ivar purchases: by an order's number, a basket's payload ID or a shopper's e-mail address, which it is now
    :ivar sent: by an order's number, the payload IDs of what Odoo sent of it
    :ivar held: the purchases of the documents that are held back
    """

    def __init__(self, schedule: Schedule, journal: Journal, odoo: str, sandbox: str, over: threading.Event):
        self.url = ""
        self.purchases: dict[str, int] = {}
        self.sent: dict[str, set[str]] = defaultdict(set)
        self.held: list[int] = []
        self._schedule, self._journal, self._over = schedule, journal, over
        self._goals = {"/amazon_punchin/": ("answer", odoo), "/orders/": ("order", sandbox), "/": ("setup", sandbox)}
        self._attempts: Counter = Counter()
        self._documents: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._lock = threading.Lock()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve while the block lasts."""
        methods = {"do_POST": lambda handler: self._pass_on(handler), "log_message": lambda *_: None}
        handler = type("Handler", (BaseHTTPRequestHandler,), methods)
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            server.daemon_threads, server.block_on_close = True, False
            self.url = f"http://localhost:{server.server_port}"
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                yield
            finally:
                server.shutdown()

    def _pass_on(self, handler: BaseHTTPRequestHandler) -> None:
        posted, goal = next(found for start, found in self._goals.items() if handler.path.startswith(start))
        purchase, fault = self._fault(posted, handler.rfile.peek(1))
        kind = fault.kind if fault else ""
        if kind == "unread":
            return _break_off(handler)
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        headers = {name: handler.headers[name] for name in _PASSED_ON if name in handler.headers}
        forward = partial(_forward, goal + handler.path, body, headers)
        if kind == "later":
            self.held.append(purchase)
            threading.Thread(target=self._deliver, args=(purchase, fault, forward), daemon=True).start()
            return _answer(handler, 200, b"")
        if kind == "late":
            self._over.wait(_TOO_LATE_S[posted])
        if kind == "twice":
            threading.Thread(target=forward, daemon=True).start()
        answer = (200, b"") if kind in _STAYS else forward()
        if answer is None or kind in _SILENT:
            return _break_off(handler)
        return _answer(handler, *(_ANSWERS.get(kind, answer) if answer[0] == 200 else answer))

    def _fault(self, posted: str, head: bytes) -> tuple[int, Fault | None]:
        """Whose post it is, and what happens to it; nothing, if it is of no purchase."""
        found, payload = _WHOSE[posted].search(head), _PAYLOAD.search(head)
        name = found[1].decode() if found else ""
        purchase = self.purchases.get(name, 0)
        if not purchase:
            self._journal.note(0, "post of no purchase", posted)
            return 0, None
        with self._lock:
            documents = self._documents[purchase, posted]
            if payload[1] not in documents:
                documents.append(payload[1])
            number = documents.index(payload[1]) + 1
            # Each attempt to open the shop is a document of its own.
            key = (purchase, posted, posted != "setup" and number)
            self._attempts[key] += 1
            if posted == "order":
                self.sent[name].add(payload[1].decode())
            fault = self._schedule.fault(purchase, posted, number, self._attempts[key])
        self._journal.note(purchase, f"{posted} fault" if fault else posted, fault.kind if fault else "")
        return purchase, fault

    def _deliver(self, purchase: int, fault: Fault, forward: Callable[[], Answer | None]) -> None:
        """Hold a document back, and then deliver it, until Odoo has taken it."""
        wait = fault.seconds
        while not self._over.wait(wait) and ((answer := forward()) is None or answer[0] != 200):
            wait = _PAUSE_S
        self._journal.note(purchase, "late answer", f"after {fault.seconds:.1f} s")
        self.held.remove(purchase)


def _forward(url: str, body: bytes, headers: dict[str, str]) -> Answer | None:
    """Post to the goal; None if nothing comes back."""
    with suppress(requests.RequestException):
        answer = requests.post(url, body, headers=headers, allow_redirects=False, timeout=_TIMEOUT)
        return answer.status_code, answer.content
    return None


def _break_off(handler: BaseHTTPRequestHandler) -> None:
    """Break the connection off, as a process that dies does."""
    handler.close_connection = True
    with suppress(OSError):
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        handler.connection.close()


def _answer(handler: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    with suppress(OSError):
        handler.send_response(status)
        handler.send_header("Content-Type", "text/html" if b"<html" in body else "text/xml; charset=UTF-8")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
