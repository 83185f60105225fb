"""Text of a document to exact values. Nothing is guessed, nothing is rounded."""

import re
from dataclasses import dataclass
from decimal import Decimal

from .errors import ProtocolError


def _plain(integers, decimals, sign=r"\+?"):
    """A number as programs write it: ``1``, ``1.``, ``.50``, ``+1.00``, with zeros behind the decimals that count."""
    zeros = "0{0,20}"
    digits = rf"\d{{1,{integers}}}"
    return re.compile(rf"{sign}(?:{digits}(?:\.\d{{0,{decimals}}}{zeros})?|\.\d{{1,{decimals}}}{zeros})", re.ASCII)


_SIGN = "[+-]?"
_AMOUNT = _plain(12, 4)
_SIGNED_AMOUNT = _plain(12, 10, _SIGN)
_QUANTITY = re.compile(r"\+?0*([1-9]\d{0,5})(?:\.0*)?", re.ASCII)
_NUMBER = _plain(6, 6)
_SIGNED_NUMBER = _plain(6, 6, _SIGN)
_LINE_NUMBER = re.compile(r"\+?(\d{1,6})(?:\.0*)?", re.ASCII)
_RATE = _plain(3, 6)
_CURRENCY = re.compile(r"[A-Za-z]{3}", re.ASCII)

#: The longest id of a line that is text.
_LONGEST_LINE_ID = 80

#: Elements whose amounts are not what the document charges: anything at all, cost centers' shares, old prices.
_ASIDE = frozenset({"Extrinsic", "Distribution", "OriginalPrice", "Payment"})


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
    """Read one of the words that the cXML Reference Guide lists, in whatever case.

    :param str value: an attribute
    :param Collection[str] allowed: the words
    :param str label: the path that the error names
    :rtype: str
    :raises ProtocolError: empty, or another word
    """
    value = value.strip()
    if not value:
        raise ProtocolError("missing", path=label)
    found = next((word for word in allowed if word.casefold() == value.casefold()), None)
    if found is None:
        raise ProtocolError("unknown_value", path=label, value=value)
    return found


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


def says_yes(element, name):
    """Whether an attribute says yes.

    :param lxml.etree._Element element: which has it
    :param str name: of the attribute
    :rtype: bool
    """
    return element.get(name, "").strip().casefold() in ("yes", "true", "1")


def description(node):
    """Text of a ``Description``, without its short name unless that is all there is.

    :param lxml.etree._Element | None node: the element
    :return: empty if it is missing or empty
    :rtype: str
    """
    if node is None:
        return ""
    pieces = [node.text]
    for child in node.iterchildren("*"):
        pieces += [] if child.tag == "ShortName" else child.itertext()
        pieces.append(child.tail)
    return " ".join(" ".join(filter(None, pieces)).split()) or text(node, "ShortName")


def amount(value, label):
    """Read an amount: digits, and a point before the decimals.

    A minus, an exponent, ``NaN``, a comma or more than 4 significant decimals are refused.

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


def is_amount(value):
    """Whether a text is an amount, which may be negative.

    :param str value: content of ``Money``
    :rtype: bool
    """
    return bool(_SIGNED_AMOUNT.fullmatch(value.strip()))


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


def is_aside(node):
    """Whether what stands in an element is not what the document itself charges.

    :param lxml.etree._Element node: e.g. a ``Money``
    :rtype: bool
    """
    return any(parent.tag in _ASIDE for parent in node.iterancestors())


def one_currency(element):
    """Find the currency of the amounts in an element; those that are empty, no amounts or aside do not count.

    An amount without a currency is in that of the others.

    :param lxml.etree._Element element: where to look
    :return: ISO 4217, upper case; empty if there is no amount
    :rtype: str
    :raises ProtocolError: two currencies, or none
    """
    found, nameless = "", ""
    for node in element.iter("Money"):
        label = f"{node.getparent().tag}/Money"
        if is_aside(node) or not is_amount(_money_text(node, label)):
            continue
        if not node.get("currency", "").strip():
            nameless = nameless or label
            continue
        currency = _currency(node, label)
        if currency != (found or currency):
            raise ProtocolError("two_currencies", path=label, value=currency)
        found = currency
    if nameless and not found:
        raise ProtocolError("missing", path=f"{nameless}@currency")
    return found


def unneeded_amount(element, path):
    """Read an amount on which nothing depends, whose currency :func:`one_currency` has checked.

    :param lxml.etree._Element element: where to start
    :param str path: to the element that holds ``Money``
    :return: may be negative; None if there is none that can be read
    :rtype: Decimal | None
    """
    node = element.find(f"{path}/Money")
    value = "" if node is None or len(node) else (node.text or "").strip()
    return Decimal(value) if is_amount(value) else None


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


def rate(value):
    """Read a percentage such as ``19.00``. No document needs one: the amount beside it counts.

    :param str value: attribute ``percentageRate``
    :return: None if it is empty, or no number, e.g. ``N/A``
    :rtype: Decimal | None
    """
    value = value.strip().removesuffix("%").strip()
    return Decimal(value) if _RATE.fullmatch(value) else None


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
    """Read what tells a line from others: its number, else a text.

    :param str value: attribute ``lineNumber``
    :param str label: the path that the error names
    :rtype: int | str
    :raises ProtocolError: empty, or longer than anybody's
    """
    value = value.strip()
    if not value:
        raise ProtocolError("missing", path=label)
    if match := _LINE_NUMBER.fullmatch(value):
        return int(match[1])
    if len(value) > _LONGEST_LINE_ID:
        raise ProtocolError("not_a_number", path=label, value=value)
    return value
