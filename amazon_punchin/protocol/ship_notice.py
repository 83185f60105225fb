"""ShipNoticeRequest: what is on its way (cXML Reference Guide, "ShipNoticeRequest").

Amazon's shape: one document for each shipment; the carrier's name may be empty; items hold no ``ItemID`` and
come in any order; no items at all means the whole order.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from . import dates, document, units, values
from .errors import ProtocolError
from .references import OrderReference, required_order
from .values import text

NEW = "new"
UPDATE = "update"
DELETE = "delete"
PLANNED = "planned"
RETURN = "return"


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


class Leg(NamedTuple):
    """One ``ShipControl``, or one package: a carrier and its numbers.

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

    :ivar int | str line: line number of our order; a text where Amazon gives no number
    :ivar Decimal quantity: what is on its way, in its unit
    :ivar str unit: UN/CEFACT code; empty if absent
    :ivar str asin: ``SupplierPartID``; empty if absent
    :ivar str aux_id: ``SupplierPartAuxiliaryID``; empty if absent
    """

    line: int | str
    quantity: Decimal
    unit: str
    asin: str = ""
    aux_id: str = ""


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
    :ivar bool is_planned: whether nothing has left yet
    :ivar bool is_return: whether it goes back to Amazon
    """

    shipment_id: str
    operation: str
    noticed_at: datetime | None
    shipment: datetime | date | None
    delivery: datetime | date | None
    legs: tuple
    portions: tuple
    is_planned: bool = False
    is_return: bool = False


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
        legs=tuple(dict.fromkeys(_legs(request))),
        portions=tuple(
            _portion(node, f"ShipNoticePortion[{number}]")
            for number, node in enumerate(request.iterfind("ShipNoticePortion"), start=1)
        ),
        is_planned=_says(header, "shipmentType", PLANNED),
        is_return=_says(header, "reason", RETURN),
    )
    if not notice.portions and notice.operation != DELETE:
        raise ProtocolError("missing", path="ShipNoticePortion")
    return notice


def _shipment_id(header):
    value = header.get("shipmentID", "").strip()
    if not value:
        raise ProtocolError("missing", path="ShipNoticeHeader@shipmentID")
    return value


def _says(header, name, word):
    return header.get(name, "").strip().casefold() == word


def _legs(request):
    """Carriers may stand anywhere: in the header, beside it, or with a package."""
    for node in request.iter("ShipControl", "Packaging"):
        leg = _leg(node)
        if node.tag == "ShipControl" or leg.tracking:
            yield leg


def _leg(node):
    """Read who carries the shipment, or one package of it."""
    return Leg(
        carriers=tuple(
            CarrierId(carrier.get("domain", "").strip(), text(carrier, "."))
            for carrier in node.iterfind("CarrierIdentifier")
            if text(carrier, ".")
        ),
        tracking=tuple(
            Tracking(text(identifier, "."), identifier.get("domain", "").strip(), _web_address(identifier))
            for path in ("ShipmentIdentifier", "PackageID/PackageTrackingID")
            for identifier in node.iterfind(path)
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
    quantity = values.number(node.get("quantity", ""), f"{label}@quantity")
    quantity, unit = _pieces(node) or (quantity, text(node, "UnitOfMeasure"))
    return ShippedItem(
        line=values.line_number(node.get("lineNumber", ""), f"{label}@lineNumber"),
        quantity=quantity,
        unit=unit,
        asin=text(node, "ItemID/SupplierPartID"),
        aux_id=text(node, "ItemID/SupplierPartAuxiliaryID"),
    )


def _pieces(node):
    """What the packages of an item that is not counted by the piece hold, if each says so in pieces."""
    packed = node.findall("Packaging/DispatchQuantity")
    if units.is_piece(text(node, "UnitOfMeasure")) or not packed:
        return None
    found = [(text(each, "UnitOfMeasure"), each.get("quantity", "")) for each in packed]
    if not all(unit and units.is_piece(unit) for unit, _quantity in found):
        return None
    with suppress(ProtocolError):
        return sum(values.number(quantity, "DispatchQuantity@quantity") for _unit, quantity in found), found[0][0]
    return None
