"""Puts documents where the courier fetches them, and keeps the order's timeline."""

from ..cxml.reader import readable
from ..cxml.writer import new_payload_id, renamed, request
from .order import Delivery, Document, Event


def note(state, order, text, good=None):
    """Add a line to the order's timeline."""
    order.events.append(Event(state.clock(), text, good))


def post(state, order, content):
    """Send a document to the inbox of the order's group and return its payloadID.

    :param content: the element inside Request.
    """
    group = state.group_of(order)
    payload_id = new_payload_id(group)
    body = request(group, content, payload_id, state.clock())
    _keep(state, order, Delivery(content.tag, payload_id, body, state.clock()))
    return payload_id


def post_as_new(state, order, delivery):
    """Send what was sent before as a document of its own, with a new payloadID."""
    payload_id = new_payload_id(state.group_of(order))
    body = renamed(delivery.body, payload_id, state.clock())
    repeats = delivery.repeats or delivery.payload_id
    _keep(state, order, Delivery(delivery.kind, payload_id, body, state.clock(), repeats=repeats))


def _keep(state, order, delivery):
    order.documents.append(Document(delivery.kind, readable(delivery.body)))
    order.deliveries.append(delivery)
