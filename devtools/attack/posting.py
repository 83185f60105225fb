"""Posting to a door, and what that costs the server."""

import base64
import http.client
import time
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from devtools.attack.arena import Arena
from devtools.attack.report import Row
from devtools.attack.shapes import MEGABYTE, Post

_PATIENCE_S = 15

#: What a post may cost. A tree takes up to fifteen times the size of its document, and answering takes something, too;
#: but no post takes more than six times the size of the largest one that a door takes.
_SECONDS_PER_BYTE, _SECONDS = 1 / (16 * MEGABYTE), 1
_BYTES_PER_BYTE, _BYTES, _MOST_BYTES = 15, 32 * MEGABYTE, 96 * MEGABYTE


@dataclass(frozen=True)
class Answer:
    """What came back: a status, 0 if nothing did; headers; the time it took."""

    status: int
    headers: dict[str, str]
    seconds: float


class Poster:
    """Posts, each from an address of its own unless told otherwise."""

    def __init__(self, arena: Arena):
        self._arena = arena
        self._url = urlsplit(arena.play.odoo.url)
        self._addresses = 0

    def post(
        self,
        path: str,
        post: Post,
        *,
        credentials: str = "",
        address: str = "",
        method: str = "POST",
        cookie: str = "",
    ) -> Answer:
        """Send a request as if by a proxy, which names the address where it comes from."""
        self._addresses += 1
        address = address or f"198.51.{self._addresses // 250}.{self._addresses % 250 + 1}"
        basic = credentials and "Basic " + base64.b64encode(credentials.encode()).decode()
        headers = {"Content-Type": post.content_type, "Authorization": basic, "Cookie": cookie}
        headers = {name: value for name, value in headers.items() if value}
        headers |= {"X-Forwarded-For": address, "X-Forwarded-Host": self._url.netloc}
        begun = time.monotonic()
        connection = http.client.HTTPConnection(self._url.hostname, self._url.port, timeout=_PATIENCE_S)
        status, answered = 0, {}
        with suppress(OSError, http.client.HTTPException):
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.request(method, path, post.body, headers)
            response = connection.getresponse()
            status, answered = response.status, dict(response.headers)
            response.read()
        connection.close()
        return Answer(status, answered, time.monotonic() - begun)

    def measure(self, row: Row, door: str, post: Post, **options: str) -> Answer:
        """Post, and note in the row what it cost and whether that is too much."""
        workers = self._arena.workers
        pids, before, cpu = workers.pids(), workers.watch_memory(), workers.seconds()
        answer = self.post(f"{self._arena.ours.doors}/{door}", post, **options)
        memory, died = workers.peak(before), pids != workers.pids()
        seconds = answer.seconds if died else workers.seconds() - cpu
        if answer.status == 0 and answer.seconds > _PATIENCE_S - 1:
            row.require(False, f"{door}: no answer in {_PATIENCE_S} s")
            seconds = answer.seconds
            workers.kill()
        size = len(post.body)
        row.require(answer.status > 0, f"{door}: {'the worker died' if died else 'no answer'}")
        row.require(answer.status < 500, f"{door}: {answer.status}")
        row.require(seconds <= size * _SECONDS_PER_BYTE + _SECONDS, f"{door}: slow")
        row.require(memory <= min(size * _BYTES_PER_BYTE + _BYTES, _MOST_BYTES), f"{door}: memory")
        for name, value, digits in (
            ("Seconds", max(seconds, float(row.cells.get("Seconds", 0))), 2),
            ("MB", max(memory / MEGABYTE, float(row.cells.get("MB", 0))), 0),
            ("Posts", float(row.cells.get("Posts", 0)) + 1, 0),
        ):
            row.cells[name] = f"{value:.{digits}f}"
        statuses = [*row.cells.get("Status", "").split(), str(answer.status)]
        row.cells["Status"] = " ".join(dict.fromkeys(statuses))
        return answer
