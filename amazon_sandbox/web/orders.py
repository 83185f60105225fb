"""The orders for the person who tries things: what came, what went, what to provoke."""

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ..cxml.confirmation import REASONS
from ..orders.action import NotPossible
from ..orders.desk import ACTIONS, TOPICS
from ..orders.outbox import post_as_new
from ..state import FAULTS
from .routing import Routes
from .wishes import WishError, from_form, read_wish

routes = Routes()
ANY_ACTION = f"<any({', '.join(ACTIONS)}):action>"


@routes("/orders")
def orders_page(visit):
    """All orders, the newest first."""
    orders = list(reversed(visit.state.orders.values()))
    return visit.page("orders.html", orders=orders, faults=FAULTS)


@routes("/order/<int:order_id>")
def order_page(visit, order_id):
    """One order with its timeline."""
    return visit.page("order.html", order=find_order(visit, order_id), topics=TOPICS, codes=REASONS)


@routes("/order/<int:order_id>/document/<int:number>")
def document_page(visit, order_id, number):
    """A document as it went or came, its secrets blacked out."""
    documents = find_order(visit, order_id).documents
    if not 1 <= number <= len(documents):
        raise NotFound("There is no such document.")
    return Response(documents[number - 1].text, content_type="text/plain; charset=UTF-8")


@routes(f"/order/<int:order_id>/{ANY_ACTION}", "POST")
def act_on_order(visit, order_id, action):
    """A button of the order page. Form: pieces-<line>, unit_price, days, code; all may be blank."""
    order = find_order(visit, order_id)
    try:
        visit.desk.perform(order, action, read_wish(from_form(visit.request.form), order))
    except (WishError, NotPossible) as error:
        return visit.go(f"/order/{order_id}", f"Nothing was sent: {error}")
    return visit.go(f"/order/{order_id}")


@routes("/order/<int:order_id>/delivery/<int:number>/<any(again, as_new):how>", "POST")
def deliver_again(visit, order_id, number, how):
    """Send the same document once more at once, as it is or with a new payloadID."""
    order = find_order(visit, order_id)
    repeat(visit, order, number, how)
    return visit.go(f"/order/{order_id}")


def repeat(visit, order, number, how):
    """Send a document of an order once more.

    :param number: which delivery of the order, from 1.
    :param how: "again", as it is, or "as_new", with a new payloadID.
    """
    if not 1 <= number <= len(order.deliveries):
        raise NotFound("There is no such delivery.")
    delivery = order.deliveries[number - 1]
    if how == "again":
        delivery.send_again(visit.state.clock())
    else:
        post_as_new(visit.state, order, delivery)


def find_order(visit, order_id):
    """The order of that number, or NotFound."""
    order = visit.state.orders.get(order_id)
    if order is None:
        raise NotFound("There is no such order.")
    return order
