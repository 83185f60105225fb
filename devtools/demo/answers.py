"""All that Amazon may answer to an order, and in whatever order, told step by step."""

from devtools.demo.amazon import Amazon
from devtools.demo.expect import eventually, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.shopping import Shopping
from devtools.demo.timeline import Timeline
from devtools.demo.tracking import Tracking

_TWO_LINES = {"B0T802R2HD": 12, "B0XCCL5GBZ": 2}
_LATE_S = 3600


class Answers:
    """Every scene has an order of its own, with two lines, which Amazon answers only when it is told to."""

    def __init__(self, shopping: Shopping, tracking: Tracking, amazon: Amazon, timeline: Timeline):
        self._shopping = shopping
        self._tracking = tracking
        self._amazon = amazon
        self._timeline = timeline

    def run(self, confirm_after_s: float) -> None:
        """Play all scenes.

        :param confirm_after_s: how long Amazon takes to confirm afterwards, as before
        """
        self._amazon.confirm_after(_LATE_S)
        self._in_parts()
        self._split()
        self._backordered()
        self._repriced()
        self._rejected_in_part()
        self._refused()
        self._shipped_before_the_answer()
        self._amazon.confirm_after(confirm_after_s)

    # --- Scenes --------------------------------------------------------------------------

    def _in_parts(self) -> None:
        order = self._placed()
        self._answered(order, "confirm_part", "One line is accepted first", "partial", [(12, 0, 0), (0, 0, 0)])
        self._answered(order, "deliveries/1/again", "The same document again changes nothing", "partial", None)
        self._answered(order, "confirm", "Then the other", "confirmed", [(12, 0, 0), (2, 0, 0)])
        self._answered(order, "deliveries/1/as_new", "The first answer, late, as a new document", "confirmed", None)

    def _split(self) -> None:
        order = self._placed()
        self._answered(order, "confirm_split", "Split over two Amazon orders", "confirmed", [(12, 0, 0), (2, 0, 0)])
        numbers = self._amazon.order(order.name)["amazon_order_numbers"]
        same("The number of Amazon orders", len(numbers), 2)
        same("Amazon's order numbers", order.read("amazon_order_ref")["amazon_order_ref"], ", ".join(numbers))

    def _backordered(self) -> None:
        order = self._placed()
        pieces = {"pieces": {"2": 1}}
        self._answered(order, "backorder", "One piece comes later", "partial", [(12, 0, 0), (1, 1, 0)], pieces)
        self._answered(order, "ship", "It is shipped with the others", "shipped", [(12, 0, 0), (2, 0, 0)])

    def _repriced(self) -> None:
        order = self._placed()
        self._answered(order, "confirm_repriced", "At another price", "confirmed", [(12, 0, 0), (2, 0, 0)])
        with self._timeline.step("The order is flagged; its own prices stay") as entry:
            values = order.read("amazon_price_decision", "amount_total", "amazon_total")
            same("What is decided about the price", values["amazon_price_decision"], "flagged")
            same("The total in Odoo", values["amount_total"], values["amazon_total"])
            entry.about(order)

    def _rejected_in_part(self) -> None:
        order = self._placed()
        pieces = {"pieces": {"1": 2}, "code": "015-005"}
        self._answered(order, "reject", "Two pieces are out of stock", "partial", [(10, 0, 2), (2, 0, 0)], pieces)

    def _refused(self) -> None:
        order = self._placed()
        self._answered(order, "refuse", "Amazon refuses the whole order", "refused", [(0, 0, 12), (0, 0, 2)])
        same(f"State of {order.name}", order.read("state")["state"], "cancel")

    def _shipped_before_the_answer(self) -> None:
        order = self._placed()
        self._answered(
            order, "ship_part", "A parcel is on its way before the answer", "partial", [(12, 0, 0), (0, 0, 0)]
        )
        self._answered(order, "confirm", "The answer comes afterwards", "confirmed", [(12, 0, 0), (2, 0, 0)])
        self._answered(order, "ship", "And the rest", "shipped", [(12, 0, 0), (2, 0, 0)])

    # --- Steps ---------------------------------------------------------------------------

    def _placed(self) -> PlacedOrder:
        """An order that Amazon has, and has not answered."""
        order = self._shopping.land("US", _TWO_LINES)
        with self._timeline.step("Coded and confirmed, below the limit of approval") as entry:
            order.code()
            order.confirm()
            self._tracking.queued(order, entry)
        eventually(lambda: self._amazon.has(order.name), f"{order.name} does not reach Amazon")
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
        :param pieces: of each line how many are accepted, back-ordered and rejected; None: as before
        :param wish: how it is done
        """
        with self._timeline.step(text) as entry:
            wanted = self._pieces(order) if pieces is None else pieces
            self._amazon.act(order.name, action, wish)
            self._tracking.read(order)
            same(f"{order.name}", order.read("amazon_state")["amazon_state"], state)
            same(f"Pieces of {order.name}", self._pieces(order), wanted)
            entry.about(order)

    def _pieces(self, order: PlacedOrder) -> list[tuple[int, int, int]]:
        lines = order.lines("amazon_qty_accepted", "amazon_qty_backordered", "amazon_qty_rejected")
        return [
            (line["amazon_qty_accepted"], line["amazon_qty_backordered"], line["amazon_qty_rejected"]) for line in lines
        ]
