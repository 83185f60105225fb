"""Scenes in which item rules decide what may be bought, and how it is coded."""

from devtools.demo.expect import refused, require, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.shopping import Shopping
from devtools.demo.timeline import Timeline
from devtools.demo.tracking import Tracking

_CHAIR, _KEYBOARD, _KETTLE, _LABELS = "B0627VTTMY", "B0Q9Z888KX", "B0L7MMQ3JT", "B0N8B5DR33"
_NO_KETTLES = "The fire insurance forbids kettles in offices"
_PACKAGING = "Packaging comes from Amazon itself, unless there is a reason"
_REASON = "Our label printer takes this roll only."


class Policy:
    """A kettle is refused, labels of another seller need a reason, a line is coded by what it is."""

    def __init__(self, shopping: Shopping, tracking: Tracking, timeline: Timeline):
        self._shopping = shopping
        self._tracking = tracking
        self._timeline = timeline

    def run(self) -> None:
        """Play the scenes.

        :raise Problem: at the first step that is not what it should be
        """
        order = self._shopping.land("US", {_KETTLE: 1, _CHAIR: 1, _KEYBOARD: 1})
        self._coded(order)
        self._refused(order)
        self._reasoned(self._shopping.land("US", {_LABELS: 2}))

    def _coded(self, order: PlacedOrder) -> None:
        with self._timeline.step("Rules code it: the chair's account, a keyboard's budget") as entry:
            order.code()
            [kettle, chair, keyboard] = order.lines("amazon_account_id", "amazon_budget_names")
            for what, line, account, budget in (
                ("kettle", kettle, "Office Supplies", "Office Supplies"),
                ("chair", chair, "Office Furniture", "Office Supplies"),
                ("keyboard", keyboard, "Office Supplies", "IT Equipment"),
            ):
                require(account in line["amazon_account_id"][1], f"The {what} has not the account {account}.")
                same(f"The budget of the {what}", line["amazon_budget_names"], budget)
            entry.about(order)

    def _refused(self, order: PlacedOrder) -> None:
        with self._timeline.step("The order says at once that the kettle is refused") as entry:
            _names(order.read("amazon_warning")["amazon_warning"], "Electric Kettle", _NO_KETTLES)
            entry.order = order.name
        with self._timeline.step("Confirm is refused, and names line and rule") as entry:
            _names(refused(order.confirm), "Electric Kettle", _NO_KETTLES)
            same(order.name, order.states(), "draft · cart")
            entry.about(order)
        with self._timeline.step("Bea Buyer cancels it; nothing reaches Amazon") as entry:
            order.cancel()
            same(order.name, order.states(), "cancel · cancelled")
            self._tracking.nothing_left(order)
            entry.about(order)

    def _reasoned(self, order: PlacedOrder) -> None:
        with self._timeline.step("Confirm asks why the labels are not Amazon's own") as entry:
            order.code()
            _names(refused(order.confirm), "Shipping Labels", _PACKAGING)
            same(order.name, order.states(), "draft · cart")
            entry.about(order)
        with self._timeline.step("With a reason, kept in the chatter, it is confirmed") as entry:
            order.write(amazon_reason=_REASON)
            order.confirm()
            require(_REASON in order.chatter(), f"The chatter of {order.name} lacks the reason.")
            self._tracking.queued(order, entry)
        self._tracking.follow(order)


def _names(sentence: str, *parts: str) -> None:
    for part in parts:
        require(part in sentence, f"Odoo does not name “{part}”: {sentence}")
