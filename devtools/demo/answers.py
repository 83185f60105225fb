"""All that Amazon may answer to an order, and in whatever order.

Every scene has an order of its own, with two lines, which Amazon answers only when it is told to.
"""

from devtools.demo import tracking
from devtools.demo.expect import eventually, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.shopping import Shopping
from devtools.demo.world import World, scene

_TWO_LINES = {"B0T802R2HD": 12, "B0XCCL5GBZ": 2}
_LATE_S = 3600

#: Of each line, how many pieces are accepted, back-ordered and rejected.
_ACCEPTED = [(12, 0, 0), (2, 0, 0)]
_FIRST_ACCEPTED = [(12, 0, 0), (0, 0, 0)]


class Answers:
    """Told step by step."""

    def __init__(self, world: World, shopping: Shopping):
        self._world = world
        self._shopping = shopping

    def run(self, confirm_after_s: float) -> None:
        """Play all scenes.

        :param confirm_after_s: how long Amazon takes to confirm afterwards, as before
        """
        self._world.amazon.configure(confirm_after_s=_LATE_S)
        self._in_parts()
        self._split()
        self._backordered()
        self._repriced()
        self._rejected_in_part()
        self._refused()
        self._shipped_before_the_answer()
        self._world.amazon.configure(confirm_after_s=confirm_after_s)

    # --- Scenes --------------------------------------------------------------------------

    def _in_parts(self) -> None:
        order = self._placed()
        self._answered(order, "confirm_part", "One line is accepted first", "partial", _FIRST_ACCEPTED)
        self._answered(order, "deliveries/1/again", "The same document again changes nothing", "partial", None)
        self._answered(order, "confirm", "Then the other", "confirmed", _ACCEPTED)
        self._answered(order, "deliveries/1/as_new", "The first answer, late, as a new document", "confirmed", None)

    def _split(self) -> None:
        order = self._placed()
        self._answered(order, "confirm_split", "Split over two Amazon orders", "confirmed", _ACCEPTED)
        numbers = self._world.amazon.order(order.name)["amazon_order_numbers"]
        same("The number of Amazon orders", len(numbers), 2)
        same("Amazon's order numbers", order.value("amazon_order_ref"), ", ".join(sorted(numbers)))

    def _backordered(self) -> None:
        order = self._placed()
        pieces = {"pieces": {"2": 1}}
        self._answered(order, "backorder", "One piece comes later", "partial", [(12, 0, 0), (1, 1, 0)], pieces)
        self._answered(order, "ship", "It is shipped with the others", "shipped", _ACCEPTED)

    def _repriced(self) -> None:
        order = self._placed()
        self._answered(order, "confirm_repriced", "At another price", "confirmed", _ACCEPTED)
        with scene("The order is flagged; its own prices stay", order):
            same("What is decided about the price", order.value("amazon_price_decision"), "flagged")
            same("The total in Odoo", order.value("amount_total"), order.value("amazon_total"))

    def _rejected_in_part(self) -> None:
        order = self._placed()
        pieces = {"pieces": {"1": 2}, "code": "015-005"}
        self._answered(order, "reject", "Two pieces are out of stock", "partial", [(10, 0, 2), (2, 0, 0)], pieces)

    def _refused(self) -> None:
        order = self._placed()
        self._answered(order, "refuse", "Amazon refuses the whole order", "refused", [(0, 0, 12), (0, 0, 2)])
        same(f"State of {order.name}", order.value("state"), "cancel")

    def _shipped_before_the_answer(self) -> None:
        order = self._placed()
        self._answered(order, "ship_part", "A parcel is on its way before the answer", "partial", _FIRST_ACCEPTED)
        self._answered(order, "confirm", "The answer comes afterwards", "confirmed", _ACCEPTED)
        self._answered(order, "ship", "And the rest", "shipped", _ACCEPTED)

    # --- Steps ---------------------------------------------------------------------------

    def _placed(self) -> PlacedOrder:
        """An order that Amazon has, and has not answered."""
        order = self._shopping.land("US", _TWO_LINES)
        tracking.code_and_confirm(self._world, order)
        eventually(lambda: self._world.amazon.has(order.name), f"{order.name} does not reach Amazon")
        return order

    def _answered(
        self,
        order: PlacedOrder,
        action: str,
        text: str,
        state: str,
        pieces: list[tuple[int, int, int]] | None,
        wish: dict | None = None,
    ) -> None:
        """Let Amazon do something, and compare what Odoo makes of it.

        :param action: what the stand-in for Amazon calls it
        :param pieces: of each line; None: as before
        :param wish: how it is done
        """
        with scene(text, order):
            wanted = _pieces(order) if pieces is None else pieces
            self._world.amazon.act(order.name, action, wish)
            tracking.read(self._world, order)
            same(f"{order.name}", order.value("amazon_state"), state)
            same(f"Pieces of {order.name}", _pieces(order), wanted)


def _pieces(order: PlacedOrder) -> list[tuple[int, int, int]]:
    names = ("amazon_qty_accepted", "amazon_qty_backordered", "amazon_qty_rejected")
    return [tuple(line[name] for name in names) for line in order.lines(*names)]
