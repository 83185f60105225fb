"""Takes orders, answers them in time, and does what is asked of it."""

from datetime import timedelta

from ..cxml.errors import CxmlError
from ..cxml.reader import readable
from . import billing, confirming, inquiring, shipping
from .action import NotPossible, Wish
from .order import Document, Order, OrderState
from .outbox import note

TOPICS = (confirming.actions, shipping.actions, inquiring.actions, billing.actions)
ACTIONS = {action.name: action for topic in TOPICS for action in topic.all}


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
            note(state, order, f"Order {request.order_id} received")
            state.orders[order.id] = order

    def place_direct(self, cart):
        """Place a direct purchase, which needs no approval, and return it."""
        state = self.state
        with state.lock:
            order = Order(len(state.orders) + 1, cart.email, state.clock(), cart)
            order.state = OrderState.PLACED
            note(state, order, "Order placed directly", good=True)
            state.orders[order.id] = order
            return order

    def perform(self, order, name, wish):
        """Do an action to an order.

        :param name: a key of ACTIONS.
        :raises NotPossible: it cannot be done to this order now.
        """
        with self.state.lock:
            action = ACTIONS[name]
            if order.request is None or not action.possible(order):
                raise NotPossible(f"“{action.label}” is not possible for this order now.")
            action.run(self.state, order, wish)

    def answer_due(self):
        """Confirm and cancel every order whose time has come."""
        with self.state.lock:
            now = self.state.clock()
            for order in self._requested():
                if order.waiting and order.confirm_at <= now:
                    confirming.confirm(self.state, order, Wish())
                elif order.cancel_at and order.cancel_at <= now:
                    confirming.cancel(self.state, order, Wish())

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
