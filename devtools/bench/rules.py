"""How long the item rules take, of the time in which a cart becomes an order."""

from statistics import median

from devtools.bench.figures import LARGE
from devtools.bench.stopwatch import watched
from devtools.bench.workbench import Workbench

RULES = 1000


def _rule(number: int) -> dict:
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


def measured_rules(bench: Workbench, runs: int) -> dict[str, float]:
    """Measure a cart of :data:`~devtools.bench.figures.LARGE` lines under many item rules, which stay.

    :return: medians; times in seconds, `share` is matching to the cart's whole creation, `compile_s` what the first
        cart after a change of rules takes in addition
    """
    with bench.transaction() as env:
        env["amazon.punchin.item.rule"].create([_rule(number) for number in range(RULES)])
        env.cr.commit()
    with watched(bench.registry["purchase.order"], "_amazon_outcomes") as matchings:
        bench.in_server(LARGE)
        first = matchings.pop().seconds
        carts = [bench.in_server(LARGE) for _ in range(runs)]
    times = [matching.seconds for matching in matchings]
    shares = [matching / cart.seconds for matching, cart in zip(times, carts, strict=True)]
    return {
        "rules": RULES,
        "lines": LARGE,
        "server_s": median(cart.seconds for cart in carts),
        "matching_s": median(times),
        "share": median(shares),
        "compile_s": first - median(times),
        "queries": round(median(cart.queries for cart in carts)),
        "runs": runs,
    }
