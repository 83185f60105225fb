"""OrderRequest: what Amazon checks before it answers "received"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from ..shop.cart import MAX_QUANTITY, Cart, CartLine
from .cart_message import extrinsics
from .errors import CxmlError
from .reader import text_of

MAX_LINES = 50
AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
WHOLE = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class OrderedLine:
    """A line of an order and the cart line it comes from."""

    number: int
    quantity: int
    cart: Cart
    cart_line: CartLine

    def charges(self, unit_price, pieces, before=0):
        """What some pieces of the line cost.

        :param unit_price: the price of one piece without tax.
        :param pieces: how many; negative to give back.
        :param before: how many were charged before; the parts of a line add up to the whole.
        """
        whole = self.cart_line.charges(self.quantity, unit_price)
        return whole.share(self.cart.marketplace, before, before + pieces, self.quantity)


@dataclass(frozen=True)
class OrderRequest:
    """An order that was well-formed and belongs to carts that this group returned."""

    payload_id: str
    order_id: str
    order_date: str
    lines: tuple[OrderedLine, ...]


def read_order_request(root, find_line):
    """Read and check the OrderRequest of a checked document.

    :param find_line: function from a SupplierPartAuxiliaryID to (Cart, CartLine), or None.
    :raises CxmlError: 450 for another kind of request, 400 for a part that is missing or
        unreadable, 406 for a rule of Amazon's that is broken.
    """
    order = root.find("Request/OrderRequest")
    if order is None:
        raise CxmlError(450, "Only an OrderRequest is understood here.")
    head = order.find("OrderRequestHeader")
    if head.get("type", "new") != "new":
        raise CxmlError(406, 'OrderRequestHeader type must be "new": orders cannot be changed.')
    if not head.get("orderID").strip():
        raise CxmlError(400, "OrderRequestHeader orderID is empty.")
    _check_ship_to(head)
    items = order.findall("ItemOut")
    if len(items) > MAX_LINES:
        raise CxmlError(406, f"The order has {len(items)} lines; at most {MAX_LINES} are allowed.")
    lines = tuple(_read_line(item, find_line) for item in items)
    _check_each_once("lineNumber", [line.number for line in lines])
    _check_each_once("SupplierPartAuxiliaryID", [line.cart.auxiliary_id(line.cart_line) for line in lines])
    _check_total(head, lines)
    return OrderRequest(root.get("payloadID"), head.get("orderID"), head.get("orderDate"), lines)


def _check_ship_to(head):
    address = head.find("ShipTo/Address")
    if address is None:
        raise CxmlError(400, "ShipTo is missing.")
    for path in ("Name", "PostalAddress/Street", "PostalAddress/City", "PostalAddress/PostalCode"):
        if not text_of(address, path):
            raise CxmlError(400, f"ShipTo/Address/{path} is missing or empty.")
    country = address.find("PostalAddress/Country").get("isoCountryCode")
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise CxmlError(400, "ShipTo/Address/PostalAddress/Country has no isoCountryCode.")
    if country == "US" and not text_of(address, "PostalAddress/State"):
        raise CxmlError(400, "ShipTo/Address/PostalAddress/State is missing or empty.")


def _read_line(item, find_line):
    number = item.get("lineNumber", "")
    if not WHOLE.fullmatch(number):
        raise CxmlError(400, "lineNumber of an ItemOut is missing or is not a whole number.")
    where = f"line {number}"
    auxiliary_id = item.findtext("ItemID/SupplierPartAuxiliaryID") or ""
    found = find_line(auxiliary_id)
    if found is None:
        raise CxmlError(406, f"SupplierPartAuxiliaryID of {where} is not that of a returned cart.")
    cart, line = found
    if text_of(item, "ItemID/SupplierPartID") != line.item.asin:
        raise CxmlError(406, f"SupplierPartID of {where} is not {line.item.asin}.")
    quantity = _read_quantity(item, where)
    _check_detail(item.find("ItemDetail"), line, where)
    return OrderedLine(int(number), quantity, cart, line)


def _read_quantity(item, where):
    text = item.get("quantity")
    if not WHOLE.fullmatch(text):
        raise CxmlError(400, f"quantity of {where} must be a whole number, not {text!r}.")
    if int(text) > MAX_QUANTITY:
        raise CxmlError(406, f"quantity of {where} is {text}; at most {MAX_QUANTITY} are allowed.")
    return int(text)


def _check_detail(detail, line, where):
    if detail is None:
        raise CxmlError(400, f"ItemDetail of {where} is missing.")
    price = _read_money(detail, "UnitPrice/Money", line.marketplace.currency, where)
    if price != line.unit_price:
        raise CxmlError(406, f"UnitPrice of {where} is {price}, in the cart {line.unit_price}.")
    if text_of(detail, "UnitOfMeasure") != "EA":
        raise CxmlError(406, f"UnitOfMeasure of {where} must be EA.")
    if text_of(detail, "Classification[@domain='UNSPSC']") != line.item.unspsc:
        raise CxmlError(406, f"Classification of {where} is not that of the cart.")
    echoed = {row.get("name"): (row.text or "").strip() for row in detail.findall("Extrinsic")}
    for name, value in extrinsics(line).items():
        if echoed.get(name) != value:
            raise CxmlError(406, f"Extrinsic {name} of {where} is not that of the cart.")


def _check_total(head, lines):
    total = _read_money(head, "Total/Money", lines[0].cart.marketplace.currency, "the order")
    expected = sum(line.quantity * line.cart_line.unit_price for line in lines)
    if total != expected:
        raise CxmlError(406, f"Total is {total}, but the items come to {expected}.")


def _read_money(element, path, currency, where):
    text = text_of(element, path)
    if not AMOUNT.fullmatch(text):
        raise CxmlError(400, f"{path} of {where} is not an amount: {text!r}.")
    if element.find(path).get("currency") != currency:
        raise CxmlError(406, f"{path} of {where} must be in {currency}.")
    return Decimal(text)


def _check_each_once(what, values):
    doubled = {str(value) for value in values if values.count(value) > 1}
    if doubled:
        raise CxmlError(406, f"{what} {', '.join(sorted(doubled))} occurs more than once.")
