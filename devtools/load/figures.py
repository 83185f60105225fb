"""What the driver is to do, what follows from what it measured, and what it should be."""

from dataclasses import dataclass
from typing import Any

from devtools.bench.figures import percentile

#: Each road has as many turns with each number of clients.
TURNS = 3
#: Requests of each road before anything is measured.
START = 12
SIZES = (1, 10, 100)
MOST_OF_TRIVIAL = 2
BUSY = 16


@dataclass(frozen=True)
class Plan:
    """All that the driver needs to know.

    :ivar clients: how many at once, one number after the other
    :ivar requests: of each road with each number of clients
    :ivar sizes: numbers of lines, which have their turns
    :ivar group: of the stand-in for Amazon, as keywords
    :ivar doors: path of the group's addresses
    :ivar tokens: of trips that have begun, one for each basket
    :ivar orders: name, payload ID and lines of orders that Amazon has; sizes take turns
    :ivar creations: parameters of `purchase.order.create`, one of each size
    """

    url: str
    clients: list[int]
    requests: int
    sizes: list[int]
    group: dict[str, Any]
    doors: str
    authorization: str
    tokens: list[str]
    orders: list[list[Any]]
    trivial: str
    create: str
    cookie: str
    creations: list[dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """One road with one number of clients; times in seconds."""

    clients: int
    road: str
    requests: int
    per_second: float
    p50: float
    p95: float
    p99: float
    errors: int


def row(clients: int, road: str, seconds: list[float], elapsed_s: float, complaints: list[str]) -> Row:
    """The figures of a road's requests.

    :param elapsed_s: from the first one to the last answer
    """
    shares = (percentile(seconds, percent) for percent in (50, 95, 99))
    return Row(clients, road, len(seconds), len(seconds) / elapsed_s, *shares, len(complaints))


def ratio(rows: list[Row], clients: int, road: str, other: str, figure: str) -> float:
    """A figure of one road to that of another with the same number of clients."""
    found = {row.road: getattr(row, figure) for row in rows if row.clients == clients}
    return found[road] / found[other]


def growth(before: dict[int, int], after: dict[int, int]) -> int:
    """How much more memory the processes have that were there before, in bytes."""
    return sum(after[pid] - used for pid, used in before.items() if pid in after)


def per_10000(bytes_more: int, documents: int) -> float:
    """Megabytes for each 10,000 documents."""
    return bytes_more / 2**20 / documents * 10_000
