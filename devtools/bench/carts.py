"""Amazon carts of any size, for measuring: written by the stand-in for Amazon, with more goods than its shop has."""

from dataclasses import dataclass, replace
from datetime import datetime, timezone
from itertools import cycle, islice

from amazon_sandbox.config import Group
from amazon_sandbox.cxml.cart_message import cart_message
from amazon_sandbox.cxml.writer import new_payload_id
from amazon_sandbox.shop.cart import make_cart
from amazon_sandbox.shop.catalog import Catalog
from amazon_sandbox.shop.marketplace import MARKETPLACES

_COUNTRY = "DE"
_TAX_CLASS = "standard"


@dataclass(frozen=True)
class Identities:
    """How the parties of a configuration name themselves, as domain and identity."""

    buyer: tuple[str, str]
    amazon: tuple[str, str]


def german_cart(lines: int, token: str, identities: Identities) -> bytes:
    """A PunchOutOrderMessage in euros, each of whose lines has VAT of 19 % and an ASIN of its own.

    :param token: the BuyerCookie
    """
    marketplace = MARKETPLACES[_COUNTRY]
    group = bench_group(identities)
    now = datetime.now(timezone.utc)
    cart = make_cart(marketplace, marketplace.addresses[0], "buyer@example.com", _basket(lines), now)
    return cart_message(group, cart, token, new_payload_id(group), now)


def bench_group(identities: Identities) -> Group:
    """The group that all documents of the benchmark belong to."""
    return Group(
        name="Bench",
        marketplace=_COUNTRY,
        shared_secret="",
        buyer_domain=identities.buyer[0],
        buyer_identity=identities.buyer[1],
        amazon_domain=identities.amazon[0],
        amazon_identity=identities.amazon[1],
    )


def _basket(lines: int) -> list:
    """Pairs of an item and its quantity, one to nine."""
    goods = [item for item in Catalog().items.values() if item.tax_class == _TAX_CLASS]
    return [
        (replace(item, asin=f"BENCH{number:05}"), number % 9 + 1)
        for number, item in enumerate(islice(cycle(goods), lines))
    ]
