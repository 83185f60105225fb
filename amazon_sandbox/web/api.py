"""JSON for scripts, from this machine only."""

import json

from werkzeug.exceptions import BadRequest, Conflict
from werkzeug.wrappers import Response

from ..config import ConfigError, read_config
from ..orders.action import NotPossible
from .orders import ANY_ACTION, find_order, repeat
from .routing import Routes
from .settings import read_fault
from .wishes import WishError, read_wish

routes = Routes(pages=False)


@routes("/healthz")
def health(visit):
    """Whether the server answers."""
    return _json({"status": "ok"})


@routes("/api/config")
def show_config(visit):
    """The configuration with every secret blank."""
    visit.require_local()
    return _json(visit.state.config.to_json())


@routes("/api/config", "PUT")
def put_config(visit):
    """Replace the configuration; a secret that is blank or left out stays."""
    visit.require_local()
    with visit.state.lock:
        visit.state.config = _read(lambda: read_config(_body(visit), visit.state.config))
        return _json(visit.state.config.to_json())


@routes("/api/faults", "POST")
def put_fault(visit):
    """Choose what happens to the next order: {"next_order": "drop", "seconds": 10}."""
    visit.require_local()
    with visit.state.lock:
        visit.state.fault = fault = _read(lambda: read_fault(_body(visit)))
    return _json({"next_order": fault.kind, "seconds": fault.seconds})


@routes("/api/orders")
def list_orders(visit):
    """Every order, the oldest first; with ?order_id=P00012 those of this number in the purchasing system."""
    visit.require_local()
    number = visit.request.args.get("order_id")
    with visit.state.lock:
        orders = [_order(order) for order in visit.state.orders.values() if number in (None, _number(order))]
    return _json(orders)


@routes(f"/api/orders/<int:order_id>/{ANY_ACTION}", "POST")
def act_on_order(visit, order_id, action):
    """Have something done to an order: {"pieces": {"1": 2}, "unit_price": "9.99", "days": 7, "code": "015-005"}."""
    visit.require_local()
    data = _body(visit) if visit.request.content_length else {}
    with visit.state.lock:
        order = find_order(visit, order_id)
        wish = _read(lambda: read_wish(data, order))
        try:
            visit.desk.perform(order, action, wish)
        except NotPossible as error:
            raise Conflict(str(error)) from error
        return _json(_order(order))


@routes("/api/orders/<int:order_id>/deliveries/<int:number>/<any(again, as_new):how>", "POST")
def deliver_again(visit, order_id, number, how):
    """Send the same document once more, as it is or with a new payloadID."""
    visit.require_local()
    with visit.state.lock:
        order = find_order(visit, order_id)
        repeat(visit, order, number, how)
        return _json(_order(order))


def _number(order):
    return order.request.order_id if order.request else None


def _order(order):
    request = order.request
    return {
        "id": order.id,
        "group": order.group.slug if order.group else None,
        "email": order.email,
        "order_id": _number(order),
        "payload_id": request.payload_id if request else None,
        "state": order.state.value,
        "amazon_order_number": next(iter(order.amazon_numbers), None),
        "amazon_order_numbers": order.amazon_numbers,
        "received_at": order.received_at.isoformat(),
        "shipments": [_shipment(shipment) for shipment in order.shipments],
        "invoices": [_invoice(invoice) for invoice in order.invoices],
        "deliveries": [_delivery(delivery) for delivery in order.deliveries],
    }


def _shipment(shipment):
    return {
        "id": shipment.id,
        "carrier": shipment.carrier,
        "tracking": shipment.tracking,
        "pieces": shipment.pieces,
    }


def _invoice(invoice):
    return {
        "number": invoice.number,
        "purpose": invoice.purpose,
        "issuer": invoice.issuer.name,
        "total": str(invoice.total),
        "currency": invoice.marketplace.currency,
    }


def _delivery(delivery):
    return {
        "document": delivery.kind,
        "payload_id": delivery.payload_id,
        "repeats": delivery.repeats or None,
        "state": delivery.state.value,
        "attempts": [attempt.text for attempt in delivery.attempts],
        "answer": delivery.attempts[-1].answer if delivery.attempts else None,
    }


def _body(visit):
    try:
        data = json.loads(visit.request.get_data())
    except ValueError as error:
        raise BadRequest("The body must be JSON.") from error
    if not isinstance(data, dict):
        raise BadRequest("The body must be a JSON object.")
    return data


def _read(read):
    try:
        return read()
    except (ConfigError, WishError) as error:
        raise BadRequest(str(error)) from error


def _json(data):
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return Response(text + "\n", mimetype="application/json")
