"""PunchOutOrderMessage: the cart (cXML Reference Guide, "PunchOutOrderMessage").

Amazon's shape: the header's ``Total`` holds the items only; ``Shipping`` and ``Tax`` stand
beside it and again in each ``ItemIn``; ``SupplierPartID`` is the ASIN and
``SupplierPartAuxiliaryID`` must come back in the order byte for byte.
"""

from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from . import document, ship_to, values
from .envelope import Header, read_header
from .errors import ProtocolError
from .order_request import Address
from .values import text

#: More items than this are no cart. Amazon itself takes 50 in an order.
MAX_ITEMS = 2000


@dataclass(frozen=True)
class TaxDetail:
    """One tax of an item.

    :ivar str category: e.g. ``vat``; empty if absent
    :ivar Decimal | None rate: percent, e.g. ``Decimal("19.00")``; None if absent
    :ivar str purpose: ``subtotalTax``, ``shippingTax``, …; empty if absent
    :ivar Decimal amount: in the cart's currency
    """

    category: str
    rate: Decimal | None
    purpose: str
    amount: Decimal


@dataclass(frozen=True)
class Item:
    """One ``ItemIn``.

    :ivar int number: position in the cart, from 1
    :ivar int quantity: pieces, at least 1
    :ivar str asin: ``SupplierPartID``
    :ivar str aux_id: ``SupplierPartAuxiliaryID``
    :ivar Decimal unit_price: in the cart's currency, without tax
    :ivar str description: title of the item
    :ivar str unit: UN/CEFACT code, ``EA``
    :ivar str unspsc: empty if unknown
    :ivar str manufacturer: empty if unknown
    :ivar str manufacturer_part: empty if unknown
    :ivar dict[str, str] extrinsics: name to value, e.g. ``soldBy``, ``detailPageURL``
    :ivar Decimal shipping: of all pieces, zero if absent
    :ivar Decimal tax: of all pieces, zero if absent
    :ivar tuple[TaxDetail, ...] taxes: empty where Amazon gives no detail (US)
    :ivar str source: the ``ItemIn`` element as it came
    """

    number: int
    quantity: int
    asin: str
    aux_id: str
    unit_price: Decimal
    description: str
    unit: str
    unspsc: str
    manufacturer: str
    manufacturer_part: str
    extrinsics: dict
    shipping: Decimal
    tax: Decimal
    taxes: tuple
    source: str

    @property
    def subtotal(self):
        """Quantity times unit price, exact.

        :rtype: Decimal
        """
        return self.unit_price * self.quantity


@dataclass(frozen=True)
class Cart:
    """What came back from Amazon.

    :ivar Header header: the parties
    :ivar str currency: ISO 4217 code of every amount
    :ivar Decimal items_total: the header's ``Total``
    :ivar Decimal shipping: zero if absent
    :ivar Decimal tax: zero if absent
    :ivar tuple[Item, ...] items: empty if the visitor came back without buying
    :ivar Address | None ship_to: the delivery address chosen at the checkout; None if Amazon does not say
    """

    header: Header
    currency: str
    items_total: Decimal
    shipping: Decimal
    tax: Decimal
    items: tuple
    ship_to: Address | None = None

    @property
    def total(self):
        """What Amazon will charge: items + shipping + tax, exact.

        :rtype: Decimal
        """
        return self.items_total + self.shipping + self.tax


def read_buyer_cookie(root):
    """Read the session's token, so that the session can be checked before all else.

    :param lxml.etree._Element root: the ``cXML`` element
    :return: the token, verbatim but for surrounding blanks
    :rtype: str
    :raises ProtocolError: another document, or no BuyerCookie
    """
    message = document.require_type(root, "PunchOutOrderMessage")
    return values.required_text(message, "BuyerCookie", "BuyerCookie")


