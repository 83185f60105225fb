"""What is played, chapter by chapter. What must come out is read from the other side: carts and Amazon's orders."""

from collections.abc import Callable

from playwright.sync_api import Browser

from devtools.demo import billing, policy, tracking
from devtools.demo.answers import Answers
from devtools.demo.approval import Approval
from devtools.demo.expect import refused, require, same
from devtools.demo.goods import Goods
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.shopping import Shopping
from devtools.demo.world import World, scene
from devtools.progress import heading
from devtools.stage import Stage

_SEVERAL_SELLERS = {"B0627VTTMY": 1, "B0ZR8LDVWX": 2, "B0XCCL5GBZ": 3, "B068M6XXGB": 1}
_PENS = {"B0T802R2HD": 12}
_FOOD_BOOKS_AND_MORE = {"B00MHWF9QT": 2, "B0RKSP49HH": 1, "3442017122": 1}
_OVER_TEN_THOUSAND_YEN = {"B0NQGPWVQ5": 1, "B0GQNJYCBC": 3, "B00657WJBB": 1}

_CONFIRM_AFTER_S = 1
_NOT_IN_THE_STORY_S = 86400


class Story:
    """Bea Buyer shops, others approve, Amazon confirms, ships and bills.

    :param running: Chromium, for what people do on a phone
    """

    def __init__(self, play: Stage, running: Browser):
        self.world = World(play)
        self.shopping = Shopping(self.world)
        self._approval = Approval(self.world, self.shopping)
        self._goods = Goods(self.world, self.shopping, running)

    def run(self) -> None:
        """Play all chapters.

        :raise Problem: at the first step that is not what it should be
        """
        self.world.amazon.configure(confirm_after_s=_CONFIRM_AFTER_S, cancel_after_s=_NOT_IN_THE_STORY_S)
        heading("From Odoo to Amazon and back, in dollars")
        test_order = self._large_purchase()
        heading("From Amazon by the landing page, in dollars")
        pens = self._code_and_confirm(self.shopping.land("US", _PENS))
        heading("From Amazon by a cart that its buyer claims, in euros")
        books = self._code_and_confirm(self.shopping.claim("DE", _FOOD_BOOKS_AND_MORE))
        heading("From Odoo to Amazon and back, in yen")
        desk = self._code_and_confirm(self.shopping.bring(self.shopping.punch_out("JP", _OVER_TEN_THOUSAND_YEN)))
        heading("Approved on a phone, in three parcels, a lamp broken, billed and credited without a hand")
        self._goods.run(books)
        heading("Invoices become bills, to the cent; credit memos; an invoice sent twice")
        self._bill(pens, books, desk)
        heading("Items by rules: refused, or bought for a reason")
        policy.refused_and_reasoned(self.world, self.shopping)
        heading("Approval by rules: the department's head, then the budget's owner")
        self._approval.two_steps()
        heading("Approval by rules: rejected")
        self._approval.rejection()
        heading("Approval by rules: escalated, and Odoo's double validation above it")
        self._approval.escalation()
        heading("Whatever Amazon answers: parts, split, later, dearer, rejected, refused, out of turn, twice")
        Answers(self.world, self.shopping).run(_CONFIRM_AFTER_S)
        heading("Odoo restarts")
        tracking.restart(self.world, self._code_and_confirm(self.shopping.land("US", _PENS)))
        heading("Test mode")
        tracking.cancel_at_amazon(self.world, test_order)

    def leave_open(self) -> None:
        """Leave a basket to code, and an order that waits for its approver, to whoever looks at the database."""
        heading("Left open")
        self.shopping.land("US", _PENS)
        order = self.shopping.land("US", _SEVERAL_SELLERS)
        order.code()
        order.confirm()

    def _large_purchase(self) -> PlacedOrder:
        self.shopping.sign_in()
        order = self.shopping.bring_at_once(self.shopping.punch_out("US", _SEVERAL_SELLERS))
        self._try_to_change(order)
        self._confirm_uncoded(order)
        self._approval.by_head(order)
        return order

    def _try_to_change(self, order: PlacedOrder) -> None:
        before = order.lines("price_unit", "product_qty")
        line = before[0]["id"]
        approvers = order.seen_by(self.world.approver)
        with scene("Bea Buyer cannot change price or quantity", order):
            _locked(order, lambda: order.write_line(line, price_unit=0.01))
            _locked(order, lambda: order.write_line(line, product_qty=999))
        with scene("Ada Approver cannot either, nor add or delete lines", order):
            _locked(order, lambda: approvers.write_line(line, price_unit=0.01))
            _locked(order, lambda: approvers.write(order_line=[(2, line, 0)]))
            _locked(order, lambda: approvers.write(order_line=[(0, 0, {"name": "One more", "product_qty": 1})]))
            same("The lines", order.lines("price_unit", "product_qty"), before)

    def _confirm_uncoded(self, order: PlacedOrder) -> None:
        with scene("Confirm is refused and lists what is missing", order):
            order.uncode()
            refusal = refused(order.confirm)
            for label in order.coding_labels():
                require(label in refusal, f"Confirm does not say that {label} is missing: {refusal}")
            order.must_be("draft · cart")

    def _bill(self, dollars: PlacedOrder, euros: PlacedOrder, yen: PlacedOrder) -> None:
        world = self.world
        billing.shipped(world, dollars)
        billing.invoiced(world, dollars, "invoice_shipments", "Amazon invoices each shipment")
        billing.settled(world, dollars)
        billing.repeated(world, dollars)
        billing.invoiced(world, dollars, "credit", "Amazon gives all of it back in one sum")
        billing.invoiced(world, euros, "invoice_sellers", "Each seller invoices, with its VAT rates")
        billing.invoiced(world, euros, "credit_quantity", "Amazon credits line by line: negative quantities")
        billing.invoiced(world, yen, "invoice_cent", "Amazon invoices one yen more than its lines")
        billing.invoiced(world, yen, "credit_price", "Amazon credits with negative prices")

    def _code_and_confirm(self, order: PlacedOrder) -> PlacedOrder:
        """From coding to Amazon's confirmation; nobody has to approve it."""
        tracking.code_and_confirm(self.world, order)
        tracking.follow(self.world, order)
        return order


def _locked(order: PlacedOrder, attempt: Callable[[], None]) -> None:
    """Something that Odoo must refuse because of the order's lock, whose sentence names the order."""
    refusal = refused(attempt)
    require(order.name in refusal, f"Odoo refuses for a reason other than the lock: {refusal}")
