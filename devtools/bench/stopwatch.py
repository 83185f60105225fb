"""Measures what Odoo does in this process, and how soon a server answers."""

import gc
import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from devtools.bench.figures import Measured

_TIMEOUT = 300


def measure(env, make: Callable[[], object]) -> Measured:
    """Time `make` until all of it is in the database, beginning with empty record caches."""
    env.cr.flush()
    env.invalidate_all()
    gc.collect()
    queries, begun = env.cr.sql_log_count, time.perf_counter()
    make()
    env.cr.flush()
    return Measured(time.perf_counter() - begun, env.cr.sql_log_count - queries)


@contextmanager
def watched(model: type, method: str) -> Iterator[list[Measured]]:
    """Note what each call of a model's method takes."""
    original, calls = getattr(model, method), []

    def noted(self, *arguments):
        queries, begun = self.env.cr.sql_log_count, time.perf_counter()
        try:
            return original(self, *arguments)
        finally:
            calls.append(Measured(time.perf_counter() - begun, self.env.cr.sql_log_count - queries))

    setattr(model, method, noted)
    try:
        yield calls
    finally:
        delattr(model, method)


def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[float, int, bytes]:
    """Post something by a connection of its own.

    :return: the seconds until the answer is there, its status and its content
    """
    address = urlsplit(url)
    begun = time.perf_counter()
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=_TIMEOUT)
    connection.request("POST", address.path, body, headers)
    response = connection.getresponse()
    answer = response.read()
    seconds = time.perf_counter() - begun
    connection.close()
    return seconds, response.status, answer