def parse(root):
    """Read a PunchOutOrderMessage.

    :param lxml.etree._Element root: the ``cXML`` element
    :rtype: Cart
    :raises ProtocolError: anything that cannot be read exactly; items that do not add up
    """
    message = document.require_type(root, "PunchOutOrderMessage")
    nodes = message.findall("ItemIn")
    if len(nodes) > MAX_ITEMS:
        raise ProtocolError("too_many_items", path=str(len(nodes)), value=str(MAX_ITEMS))
    total = values.money(message.find("PunchOutOrderMessageHeader/Total"), "Total")
    cart = Cart(
        header=read_header(root),
        currency=total.currency,
        items_total=total.amount,
        shipping=_charge(message, "PunchOutOrderMessageHeader/Shipping", "Shipping", total),
        tax=_charge(message, "PunchOutOrderMessageHeader/Tax", "Tax", total),
        items=tuple(_item(node, number, total) for number, node in enumerate(nodes, start=1)),
        ship_to=ship_to.read(message.find("PunchOutOrderMessageHeader")),
    )
    _check(cart)
    return cart


def _check(cart):
    subtotal = sum((item.subtotal for item in cart.items), Decimal(0))
    if subtotal != cart.items_total:
        raise ProtocolError(
            "total_mismatch", path=f"{subtotal} {cart.currency}", value=f"{cart.items_total} {cart.currency}"
        )
    seen = set()
    for item in cart.items:
        if item.aux_id in seen:
            raise ProtocolError("repeated_aux_id", value=item.aux_id)
        seen.add(item.aux_id)


def _item(node, number, total):
    label = f"ItemIn[{number}]"
    detail = node.find("ItemDetail")
    if detail is None:
        raise ProtocolError("missing", path=f"{label}/ItemDetail")
    return Item(
        number=number,
        quantity=values.quantity(node.get("quantity", ""), f"{label}@quantity"),
        asin=values.required_text(node, "ItemID/SupplierPartID", f"{label}/ItemID/SupplierPartID"),
        aux_id=_aux_id(node, f"{label}/ItemID/SupplierPartAuxiliaryID"),
        unit_price=_amount(detail.find("UnitPrice"), f"{label}/ItemDetail/UnitPrice", total),
        description=_description(detail),
        unit=text(detail, "UnitOfMeasure"),
        unspsc=_unspsc(detail),
        manufacturer=text(detail, "ManufacturerName"),
        manufacturer_part=text(detail, "ManufacturerPartID"),
        extrinsics={
            extrinsic.get("name", ""): _all_text(extrinsic).strip()
            for extrinsic in (*detail.iterfind("Extrinsic"), *node.iterfind("Extrinsic"))
        },
        shipping=_charge(node, "Shipping", f"{label}/Shipping", total),
        tax=_charge(node, "Tax", f"{label}/Tax", total),
        taxes=tuple(_tax_details(node, f"{label}/Tax/TaxDetail", total)),
        source=etree.tostring(node, encoding="unicode", with_tail=False),
    )


def _aux_id(node, label):
    """The auxiliary id goes back byte for byte, so it is not trimmed."""
    holder = node.find("ItemID/SupplierPartAuxiliaryID")
    value = "" if holder is None else _all_text(holder)
    if not value.strip():
        raise ProtocolError("missing", path=label)
    return value


def _description(detail):
    node = detail.find("Description")
    return "" if node is None else " ".join(_all_text(node).split())


def _all_text(node):
    """Text of an element and of all within it, but no comments."""
    return "".join(node.itertext()) if len(node) else node.text or ""


def _unspsc(detail):
    for node in detail.iterfind("Classification"):
        if node.get("domain", "").strip().upper() == "UNSPSC":
            return (node.text or "").strip()
    return ""


def _charge(node, path, label, total):
    """Shipping and Tax are optional, zero if absent."""
    holder = node.find(path)
    return Decimal(0) if holder is None else _amount(holder, label, total)


def _tax_details(node, label, total):
    for detail in node.iterfind("Tax/TaxDetail"):
        percentage = detail.get("percentageRate")
        yield TaxDetail(
            category=detail.get("category", "").strip().lower(),
            rate=None if percentage is None else values.rate(percentage, f"{label}@percentageRate"),
            purpose=detail.get("purpose", "").strip(),
            amount=_charge(detail, "TaxAmount", f"{label}/TaxAmount", total),
        )


def _amount(holder, label, total):
    money = values.money(holder, label)
    if money.currency != total.currency:
        raise ProtocolError("two_currencies", path=label, value=money.currency)
    return money.amount
