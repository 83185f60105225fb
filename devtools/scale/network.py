"""What stands between machines: the long way to Amazon, and a load balancer."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

#: How long Amazon takes to answer to an order, in seconds.
ANSWER_S = 0.3

_TIMEOUT = 120
_ORDER = re.compile(rb'orderID="([^"]*)"')
_PASSED_ON = ("Content-Type", "Authorization", "X-Odoo-Database")


@contextmanager
def passing(goal: Callable[[bytes], str], done: Callable[[str], None] = lambda _goal: None) -> Iterator[str]:
    """Pass requests on, each to an address of its own, while the block lasts.

    :param goal: takes a request's body, and gives the address without a slash at the end
    :param done: is told that address when its answer is there
    :return: where requests are taken
    """

    def pass_on(handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        headers = {name: handler.headers[name] for name in _PASSED_ON if name in handler.headers}
        to = goal(body)
        try:
            answer = requests.request(handler.command, to + handler.path, data=body, headers=headers, timeout=_TIMEOUT)
        finally:
            done(to)
        # Whoever asked may wait no longer, as the job runner does.
        with suppress(OSError):
            handler.send_response(answer.status_code)
            handler.send_header("Content-Type", answer.headers.get("Content-Type", "text/plain"))
            handler.send_header("Content-Length", str(len(answer.content)))
            handler.end_headers()
            handler.wfile.write(answer.content)

    methods = {"do_GET": pass_on, "do_POST": pass_on, "log_message": lambda *_: None}
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (BaseHTTPRequestHandler,), methods)) as server:
        server.daemon_threads, server.block_on_close = True, False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://localhost:{server.server_port}"
        finally:
            server.shutdown()


@contextmanager
def far_away(amazon: str, sent: Counter) -> Iterator[str]:
    """The way to Amazon, which takes its time.

    :param amazon: its address
    :param sent: counts by number how often an order was posted
    """
    lock = threading.Lock()

    def goal(body: bytes) -> str:
        if order := _ORDER.search(body):
            with lock:
                sent[order[1].decode()] += 1
        time.sleep(ANSWER_S)
        return amazon

    with passing(goal) as url:
        yield url


@contextmanager
def balanced(machines: list[str]) -> Iterator[str]:
    """A load balancer in front of machines: each request goes to the one that has least to do.

    :param machines: their addresses
    """
    lock, busy = threading.Lock(), Counter(dict.fromkeys(machines, 0))

    def goal(_body: bytes) -> str:
        with lock:
            chosen = min(machines, key=lambda machine: busy[machine])
            busy[chosen] += 1
        return chosen

    def done(machine: str) -> None:
        with lock:
            busy[machine] -= 1

    with passing(goal, done) as url:
        yield url
