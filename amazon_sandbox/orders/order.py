"""What the stand-in remembers of an order."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum

from ..config import Group
from ..cxml.order_request import OrderRequest
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
    outcome: str


@dataclass
class Delivery:
    """A document for the group's inbox; every attempt sends the same bytes."""

    kind: str
    payload_id: str
    body: bytes = field(repr=False)
    due_at: datetime
    attempts: list[Event] = field(default_factory=list)
    state: DeliveryState = DeliveryState.PENDING

    def send_again(self, moment):
        """Send once more at a moment, whatever came back before."""
        self.state, self.due_at = DeliveryState.PENDING, moment


@dataclass
class Order:
    """An order that Amazon received, or a direct purchase (which has no group, no request)."""

    id: int
    email: str
    received_at: datetime
    cart: Cart
    group: Group | None = None
    request: OrderRequest | None = None
    state: OrderState = OrderState.RECEIVED
    confirm_at: datetime | None = None
    cancel_at: datetime | None = None
    outcomes: list = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)

    @property
    def amazon_numbers(self):
        """Amazon's order numbers, the first of which is the confirmID."""
        if self.request is None:
            return [self.cart.id]
        return list(dict.fromkeys(outcome.amazon_number for outcome in self.outcomes if not outcome.code))

    @property
    def open(self):
        """Whether Amazon has yet to answer."""
        return self.state is OrderState.RECEIVED

    @property
    def cancellable(self):
        """Whether at least one line is still to be delivered."""
        return self.state in (OrderState.CONFIRMED, OrderState.PARTLY_CONFIRMED)

    @property
    def rows(self):
        """The lines and what became of each."""
        if self.request is None:
            return [Row(line.number, line.quantity, line, line.unit_price, "ordered") for line in self.cart.lines]
        if self.outcomes:
            return [_outcome_row(outcome) for outcome in self.outcomes]
        return [
            Row(line.number, line.quantity, line.cart_line, line.cart_line.unit_price, "waiting")
            for line in self.request.lines
        ]

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


def _outcome_row(outcome):
    line = outcome.line
    text = f"rejected: {outcome.code}" if outcome.code else outcome.amazon_number
    return Row(line.number, line.quantity, line.cart_line, outcome.unit_price, text)
