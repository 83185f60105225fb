"""PunchOutOrderMessage: the cart (cXML Reference Guide, "PunchOutOrderMessage").

Amazon's shape: the header's ``Total`` holds the items only; ``Shipping`` and ``Tax`` stand
beside it and again in each ``ItemIn``; ``SupplierPartID`` is the ASIN and
``SupplierPartAuxiliaryID`` must come back in the order byte for byte.
"""

from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from . import document, ship_to, units, values
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
    :ivar Decimal | None amount: in the cart's currency; None if absent, or no amount
    :ivar str exempt: ``exempt`` or ``zeroRated``, why there is none; empty if absent
    :ivar str location: whose tax it is, e.g. ``QC``; empty if absent
    """

    category: str
    rate: Decimal | None
    purpose: str
    amount: Decimal | None
    exempt: str = ""
    location: str = ""


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
    :ivar Decimal shipping: of all pieces, zero if absent, negative if it is a promotion
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
    :ivar Decimal shipping: as the header says, else as the items do; negative if it is a promotion
    :ivar Decimal tax: as the header says, else as the items do
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

    @property
    def shipping_of_items(self):
        """What the items say of shipping, which need not be what the header says.

        :rtype: Decimal
        """
        return sum((item.shipping for item in self.items), Decimal(0))

    @property
    def tax_of_items(self):
        """What the items say of tax, which need not be what the header says.

        :rtype: Decimal
        """
        return sum((item.tax for item in self.items), Decimal(0))


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
    :raises ProtocolError: anything that is needed and cannot be read exactly; items that do not add up; Amazon says
        that something went wrong
    """
    message = document.require_type(root, "PunchOutOrderMessage")
    _check_status(root)
    nodes = message.findall("ItemIn")
    if len(nodes) > MAX_ITEMS:
        raise ProtocolError("too_many_items", path=str(len(nodes)), value=str(MAX_ITEMS))
    header = message.find("PunchOutOrderMessageHeader")
    total = _total(header, is_empty=not nodes)
    items = tuple(_item(node, number, total) for number, node in enumerate(nodes, start=1))
    shipping, tax = (_charge(header, name, total) if nodes else Decimal(0) for name in ("Shipping", "Tax"))
    cart = Cart(
        header=read_header(root),
        currency=total.currency,
        items_total=total.amount,
        shipping=sum((item.shipping for item in items), Decimal(0)) if shipping is None else shipping,
        tax=sum((item.tax for item in items), Decimal(0)) if tax is None else tax,
        items=items,
        ship_to=ship_to.read(header),
    )
    _check(cart)
    return cart


def _total(header, is_empty):
    """What all items cost; whoever comes back with nothing need not say it."""
    holder = None if header is None else header.find("Total")
    try:
        return values.money(holder, "Total")
    except ProtocolError:
        if is_empty:
            return values.Money(Decimal(0), "")
        raise


def _check_status(root):
    """Refuse a cart of which Amazon says itself that something went wrong.

    :raises ProtocolError: with Amazon's words
    """
    node = root.find("Message/Status")
    if node is None:
        return
    code = node.get("code", "").strip()
    if code and not code.startswith("2"):
        said = " ".join(filter(None, (code, node.get("text", "").strip(), text(node, "."))))
        raise ProtocolError("reported", path="Message/Status", value=said)


def packing(source):
    """Tell in which unit an item was ordered, and how many pieces its units hold, as far as the cart says so.

    ``PriceBasisQuantity@conversionFactor`` is how many of the price's unit are in one of the item's.

    :param str source: the ``ItemIn`` element as it came; may be empty
    :return: the item's unit, empty if absent; and units to the pieces in them
    :rtype: tuple[str, dict[str, Decimal]]
    """
    if not source:
        return "", {}
    detail = etree.fromstring(source, etree.XMLParser(resolve_entities=False, no_network=True)).find("ItemDetail")
    unit = text(detail, "UnitOfMeasure")
    basis = detail.find("PriceBasisQuantity")
    if basis is None or not units.is_piece(text(basis, "UnitOfMeasure")):
        return unit, {}
    try:
        pieces = values.number(basis.get("conversionFactor", ""), "PriceBasisQuantity@conversionFactor")
    except ProtocolError:
        return unit, {}
    return unit, {unit.upper(): pieces} if pieces else {}


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
        unit_price=_unit_price(detail, f"{label}/ItemDetail/UnitPrice", total),
        description=values.description(detail.find("Description")),
        unit=text(detail, "UnitOfMeasure"),
        unspsc=_unspsc(detail),
        manufacturer=text(detail, "ManufacturerName"),
        manufacturer_part=text(detail, "ManufacturerPartID"),
        extrinsics={
            extrinsic.get("name", ""): _all_text(extrinsic).strip()
            for extrinsic in (*detail.iterfind("Extrinsic"), *node.iterfind("Extrinsic"))
        },
        shipping=_part(node, "Shipping", f"{label}/Shipping", total) or Decimal(0),
        tax=_part(node, "Tax", f"{label}/Tax", total) or Decimal(0),
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


def _all_text(node):
    """Text of an element and of all within it, but no comments."""
    return "".join(node.itertext()) if len(node) else node.text or ""


def _unspsc(detail):
    for node in detail.iterfind("Classification"):
        if node.get("domain", "").strip().upper() == "UNSPSC":
            return (node.text or "").strip()
    return ""


def _charge(header, name, total):
    """What the header says of shipping or tax: None if nothing; below zero it is a promotion."""
    value = values.optional_amount(header, name, name, signed=True)
    if value is not None:
        _check_currency(header.find(f"{name}/Money"), name, total)
    return value


def _part(node, path, label, total):
    """A share of an amount that the header says as well: nothing depends on it, so it need not be exact."""
    value = values.unneeded_amount(node, path)
    if value is not None:
        _check_currency(node.find(f"{path}/Money"), label, total)
    return value


def _unit_price(detail, label, total):
    value = values.required_value(values.optional_amount(detail, "UnitPrice", label), f"{label}/Money")
    _check_currency(detail.find("UnitPrice/Money"), label, total)
    return value


def _tax_details(node, label, total):
    details = node.findall("Tax/TaxDetail")
    for detail in details:
        amount = _part(detail, "TaxAmount", f"{label}/TaxAmount", total)
        if amount is None and len(details) == 1:
            amount = values.unneeded_amount(node, "Tax")
        yield TaxDetail(
            category=detail.get("category", "").strip().lower(),
            rate=values.rate(detail.get("percentageRate", "")),
            purpose=detail.get("purpose", "").strip(),
            amount=amount,
            exempt=detail.get("exemptDetail", "").strip(),
            location=text(detail, "TaxLocation"),
        )


def _check_currency(node, label, total):
    """An amount without a currency is in that of the total."""
    currency = node.get("currency", "").strip().upper() or total.currency
    if currency != total.currency:
        raise ProtocolError("two_currencies", path=label, value=currency)
