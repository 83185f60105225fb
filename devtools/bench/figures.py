"""What was measured, what follows from it, and what it should be."""

import math
from dataclasses import dataclass
from statistics import linear_regression, median

SIZES = (1, 10, 50, 100, 500, 1000)
LARGE = 100
ANSWERED_LINES = 10

MOST_OF_PLAIN = 1.5
MOST_OF_PLAIN_IF_LARGE = 0.15
MOST_QUERIES_PER_100 = 5
MOST_GROWTH = 1.05
MOST_SHARE_OF_RULES = 0.2
MOST_OF_ORDINARY = 1.03
MOST_OF_TRIVIAL = 3
MOST_SPREAD = 5
MOST_QUERIES_OF_ANSWER = 25
MOST_SECONDS_OF_PEOPLE = 60


@dataclass(frozen=True)
class Measured:
    """What it took to make one order: wall time in seconds, and SQL queries."""

    seconds: float
    queries: int


@dataclass(frozen=True)
class Row:
    """Medians of one size; times in seconds, `ratio` is server to plain, `queries` are the server's."""

    lines: int
    server_s: float
    http_s: float
    plain_create_s: float
    ratio: float
    queries: int
    plain_queries: int
    runs: int

    @property
    def target(self) -> float | None:
        """The highest ratio that is good enough, where there is a target."""
        if self.lines >= LARGE:
            return MOST_OF_PLAIN_IF_LARGE
        return MOST_OF_PLAIN if self.lines == 1 else None


def row(lines: int, server: list[Measured], http: list[float], plain: list[Measured]) -> Row:
    """The medians of as many runs of each kind."""
    server_s = median(run.seconds for run in server)
    plain_s = median(run.seconds for run in plain)
    return Row(
        lines=lines,
        server_s=server_s,
        http_s=median(http),
        plain_create_s=plain_s,
        ratio=server_s / plain_s,
        queries=round(median(run.queries for run in server)),
        plain_queries=round(median(run.queries for run in plain)),
        runs=len(server),
    )


def percentile(values: list[float], percent: float) -> float:
    """The smallest of the values that as many per cent of them do not exceed."""
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]


def growth_exponent(rows: list[Row]) -> float:
    """The slope of log(time in the server) over log(lines), for large carts; 1 is linear."""
    large = [row for row in rows if row.lines >= LARGE]
    lines = [math.log(row.lines) for row in large]
    return linear_regression(lines, [math.log(row.server_s) for row in large]).slope


def queries_per_100(rows: list[Row], row: Row) -> float | None:
    """How many more queries a larger cart takes for each 100 lines above the first; None if it is not larger."""
    if row.lines <= LARGE:
        return None
    base = next(other for other in rows if other.lines == LARGE)
    return (row.queries - base.queries) / ((row.lines - base.lines) / 100)


@dataclass(frozen=True)
class Cost:
    """What a step takes without our addons and beside them: medians of the times in seconds, and SQL queries."""

    step: str
    without_s: float
    beside_s: float
    without_queries: int
    beside_queries: int

    @property
    def ratio(self) -> float:
        """Of the times."""
        return self.beside_s / self.without_s


def cost(step: str, without: list[Measured], beside: list[Measured]) -> Cost:
    """The medians of as many runs of each."""
    return Cost(
        step,
        *(median(run.seconds for run in runs) for runs in (without, beside)),
        *(round(median(run.queries for run in runs)) for runs in (without, beside)),
    )
