"""Decides what becomes of an order, and when."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from ..cxml.confirmation import LineOutcome, confirmation
from ..cxml.errors import CxmlError
from ..cxml.reader import readable
from ..cxml.writer import new_payload_id
from ..shop.cart import amazon_number
from .order import Delivery, Document, Event, Order, OrderState

WHOLE_ORDER = "001-012"
OUT_OF_STOCK = "015-005"
BELOW_CART = "018-007"
PRICE_RISE = Decimal("1.05")


class OrderDesk:
    """Takes orders and answers them. Each method holds the state's lock."""

    def __init__(self, state):
        self.state = state

    def receive(self, group, request, body):
        """Take an order, once: the same payloadID again changes nothing.

        :raises CxmlError: 406, a line was ordered before.
        """
        state = self.state
        with state.lock:
            if self._seen(group, request.payload_id):
                return
            self._refuse_ordered_lines(request)
            cart = request.lines[0].cart
            moment = state.clock()
            order = Order(len(state.orders) + 1, cart.email, moment, cart, group, request)
            order.confirm_at = moment + timedelta(seconds=state.config.confirm_after_s)
            for cart_id in dict.fromkeys(line.cart.id for line in request.lines):
                document = readable(state.cart_documents[cart_id])
                order.documents.append(Document(f"PunchOutOrderMessage {cart_id}", document))
            order.documents.append(Document("OrderRequest", readable(body)))
            self._note(order, f"Order {request.order_id} received")
            state.orders[order.id] = order

    def place_direct(self, cart):
        """Place a direct purchase, which needs no approval, and return it."""
        state = self.state
        with state.lock:
            order = Order(len(state.orders) + 1, cart.email, state.clock(), cart)
            order.state = OrderState.PLACED
            self._note(order, "Order placed directly", good=True)
            state.orders[order.id] = order
            return order

    def confirm(self, order, price_rise=False):
        """Answer an open order: take each line that can be delivered, reject the others.

        :param price_rise: deliver at a higher price than the cart's.
        """
        with self.state.lock:
            if not order.open:
                return
            codes = self._codes(order)
            outcomes = self._outcomes(order, codes)
            if price_rise:
                outcomes = [_risen(outcome) for outcome in outcomes]
            for outcome in outcomes:
                if not outcome.code:
                    asin = outcome.line.cart_line.item.asin
                    sold = self.state.sold.get(asin, 0)
                    self.state.sold[asin] = sold + outcome.line.quantity
            self._answer(order, outcomes)
            if order.cancellable and order.group.mode == "test":
                wait = timedelta(seconds=self.state.config.cancel_after_s)
                order.cancel_at = self.state.clock() + wait

    def refuse(self, order, code):
        """Answer an open order by rejecting every line with the code."""
        with self.state.lock:
            if order.open:
                numbers = [line.number for line in order.request.lines]
                self._answer(order, self._outcomes(order, dict.fromkeys(numbers, code)))

    def cancel(self, order):
        """Reject every line of an order that was confirmed."""
        with self.state.lock:
            if not order.cancellable:
                return
            order.cancel_at = None
            order.state = OrderState.CANCELLED
            numbers = [line.number for line in order.request.lines]
            outcomes = self._outcomes(order, dict.fromkeys(numbers, WHOLE_ORDER))
            self._note(order, "Cancelled by Amazon", good=False)
            self._deliver(order, outcomes)

    def answer_due(self):
        """Confirm and cancel every order whose time has come."""
        with self.state.lock:
            now = self.state.clock()
            for order in self._requested():
                if order.open and order.confirm_at <= now:
                    self.confirm(order)
                elif order.cancel_at and order.cancel_at <= now:
                    self.cancel(order)

    def _requested(self):
        return [order for order in self.state.orders.values() if order.request]

    def _seen(self, group, payload_id):
        return any(
            order.group.slug == group.slug and order.request.payload_id == payload_id for order in self._requested()
        )

    def _refuse_ordered_lines(self, request):
        ordered = {
            line.cart.auxiliary_id(line.cart_line) for order in self._requested() for line in order.request.lines
        }
        for line in request.lines:
            auxiliary_id = line.cart.auxiliary_id(line.cart_line)
            if auxiliary_id in ordered:
                raise CxmlError(
                    406, f"SupplierPartAuxiliaryID {auxiliary_id} of line {line.number} was ordered before."
                )

    def _codes(self, order):
        """Line number to error code, for the lines that cannot be delivered."""
        lines = order.request.lines
        below = [line.number for line in lines if line.quantity < line.cart_line.quantity]
        if below or not all(line.cart.held_at(order.received_at) for line in lines):
            whole = {line.number: WHOLE_ORDER for line in lines}
            return whole | dict.fromkeys(below, BELOW_CART)
        wanted, codes = {}, {}
        for line in lines:
            item = line.cart_line.item
            wanted[item.asin] = wanted.get(item.asin, 0) + line.quantity
            if item.stock is not None and wanted[item.asin] > self.state.available(item):
                codes[line.number] = OUT_OF_STOCK
        return codes

    def _outcomes(self, order, codes):
        """One order at Amazon for each seller and fulfiller, as in life."""
        numbers = {}
        outcomes = []
        for line in order.request.lines:
            seller = line.cart_line.item.seller.key
            number = numbers.setdefault(seller, amazon_number())
            price = line.cart_line.unit_price
            outcomes.append(LineOutcome(line, number, price, codes.get(line.number, "")))
        return outcomes

    def _answer(self, order, outcomes):
        order.outcomes = outcomes
        rejected = sum(bool(outcome.code) for outcome in outcomes)
        if rejected == len(outcomes):
            order.state = OrderState.REFUSED
        else:
            order.state = OrderState.PARTLY_CONFIRMED if rejected else OrderState.CONFIRMED
        numbers = ", ".join(order.amazon_numbers)
        text = order.state.value.capitalize() + (f" as {numbers}" if numbers else "")
        self._note(order, text, good=not rejected)
        self._deliver(order, outcomes)

    def _deliver(self, order, outcomes):
        group = self.state.config.group(order.group.slug) or order.group
        payload_id = new_payload_id(group)
        moment = self.state.clock()
        body = confirmation(group, order.request, outcomes, payload_id, moment)
        order.documents.append(Document("ConfirmationRequest", readable(body)))
        order.deliveries.append(Delivery("ConfirmationRequest", payload_id, body, moment))

    def _note(self, order, text, good=None):
        order.events.append(Event(self.state.clock(), text, good))


def _risen(outcome):
    price = outcome.line.cart.marketplace.round(outcome.unit_price * PRICE_RISE)
    return replace(outcome, unit_price=price)
