"""Amazon's answers to orders, for measuring, by the pen of the stand-in for Amazon."""

from datetime import datetime, timedelta, timezone

from lxml import etree

from amazon_sandbox.cxml.writer import node, request
from devtools.bench.carts import Identities, bench_group

_BEGUN = datetime(2026, 3, 17, 17, tzinfo=timezone.utc)


def confirmation(identities: Identities, order: str, lines: int, number: int) -> bytes:
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
    return request(bench_group(identities), content, f"{number}.{order}@bench.example", moment)


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
