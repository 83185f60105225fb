"""How long the item rules take, of the time in which a cart becomes an order."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from devtools.bench.figures import LARGE, Measured

RULES = 1000

MOST_SHARE = 0.2

_METHOD = "_amazon_outcomes"


@dataclass(frozen=True)
class RulesRow:
    """Medians of a cart under many rules; times in seconds, `share` is matching to the cart's whole creation.

    `compile_s` is what the first cart after a change of rules takes in addition.
    """

    rules: int
    lines: int
    server_s: float
    matching_s: float
    share: float
    compile_s: float
    queries: int
    runs: int


def rule_values(number: int) -> dict:
    """The rule of that number: every kind of condition has its turn, and most match no line of a cart."""
    conditions = (
        {"asins": f"BENCH{number:05}, OTHER{number:05}"},
        {"unspsc": f"{10 + number % 85}{number % 100:02}"},
        {"title_words": f"word{number}, two words{number}"},
        {"categories": f"CATEGORY_{number}", "sold_by": "other"},
        {"sellers": f"Seller {number}", "total_from": number},
        {"subcategories": f"SUBCATEGORY_{number}", "condition": "new"},
        {"price_from": 1000 + number, "quantity_from": 2},
    )
    return {"name": f"Rule {number}", "sequence": number, "verdict": "warn", **conditions[number % len(conditions)]}


@contextmanager
def stopwatch(model: type) -> Iterator[list[float]]:
    """Note how long each matching takes, in seconds."""
    original, times = getattr(model, _METHOD), []

    def timed(self, *arguments):
        begun = time.perf_counter()
        try:
            return original(self, *arguments)
        finally:
            times.append(time.perf_counter() - begun)

    setattr(model, _METHOD, timed)
    try:
        yield times
    finally:
        delattr(model, _METHOD)


def rules_row(in_server: Callable[[], Measured], model: type, runs: int) -> RulesRow:
    """Measure a cart of :data:`~devtools.bench.figures.LARGE` lines, under rules that are there.

    :param in_server: makes an order of such a cart
    :param model: the class of purchase orders
    """
    with stopwatch(model) as times:
        in_server()
        first = times.pop()
        carts = [in_server() for _ in range(runs)]
    shares = [matching / cart.seconds for matching, cart in zip(times, carts, strict=True)]
    return RulesRow(
        rules=RULES,
        lines=LARGE,
        server_s=median(cart.seconds for cart in carts),
        matching_s=median(times),
        share=median(shares),
        compile_s=first - median(times),
        queries=round(median(cart.queries for cart in carts)),
        runs=runs,
    )
