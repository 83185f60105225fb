"""The count: Amazon's books beside Odoo's, which are read from the database and not by our code."""

from collections import Counter, namedtuple
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from devtools.chaos.journal import Entry
from devtools.chaos.schedule import DATABASE, LOSES_ANSWER, ODOO, SEND

#: What must not be.
KINDS = (
    *("baskets lost", "orders doubled", "orders lost", "orders nobody approved", "OrderRequests executed twice"),
    *("totals off", "bills lost", "bills doubled", "shipments off", "documents lost", "documents doubled"),
    *("messages without an end", "unknowns unexplained", "jobs unexplained", "purchases stuck"),
)

_OF_DATABASE = ("OperationalError", "InterfaceError")

_ENDS = ("processed", "sent", "refused", "cancelled", "unknown")
_ORDERS = """
SELECT coalesce(message.payload_id, ''), amount_total, "order".name FROM purchase_order "order"
LEFT JOIN amazon_punchin_message_purchase_order_rel rel ON order_id = "order".id
    AND message_id IN (SELECT id FROM amazon_punchin_message WHERE document = 'PunchOutOrderMessage')
LEFT JOIN amazon_punchin_message message ON message.id = message_id WHERE "order".amazon_config_id IS NOT NULL
"""
_MESSAGES = """
SELECT payload_id, document, message.state, coalesce(error::text, ''), coalesce(string_agg("order".name, ' '), '')
FROM amazon_punchin_message message
LEFT JOIN amazon_punchin_message_purchase_order_rel rel ON message_id = message.id
LEFT JOIN purchase_order "order" ON "order".id = order_id
WHERE document != 'PunchOutSetupRequest' GROUP BY message.id
"""
_BILLS = """
SELECT amazon_invoice_number, CASE move_type WHEN 'in_refund' THEN -amount_total ELSE amount_total END, ''
FROM account_move WHERE amazon_invoice_number IS NOT NULL
"""
_SHIPMENTS = """
SELECT name, coalesce(sum(quantity), 0)::int, '' FROM amazon_punchin_shipment shipment
LEFT JOIN amazon_punchin_shipment_line ON shipment_id = shipment.id GROUP BY shipment.id
"""
_UNKNOWNS = """
SELECT "order".name, note.date FROM mail_tracking_value value JOIN mail_message note ON note.id = mail_message_id
JOIN ir_model_fields field ON field.id = field_id JOIN purchase_order "order" ON "order".id = res_id
WHERE note.model = 'purchase.order' AND field.name = 'amazon_state' AND new_value_char = 'Answer unknown'
"""


Message = namedtuple("Message", "payload_id document state error orders")


@dataclass
class Amazon:
    """What Amazon has.

    :ivar baskets: by payload ID, the total of each that it handed over
    :ivar orders: of its interface
    :ivar sent: by order, the payload IDs of what it was sent
    """

    baskets: dict[str, Decimal]
    orders: list[dict]
    sent: dict[str, set[str]]

    def each(self, part: str) -> Iterator[tuple[str, dict]]:
        """The shipments, invoices or deliveries of all orders, with the order's number."""
        return ((order["order_id"], of) for order in self.orders for of in order[part])


@dataclass
class Odoo:
    """What Odoo has.

    :ivar orders: payload ID of the basket, total, number
    :ivar messages: as they are in the log, with the numbers of their orders
    :ivar bills: invoice number, total, nothing
    :ivar shipments: Amazon's number, pieces, nothing
    :ivar unknowns: orders whose answer was lost, and when that was found out
    """

    orders: list[tuple[str, Decimal, str]]
    messages: list[Message]
    bills: list[tuple[str, Decimal, str]]
    shipments: list[tuple[str, int, str]]
    unknowns: list[tuple[str, datetime]]

    @classmethod
    def read(cls, query) -> "Odoo":
        """Read it; `query` gives the rows of a statement."""
        messages = [Message(*row) for row in query(_MESSAGES)]
        return cls(query(_ORDERS), messages, query(_BILLS), query(_SHIPMENTS), query(_UNKNOWNS))

    @property
    def released(self) -> set[str]:
        """The orders for Amazon."""
        return {name for of in self.messages if of.document == "OrderRequest" for name in of.orders.split()}

    @property
    def arrived(self) -> list[tuple[str, str]]:
        """The payload IDs of what Amazon's server posted, and the orders."""
        ours = ("PunchOutOrderMessage", "OrderRequest")
        return [(of.payload_id, of.orders.partition(" ")[0]) for of in self.messages if of.document not in ours]


class Violation(NamedTuple):
    """Something that must not be; `whose` is an order's number or a basket's payload ID, empty if nobody knows."""

    kind: str
    whose: str
    text: str


