"""Scenes in which item rules decide what may be bought, and how it is coded.

A kettle is refused, labels of another seller need a reason, a line is coded by what it is.
"""

from devtools.demo import tracking
from devtools.demo.expect import refused, require, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.shopping import Shopping
from devtools.demo.world import World, scene

_CHAIR, _KEYBOARD, _KETTLE, _LABELS = "B0627VTTMY", "B0Q9Z888KX", "B0L7MMQ3JT", "B0N8B5DR33"
_NO_KETTLES = "Our fire insurance does not allow kettles in offices"
_PACKAGING = "Buy packaging from Amazon itself, unless there is a reason not to"
_REASON = "Our label printer takes this roll only."


def refused_and_reasoned(world: World, shopping: Shopping) -> None:
    """Play the scenes.

    :raise Problem: at the first step that is not what it should be
    """
    order = shopping.land("US", {_KETTLE: 1, _CHAIR: 1, _KEYBOARD: 1})
    _coded(world, order)
    _refused(world, order)
    _reasoned(world, shopping.land("US", {_LABELS: 2}))


def _coded(world: World, order: PlacedOrder) -> None:
    with scene("Rules code it: the chair's account, a keyboard's budget", order):
        order.code()
        [kettle, chair, keyboard] = order.lines("amazon_account_id", "amazon_budget_names")
        for what, line, account, budget in (
            ("kettle", kettle, "Office Supplies", "Office Supplies"),
            ("chair", chair, "Office Furniture", "Office Supplies"),
            ("keyboard", keyboard, "Office Supplies", "IT Equipment"),
        ):
            require(account in line["amazon_account_id"][1], f"The {what} does not have the account {account}.")
            same(f"The budget of the {what}", line["amazon_budget_names"], budget)


def _refused(world: World, order: PlacedOrder) -> None:
    with scene("The order shows at once that the kettle is not allowed", order):
        _names(order.value("amazon_blocking"), "Electric Kettle", _NO_KETTLES)
    with scene("Confirm is refused, and names line and rule", order):
        _names(refused(order.confirm), "Electric Kettle", _NO_KETTLES)
        order.must_be("draft · cart")
    with scene("Bea Buyer cancels it; nothing reaches Amazon", order):
        order.cancel()
        order.must_be("cancel · cancelled")
        tracking.nothing_left(world, order)


def _reasoned(world: World, order: PlacedOrder) -> None:
    with scene("Confirm asks why the labels are not Amazon's own", order):
        order.code()
        _names(refused(order.confirm), "Shipping Labels", _PACKAGING)
        order.must_be("draft · cart")
    with scene("With a reason, kept in the chatter, it is confirmed", order):
        order.write(amazon_reason=_REASON)
        order.confirm()
        require(_REASON in order.chatter(), f"The chatter of {order.name} does not have the reason.")
        tracking.queued(order)
    tracking.follow(world, order)


def _names(sentence: str, *parts: str) -> None:
    for part in parts:
        require(part in sentence, f"Odoo does not name “{part}”: {sentence}")
