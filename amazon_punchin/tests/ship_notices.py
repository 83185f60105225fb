"""Ship notices in Amazon's shape, for tests; values are texts, so that a test can write nonsense too."""

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from .answers import MOMENT, Answer, tag


@dataclass
class Portion:
    """One ``ShipNoticePortion``: line numbers with their quantities."""

    number: str = "P00001"
    reference: str = "order-1@example.com"
    items: list = field(default_factory=lambda: [("1", "1")])


@dataclass
class ShipNoticeDocument(Answer):
    """A ShipNoticeRequest."""

    shipment_id: str = "D1234567"
    operation: str = "new"
    notice: str = MOMENT
    shipment: str = "2026-03-17T14:45:25.845Z"
    delivery: str = "2026-03-20T22:00:00+00:00"
    carriers: list = field(default_factory=lambda: [("companyName", "UPS")])
    tracking: list = field(default_factory=lambda: ["1Z999AA10123456784"])
    tracking_url: str = ""
    contact: str = ""
    portions: list = field(default_factory=lambda: [Portion()])

    def body(self):
        """The ``ShipNoticeRequest``."""
        control = "".join(tag("CarrierIdentifier", escape(name), domain=domain) for domain, name in self.carriers)
        control += "".join(tag("ShipmentIdentifier", number, trackingURL=self.tracking_url) for number in self.tracking)
        header = tag(
            "ShipNoticeHeader",
            self.contact,
            shipmentID=self.shipment_id,
            operation=self.operation,
            noticeDate=self.notice,
            shipmentDate=self.shipment,
            deliveryDate=self.delivery,
        )
        portions = "".join(
            tag("ShipNoticePortion", self.order_reference(portion.number, portion.reference) + _items(portion.items))
            for portion in self.portions
        )
        return tag("ShipNoticeRequest", header + (tag("ShipControl", control) if control else "") + portions)


def _items(items):
    return "".join(
        tag("ShipNoticeItem", tag("UnitOfMeasure", "EA"), quantity=quantity, lineNumber=line)
        for line, quantity in items
    )
