"""What a person or a script can have done to an order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from .order import Order


class NotPossible(Exception):
    """An action that cannot be done to the order now; the message says why."""


@dataclass(frozen=True)
class Wish:
    """How an action is to be done; what is left out, the action chooses.

    :ivar pieces: line number to quantity.
    :ivar unit_price: price of one piece without tax, in the order's currency.
    :ivar days: days until the delivery.
    :ivar code: a key of REASONS.
    """

    pieces: dict[int, int] = field(default_factory=dict)
    unit_price: Decimal | None = None
    days: int | None = None
    code: str = ""


@dataclass(frozen=True)
class Action:
    """A button of the order's page; `run` is a function of State, Order and Wish."""

    name: str
    label: str
    run: Callable
    possible: Callable[[Order], bool]

    @property
    def hint(self):
        """What it does, in a sentence."""
        return self.run.__doc__.partition("\n")[0]


class Actions:
    """The actions of one topic, which a module fills by decorating functions."""

    def __init__(self, topic):
        self.topic = topic
        self.all = []

    def __call__(self, label, when=lambda order: True):
        """Decorate an action.

        :param when: whether it is possible for an Order.
        """

        def add(run):
            self.all.append(Action(run.__name__, label, run, when))
            return run

        return add
