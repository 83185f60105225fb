"""JSON for scripts, from this machine only."""

import json

from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from ..config import ConfigError, read_config
from .orders import act, find_order
from .routing import Routes
from .settings import read_fault

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
    """Every order, the oldest first."""
    visit.require_local()
    with visit.state.lock:
        return _json([_order(order) for order in visit.state.orders.values()])


@routes("/api/orders/<int:order_id>/<any(confirm, confirm_repriced, refuse, cancel):action>", "POST")
def act_on_order(visit, order_id, action):
    """Answer an order now; the body of "refuse" may be {"code": "015-005"}."""
    visit.require_local()
    code = _body(visit).get("code") if visit.request.content_length else None
    act(visit, order_id, action, **({"code": code} if code else {}))
    return _json(_order(find_order(visit, order_id)))


def _order(order):
    request = order.request
    return {
        "id": order.id,
        "group": order.group.slug if order.group else None,
        "email": order.email,
        "order_id": request.order_id if request else None,
        "payload_id": request.payload_id if request else None,
        "state": order.state.value,
        "amazon_order_number": next(iter(order.amazon_numbers), None),
        "amazon_order_numbers": order.amazon_numbers,
        "received_at": order.received_at.isoformat(),
        "deliveries": [_delivery(delivery) for delivery in order.deliveries],
    }


def _delivery(delivery):
    return {
        "document": delivery.kind,
        "payload_id": delivery.payload_id,
        "state": delivery.state.value,
        "attempts": [attempt.text for attempt in delivery.attempts],
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
    except ConfigError as error:
        raise BadRequest(str(error)) from error


def _json(data):
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return Response(text + "\n", mimetype="application/json")
