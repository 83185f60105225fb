"""What is wrong with a document that can be read all the same, for a note beside it.

Not the whole of the DTD: the parts that it requires in the documents after the order, the dates, and empty amounts.
"""

from . import dates
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


def defects(root):
    """List what does not keep to the DTD, each kind once.

    :param lxml.etree._Element root: the ``cXML`` element
    :rtype: tuple[ProtocolError, ...]
    """
    found = {}
    for node in root.iter("*"):
        for error in (*_missing(node), *_dates(node), *_empty_money(node)):
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


def _empty_money(node):
    if node.tag == "Money" and not (node.text or "").strip():
        yield ProtocolError("missing", path=f"{node.getparent().tag}/Money")
