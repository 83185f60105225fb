"""Where an order stands at Amazon: every state, what may follow it, and who moves it.

Everything else that is said of these states, in code, in the selection of ``amazon_state`` and in the diagram of
``docs/architecture.md``, is read off :data:`STATES`.
"""

import logging
from dataclasses import dataclass, field

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import lock, wording
from ...tools.const import DOCUMENT

_logger = logging.getLogger(__name__)

# Who moves an order.
_BUYER = "buyer"
_BUYER_OR_APPROVER = "buyer or approver"
_APPROVER = "approver"
_ADMINISTRATOR = "Amazon administrator"
_SENDING = "job that sends"
_HOLD = "job that watches the hold"
_AMAZON = "Amazon's documents and bills"
_SENDING_OR_AMAZON = "job that sends, or Amazon's documents"
_ADMINISTRATOR_OR_AMAZON = "Amazon administrator, or Amazon's documents"


@dataclass(frozen=True)
class State:
    """One state.

    :ivar str key: value of ``amazon_state``
    :ivar str label: what people read; Odoo translates it as the label of a choice
    :ivar bool is_draft: not released yet: the location may change, and nothing was queued
    :ivar bool is_held: Amazon does not have it, so it needs Amazon's hold of price and stock
    :ivar bool is_unanswered: a document is on its way, or was, and its answer is not known
    :ivar bool is_at_amazon: Amazon has it, or may have it: it is not cancelled here alone
    :ivar bool is_confirmed: Amazon has said that it delivers
    :ivar bool is_delivered: everything that Amazon delivers is on its way
    :ivar bool is_given_up: nothing, or nothing more, is expected of Amazon
    :ivar bool is_stuck: it goes on only if somebody looks into it
    :ivar dict[str, str] next: key of a state that may follow, to who moves the order there
    """

    key: str
    label: str
    is_draft: bool = False
    is_held: bool = False
    is_unanswered: bool = False
    is_at_amazon: bool = False
    is_confirmed: bool = False
    is_delivered: bool = False
    is_given_up: bool = False
    is_stuck: bool = False
    next: dict[str, str] = field(default_factory=dict)


#: What Amazon's answers, shipments and bills say of an order that Amazon has; the next of them may say another.
_FOLLOWED = dict.fromkeys(("sent", "confirmed", "partial", "shipped", "done"), _AMAZON)

STATES = (
    State(
        "cart",
        "Basket",
        is_draft=True,
        is_held=True,
        next={"waiting": _BUYER, "cancelled": _BUYER, "expired": _HOLD},
    ),
    State(
        "waiting",
        "Waiting for approval",
        is_draft=True,
        is_held=True,
        next={"pending": _BUYER_OR_APPROVER, "rejected": _APPROVER, "cancelled": _BUYER, "expired": _HOLD},
    ),
    State(
        "pending",
        "Being sent",
        is_held=True,
        is_unanswered=True,
        next={
            **_FOLLOWED,
            "sent": _SENDING_OR_AMAZON,
            "unknown": _SENDING,
            "refused": _SENDING,
            "expired": _SENDING,
            "cancelled": _BUYER,
        },
    ),
    State(
        "sent",
        "Sent",
        is_at_amazon=True,
        next={**_FOLLOWED, "refused": _AMAZON, "cancelled": _ADMINISTRATOR_OR_AMAZON},
    ),
    State(
        "unknown",
        "Answer unknown",
        is_unanswered=True,
        is_at_amazon=True,
        is_stuck=True,
        next={
            **_FOLLOWED,
            "sent": _ADMINISTRATOR_OR_AMAZON,
            "pending": _ADMINISTRATOR,
            "refused": _SENDING,
        },
    ),
    State(
        "confirmed",
        "Confirmed",
        is_at_amazon=True,
        is_confirmed=True,
        next={**_FOLLOWED, "refused": _AMAZON, "cancelled": _ADMINISTRATOR_OR_AMAZON},
    ),
    State(
        "partial",
        "Partly confirmed",
        is_at_amazon=True,
        is_confirmed=True,
        next={**_FOLLOWED, "refused": _AMAZON, "cancelled": _ADMINISTRATOR_OR_AMAZON},
    ),
    State("rejected", "Rejected", is_given_up=True),
    State("refused", "Refused by Amazon", is_given_up=True, next={"pending": _ADMINISTRATOR}),
    State(
        "shipped",
        "Shipped",
        is_at_amazon=True,
        is_confirmed=True,
        is_delivered=True,
        next={**_FOLLOWED, "refused": _AMAZON, "cancelled": _AMAZON},
    ),
    State(
        "done",
        "Done",
        is_at_amazon=True,
        is_confirmed=True,
        is_delivered=True,
        next={**_FOLLOWED, "refused": _AMAZON, "cancelled": _AMAZON},
    ),
    # Core's cancelling stands between the approval and the draft of what was not sent in time.
    State("cancelled", "Cancelled", is_given_up=True, next={"expired": _SENDING}),
    State(
        "expired",
        "Expired",
        is_given_up=True,
        is_stuck=True,
        next={"cart": _ADMINISTRATOR, "cancelled": _BUYER},
    ),
)

