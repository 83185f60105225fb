"""What is wrong with a document that can be read all the same, for a note beside it.

Not the whole of the DTD: the parts that it requires in the documents after the order and in which order they stand, the
dates, and numbers that are none.
"""

from itertools import pairwise

from . import dates, values
from .errors import ProtocolError

#: Element to what the DTD requires in it; ``@`` marks an attribute.
REQUIRED = {
    "cXML": ("@payloadID", "@timestamp"),
    "OrderReference": ("DocumentReference",),
    "DocumentReference": ("@payloadID",),
    "ConfirmationHeader": ("@type", "@noticeDate"),
    "ConfirmationItem": ("@lineNumber", "@quantity", "UnitOfMeasure", "ConfirmationStatus"),
    "ConfirmationStatus": ("@type", "@quantity", "UnitOfMeasure"),
    "ShipNoticeHeader": ("@shipmentID", "@noticeDate"),
    "ShipControl": ("CarrierIdentifier", "ShipmentIdentifier"),
    "CarrierIdentifier": ("@domain",),
    "ShipNoticeItem": ("@lineNumber", "@quantity", "UnitOfMeasure"),
    "InvoiceDetailRequest": ("InvoiceDetailSummary",),
    "InvoiceDetailRequestHeader": (
        "@invoiceID",
        "@invoiceDate",
        "InvoiceDetailHeaderIndicator",
        "InvoiceDetailLineIndicator",
    ),
    "InvoiceDetailOrder": ("InvoiceDetailOrderInfo",),
    "InvoiceDetailHeaderOrder": ("InvoiceDetailOrderInfo", "InvoiceDetailOrderSummary"),
    "InvoiceDetailItem": (
        "@invoiceLineNumber",
        "@quantity",
        "UnitOfMeasure",
        "UnitPrice",
        "InvoiceDetailItemReference",
    ),
    "InvoiceDetailItemReference": ("@lineNumber",),
    "InvoiceDetailSummary": ("SubtotalAmount", "Tax", "NetAmount"),
    "TaxDetail": ("@category", "TaxAmount"),
    "Tax": ("Money", "Description"),
    "Status": ("@code", "@text"),
}

#: Element to its parts in the order of the DTD; those that may stand anywhere, or are not read, are left out.
ORDER = {
    "cXML": ("Header", "Message", "Request", "Response"),
    "ConfirmationRequest": ("ConfirmationHeader", "OrderReference", "ConfirmationItem"),
    "ConfirmationHeader": ("DocumentReference", "Total", "Shipping", "Tax", "Contact", "Comments", "Extrinsic"),
    "ConfirmationItem": ("UnitOfMeasure", "Contact", "ConfirmationStatus"),
    "ConfirmationStatus": ("UnitOfMeasure", "ItemIn", "UnitPrice", "Tax", "Shipping", "Comments", "Extrinsic"),
    "ShipNoticeRequest": ("ShipNoticeHeader", "ShipControl", "ShipNoticePortion"),
    "ShipControl": ("CarrierIdentifier", "ShipmentIdentifier"),
    "ShipNoticePortion": ("OrderReference", "Contact", "Comments", "Extrinsic", "ShipNoticeItem"),
    "ShipNoticeItem": ("ItemID", "UnitOfMeasure", "Packaging", "Comments", "Extrinsic"),
    "InvoiceDetailRequest": (
        "InvoiceDetailRequestHeader",
        "InvoiceDetailOrder",
        "InvoiceDetailHeaderOrder",
        "InvoiceDetailSummary",
    ),
    "InvoiceDetailOrder": ("InvoiceDetailOrderInfo", "InvoiceDetailItem", "InvoiceDetailServiceItem"),
    "InvoiceDetailHeaderOrder": ("InvoiceDetailOrderInfo", "InvoiceDetailOrderSummary"),
    "InvoiceDetailItem": ("UnitOfMeasure", "UnitPrice", "InvoiceDetailItemReference", "SubtotalAmount", "Tax"),
    "InvoiceDetailItemReference": ("ItemID", "Description"),
    "InvoiceDetailSummary": ("SubtotalAmount", "Tax", "SpecialHandlingAmount", "ShippingAmount", "NetAmount"),
}


def defects(root):
    """List what does not keep to the DTD, each kind once.

    :param lxml.etree._Element root: the ``cXML`` element
    :rtype: tuple[ProtocolError, ...]
    """
    found = {}
    for node in root.iter("*"):
        for check in _CHECKS.get(node.tag, (_dates,)):
            for error in check(node):
                found.setdefault(error.path, error)
    return tuple(found.values())


def _missing(node):
    for part in REQUIRED.get(node.tag, ()):
        attribute = part.removeprefix("@")
        if attribute != part and not node.get(attribute, "").strip():
            yield ProtocolError("missing", path=f"{node.tag}{part}")
        elif attribute == part and node.find(part) is None:
            yield ProtocolError("missing", path=f"{node.tag}/{part}")


def _dates(node):
    for name, value in node.items():
        if (name == "timestamp" or name.endswith("Date")) and value.strip():
            try:
                dates.read(value, f"{node.tag}@{name}")
            except ProtocolError as error:
                yield error


def _misplaced(node):
    order = ORDER.get(node.tag, ())
    places = [order.index(child.tag) for child in node if child.tag in order]
    for before, after in pairwise(places):
        if after < before:
            yield ProtocolError("wrong_order", path=f"{node.tag}/{order[after]}", value=order[before])
            return


def _money(node):
    if values.is_aside(node):
        return
    label, value = f"{node.getparent().tag}/Money", (node.text or "").strip()
    if not value:
        yield ProtocolError("missing", path=label)
    elif not values.is_amount(value):
        yield ProtocolError("not_an_amount", path=label, value=value)


def _rates(node):
    value = node.get("percentageRate", "").strip()
    if value and values.rate(value) is None:
        yield ProtocolError("not_a_number", path="TaxDetail@percentageRate", value=value)


#: Element to what is looked for in it; in every other one dates alone, as most of a document's are.
_CHECKS = {
    tag: tuple(
        check
        for check, tags in (
            (_missing, REQUIRED),
            (_misplaced, ORDER),
            (_dates, {tag}),
            (_money, {"Money"}),
            (_rates, {"TaxDetail"}),
        )
        if tag in tags
    )
    for tag in {*REQUIRED, *ORDER, "Money", "TaxDetail"}
}
