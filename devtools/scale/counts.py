"""The count: what the machines have made of a pile, from the database and from Amazon's books, not by our code."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

#: A confirmation, a ship notice and an invoice for each order that Amazon has answered.
DOCUMENTS = 3

_ANSWERED = """
SELECT name, (
    SELECT count(*) FROM amazon_punchin_message message
    JOIN amazon_punchin_message_purchase_order_rel ON message_id = message.id
    WHERE order_id = "order".id AND direction = 'in' AND document != 'PunchOutOrderMessage' AND state = 'processed'
), (
    SELECT coalesce(max(times), 0) FROM (
        SELECT count(*) times FROM amazon_punchin_line_status WHERE order_id = "order".id GROUP BY line_id
    ) each_line
), (
    SELECT count(DISTINCT shipment_id) FROM amazon_punchin_shipment_line WHERE order_id = "order".id
), (
    SELECT count(*) FROM account_move WHERE amazon_invoice_number LIKE 'DE-' || "order".name || '-%%'
) FROM purchase_order "order" WHERE name = ANY(%s)
"""
_SENT = """
SELECT "order".name, message.state, attempts FROM amazon_punchin_message message
JOIN amazon_punchin_message_purchase_order_rel ON message_id = message.id
JOIN purchase_order "order" ON "order".id = order_id
WHERE document = 'OrderRequest' AND "order".name = ANY(%s)
"""


@dataclass(frozen=True)
class Pile:
    """What was prepared.

    :ivar answered: numbers of orders that Amazon has, and whose documents wait
    :ivar pending: numbers of orders that are to be sent
    """

    answered: list[str]
    pending: list[str]

    @property
    def size(self) -> int:
        """How many documents wait, in and out."""
        return DOCUMENTS * len(self.answered) + len(self.pending)


class Answered(NamedTuple):
    """What has become of Amazon's documents about an order: of the documents, and how often of each what it says."""

    name: str
    processed: int
    confirmed: int
    shipped: int
    billed: int


class Sent(NamedTuple):
    """What has become of an order's document."""

    name: str
    state: str
    attempts: int


def violations(pile: Pile, query: Callable[[str, list], list], posted: Counter, books: list[str]) -> Iterator[str]:
    """What is not as it must be.

    :param query: gives the rows of a statement with its values
    :param posted: by number, how often an order was posted to Amazon
    :param books: the numbers of all orders that Amazon has taken
    """
    answered = {row[0]: Answered(*row) for row in query(_ANSWERED, [pile.answered])}
    sent = [Sent(*row) for row in query(_SENT, [pile.pending])]
    for name in pile.answered:
        must = Answered(name, DOCUMENTS, 1, 1, 1)
        if answered.get(name) != must:
            yield f"{name} must be {must}, is {answered.get(name)}"
    taken, documents = Counter(books), Counter(of.name for of in sent)
    for name in pile.pending:
        if (posted[name], taken[name], documents[name]) != (1, 1, 1):
            yield f"{name} was posted {posted[name]} times, is {taken[name]} times at Amazon, {documents[name]} in Odoo"
    for of in sent:
        if of.state != "sent" or of.attempts != 1:
            yield f"{of.name} is {of.state} after {of.attempts} attempts"
