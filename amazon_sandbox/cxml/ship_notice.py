"""ShipNoticeRequest: what is on its way, and by whom."""

from dataclasses import dataclass
from datetime import datetime

from .writer import node, order_reference, timestamp


@dataclass(frozen=True)
class Shipment:
    """A parcel. `pieces` is line number to quantity; a notice that does not list them means the whole order."""

    id: str
    pieces: dict[int, int]
    shipped_at: datetime
    deliver_at: datetime
    carrier: str
    tracking: str
    listed: bool = True


def ship_notice(order, shipment, moment, operation="new"):
    """A ShipNoticeRequest.

    As Amazon does it, an item has no ItemID and a carrier may be without a name.

    :param order: the OrderRequest that is delivered.
    :param operation: "new", or "update" for what was announced before.
    """
    head = node(
        "ShipNoticeHeader",
        shipmentID=shipment.id,
        operation=operation,
        noticeDate=timestamp(moment),
        shipmentDate=timestamp(shipment.shipped_at),
        deliveryDate=timestamp(shipment.deliver_at),
    )
    control = node(
        "ShipControl",
        node("CarrierIdentifier", shipment.carrier, domain="companyName"),
        node("ShipmentIdentifier", shipment.tracking),
    )
    pieces = shipment.pieces if shipment.listed else {}
    portion = node("ShipNoticePortion", order_reference(order), *(_item(*pair) for pair in pieces.items()))
    return node("ShipNoticeRequest", head, control, portion)


def _item(number, quantity):
    return node("ShipNoticeItem", node("UnitOfMeasure", "EA"), lineNumber=str(number), quantity=str(quantity))
