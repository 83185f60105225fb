"""Text of a document to exact values. Nothing is guessed, nothing is rounded."""

import re
from dataclasses import dataclass
from decimal import Decimal

from .errors import ProtocolError

_AMOUNT = re.compile(r"\d{1,12}(?:\.\d{1,4}0*)?", re.ASCII)
_QUANTITY = re.compile(r"0*([1-9]\d{0,5})(?:\.0+)?", re.ASCII)
_RATE = re.compile(r"\d{1,3}(?:\.\d{1,6})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Za-z]{3}", re.ASCII)


@dataclass(frozen=True)
class Money:
    """An exact amount.

    :ivar Decimal amount: never negative, as many decimals as the document had
    :ivar str currency: ISO 4217, upper case
    """

    amount: Decimal
    currency: str


def text(element, path):
    """Text of a descendant, trimmed.

    :param lxml.etree._Element element: where to start
    :param str path: e.g. ``ItemID/SupplierPartID``
    :return: empty if the descendant is missing or empty
    :rtype: str
    """
    return (element.findtext(path) or "").strip()


def required_text(element, path, label):
    """Like :func:`text`, but refuse an empty one.

    :param str label: the path that the error names
    :raises ProtocolError: missing or empty
    """
    value = text(element, path)
    if not value:
        raise ProtocolError("missing", path=label)
    return value


def amount(value, label):
    """Read an amount: digits, and a point before the decimals.

    A sign, an exponent, ``NaN``, a comma or more than 4 significant decimals are refused.

    :param str value: e.g. ``12.50``
    :param str label: the path that the error names
    :rtype: Decimal
    :raises ProtocolError: anything else
    """
    value = value.strip()
    if not _AMOUNT.fullmatch(value):
        raise ProtocolError("not_an_amount", path=label, value=value)
    return Decimal(value)


def money(holder, label):
    """Read the ``<Money currency="…">`` of an element.

    :param lxml.etree._Element | None holder: the element that holds ``Money``, None if it is missing
    :param str label: the path that the error names
    :rtype: Money
    :raises ProtocolError: missing, not exact, no currency
    """
    node = None if holder is None else holder.find("Money")
    if node is None:
        raise ProtocolError("missing", path=f"{label}/Money")
    currency = node.get("currency", "").strip()
    if not _CURRENCY.fullmatch(currency):
        raise ProtocolError("missing", path=f"{label}/Money@currency")
    return Money(amount(node.text or "", f"{label}/Money"), currency.upper())


def quantity(value, label):
    """Read a whole number of pieces, 1 to 999999; ``2.0`` is 2.

    :param str value: attribute ``quantity``
    :param str label: the path that the error names
    :rtype: int
    :raises ProtocolError: zero, a fraction, a sign, an exponent, out of range
    """
    match = _QUANTITY.fullmatch(value.strip())
    if not match:
        raise ProtocolError("not_a_quantity", path=label, value=value)
    return int(match[1])


def rate(value, label):
    """Read a percentage such as ``19.00``.

    :param str value: attribute ``percentageRate``
    :param str label: the path that the error names
    :rtype: Decimal
    :raises ProtocolError: not a number
    """
    value = value.strip().removesuffix("%").strip()
    if not _RATE.fullmatch(value):
        raise ProtocolError("not_a_number", path=label, value=value)
    return Decimal(value)
