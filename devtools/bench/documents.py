"""Amazon's documents, for measuring: carts of any size and answers to orders, by the pen of the stand-in for Amazon."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import cycle, islice

from lxml import etree

from amazon_sandbox.config import Group
from amazon_sandbox.cxml.cart_message import cart_message
from amazon_sandbox.cxml.writer import new_payload_id, node, request
from amazon_sandbox.shop.cart import make_cart
from amazon_sandbox.shop.catalog import Catalog
from amazon_sandbox.shop.marketplace import MARKETPLACES

_COUNTRY = "DE"
_TAX_CLASS = "standard"
_BEGUN = datetime(2026, 3, 17, 17, tzinfo=timezone.utc)


def german_cart(lines: int, token: str, group: Group) -> bytes:
    """A PunchOutOrderMessage in euros, each of whose lines has VAT of 19 % and an ASIN of its own.

    :param token: the BuyerCookie
    """
    marketplace = MARKETPLACES[_COUNTRY]
    now = datetime.now(timezone.utc)
    cart = make_cart(marketplace, marketplace.addresses[0], "buyer@example.com", _basket(lines), now)
    return cart_message(group, cart, token, new_payload_id(group), now)


def confirmation(group: Group, order: str, lines: int, number: int) -> bytes:
    """A ConfirmationRequest that takes every line of an order.

    :param order: its number
    :param number: of the document; the higher, the later it was written
    """
    moment = _BEGUN + timedelta(minutes=number)
    content = node(
        "ConfirmationRequest",
        node(
            "ConfirmationHeader", type="detail", operation="new", noticeDate=moment.isoformat(), confirmID=_ref(order)
        ),
        node("OrderReference", node("DocumentReference", payloadID=""), orderID=order),
        *(_item(order, line) for line in range(1, lines + 1)),
    )
    return request(group, content, f"{number}.{order}@bench.example", moment)


def _basket(lines: int) -> list:
    """Pairs of an item and its quantity, one to nine."""
    goods = [item for item in Catalog().items.values() if item.tax_class == _TAX_CLASS]
    return [
        (replace(item, asin=f"BENCH{number:05}"), number % 9 + 1)
        for number, item in enumerate(islice(cycle(goods), lines))
    ]


def _item(order: str, line: int) -> etree._Element:
    status = node(
        "ConfirmationStatus",
        node("UnitOfMeasure", "EA"),
        node("Comments", _ref(order), type="confirmID"),
        quantity="1",
        type="detail",
        deliveryDate="2026-03-20T22:00:00+0000",
    )
    return node("ConfirmationItem", node("UnitOfMeasure", "EA"), status, quantity="1", lineNumber=str(line))


def _ref(order: str) -> str:
    return f"305-{order.rpartition('P')[2]:0>7}-0000001"
