"""Goods that arrive where nobody keeps a stock: whoever ordered them receives them, on a phone if need be."""

from playwright.sync_api import Browser

from devtools.demo.expect import require, same
from devtools.demo.phone import Phone
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.world import World, scene

_WINDOW, _ROW = "amazon.punchin.receiving", "amazon.punchin.receiving.line"
_REMARK = "The shade is broken"


class Requester:
    """Bea Buyer, and *Receive* on her order.

    :param running: Chromium
    """

    def __init__(self, world: World, running: Browser):
        self._buyer = world.buyer
        self._phone = Phone(running, world.buyer)

    def receive(self, order: PlacedOrder, _parcel: int, pieces: dict[str, int]) -> None:
        """Receive what the window offers, which must be what has come."""
        with scene("Bea Buyer receives it: everything is filled in", order):
            window = self._buyer.call("purchase.order", "action_amazon_receive", [order.id])["res_id"]
            rows = self._buyer.call(_ROW, "search_read", [("window_id", "=", window)], ["line_id", "quantity"])
            asins = {line["id"]: line["amazon_asin"] for line in order.lines("amazon_asin")}
            offered = {asins[row["line_id"][0]]: row["quantity"] for row in rows if row["quantity"]}
            same("What the window offers", offered, pieces)
            self._buyer.call(_WINDOW, "action_receive", [window])

    def receive_broken(self, order: PlacedOrder, _parcel: int, pieces: dict[str, int], broken: str) -> None:
        """Receive one of several parcels that are on their way; a piece of an item is broken."""
        with scene("Bea Buyer receives it on a phone: a lamp is broken", order):
            items = {line["amazon_asin"]: line["name"] for line in order.lines("amazon_asin", "name")}
            fine = {name: pieces.get(asin, 0) - (asin == broken) for asin, name in items.items()}
            self._phone.receive(order, fine, items[broken], _REMARK)
            problems = {asin: int(asin == broken) for asin in items}
            same("What has a problem", order.pieces("amazon_qty_problem"), problems)
        with scene("She is asked to settle it with Amazon", order):
            [activity] = order.activities(self._buyer)
            require(_REMARK in activity["note"], f"The activity does not have the remark: {activity['note']}")

    def credited(self, order: PlacedOrder, _note: dict) -> None:
        """Make sure that nothing is left to settle with Amazon."""
        with scene("With the credit there is nothing left to settle with Amazon", order):
            same("What Bea Buyer has to do", order.activities(self._buyer), [])
