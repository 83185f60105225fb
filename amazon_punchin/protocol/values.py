"""Text of a document to exact values. Nothing is guessed, nothing is rounded."""

import re
from dataclasses import dataclass
from decimal import Decimal

from .errors import ProtocolError

_AMOUNT = re.compile(r"\d{1,12}(?:\.\d{1,4}0*)?", re.ASCII)
_SIGNED_AMOUNT = re.compile(r"-?\d{1,12}(?:\.\d{1,10})?", re.ASCII)
_QUANTITY = re.compile(r"0*([1-9]\d{0,5})(?:\.0+)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,6})?", re.ASCII)
_SIGNED_NUMBER = re.compile(r"-?\d{1,6}(?:\.\d{1,6})?", re.ASCII)
_LINE_NUMBER = re.compile(r"\d{1,6}", re.ASCII)
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


def only(element, path, label):
    """Find what may stand there once.

    :param lxml.etree._Element element: where to start
    :param str path: e.g. ``OrderReference``
    :param str label: the path that the error names
    :return: None if it is missing
    :rtype: lxml.etree._Element | None
    :raises ProtocolError: it stands there twice
    """
    nodes = element.findall(path)
    if len(nodes) > 1:
        raise ProtocolError("repeated", path=label)
    return nodes[0] if nodes else None


def required(element, path, label):
    """Like :func:`only`, but refuse a missing one.

    :raises ProtocolError: missing, or there twice
    """
    node = only(element, path, label)
    if node is None:
        raise ProtocolError("missing", path=label)
    return node


def required_value(value, label):
    """Refuse a value that was optional to read, and is needed.

    :param value: anything that was read, or None
    :param str label: the path that the error names
    :return: the value
    :raises ProtocolError: None
    """
    if value is None:
        raise ProtocolError("missing", path=label)
    return value


def choice(value, allowed, label):
    """Read one of the words that the cXML Reference Guide lists.

    :param str value: an attribute
    :param Collection[str] allowed: the words
    :param str label: the path that the error names
    :rtype: str
    :raises ProtocolError: empty, or another word
    """
    value = value.strip()
    if not value:
        raise ProtocolError("missing", path=label)
    if value not in allowed:
        raise ProtocolError("unknown_value", path=label, value=value)
    return value


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


def signed_amount(value, label):
    """Read an amount that may be negative, with up to 10 decimals.

    :param str value: e.g. ``-12.50``
    :param str label: the path that the error names
    :rtype: Decimal
    :raises ProtocolError: anything else
    """
    value = value.strip()
    if not _SIGNED_AMOUNT.fullmatch(value):
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
    label = f"{label}/Money"
    return Money(currency=_currency(node, label), amount=amount(_money_text(node, label), label))


def _money_text(node, label):
    """Text of a ``Money``, which may hold nothing else: what follows an element would be lost."""
    if len(node):
        raise ProtocolError("not_an_amount", path=label, value="".join(node.itertext()))
    return (node.text or "").strip()


def _currency(node, label):
    currency = node.get("currency", "").strip()
    if not _CURRENCY.fullmatch(currency):
        raise ProtocolError("missing", path=f"{label}@currency")
    return currency.upper()


def one_currency(element):
    """Find the currency of every amount in an element; empty ``Money`` does not count.

    :param lxml.etree._Element element: where to look
    :return: ISO 4217, upper case; empty if there is no amount
    :rtype: str
    :raises ProtocolError: two currencies, or an amount without one
    """
    found = ""
    for node in element.iter("Money"):
        label = f"{node.getparent().tag}/Money"
        if not _money_text(node, label):
            continue
        currency = _currency(node, label)
        if currency != (found or currency):
            raise ProtocolError("two_currencies", path=label, value=currency)
        found = currency
    return found


def optional_amount(element, path, label, signed=False):
    """Read an amount whose currency :func:`one_currency` has checked.

    :param lxml.etree._Element element: where to start
    :param str path: to the element that holds ``Money``, e.g. ``UnitPrice``
    :param str label: the path that the error names
    :param bool signed: whether money may flow back, so that the amount may be negative
    :return: None if there is none, or an empty ``Money``
    :rtype: Decimal | None
    :raises ProtocolError: not exact, or there twice
    """
    holder = only(element, path, label)
    node = None if holder is None else only(holder, "Money", f"{label}/Money")
    value = "" if node is None else _money_text(node, f"{label}/Money")
    if not value:
        return None
    return signed_amount(value, f"{label}/Money") if signed else amount(value, f"{label}/Money")


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


def number(value, label, signed=False):
    """Read an exact count, which may have decimals: ``2``, ``1.0``, ``0.5``.

    :param str value: attribute ``quantity``
    :param str label: the path that the error names
    :param bool signed: whether goods may go back, so that it may be negative
    :rtype: Decimal
    :raises ProtocolError: empty, text, an exponent, a sign that is not allowed, out of range
    """
    value = value.strip()
    if not value:
        raise ProtocolError("missing", path=label)
    if not (_SIGNED_NUMBER if signed else _NUMBER).fullmatch(value):
        raise ProtocolError("not_a_number", path=label, value=value)
    return Decimal(value)


def line_number(value, label):
    """Read the number of a line.

    :param str value: attribute ``lineNumber``
    :param str label: the path that the error names
    :rtype: int
    :raises ProtocolError: empty, or anything but digits
    """
    value = value.strip()
    if not value:
        raise ProtocolError("missing", path=label)
    if not _LINE_NUMBER.fullmatch(value):
        raise ProtocolError("not_a_number", path=label, value=value)
    return int(value)
