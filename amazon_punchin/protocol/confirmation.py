"""ConfirmationRequest: Amazon's answer to an order (cXML Reference Guide, "ConfirmationRequest").

Amazon's shape: the header's ``Total`` holds items, shipping and tax, which is another base than the cart's;
``UnitPrice`` stands in a status only where the price changed; one line may have several statuses, and one
order may become several Amazon orders, whose numbers stand in ``Comments[@type="confirmID"]``.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from . import dates, document, values
from .errors import ProtocolError
from .references import OrderReference, required_order
from .values import text

ACCEPTED = "accept"
BACKORDERED = "backordered"
#: Type of a status that says no; ``unknown`` takes back what was said, every other type says yes to the piece.
REJECTED = "reject"
UNKNOWN = "unknown"

HEADER_TYPES = frozenset({ACCEPTED, "allDetail", "detail", BACKORDERED, "except", REJECTED, "requestToPay", "replace"})
STATUS_TYPES = frozenset({ACCEPTED, "allDetail", "detail", BACKORDERED, REJECTED, UNKNOWN, "requestToPay"})

#: What a header's type says of the lines that the document does not mention.
_UNMENTIONED = {ACCEPTED: ACCEPTED, "except": ACCEPTED, BACKORDERED: BACKORDERED, REJECTED: REJECTED}

_ORDER_NUMBER = "confirmID"
_ERRORS = ("OrderErrorCode", "LineItemErrorCode")

#: Amazon's sentences end in a bracket that holds the code: ``[…: 015-005]``, also in a full-width one.
_CODE = re.compile(r"(\d{3}-\d{3})\s*[\]］]")


@dataclass(frozen=True)
class ItemStatus:
    """One ``ConfirmationStatus``: what becomes of some pieces of a line.

    :ivar int | str line: line number of our order; a text where Amazon gives no number
    :ivar str type: one of :data:`STATUS_TYPES`
    :ivar Decimal quantity: what this status is about, in its unit
    :ivar Decimal | None unit_price: the new price, without tax; None if it is as ordered
    :ivar Decimal | None tax: of these pieces; None if absent
    :ivar Decimal | None shipping: of these pieces; None if absent
    :ivar datetime | date | None delivery: when they arrive; None if absent or nonsense
    :ivar datetime | date | None shipment: when they leave; None if absent or nonsense
    :ivar str asin: what comes instead, where Amazon names an item; empty if it does not
    :ivar tuple[str, ...] order_refs: Amazon's order numbers of these pieces
    :ivar str reason: Amazon's sentence with the error; empty if absent
    :ivar str comment: any other comment; empty if absent
    :ivar str unit: UN/CEFACT code; empty if absent
    :ivar str aux_id: ``SupplierPartAuxiliaryID`` of the item that Amazon names; empty if it does not
    """

    line: int | str
    type: str
    quantity: Decimal
    unit_price: Decimal | None
    tax: Decimal | None
    shipping: Decimal | None
    delivery: datetime | date | None
    shipment: datetime | date | None
    asin: str
    order_refs: tuple
    reason: str
    comment: str
    unit: str = ""
    aux_id: str = ""


@dataclass(frozen=True)
class Confirmation:
    """A whole ConfirmationRequest.

    :ivar OrderReference order: the order that it answers
    :ivar str type: one of :data:`HEADER_TYPES`; empty if absent
    :ivar datetime | None noticed_at: when Amazon wrote it: the ``noticeDate``, or the envelope's ``timestamp`` where
        that is nonsense; None if both are
    :ivar str order_ref: Amazon's order number; empty if absent
    :ivar str currency: ISO 4217 code of every amount; empty if there is none
    :ivar Decimal | None total: items + shipping + tax; None if absent
    :ivar Decimal | None shipping: None if absent
    :ivar Decimal | None tax: None if absent
    :ivar str reason: Amazon's sentence for the whole order; empty if absent
    :ivar str comment: any other comment on the whole order; empty if absent
    :ivar tuple[ItemStatus, ...] items: empty if the header speaks for every line
    """

    order: OrderReference
    type: str
    noticed_at: datetime | None
    order_ref: str
    currency: str
    total: Decimal | None
    shipping: Decimal | None
    tax: Decimal | None
    reason: str
    comment: str
    items: tuple

    @property
    def unmentioned(self):
        """What it says of the lines that it does not mention.

        :return: type of a status; empty if these lines stay as they were
        :rtype: str
        """
        return _UNMENTIONED.get(self.type, "")

    @property
    def takes_nothing(self):
        """Whether it says no, and nothing else.

        :rtype: bool
        """
        return {*(item.type for item in self.items), self.unmentioned or REJECTED} == {REJECTED} and bool(
            self.items or self.unmentioned
        )

    @property
    def order_refs(self):
        """Amazon's order numbers, each once, in order of appearance.

        :rtype: tuple[str, ...]
        """
        refs = (self.order_ref, *(ref for item in self.items for ref in item.order_refs))
        return tuple(dict.fromkeys(ref for ref in refs if ref))

    @property
    def reasons(self):
        """Amazon's sentences, each once.

        :rtype: tuple[str, ...]
        """
        sentences = (self.reason, *(item.reason for item in self.items))
        return tuple(dict.fromkeys(sentence for sentence in sentences if sentence))


def parse(root):
    """Read a ConfirmationRequest.

    :param lxml.etree._Element root: the ``cXML`` element
    :rtype: Confirmation
    :raises ProtocolError: another document; no reference to an order, or two; a line without number, type or
        quantity; an amount that is not exact; two currencies
    """
    request = document.require_type(root, "ConfirmationRequest")
    header = values.required(request, "ConfirmationHeader", "ConfirmationHeader")
    items = tuple(_item_statuses(request))
    kind = _header_type(header, items)
    return Confirmation(
        order=required_order(request, "OrderReference"),
        type=kind,
        noticed_at=dates.noticed_at(root, header),
        order_ref=header.get("confirmID", "").strip(),
        currency=values.one_currency(request),
        total=values.optional_amount(header, "Total", "ConfirmationHeader/Total"),
        shipping=values.unneeded_amount(header, "Shipping"),
        tax=values.unneeded_amount(header, "Tax"),
        reason=_reason(header) or (_other_comment(header) if _rejects_all(kind, items) else ""),
        comment=_other_comment(header),
        items=items,
    )


def _header_type(header, items):
    """Where the lines speak for themselves, the header need not say anything."""
    value = header.get("type", "")
    if items and not value.strip():
        return ""
    return values.choice(value, HEADER_TYPES, "ConfirmationHeader@type")


def _rejects_all(kind, items):
    return kind == REJECTED or (bool(items) and all(item.type == REJECTED for item in items))


def _item_statuses(request):
    for number, item in enumerate(request.iterfind("ConfirmationItem"), start=1):
        label = f"ConfirmationItem[{number}]"
        line = values.line_number(item.get("lineNumber", ""), f"{label}@lineNumber")
        statuses = item.findall("ConfirmationStatus")
        if not statuses:
            raise ProtocolError("missing", path=f"{label}/ConfirmationStatus")
        for position, status in enumerate(statuses, start=1):
            yield _item_status(status, line, f"{label}/ConfirmationStatus[{position}]")


def _item_status(node, line, label):
    kind = values.choice(node.get("type", ""), STATUS_TYPES, f"{label}@type")
    comment = _other_comment(node) or _other_comment(node.getparent())
    return ItemStatus(
        line=line,
        type=kind,
        quantity=values.number(node.get("quantity", ""), f"{label}@quantity"),
        unit_price=_unit_price(node, label),
        tax=values.unneeded_amount(node, "Tax"),
        shipping=values.unneeded_amount(node, "Shipping"),
        delivery=dates.lenient(node.get("deliveryDate", "")),
        shipment=dates.lenient(node.get("shipmentDate", "")),
        asin=text(node, "ItemIn/ItemID/SupplierPartID"),
        order_refs=tuple(sentence for kind, sentence in _comments(node) if kind == _ORDER_NUMBER),
        reason=_reason(node) or _reason(node.getparent()) or (comment if kind == REJECTED else ""),
        comment=comment,
        unit=text(node, "UnitOfMeasure") or text(node.getparent(), "UnitOfMeasure"),
        aux_id=text(node, "ItemIn/ItemID/SupplierPartAuxiliaryID"),
    )


def _unit_price(node, label):
    """The price stands in the status, or in the item that comes instead."""
    own = values.optional_amount(node, "UnitPrice", f"{label}/UnitPrice")
    if own is not None:
        return own
    path = "ItemIn/ItemDetail/UnitPrice"
    return values.optional_amount(node, path, f"{label}/{path}")


def _comments(node):
    for comment in node.iterfind("Comments"):
        sentence = " ".join("".join(comment.itertext()).split())
        if sentence:
            yield comment.get("type", "").strip(), sentence


def _reason(node):
    return " || ".join(sentence for kind, sentence in _comments(node) if kind in _ERRORS)


def _other_comment(node):
    return " || ".join(sentence for kind, sentence in _comments(node) if kind not in (*_ERRORS, _ORDER_NUMBER))


def codes_in(reason):
    """Find Amazon's error codes in its sentences.

    :param str reason: one sentence, or several
    :return: e.g. ``015-005``, each once
    :rtype: tuple[str, ...]
    """
    return tuple(dict.fromkeys(_CODE.findall(reason)))
