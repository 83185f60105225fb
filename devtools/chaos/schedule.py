"""What is bought, what goes wrong with it, and who dies meanwhile: a pure function of the seed.

What a run adds is the moment: which statement a worker is at when it dies, and which of two requests comes first.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

#: Parts of a purchase, in which somebody may be struck.
SEND = "send"
STEPS = ("shop", "return", "confirm", "approve", SEND, "answer")

#: What people do about it.
SENT_AGAIN, PROCESSED_AGAIN = "administrator sends again", "administrator processes again"

#: Who is struck.
WEB, JOBS, DATABASE = "worker", "job worker", "database"

#: All of it, which may die with the database.
ODOO = "Odoo"

#: Whose death may lose the answer to an order: scheduled actions send it, or OCA's job queue has a worker send it.
SENDERS = (JOBS, DATABASE, ODOO)
SENDERS_OF_QUEUE = (WEB, *SENDERS)

#: After so many faults a document gets through, so that every purchase ends.
MOST_FAULTS = 2

_DESK = "B0ZXPWQWJC"
_ITEMS = (
    *("B0T802R2HD", "B0XCCL5GBZ", "B0ZR8LDVWX", "B068M6XXGB", "B0NQGPWVQ5", "B00MHWF9QT", "B0GQNJYCBC", "B0RKSP49HH"),
    *("3442017122", "B0KQZ97KQ9", "B0627VTTMY"),
)
_WAYS = {"US": ("punch_out", "land"), "DE": ("punch_out", "claim"), "JP": ("punch_out", "land")}
_FATES = {"ordered": 18, "rejected": 1, "cancelled": 1}
_ACTS = (
    ("confirm", "ship", "invoice"),
    ("confirm", "ship_each", "invoice_shipments"),
    ("confirm_part", "confirm", "ship", "invoice_sellers"),
    ("confirm_split", "ship_part", "ship", "invoice", "credit"),
    ("ship", "confirm", "invoice", "credit_quantity"),
    ("confirm", "invoice", "ship", "credit_price"),
    ("backorder", "ship", "invoice"),
    ("confirm_repriced", "ship", "invoice"),
    ("confirm", "send_status", "ship", "ship_update", "invoice"),
    ("confirm", "deliveries/1/again", "ship", "deliveries/2/as_new", "invoice", "deliveries/4/as_new", "credit"),
    ("refuse",),
    ("confirm", "cancel"),
)

#: Among a hundred posts, how many have each fault.
_BAD = {"unread": 4, "lost": 4, "taken": 5, "429": 4, "500": 4, "502": 4, "garbage": 4}
_FAULTS = {"setup": _BAD | {"late": 1}, "order": _BAD | {"late": 1}, "answer": _BAD | {"twice": 12, "later": 20}}

#: Faults after which Odoo cannot know whether Amazon has an order.
LOSES_ANSWER = {"unread", "lost", "taken", "500", "502", "garbage", "late"}


@dataclass(frozen=True)
class Strike:
    """Somebody dies.

    :ivar step: of a purchase, at whose begin the time starts
    :ivar after_s: seconds until then
    :ivar pick: which of several, as a share of them; of the database, whether it crashes or ends in order
    """

    step: str
    after_s: float
    target: str
    pick: float


@dataclass(frozen=True)
class Fault:
    """What happens to a post; `seconds` is for how long one is held back that comes late."""

    kind: str
    seconds: float


@dataclass(frozen=True)
class Purchase:
    """What somebody buys.

    :ivar posts: how many browsers post the basket at once
    :ivar acts: what Amazon does with the order, and how many seconds later the next thing
    """

    number: int
    marketplace: str
    way: str
    basket: dict[str, int]
    posts: int
    fate: str
    acts: tuple[tuple[str, float], ...]
    strikes: tuple[Strike, ...]


def _posts(purchase: Purchase, posted: str) -> bool:
    """Whether a purchase comes to post a document of this kind."""
    return purchase.way == "punch_out" if posted == "setup" else purchase.fate == "ordered"


class Schedule:
    """All of a run.

    :param seed: any number
    :param count: of purchases
    """

    def __init__(self, seed: int, count: int):
        self._seed = seed
        self.purchases = [self._purchase(number) for number in range(1, count + 1)]
        self._certain = dict(self._each_fault_once())

    def fault(self, purchase: int, posted: str, document: int, attempt: int) -> Fault | None:
        """What happens to a post.

        :param posted: ``setup``, ``order`` or ``answer``
        :param document: which one of the purchase, from 1
        :param attempt: how often it has come, from 1
        """
        if (document, attempt) == (1, 1) and (certain := self._certain.get((purchase, posted))):
            return certain
        dice = self._dice("fault", purchase, posted, document, attempt)
        kinds = _FAULTS[posted]
        kind = dice.choices([*kinds, None], [*kinds.values(), 100 - sum(kinds.values())])[0]
        return Fault(kind, dice.uniform(0.2, 6)) if kind and attempt <= MOST_FAULTS else None

    def _each_fault_once(self) -> Iterator[tuple[tuple[int, str], Fault]]:
        """What surely happens to the first post of its kind of some purchases, so that no fault is left to chance."""
        dice = self._dice("certain")
        for posted, kinds in _FAULTS.items():
            able = [of.number for of in self.purchases if _posts(of, posted)]
            for number, kind in zip(dice.sample(able, len(able)), kinds, strict=False):
                yield (number, posted), Fault(kind, dice.uniform(0.2, 6))

    def _purchase(self, number: int) -> Purchase:
        dice = self._dice("purchase", number)
        marketplace = dice.choices(("US", "DE", "JP"), (3, 1, 1))[0]
        fate = dice.choices([*_FATES], [*_FATES.values()])[0]
        acts = dice.choice(_ACTS)
        # Of one item alone there is no part, after which Amazon has something left.
        fewest = 1 + any(act.endswith("_part") for act in acts)
        basket = {asin: dice.randint(1, 4) for asin in dice.sample(_ITEMS, dice.randint(fewest, 5))}
        if fate == "rejected":
            basket[_DESK] = 1
        return Purchase(
            number,
            marketplace,
            dice.choice(_WAYS[marketplace]),
            basket,
            dice.choice((1, 2, 3)),
            fate,
            tuple((act, dice.uniform(0, 1)) for act in acts),
            tuple(self._strikes(dice, number)),
        )

    def _strikes(self, dice: random.Random, number: int) -> Iterator[Strike]:
        """About every second purchase a worker dies; once in a dozen, the database."""
        dozen, place = divmod(number - 1, 12)
        falls = self._dice("database", dozen).randrange(12) == place
        for target, strikes in ((WEB, dice.random() < 0.25), (JOBS, dice.random() < 0.25), (DATABASE, falls)):
            if strikes:
                yield Strike(dice.choice(STEPS), dice.uniform(0, 1.5), target, dice.random())

    def _dice(self, *names: object) -> random.Random:
        return random.Random("/".join(map(str, (self._seed, *names))))