_BY_KEY = {state.key: state for state in STATES}

#: The state in which a basket becomes an order.
FIRST = "cart"

DRAFT = tuple(state.key for state in STATES if state.is_draft)
HELD = tuple(state.key for state in STATES if state.is_held)

#: States from which an order may still be confirmed, so that its coding and what the rules say are shown.
CONFIRMABLE = tuple(state.key for state in STATES if state.is_draft or FIRST in state.next)

#: States in which the item rules have a say.
JUDGED = tuple(state.key for state in STATES if state.is_held or FIRST in state.next)
UNANSWERED = tuple(state.key for state in STATES if state.is_unanswered)
AT_AMAZON = tuple(state.key for state in STATES if state.is_at_amazon)
CONFIRMED = tuple(state.key for state in STATES if state.is_confirmed)
GIVEN_UP = tuple(state.key for state in STATES if state.is_given_up)
STUCK = tuple(state.key for state in STATES if state.is_stuck)

#: An order that an administrator has to see to: looked up at Amazon, or sent again.
ALARMING = ("unknown", "refused")

#: Orders that were released: Amazon has them, or is about to get them, and may say something of them.
ORDERED = tuple(state.key for state in STATES if state.is_at_amazon or state.is_unanswered)

#: Orders that Amazon has and has not delivered, so that Amazon can still have cancelled them.
UNDELIVERED = tuple(state.key for state in STATES if state.is_at_amazon and not state.is_delivered)

#: Orders that have not come to an end.
OPEN = (*HELD, *UNDELIVERED)

#: Orders that Amazon has for certain, so that what is missing of them is awaited.
ANSWERED = tuple(state.key for state in STATES if state.is_at_amazon and not state.is_unanswered)

#: Orders that Amazon has and that are still to arrive or to be billed.
ON_THE_WAY = tuple(key for key in ANSWERED if key != "done")

#: What an order's activities were given for and is over once it leaves a state; once it is given up, all of it is.
CAUSES = {
    "cart": ("basket", "rules"),
    "waiting": ("escalation", "held", "nobody", "rules"),
    "unknown": ("unknown",),
    "refused": ("refused",),
    "expired": ("expired",),
}
_OVER_AT_LAST = (
    "partial",
    "price",
    "problem",
    "unreceived",
    *(cause for causes in CAUSES.values() for cause in causes),
)


def diagram():
    """Draw the table.

    :return: Mermaid, without a fence
    :rtype: str
    """
    lines = ["stateDiagram-v2", f"    [*] --> {FIRST}: basket that comes back"]
    lines += [f"    {state.key}: {state.label}" for state in STATES]
    lines += [
        f"    {state.key} --> {key}: {mover}"
        for state in STATES
        for key, mover in state.next.items()
        if key != state.key
    ]
    return "\n".join(lines)


class PurchaseOrder(models.Model):
    """A purchase order moves from state to state at Amazon, by one method."""

    _inherit = "purchase.order"

    amazon_state = fields.Selection(
        [(state.key, state.label) for state in STATES],
        string="State at Amazon",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="The progress of the order, from basket to bill.",
    )

    @api.model
    def _amazon_confirmed_states(self):
        """States in which Amazon has said that it delivers, for code that imports no models.

        :rtype: tuple[str, ...]
        """
        return CONFIRMED

    @api.model
    def _amazon_receivable_states(self):
        """States in which something of an order may arrive, for code that imports no models.

        :rtype: tuple[str, ...]
        """
        return AT_AMAZON

    @api.model
    def _amazon_answered_states(self):
        """States in which Amazon has an order for certain, for code that imports no models.

        :rtype: tuple[str, ...]
        """
        return ANSWERED

    def _move_amazon_to(self, state, /, **values):
        """Move orders to a state, as far as the table lets them; an order that is there already stays as it is.

        :param str state: key of the state
        :param values: what changes with it
        :raises UserError: the table has no such move; the log names the document that asked for it
        """
        for order in self.filtered(lambda order: order.amazon_state != state):
            if state not in _BY_KEY[order.amazon_state].next:
                _logger.warning(
                    "Order %s does not move from %s to %s; asked for by document %s",
                    order.id,
                    order.amazon_state,
                    state,
                    self.env.context.get(DOCUMENT, "none"),
                )
                labels = dict(self._fields["amazon_state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(order)s is “%(now)s” at Amazon, so it cannot become “%(then)s”.",
                        order=order.display_name,
                        now=labels[order.amazon_state],
                        then=labels[state],
                    )
                )
            over = _OVER_AT_LAST if state in GIVEN_UP else CAUSES.get(order.amazon_state, ())
            lock.opened(order).write({"amazon_state": state, **values})
            if over:
                order._end_amazon_causes(over)

    def _end_amazon_causes(self, causes):
        """End what somebody was told of an order.

        :param tuple[str, ...] causes: which are over
        """
        wording.end_cause(self, *causes)
