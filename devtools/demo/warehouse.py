"""Goods that arrive where Inventory counts them: receipts follow the parcels, and a return expects a credit note."""

from devtools.demo.expect import require, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.world import World, scene

_PICKING, _MOVE = "stock.picking", "stock.move"
_RETURN, _RETURNED = "stock.return.picking", "stock.return.picking.line"


class Warehouse:
    """Willa Warehouse, who works in Inventory and has no other role."""

    def __init__(self, world: World):
        self._amazon = world.amazon
        self._user = world.play.session("warehouse")
        self._returned = 0

    def receive(self, order: PlacedOrder, parcel: int, pieces: dict[str, int]) -> None:
        """Validate the receipt of a parcel, which must be of this parcel alone.

        :param parcel: which one of the order's, from 0
        """
        with scene("Willa Warehouse finds its receipt by the tracking number: all is filled in", order):
            self._validate(self._receipt(order, parcel, pieces))

    def receive_broken(self, order: PlacedOrder, parcel: int, pieces: dict[str, int], broken: str) -> None:
        """Validate the receipt of a parcel, and return a piece of an item to Amazon."""
        with scene("Willa Warehouse receives it", order):
            receipt = self._receipt(order, parcel, pieces)
            self._validate(receipt)
        with scene("One lamp is broken: she returns it, and the return waits for the credit", order):
            wizard = self._user.call(_RETURN, "create", {"picking_id": receipt})
            domain = [("wizard_id", "=", wizard), ("product_id", "=", self._products(order)[broken])]
            row = self._user.call(_RETURNED, "search", domain)
            self._user.call(_RETURNED, "write", row, {"quantity": 1})
            self._returned = self._user.call(_RETURN, "action_create_returns", [wizard])["res_id"]
            self._validate(self._returned)
            self._return_says("expected", False)

    def credited(self, order: PlacedOrder, note: dict) -> None:
        """Make sure that the return says when its credit came, and by which credit note."""
        with scene("The return says when the credit came", order) as told:
            self._return_says("arrived", note["invoice_date"])
            domain = [("model", "=", _PICKING), ("res_id", "=", self._returned)]
            said = "".join(row["body"] for row in self._user.call("mail.message", "search_read", domain, ["body"]))
            require(note["ref"] in said, f"The return does not name {note['ref']}: {said}")
            told.detail = f"{note['ref']} of {note['invoice_date']}"

    def _receipt(self, order: PlacedOrder, parcel: int, pieces: dict[str, int]) -> int:
        """The receipt that a parcel's tracking number leads to; it is open, and has the parcel's pieces filled in."""
        number = self._amazon.tracking_numbers(order.name)[parcel]
        [receipt] = self._user.call(_PICKING, "search", [("amazon_tracking_numbers", "ilike", number)])
        domain, names = [("picking_id", "=", receipt)], ["product_id", "quantity", "state"]
        moves = self._user.call(_MOVE, "search_read", domain, names)
        found = {(move["product_id"][0], move["quantity"], move["state"]) for move in moves}
        products = self._products(order)
        same("What is on the receipt", found, {(products[asin], pieces[asin], "assigned") for asin in pieces})
        return receipt

    def _validate(self, picking: int) -> None:
        same("What is asked at Validate", self._user.call(_PICKING, "button_validate", [picking]), True)

    def _products(self, order: PlacedOrder) -> dict[str, int]:
        """The products of the order's items, by ASIN."""
        return {line["amazon_asin"]: line["product_id"][0] for line in order.lines("amazon_asin", "product_id")}

    def _return_says(self, credit: str, day: str | bool) -> None:
        names = ["amazon_credit", "amazon_credited_on"]
        [found] = self._user.call(_PICKING, "read", [self._returned], names)
        same("What the return says", [found[name] for name in names], [credit, day])
