"""Amazon's documents, for measuring: carts of any size and answers to orders, by the pen of the stand-in for Amazon."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import cycle, islice

from lxml import etree

from amazon_sandbox.config import Group
from amazon_sandbox.cxml.cart_message import cart_message
from amazon_sandbox.cxml.invoice import Invoice, InvoicedLine, invoice_detail
from amazon_sandbox.cxml.order_request import OrderedLine, OrderRequest
from amazon_sandbox.cxml.ship_notice import Shipment, ship_notice
from amazon_sandbox.cxml.writer import new_payload_id, node, order_reference, request
from amazon_sandbox.shop.cart import Cart, make_cart
from amazon_sandbox.shop.catalog import Catalog
from amazon_sandbox.shop.marketplace import MARKETPLACES

_COUNTRY = "DE"
_TAX_CLASS = "standard"
_BEGUN = datetime(2026, 3, 17, 17, tzinfo=timezone.utc)


def german_cart(lines: int, token: str, group: Group) -> bytes:
    """A PunchOutOrderMessage in euros, each of whose lines has VAT of 19 % and an ASIN of its own.

    :param token: the BuyerCookie
    """
    return cart_message(group, _cart(lines), token, new_payload_id(group), datetime.now(timezone.utc))


def ordered(name: str, payload_id: str, lines: int) -> OrderRequest:
    """An order of everything in such a cart, as Amazon knows it.

    :param name: its number
    :param payload_id: of the document that ordered it
    """
    cart = _cart(lines)
    rows = tuple(OrderedLine(line.number, line.quantity, cart, line) for line in cart.lines)
    return OrderRequest(payload_id, name, _BEGUN.isoformat(), rows)


def confirmation(group: Group, order: OrderRequest, number: int) -> bytes:
    """A ConfirmationRequest that takes every piece of an order.

    :param number: of the document; the higher, the later it was written
    """
    moment = _moment(number)
    content = node(
        "ConfirmationRequest",
        node(
            "ConfirmationHeader", type="detail", operation="new", noticeDate=moment.isoformat(), confirmID=_ref(order)
        ),
        order_reference(order),
        *(_item(_ref(order), line) for line in order.lines),
    )
    return _request(group, content, order, number)


def notice(group: Group, order: OrderRequest, number: int) -> bytes:
    """A ShipNoticeRequest with every piece of an order in one parcel; parameters as of :func:`confirmation`."""
    moment = _moment(number)
    pieces = {line.number: line.quantity for line in order.lines}
    parcel = Shipment(f"{order.order_id}-{number}", pieces, moment, moment + timedelta(days=3), "DHL", "JJD00000001")
    return _request(group, ship_notice(order, parcel, moment), order, number)


def invoice(group: Group, order: OrderRequest, number: int) -> bytes:
    """An InvoiceDetailRequest for every piece of an order; parameters as of :func:`confirmation`."""
    rows = [
        InvoicedLine(order, line, _ref(order), line.quantity, line.cart_line.unit_price, line.cart_line.charges())
        for line in order.lines
    ]
    charged = Invoice(f"DE-{order.order_id}-{number}", Catalog().sellers["amazon"], tuple(rows))
    return _request(group, invoice_detail(group, charged, _moment(number)), order, number)


def _request(group: Group, content: etree._Element, order: OrderRequest, number: int) -> bytes:
    return request(group, content, f"{number}.{order.order_id}@bench.example", _moment(number))


def _moment(number: int) -> datetime:
    return _BEGUN + timedelta(minutes=number)


def _cart(lines: int) -> Cart:
    marketplace = MARKETPLACES[_COUNTRY]
    moment = datetime.now(timezone.utc)
    return make_cart(marketplace, marketplace.addresses[0], "buyer@example.com", _basket(lines), moment)


def _basket(lines: int) -> list:
    """Pairs of an item and its quantity, one to nine."""
    goods = [item for item in Catalog().items.values() if item.tax_class == _TAX_CLASS]
    return [
        (replace(item, asin=f"BENCH{number:05}"), number % 9 + 1)
        for number, item in enumerate(islice(cycle(goods), lines))
    ]


def _item(ref: str, line: OrderedLine) -> etree._Element:
    quantity = str(line.quantity)
    status = node(
        "ConfirmationStatus",
        node("UnitOfMeasure", "EA"),
        node("Comments", ref, type="confirmID"),
        quantity=quantity,
        type="detail",
        deliveryDate="2026-03-20T22:00:00+0000",
    )
    return node("ConfirmationItem", node("UnitOfMeasure", "EA"), status, quantity=quantity, lineNumber=str(line.number))


def _ref(order: OrderRequest) -> str:
    return f"305-{order.order_id.rpartition('P')[2]:0>7}-0000001"
