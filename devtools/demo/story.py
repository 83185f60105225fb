"""What is played, chapter by chapter. What must come out is read from the other side: carts and Amazon's orders."""

from collections.abc import Callable

from devtools.demo.amazon import Amazon
from devtools.demo.answers import Answers
from devtools.demo.approval import Approval
from devtools.demo.billing import Billing
from devtools.demo.cast import Cast
from devtools.demo.clock import Clock
from devtools.demo.expect import refused, require, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.policy import Policy
from devtools.demo.restart import Restart
from devtools.demo.shopping import Shopping
from devtools.demo.timeline import Timeline
from devtools.demo.tracking import Tracking
from devtools.stage import Stage

_SEVERAL_SELLERS = {"B0627VTTMY": 1, "B0ZR8LDVWX": 2, "B0XCCL5GBZ": 3, "B068M6XXGB": 1}
_PENS = {"B0T802R2HD": 12}
_FOOD_BOOKS_AND_MORE = {"B00MHWF9QT": 2, "B0RKSP49HH": 1, "3442017122": 1}
_OVER_TEN_THOUSAND_YEN = {"B0NQGPWVQ5": 1, "B0GQNJYCBC": 3, "B00657WJBB": 1}

_CONFIRM_AFTER_S = 1
_NOT_IN_THE_STORY_S = 86400


class Story:
    """Bea Buyer shops, others approve, Amazon confirms and bills."""

    def __init__(self, play: Stage, timeline: Timeline, clock: Clock):
        self._timeline = timeline
        self._cast = Cast.of(play)
        self._amazon = Amazon(play.sandbox.url)
        self._shopping = Shopping(play, self._cast, self._amazon, timeline)
        self._tracking = Tracking(self._cast.admin, self._amazon, timeline)
        self._billing = Billing(self._cast.admin, self._amazon, timeline)
        self._answers = Answers(self._shopping, self._tracking, self._amazon, timeline)
        self._restart = Restart(play, self._cast.admin, self._amazon, timeline)
        self._policy = Policy(self._shopping, self._tracking, timeline)
        self._approval = Approval(self._cast, self._shopping, self._tracking, timeline, clock)

    def run(self) -> None:
        """Play all chapters.

        :raise Problem: at the first step that is not what it should be
        """
        self._amazon.confirm_after(_CONFIRM_AFTER_S)
        self._amazon.cancel_after(_NOT_IN_THE_STORY_S)
        chapter = self._timeline.chapter
        chapter("From Odoo to Amazon and back, in dollars")
        test_order = self._large_purchase()
        chapter("From Amazon by the landing page, in dollars")
        pens = self._code_and_confirm(self._shopping.land("US", _PENS))
        chapter("From Amazon by a cart that its buyer claims, in euros")
        books = self._code_and_confirm(self._shopping.claim("DE", _FOOD_BOOKS_AND_MORE))
        chapter("From Odoo to Amazon and back, in yen")
        desk = self._code_and_confirm(self._shopping.bring(self._shopping.punch_out("JP", _OVER_TEN_THOUSAND_YEN)))
        chapter("Invoices become bills, to the cent; credit memos; an invoice sent twice")
        self._bill(pens, books, desk)
        chapter("Items by rules: refused, or bought for a reason")
        self._policy.run()
        chapter("Approval by rules: the department's head, then the budget's owner")
        self._approval.two_steps()
        chapter("Approval by rules: rejected")
        self._approval.rejection()
        chapter("Approval by rules: escalated, and Odoo's double validation above it")
        self._approval.escalation()
        chapter("Whatever Amazon answers: parts, split, later, dearer, rejected, refused, out of turn, twice")
        self._answers.run(_CONFIRM_AFTER_S)
        chapter("Odoo restarts")
        self._restart.run(self._code_and_confirm(self._shopping.land("US", _PENS)))
        chapter("Test mode")
        self._tracking.cancel_at_amazon(test_order)

    def leave_open(self) -> None:
        """Leave a basket to code, and an order that waits for its approver, to whoever looks at the database."""
        self._timeline.chapter("Left open")
        self._shopping.land("US", _PENS)
        order = self._shopping.land("US", _SEVERAL_SELLERS)
        order.code()
        order.confirm()

    def _large_purchase(self) -> PlacedOrder:
        self._shopping.sign_in()
        order = self._shopping.bring_at_once(self._shopping.punch_out("US", _SEVERAL_SELLERS))
        self._try_to_change(order)
        self._confirm_uncoded(order)
        self._approval.by_head(order)
        return order

    def _try_to_change(self, order: PlacedOrder) -> None:
        before = order.lines("price_unit", "product_qty")
        line = before[0]["id"]
        approvers = order.seen_by(self._cast.approver)
        with self._timeline.step("Bea Buyer cannot change price or quantity") as entry:
            _locked(order, lambda: order.write_line(line, price_unit=0.01))
            _locked(order, lambda: order.write_line(line, product_qty=999))
            entry.order = order.name
        with self._timeline.step("Ada Approver cannot either, nor add or delete lines") as entry:
            _locked(order, lambda: approvers.write_line(line, price_unit=0.01))
            _locked(order, lambda: approvers.write(order_line=[(2, line, 0)]))
            _locked(order, lambda: approvers.write(order_line=[(0, 0, {"name": "One more", "product_qty": 1})]))
            same("The lines", order.lines("price_unit", "product_qty"), before)
            entry.order = order.name

    def _confirm_uncoded(self, order: PlacedOrder) -> None:
        with self._timeline.step("Confirm is refused and lists what is missing") as entry:
            order.uncode()
            refusal = refused(order.confirm)
            for label in order.coding_labels():
                require(label in refusal, f"Confirm does not say that {label} is missing: {refusal}")
            same(f"{order.name}", order.states(), "draft · cart")
            entry.about(order)

    def _bill(self, dollars: PlacedOrder, euros: PlacedOrder, yen: PlacedOrder) -> None:
        billing = self._billing
        billing.shipped(dollars)
        billing.invoiced(dollars, "invoice_shipments", "Amazon invoices each shipment")
        billing.settled(dollars)
        billing.repeated(dollars)
        billing.invoiced(dollars, "credit", "Amazon gives all of it back in one sum")
        billing.invoiced(euros, "invoice_sellers", "Each seller invoices, with its VAT rates")
        billing.invoiced(euros, "credit_quantity", "Amazon credits line by line: negative quantities")
        billing.invoiced(yen, "invoice_cent", "Amazon invoices one yen more than its lines")
        billing.invoiced(yen, "credit_price", "Amazon credits with negative prices")

    def _code_and_confirm(self, order: PlacedOrder) -> PlacedOrder:
        """From coding to Amazon's confirmation; nobody has to approve it."""
        with self._timeline.step("Coded and confirmed, below the limit of approval") as entry:
            order.code()
            order.confirm()
            self._tracking.queued(order, entry)
        self._tracking.follow(order)
        return order


def _locked(order: PlacedOrder, attempt: Callable[[], None]) -> None:
    """Something that Odoo must refuse because of the order's lock, whose sentence names the order."""
    refusal = refused(attempt)
    require(order.name in refusal, f"Odoo refuses for another reason than the lock: {refusal}")
