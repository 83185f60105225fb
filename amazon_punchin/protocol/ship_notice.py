"""ShipNoticeRequest: what is on its way (cXML Reference Guide, "ShipNoticeRequest").

Amazon's shape: one document for each shipment; the carrier's name may be empty; items hold no ``ItemID`` and
come in any order; no items at all means the whole order.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from . import dates, document, values
from .errors import ProtocolError
from .references import OrderReference, required_order
from .values import text

NEW = "new"
UPDATE = "update"
DELETE = "delete"


@dataclass(frozen=True)
class CarrierId:
    """One name of a carrier.

    :ivar str domain: e.g. ``companyName``, ``SCAC``; empty if absent
    :ivar str value: e.g. ``UPS``; never empty
    """

    domain: str
    value: str


@dataclass(frozen=True)
class Tracking:
    """One number by which the carrier knows the shipment.

    :ivar str number: never empty
    :ivar str domain: e.g. ``trackingNumber``, ``billOfLading``; empty if absent
    :ivar str url: the carrier's page of the shipment; empty if absent, or no ``http`` or ``https`` address
    """

    number: str
    domain: str
    url: str


@dataclass(frozen=True)
class Leg:
    """One ``ShipControl``: a carrier and its numbers.

    :ivar tuple[CarrierId, ...] carriers: the same carrier by several names; empty if Amazon names none
    :ivar tuple[Tracking, ...] tracking: may be empty
    """

    carriers: tuple
    tracking: tuple

    @property
    def carrier(self):
        """Name of the carrier, else its first identifier; empty if there is none.

        :rtype: str
        """
        names = [carrier.value for carrier in self.carriers if carrier.domain.casefold() == "companyname"]
        return next(iter([*names, *(carrier.value for carrier in self.carriers)]), "")


@dataclass(frozen=True)
class ShippedItem:
    """One ``ShipNoticeItem``.

    :ivar int line: line number of our order
    :ivar Decimal quantity: pieces on their way
    :ivar str unit: UN/CEFACT code; empty if absent
    """

    line: int
    quantity: Decimal
    unit: str


@dataclass(frozen=True)
class Portion:
    """One ``ShipNoticePortion``: what of one order is in the shipment.

    :ivar OrderReference order: the order
    :ivar tuple[ShippedItem, ...] items: empty if it is the whole order
    """

    order: OrderReference
    items: tuple


@dataclass(frozen=True)
class ShipNotice:
    """A whole ShipNoticeRequest.

    :ivar str shipment_id: Amazon's number of the shipment
    :ivar str operation: ``new``, ``update`` or ``delete``
    :ivar datetime | None noticed_at: when Amazon wrote it: the ``noticeDate``, or the envelope's ``timestamp`` where
        that is nonsense; None if both are
    :ivar datetime | date | None shipment: when it leaves; None if absent or nonsense
    :ivar datetime | date | None delivery: when it arrives; None if absent or nonsense
    :ivar tuple[Leg, ...] legs: who carries it; may be empty
    :ivar tuple[Portion, ...] portions: by order; empty only where the operation is ``delete``
    """

    shipment_id: str
    operation: str
    noticed_at: datetime | None
    shipment: datetime | date | None
    delivery: datetime | date | None
    legs: tuple
    portions: tuple


def parse(root):
    """Read a ShipNoticeRequest.

    :param lxml.etree._Element root: the ``cXML`` element
    :rtype: ShipNotice
    :raises ProtocolError: another document; no shipmentID; no order, or two in one portion; an item without line
        number or quantity
    """
    request = document.require_type(root, "ShipNoticeRequest")
    header = values.required(request, "ShipNoticeHeader", "ShipNoticeHeader")
    notice = ShipNotice(
        shipment_id=_shipment_id(header),
        operation=values.choice(
            header.get("operation", "") or NEW, (NEW, UPDATE, DELETE), "ShipNoticeHeader@operation"
        ),
        noticed_at=dates.noticed_at(root, header),
        shipment=dates.lenient(header.get("shipmentDate", "")),
        delivery=dates.lenient(header.get("deliveryDate", "")),
        legs=tuple(_leg(node) for node in request.iterfind("ShipControl")),
        portions=tuple(
            _portion(node, f"ShipNoticePortion[{number}]")
            for number, node in enumerate(request.iterfind("ShipNoticePortion"), start=1)
        ),
    )
    if not notice.portions and notice.operation != DELETE:
        raise ProtocolError("missing", path="ShipNoticePortion")
    return notice


def _shipment_id(header):
    value = header.get("shipmentID", "").strip()
    if not value:
        raise ProtocolError("missing", path="ShipNoticeHeader@shipmentID")
    return value


def _leg(node):
    return Leg(
        carriers=tuple(
            CarrierId(carrier.get("domain", "").strip(), text(carrier, "."))
            for carrier in node.iterfind("CarrierIdentifier")
            if text(carrier, ".")
        ),
        tracking=tuple(
            Tracking(text(identifier, "."), identifier.get("domain", "").strip(), _web_address(identifier))
            for identifier in node.iterfind("ShipmentIdentifier")
            if text(identifier, ".")
        ),
    )


def _web_address(identifier):
    url = identifier.get("trackingURL", "").strip()
    return url if url.lower().startswith(("https://", "http://")) else ""


def _portion(node, label):
    return Portion(
        order=required_order(node, f"{label}/OrderReference"),
        items=tuple(
            _item(item, f"{label}/ShipNoticeItem[{number}]")
            for number, item in enumerate(node.iterfind("ShipNoticeItem"), start=1)
        ),
    )


def _item(node, label):
    return ShippedItem(
        line=values.line_number(node.get("lineNumber", ""), f"{label}@lineNumber"),
        quantity=values.number(node.get("quantity", ""), f"{label}@quantity"),
        unit=text(node, "UnitOfMeasure"),
    )
