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

#: What a post may cost, beside a share of its size: answering takes something, too.
_SECONDS_PER_BYTE, _SECONDS = 1 / (16 * MEGABYTE), 1
_BYTES_PER_BYTE, _BYTES = 6, 32 * MEGABYTE


@dataclass(frozen=True)
class Answer:
    """What came back: a status, 0 if nothing did; headers; the time it took."""

    status: int
    headers: dict[str, str]
    seconds: float


class Poster:
    """Posts, each from an address of its own unless told otherwise.

    :ivar worst: the highest cost so far: processor seconds, and bytes of memory
    """

    def __init__(self, arena: Arena):
        self._arena = arena
        self._url = urlsplit(arena.play.odoo.url)
        self._addresses = 0

    def post(self, path: str, post: Post, *, credentials: str = "", address: str = "", method: str = "POST") -> Answer:
        """Send a request as if by a proxy, which names the address where it comes from."""
        self._addresses += 1
        address = address or f"198.51.{self._addresses // 250}.{self._addresses % 250 + 1}"
        headers = {"X-Forwarded-For": address, "X-Forwarded-Host": self._url.netloc, "Content-Type": post.content_type}
        if credentials:
            headers["Authorization"] = "Basic " + base64.b64encode(credentials.encode()).decode()
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
        size = len(post.body)
        if answer.status == 0 and answer.seconds > _PATIENCE_S - 1:
            row.require(False, f"{door}: no answer in {_PATIENCE_S} s")
            seconds = answer.seconds
            workers.kill()
        row.require(not (died and answer.status == 0), f"{door}: the worker died")
        row.require(answer.status < 500, f"{door}: {answer.status}")
        row.require(seconds <= size * _SECONDS_PER_BYTE + _SECONDS, f"{door}: slow")
        row.require(memory <= size * _BYTES_PER_BYTE + _BYTES, f"{door}: memory")
        _raise_to(row, "Seconds", seconds, 2)
        _raise_to(row, "MB", memory / MEGABYTE, 0)
        _raise_to(row, "Posts", float(row.cells.get("Posts", "0")) + 1, 0)
        statuses = [*row.cells.get("Status", "").split(), str(answer.status)]
        row.cells["Status"] = " ".join(dict.fromkeys(statuses))
        return answer


def _raise_to(row: Row, name: str, value: float, digits: int) -> None:
    row.cells[name] = f"{max(value, float(row.cells.get(name, '0'))):.{digits}f}"
