"""What Amazon's server sends after an order, for tests; values are texts, so that a test can write nonsense too."""

from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

MOMENT = "2026-03-17T17:37:27+0000"
LANG = {"xml:lang": "en-US"}


def tag(name, content="", **attributes):
    """Write an element; attributes that are empty, and an element that is None, are left out."""
    if content is None:
        return ""
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items() if value)
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


@dataclass
class Answer:
    """A request of Amazon's server; each subclass writes its own document."""

    number: str = "P00001"
    reference: str = "order-1@example.com"
    currency: str = "USD"
    payload_id: str = "answer-1@amazon.com"
    timestamp: str = MOMENT
    secret: str = ""
    dtd: str = "Fulfill"

    def __bytes__(self):
        return self.text().encode()

    def text(self):
        """The document."""
        identity = tag("Identity", "Amazon")
        buyer = tag("Credential", tag("Identity", "ODOO-TEST"), domain="networkid")
        secret = tag("SharedSecret", self.secret) if self.secret else ""
        header = (
            tag("From", tag("Credential", identity, domain="NetworkID"))
            + tag("To", buyer)
            + tag(
                "Sender",
                tag("Credential", identity + secret, domain="NetworkID")
                + tag("UserAgent", "Amazon LLC eProcurement Application"),
            )
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.024/{self.dtd}.dtd">\n'
            + tag(
                "cXML",
                tag("Header", header) + tag("Request", self.body(), deploymentMode="test"),
                payloadID=self.payload_id,
                timestamp=self.timestamp,
            )
        )

    def body(self):
        """The element below ``Request``."""
        raise NotImplementedError

    def order_reference(self, number=None, reference=None):
        """Which order it belongs to."""
        document = tag("DocumentReference", payloadID=self.reference if reference is None else reference)
        return tag("OrderReference", document, orderID=self.number if number is None else number)

    def money(self, name, amount, more=""):
        """An element with an amount; None leaves it out."""
        return tag(name, None if amount is None else tag("Money", amount, currency=self.currency) + more)


@dataclass
class Status:
    """One ``ConfirmationStatus``."""

    type: str = "detail"
    quantity: str = "1"
    line: str = "1"
    price: str | None = None
    delivery: str = ""
    shipment: str = ""
    ref: str = "113-1234567-1234567"
    error: str = ""
    comment: str = ""
    unit: str = "EA"


@dataclass
class ConfirmationDocument(Answer):
    """A ConfirmationRequest; statuses of one line that stand side by side are of one item."""

    type: str = "detail"
    notice: str = MOMENT
    confirm_id: str = "113-1234567-1234567"
    total: str | None = None
    shipping: str | None = None
    tax: str | None = None
    error: str = ""
    statuses: list = field(default_factory=lambda: [Status()])

    def body(self):
        """The ``ConfirmationRequest``."""
        description = tag("Description", "Cost.")
        header = (
            self.money("Total", self.total)
            + self.money("Shipping", self.shipping, description)
            + self.money("Tax", self.tax, description)
            + _comment("OrderErrorCode", self.error)
        )
        return tag(
            "ConfirmationRequest",
            tag(
                "ConfirmationHeader",
                header,
                confirmID=self.confirm_id,
                operation="new",
                type=self.type,
                noticeDate=self.notice,
            )
            + self.order_reference()
            + "".join(self._item(line) for line in dict.fromkeys(status.line for status in self.statuses)),
        )

    def _item(self, line):
        statuses = "".join(self._status(status) for status in self.statuses if status.line == line)
        return tag("ConfirmationItem", tag("UnitOfMeasure", "EA") + statuses, quantity="1", lineNumber=line)

    def _status(self, status):
        return tag(
            "ConfirmationStatus",
            tag("UnitOfMeasure", status.unit)
            + self.money("UnitPrice", status.price)
            + _comment("confirmID", status.ref if status.type != "reject" else "")
            + _comment("LineItemErrorCode", status.error)
            + _comment("", status.comment),
            quantity=status.quantity,
            type=status.type,
            deliveryDate=status.delivery,
            shipmentDate=status.shipment,
        )


@dataclass
class StatusUpdateDocument(Answer):
    """A StatusUpdateRequest."""

    dtd: str = "cXML"
    code: str = "200"
    message: str = "OK"

    def body(self):
        """The ``StatusUpdateRequest``."""
        status = tag("Status", code=self.code, text=self.message)
        return tag("StatusUpdateRequest", tag("DocumentReference", payloadID=self.reference) + status)


@dataclass
class ProfileDocument(Answer):
    """A ProfileRequest."""

    dtd: str = "cXML"

    def body(self):
        """The ``ProfileRequest``."""
        return tag("ProfileRequest")


def _comment(kind, text):
    return tag("Comments", escape(text), type=kind, **LANG) if text else ""
