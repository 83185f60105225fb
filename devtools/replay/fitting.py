"""Which order a document is about, and what that order must hold so that the document fits it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

#: Pieces and prices of an order where the documents do not say them.
_USUAL = ((Decimal(2), Decimal("10.00")), (Decimal(1), Decimal("25.00")))

#: What a confirmation says was ordered.
_ORDERED = re.compile(rb"<ConfirmationItem\b[^>]*>")
_ATTRIBUTE = re.compile(rb"(lineNumber|quantity)=\"(\d+)\"")

_BLANK = re.compile(rb"\{\{\w+\}\}")


@dataclass
class Wanted:
    """An order that documents are about.

    :ivar name: its number, empty where the documents leave it open
    :ivar payload_id: of its OrderRequest, likewise
    :ivar currency: ISO 4217
    :ivar quantities: pieces by line
    :ivar prices: by line
    :ivar asins: by line
    :ivar units: by line
    """

    name: str = ""
    payload_id: str = ""
    currency: str = "USD"
    quantities: dict[int, Decimal] = field(default_factory=dict)
    prices: dict[int, Decimal] = field(default_factory=dict)
    asins: dict[int, str] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)

    def line(self, number: int) -> tuple[int, Decimal]:
        """Pieces and price of a line."""
        quantity, price = _USUAL[number - 1] if number <= len(_USUAL) else _USUAL[0]
        return int(self.quantities.get(number, quantity)), self.prices.get(number, price)

    @property
    def size(self) -> int:
        """How many lines it has."""
        return max((len(_USUAL), *self.quantities, *self.asins))


def wanted(documents: dict[str, bytes], read: Callable) -> dict[str, Wanted]:
    """Find the order of each document; documents that name the same one, or are a pair, share it.

    :param documents: name of a file to its content
    :param read: gives what a document says, None if it cannot be read
    """
    orders: dict[str, Wanted] = {}
    found = {}
    for name, data in documents.items():
        content = read(_BLANK.sub(b"1", data))
        is_blank = bool(_BLANK.search(data))
        for reference in _references(content):
            key = re.match(r"\d*", name)[0] or name if is_blank else reference.number or reference.payload_id
            order = orders.setdefault(key, Wanted())
            if not is_blank:
                order.name, order.payload_id = reference.number, reference.payload_id
            _fit(order, content, is_blank)
            for item in map(dict, map(_ATTRIBUTE.findall, _ORDERED.findall(data))):
                number, quantity = int(item.get(b"lineNumber", 1)), Decimal(item.get(b"quantity", b"1").decode())
                order.quantities[number] = max(quantity, order.quantities.get(number, Decimal(1)))
            found.setdefault(name, order)
    return found


def _references(content) -> list:
    if hasattr(content, "portions"):
        return [portion.order for portion in content.portions]
    if hasattr(content, "orders"):
        return [portion.order for portion in content.orders if portion.order]
    return [content.order] if hasattr(content, "order") else []


def _fit(order: Wanted, content, is_blank: bool) -> None:
    """Let an order hold what a document is about."""
    order.currency = getattr(content, "currency", "") or order.currency
    answered: dict[int, Decimal] = {}
    for item in getattr(content, "items", ()):
        answered[item.line] = answered.get(item.line, 0) + item.quantity
    for portion in getattr(content, "portions", ()) or getattr(content, "orders", ()):
        for item in getattr(portion, "items", None) or getattr(portion, "lines", ()):
            number = getattr(item, "line", None) or getattr(item, "order_line", None)
            answered[number] = max(abs(item.quantity or 1), answered.get(number, Decimal(0)))
            if isinstance(number, int) and not is_blank:
                order.asins.setdefault(number, item.asin)
                if getattr(item, "unit_price", None):
                    order.prices.setdefault(number, abs(item.unit_price))
                if item.unit:
                    order.units.setdefault(number, item.unit)
    for number, quantity in answered.items():
        if isinstance(number, int) and not is_blank:
            order.quantities[number] = max(quantity, order.quantities.get(number, Decimal(1)))
