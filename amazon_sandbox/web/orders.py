"""The orders for the person who tries things: what came, what went, what to provoke."""

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ..cxml.confirmation import REASONS
from ..orders.desk import WHOLE_ORDER
from ..state import FAULTS
from .routing import Routes

routes = Routes()


@routes("/orders")
def orders_page(visit):
    """All orders, the newest first."""
    orders = list(reversed(visit.state.orders.values()))
    return visit.page("orders.html", orders=orders, faults=FAULTS)


@routes("/order/<int:order_id>")
def order_page(visit, order_id):
    """One order with its timeline."""
    return visit.page("order.html", order=find_order(visit, order_id), codes=REASONS)


@routes("/order/<int:order_id>/document/<int:number>")
def document_page(visit, order_id, number):
    """A document as it went or came, its secrets blacked out."""
    documents = find_order(visit, order_id).documents
    if not 1 <= number <= len(documents):
        raise NotFound("There is no such document.")
    return Response(documents[number - 1].text, content_type="text/plain; charset=UTF-8")


@routes("/order/<int:order_id>/<any(confirm, confirm_repriced, refuse, cancel):action>", "POST")
def act_on_order(visit, order_id, action):
    """A button of the order page. Form of "refuse": code."""
    act(visit, order_id, action, visit.request.form.get("code", WHOLE_ORDER))
    return visit.go(f"/order/{order_id}")


@routes("/order/<int:order_id>/delivery/<int:number>/again", "POST")
def deliver_again(visit, order_id, number):
    """Send the same document once more at once."""
    order = find_order(visit, order_id)
    if not 1 <= number <= len(order.deliveries):
        raise NotFound("There is no such delivery.")
    order.deliveries[number - 1].send_again(visit.state.clock())
    return visit.go(f"/order/{order_id}")


def act(visit, order_id, action, code=WHOLE_ORDER):
    """Do to an order what a person or a script asks; nothing if it is too late for it."""
    order = find_order(visit, order_id)
    if order.request is None or code not in REASONS:
        raise NotFound("There is no such choice for this order.")
    if action == "refuse":
        visit.desk.refuse(order, code)
    elif action == "cancel":
        visit.desk.cancel(order)
    else:
        visit.desk.confirm(order, price_rise=action == "confirm_repriced")


def find_order(visit, order_id):
    """The order of that number, or NotFound."""
    order = visit.state.orders.get(order_id)
    if order is None:
        raise NotFound("There is no such order.")
    return order