def violations(
    amazon: Amazon, odoo: Odoo, purchases: dict[str, int], journal: list[Entry], deaths: Collection[str]
) -> Iterator[Violation]:
    """Compare.

    :param purchases: by order
    :param deaths: of those that send orders, or on whom they depend
    """
    baskets = {payload: (total, payload) for payload, total in amazon.baskets.items()}
    invoices = {invoice["number"]: (Decimal(invoice["total"]), name) for name, invoice in amazon.each("invoices")}
    parcels = {parcel["id"]: (sum(parcel["pieces"].values()), name) for name, parcel in amazon.each("shipments")}
    # What is said again under another payload ID is the same document to Odoo.
    first = {of["payload_id"]: of["repeats"] or of["payload_id"] for _name, of in amazon.each("deliveries")}
    documents = {first[of["payload_id"]]: (None, name) for name, of in amazon.each("deliveries")}
    arrived = [(first.get(payload, payload), None, name) for payload, name in odoo.arrived]
    yield from _each_once(baskets, odoo.orders, "baskets lost", "orders doubled", "totals off")
    yield from _each_once(invoices, odoo.bills, "bills lost", "bills doubled", "totals off")
    yield from _each_once(parcels, odoo.shipments, *["shipments off"] * 3)
    yield from _each_once(documents, arrived, "documents lost", "documents doubled", "")
    yield from _orders(amazon, odoo)
    for of in odoo.messages:
        if of.state not in _ENDS:
            whose = of.orders.partition(" ")[0] or of.payload_id
            yield Violation("messages without an end", whose, f"{of.document} is {of.state} {of.error}")
    for name, moment in odoo.unknowns:
        if not _is_explained(purchases.get(name, 0), moment, journal, deaths):
            yield Violation("unknowns unexplained", name, f"{name}, found out at {moment}")


def jobs(left: list[tuple[str, str]], journal: Iterable[Entry]) -> Iterator[Violation]:
    """What is wrong with jobs of OCA's queue that are not done: one may only fail with the database's connection.

    :param left: state, and the name of the exception
    """
    restarted = any(entry.what in (DATABASE, ODOO) for entry in journal)
    for state, error in left:
        if state != "failed" or not restarted or error.rpartition(".")[2] not in _OF_DATABASE:
            yield Violation("jobs unexplained", "", f"a job is {state} {error}")


def _each_once(
    theirs: dict[str, tuple[Any, str]], ours: list[tuple[str, Any, str]], lost: str, doubled: str, off: str
) -> Iterator[Violation]:
    """Each thing that Amazon has must be in Odoo, once, with the same value, and nothing else.

    :param theirs: by key, value and whose it is
    :param ours: key, value and whose it is
    """
    counted = Counter(key for key, *_rest in ours)
    for key, (value, whose) in theirs.items():
        if not counted[key]:
            yield Violation(lost, whose, f"{key} is not in Odoo")
        elif counted[key] > 1:
            yield Violation(doubled, whose, f"{key} is {counted[key]} times in Odoo")
        elif (found := next(value for of, value, _whose in ours if of == key)) != value:
            yield Violation(off, whose, f"{key} comes to {value} at Amazon, to {found} in Odoo")
    for key, _value, whose in ours:
        if key not in theirs:
            yield Violation(doubled, whose, f"{whose} {key} in Odoo is of nothing at Amazon")


def _orders(amazon: Amazon, odoo: Odoo) -> Iterator[Violation]:
    there = Counter(order["order_id"] for order in amazon.orders)
    for name in odoo.released - there.keys():
        yield Violation("orders lost", name, f"{name} is not at Amazon")
    for name in there.keys() - odoo.released:
        yield Violation("orders nobody approved", name, f"{name} is at Amazon")
    for name, documents in amazon.sent.items():
        if there[name] > 1 or len(documents) > 1:
            text = f"{name} is {there[name]} times at Amazon, by {len(documents)} documents"
            yield Violation("OrderRequests executed twice", name, text)


def _is_explained(purchase: int, moment: datetime, journal: list[Entry], deaths: Collection[str]) -> bool:
    """Whether a fault that was injected lost the answer, or somebody died since it was to be sent.

    :param moment: when somebody found out, in whole seconds
    """
    end = moment + timedelta(seconds=1)
    own = [entry for entry in journal if entry.purchase == purchase and entry.at <= end]
    begun = min((entry.at for entry in own if entry.what == SEND), default=end)
    return any(entry.what == "order fault" and entry.detail in LOSES_ANSWER for entry in own) or any(
        entry.what in deaths and begun <= entry.at <= end for entry in journal
    )
