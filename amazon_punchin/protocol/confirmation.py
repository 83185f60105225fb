"""ConfirmationRequest: Amazon's answer to an order (cXML Reference Guide, "ConfirmationRequest")."""

from dataclasses import dataclass

from . import document
from .errors import ProtocolError
from .values import text

#: Type of a status that says no; every other type says yes to the piece.
REJECTED = "reject"


@dataclass(frozen=True)
class ItemStatus:
    """One ``ConfirmationStatus``.

    :ivar int line: line number of our order
    :ivar str type: e.g. ``detail``, ``reject``
    :ivar str order_ref: Amazon's order number of this part; empty if absent
    :ivar str reason: Amazon's sentence; empty if absent
    """

    line: int
    type: str
    order_ref: str
    reason: str


@dataclass(frozen=True)
class Confirmation:
    """A whole ConfirmationRequest.

    :ivar str order_payload_id: payloadID of the OrderRequest that it answers
    :ivar str order_number: our order number; empty if absent
    :ivar str type: the header's type
    :ivar str order_ref: Amazon's order number; empty if absent
    :ivar str reason: Amazon's sentence for the whole order; empty if absent
    :ivar tuple[ItemStatus, ...] items: empty if the header speaks for every line
    """

    order_payload_id: str
    order_number: str
    type: str
    order_ref: str
    reason: str
    items: tuple

    @property
    def order_refs(self):
        """Amazon's order numbers, each once, in order of appearance.

        :rtype: tuple[str, ...]
        """
        refs = (self.order_ref, *(item.order_ref for item in self.items))
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

    Dates are not read: Amazon sends some that no calendar knows.

    :param lxml.etree._Element root: the ``cXML`` element
    :rtype: Confirmation
    :raises ProtocolError: another document, no reference to an order, no line number
    """
    request = document.require_type(root, "ConfirmationRequest")
    header = request.find("ConfirmationHeader")
    reference = request.find("OrderReference")
    if header is None or reference is None:
        raise ProtocolError("missing", path="ConfirmationHeader" if header is None else "OrderReference")
    document_reference = reference.find("DocumentReference")
    return Confirmation(
        order_payload_id="" if document_reference is None else document_reference.get("payloadID", "").strip(),
        order_number=reference.get("orderID", "").strip(),
        type=header.get("type", "").strip(),
        order_ref=header.get("confirmID", "").strip(),
        reason=_comments(header, "OrderErrorCode"),
        items=tuple(_item_statuses(request)),
    )


def _item_statuses(request):
    for number, item in enumerate(request.iterfind("ConfirmationItem"), start=1):
        line = item.get("lineNumber", "").strip()
        if not (line.isascii() and line.isdigit()):
            raise ProtocolError("not_a_number", path=f"ConfirmationItem[{number}]@lineNumber", value=line)
        for status in item.iterfind("ConfirmationStatus"):
            yield ItemStatus(
                line=int(line),
                type=status.get("type", "").strip(),
                order_ref=_comments(status, "confirmID"),
                reason=_comments(status, "LineItemErrorCode"),
            )


def _comments(node, kind):
    return " || ".join(
        " ".join("".join(comment.itertext()).split())
        for comment in node.iterfind("Comments")
        if comment.get("type") == kind and text(comment, ".")
    )
