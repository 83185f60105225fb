"""To which order a document belongs (cXML Reference Guide, "OrderReference")."""

from typing import NamedTuple

from . import values
from .errors import ProtocolError


class OrderReference(NamedTuple):
    """An order of ours; at least one of the two is known.

    :ivar str payload_id: payloadID of the OrderRequest; empty if absent
    :ivar str number: our order number; empty if absent
    """

    payload_id: str
    number: str


def read_order(element, label):
    """Read the one ``OrderReference`` of an element.

    :param lxml.etree._Element element: its parent
    :param str label: the path that the error names
    :return: None if it is missing
    :rtype: OrderReference | None
    :raises ProtocolError: two of them, or one that names no order
    """
    node = values.only(element, "OrderReference", label)
    if node is None:
        return None
    reference = OrderReference(read_payload_id(node, label), node.get("orderID", "").strip())
    if not any(reference):
        raise ProtocolError("missing", path=f"{label}@orderID")
    return reference


def required_order(element, label):
    """Like :func:`read_order`, but refuse a missing one.

    :raises ProtocolError: missing, two of them, or one that names no order
    """
    reference = read_order(element, label)
    if reference is None:
        raise ProtocolError("missing", path=label)
    return reference


def read_payload_id(element, label):
    """Read the ``DocumentReference`` of an element.

    :param lxml.etree._Element element: its parent
    :param str label: path of the parent, for the error
    :return: the payloadID of the other document; empty if absent
    :rtype: str
    :raises ProtocolError: two of them
    """
    node = values.only(element, "DocumentReference", f"{label}/DocumentReference")
    return "" if node is None else node.get("payloadID", "").strip()
