"""Measures what Odoo does in this process, and how soon a server answers."""

import gc
import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
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


class Division:
    """What a piece of work takes, divided among methods: each moment and query goes to the innermost of them.

    :param cursor: the database cursor that all of it uses
    :param methods: name of a share, to the models' classes and methods that have it
    :ivar shares: what each share comes to; what none of the methods takes is in none of them
    """

    def __init__(self, cursor, methods: dict[str, list[tuple[type, str]]]):
        self.shares = dict.fromkeys(methods, Measured(0.0, 0))
        self._cursor, self._methods = cursor, methods
        self._begun: list[tuple[str, Measured]] = []

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Divide the work that is done in the block."""
        with ExitStack() as stack:
            for share, methods in self._methods.items():
                for model, method in methods:
                    stack.enter_context(_replaced(model, method, self._noting(share, getattr(model, method))))
            yield

    def _noting(self, share: str, original: Callable) -> Callable:
        def noted(*arguments, **options):
            self._settle(share)
            try:
                return original(*arguments, **options)
            finally:
                self._settle(None)

        return noted

    def _settle(self, next_share: str | None) -> None:
        """Add what the innermost method has taken so far; then one begins in it, or it ends."""
        now = Measured(time.perf_counter(), self._cursor.sql_log_count)
        if self._begun:
            share, since = self._begun.pop()
            known = self.shares[share]
            self.shares[share] = Measured(
                known.seconds + now.seconds - since.seconds, known.queries + now.queries - since.queries
            )
            if next_share:
                self._begun.append((share, now))
        if next_share:
            self._begun.append((next_share, now))
        elif self._begun:
            self._begun[-1] = (self._begun[-1][0], now)


@contextmanager
def _replaced(model: type, method: str, substitute: Callable) -> Iterator[None]:
    own = vars(model).get(method)
    setattr(model, method, substitute)
    try:
        yield
    finally:
        if own:
            setattr(model, method, own)
        else:
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
