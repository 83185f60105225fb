"""The goods of one order, from the basket to the credit for a broken lamp, with Inventory beside or without.

A buyer and an approver who have no other role, three parcels, a bill and a credit note that are posted automatically.
"""

from playwright.sync_api import Browser

from devtools.demo import billing, tracking
from devtools.demo.approvers import Approvers
from devtools.demo.expect import eventually, same
from devtools.demo.going_live import go_live
from devtools.demo.phone import Phone
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.requester import Requester
from devtools.demo.shopping import Shopping
from devtools.demo.warehouse import Warehouse
from devtools.demo.world import World, scene

_LAMP, _HEADSET, _COFFEE = "B0JZTJV92R", "B08ZKY23S2", "B0NQGPWVQ5"
_BASKET = {_LAMP: 4, _HEADSET: 2, _COFFEE: 2}
_LAMPS_LINE = "1"

#: What is in each parcel. One lamp of the second one is broken.
_PARCELS = [{_LAMP: 2}, {_LAMP: 2, _HEADSET: 1}, {_HEADSET: 1, _COFFEE: 2}]
_FINE = {_LAMP: 3, _HEADSET: 2, _COFFEE: 2}
_NONE = dict.fromkeys(_BASKET, 0)

_HEAD = "Hedi Head"
_CONFIG, _PREVIEW, _BILL = "amazon.punchin.config", "amazon.punchin.touchless", "account.move"


class Goods:
    """Told step by step.

    :param running: Chromium
    """

    def __init__(self, world: World, shopping: Shopping, running: Browser):
        self._world = world
        self._shopping = shopping
        self._head = Phone(running, world.head)
        self._receiver = Warehouse(world) if world.has("purchase_stock") else Requester(world, running)

    def run(self, tested: PlacedOrder) -> None:
        """Play all scenes.

        :param tested: a test order that Amazon has confirmed, of the group that buys
        """
        go_live(self._world, tested)
        order = self._shopping.land("DE", _BASKET)
        self._approve(order)
        tracking.follow(self._world, order)
        self._receive(order)
        self._bill(order)
        self._credit(order)

    # --- Scenes --------------------------------------------------------------------------

    def _approve(self, order: PlacedOrder) -> None:
        world, approvers = self._world, Approvers(self._world.admin)
        with scene("Bea Buyer, who has no other role, confirms it", order):
            same("The roles of Bea Buyer", world.roles(world.buyer), {"group_user", "group_punchout_buyer"})
            order.code()
            order.confirm()
            approvers.planned(order, _HEAD)
        with scene("Hedi Head, who has no role at all, approves it on a phone", order):
            same("The roles of Hedi Head", world.roles(world.head), {"group_user"})
            self._head.approve(order)
            tracking.queued(order)
            approvers.decided(order, _HEAD)
            approvers.no_longer_asked(order)

    def _receive(self, order: PlacedOrder) -> None:
        first, second, third = _PARCELS
        self._ship(order, "Amazon ships the first of three parcels", first)
        self._receiver.receive(order, 0, first)
        self._count(order, received=_NONE | first)
        self._ship(order, "Amazon ships the second parcel", second)
        self._ship(order, "Amazon ships the third parcel", third)
        order.must_be("purchase · shipped")
        self._receiver.receive_broken(order, 1, second, _LAMP)
        self._count(order, received={_LAMP: 3, _HEADSET: 1, _COFFEE: 0})
        self._receiver.receive(order, 2, third)
        with scene("Everything has come, and nothing more is expected", order):
            self._count(order, received=_FINE)
            same("Whether something is to be received", order.value("amazon_to_receive"), False)

    def _bill(self, order: PlacedOrder) -> None:
        manager = self._world.manager
        text = "Amazon invoices everything: a draft, as nobody has switched on more"
        [bill] = billing.invoiced(self._world, order, "invoice", text)
        self._count(order, received=_FINE, billed=_BASKET)
        with scene("Max Manager sees what would be posted automatically; he switches it on", order) as told:
            preview = self._preview(order)
            [found] = manager.call(_PREVIEW, "read", [preview], ["draft_count", "looked_count"])
            same("The preview", found, {"id": preview, "draft_count": 1, "looked_count": 0})
            manager.call(_PREVIEW, "action_switch", [preview])
            posted = eventually(lambda: self._posted(bill), "The scheduled action does not post the bill")
            told.detail = posted["name"]
        with scene("Shipped, received and billed to the cent: the order is done", order):
            same("The total of the bill", posted["amount_total"], order.value("amount_total"))
            order.becomes("done")
            same("The billing status", order.value("invoice_status"), "invoiced")

    def _credit(self, order: PlacedOrder) -> None:
        wish = {"pieces": {_LAMPS_LINE: 1}}
        text = "Amazon credits the broken lamp: the credit note is posted at once"
        [note] = billing.invoiced(self._world, order, "credit_quantity", text, wish=wish, state="posted")
        self._receiver.credited(order, self._posted(note))
        with scene("The order stays done, and nobody has anything left to do", order):
            self._count(order, received=_FINE, billed=_FINE)
            order.must_be("purchase · done")
            same("The billing status", order.value("invoice_status"), "invoiced")
            same("What is left to do", self._world.activities(order), [])
        self._world.manager.call(_PREVIEW, "action_switch", [self._preview(order)])

    # --- Steps ---------------------------------------------------------------------------

    def _ship(self, order: PlacedOrder, text: str, pieces: dict[str, int]) -> None:
        """Let Amazon ship a parcel, and make sure that Odoo knows it."""
        with scene(text, order) as told:
            before = order.pieces("amazon_qty_shipped")
            numbers = {asin: str(number) for number, asin in enumerate(before, start=1)}
            self._world.amazon.act(order.name, "ship", {"pieces": {numbers[asin]: pieces[asin] for asin in pieces}})
            tracking.read(self._world, order)
            wanted = {asin: before[asin] + pieces.get(asin, 0) for asin in before}
            same(f"What of {order.name} is shipped", order.pieces("amazon_qty_shipped"), wanted)
            told.detail = self._world.amazon.tracking_numbers(order.name)[-1]

    def _count(self, order: PlacedOrder, *, received: dict[str, int], billed: dict[str, int] | None = None) -> None:
        """Make sure of each line's quantities: before the bill everything that was ordered is to be billed."""
        seen = order.seen_by(self._world.admin)
        same("What was received", seen.pieces("qty_received"), received)
        same("What was billed", seen.pieces("qty_invoiced"), _NONE if billed is None else billed)
        same("What is to be billed", seen.pieces("qty_to_invoice"), _BASKET if billed is None else _NONE)

    def _preview(self, order: PlacedOrder) -> int:
        config = order.value("amazon_config_id")[0]
        return self._world.manager.call(_CONFIG, "action_preview_touchless", [config])["res_id"]

    def _posted(self, bill: int) -> dict:
        """A bill, given by its id; empty until it is posted."""
        values = ["name", "ref", "state", "amount_total", "invoice_date"]
        [read] = self._world.admin.call(_BILL, "read", [bill], values)
        return read if read["state"] == "posted" else {}
