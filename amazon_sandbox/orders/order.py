"""What the stand-in remembers of an order."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum

from ..config import Group
from ..cxml.confirmation import Outcome
from ..cxml.invoice import Invoice
from ..cxml.order_request import OrderRequest
from ..cxml.ship_notice import Shipment
from ..shop.cart import Cart, CartLine


class OrderState(Enum):
    """Where an order is."""

    RECEIVED = "received"
    PLACED = "placed"
    CONFIRMED = "confirmed"
    PARTLY_CONFIRMED = "partly confirmed"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class DeliveryState(Enum):
    """Where a document to the buyer's inbox is."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True)
class Event:
    """A line of an order's timeline; `good` colours it: True, False, or None for neither."""

    at: datetime
    text: str
    good: bool | None = None


@dataclass(frozen=True)
class Attempt(Event):
    """A document that was brought to the inbox; `answer` is what the inbox said, for people."""

    answer: str = ""


@dataclass(frozen=True)
class Document:
    """A document as people may see it: indented, without secrets."""

    title: str
    text: str


@dataclass(frozen=True)
class Row:
    """A line of an order as a person reads it."""

    number: int
    quantity: int
    cart_line: CartLine
    unit_price: Decimal
    outcomes: list[str]
    shipped: int = 0
    billed: int = 0


@dataclass
class Delivery:
    """A document for the group's inbox; every attempt sends the same bytes.

    :ivar repeats: payloadID of the document that it says again, "" if it is new.
    """

    kind: str
    payload_id: str
    body: bytes = field(repr=False)
    due_at: datetime
    attempts: list[Attempt] = field(default_factory=list)
    state: DeliveryState = DeliveryState.PENDING
    repeats: str = ""

    def send_again(self, moment):
        """Send once more at a moment, whatever came back before."""
        self.state, self.due_at = DeliveryState.PENDING, moment


@dataclass
class Order:
    """An order that Amazon received, or a direct purchase (which has no group, no request).

    :ivar outcomes: line number to what becomes of the line, for each line that was answered.
    """

    id: int
    email: str
    received_at: datetime
    cart: Cart
    group: Group | None = None
    request: OrderRequest | None = None
    state: OrderState = OrderState.RECEIVED
    confirm_at: datetime | None = None
    cancel_at: datetime | None = None
    outcomes: dict[int, list[Outcome]] = field(default_factory=dict)
    shipments: list[Shipment] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)

    @property
    def parts(self):
        """Every outcome, line by line."""
        return [part for parts in self.outcomes.values() for part in parts]

    @property
    def amazon_numbers(self):
        """Amazon's order numbers, the first of which is the confirmID."""
        if self.request is None:
            return [self.cart.id]
        return list(dict.fromkeys(part.amazon_number for part in self.parts if not part.code))

    @property
    def live(self):
        """Whether Amazon may still answer, or change its answer."""
        return self.state is OrderState.RECEIVED or self.confirmed

    @property
    def confirmed(self):
        """Whether something is still to be delivered, as far as Amazon has said."""
        return self.state in (OrderState.CONFIRMED, OrderState.PARTLY_CONFIRMED)

    @property
    def waiting(self):
        """The lines that Amazon has yet to answer."""
        return [line for line in self.request.lines if line.number not in self.outcomes] if self.live else []

    @property
    def unsettled(self):
        """The lines that wait or are back-ordered."""
        backordered = {part.line.number for part in self.parts if part.backordered and not part.code}
        waiting = self.waiting
        return [line for line in self.request.lines if line in waiting or line.number in backordered]

    @property
    def cancellable(self):
        """Whether Amazon can still cancel all of it: confirmed, and nothing on its way."""
        return self.confirmed and not self.shipments

    @property
    def shipped(self):
        """Line number to the quantity that is on its way."""
        return sum((Counter(shipment.pieces) for shipment in self.shipments), Counter())

    @property
    def billed(self):
        """Line number to the quantity that was invoiced and not given back."""
        billed = Counter()
        for row in (row for invoice in self.invoices for row in invoice.lines):
            if row.order is self.request:
                billed[row.line.number] += row.pieces
        return billed

    @property
    def to_ship(self):
        """Line number to the quantity that is still to be sent."""
        return self._expected() - self.shipped

    @property
    def to_bill(self):
        """Line number to the quantity that is still to be invoiced."""
        return self._expected() - self.billed

    def _expected(self):
        """Line number to the quantity that is not rejected."""
        if not self.live:
            return Counter()
        expected = Counter({line.number: line.quantity for line in self.waiting})
        for part in self.parts:
            if not part.code:
                expected[part.line.number] += part.quantity
        return expected

    def unit_price(self, line):
        """The price of one piece of an ordered line, as Amazon last said."""
        return next((part.unit_price for part in self._taken(line)), line.cart_line.unit_price)

    def amazon_number(self, line):
        """Amazon's number for an ordered line, the first one if it is split, "" if it has none."""
        return next((part.amazon_number for part in self._taken(line)), "")

    @property
    def rows(self):
        """The lines and what became of each."""
        if self.request is None:
            return [Row(line.number, line.quantity, line, line.unit_price, ["ordered"]) for line in self.cart.lines]
        return [self._row(line) for line in self.request.lines]

    @property
    def items_total(self):
        """The price of all pieces, without shipping and tax."""
        return sum(row.quantity * row.unit_price for row in self.rows)

    @property
    def timeline(self):
        """Events and delivery attempts in the order of time."""
        attempts = [
            replace(attempt, text=f"{delivery.kind}: {attempt.text}")
            for delivery in self.deliveries
            for attempt in delivery.attempts
        ]
        return sorted([*self.events, *attempts], key=lambda event: event.at)

    def _taken(self, line):
        return [part for part in self.outcomes.get(line.number, ()) if not part.code]

    def _row(self, line):
        return Row(
            line.number,
            line.quantity,
            line.cart_line,
            self.unit_price(line),
            [_describe(part) for part in self.outcomes.get(line.number, ())] or ["waiting"],
            self.shipped[line.number],
            self.billed[line.number],
        )


def _describe(part):
    if part.code:
        return f"{part.quantity} rejected: {part.code}"
    kind = "back-ordered" if part.backordered else "confirmed"
    return f"{part.quantity} {kind} for {part.deliver_at:%Y-%m-%d}\n{part.amazon_number}"
