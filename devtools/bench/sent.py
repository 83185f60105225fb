"""Orders that Amazon has, and documents about them; addons can be imported only once Odoo runs."""

import importlib

from odoo.api import Environment

from amazon_sandbox.cxml.order_request import OrderRequest
from devtools.bench.documents import ordered
from devtools.bench.workbench import Workbench, bring, received
from devtools.problem import Problem


def sent_order(env: Environment, bench: Workbench, lines: int):
    """An order that Amazon has, and of which it has said nothing.

    :return: the order, which may be written to
    """
    order = unlocked(bring(env, bench.cart(env, lines)))
    order._move_amazon_to("waiting")
    order._release_to_amazon()
    order._outgoing_amazon_message()._conclude("sent", False)
    order.state = "purchase"
    return order


def at_amazon(order, lines: int) -> OrderRequest:
    """Such an order as Amazon knows it."""
    return ordered(order.name, order._outgoing_amazon_message().payload_id, lines)


def arrived(order, document: bytes):
    """Bring a document of Amazon's server to the inbox of an order's group.

    :return: its message, which waits
    """
    messages = order.env["amazon.punchin.message"]
    message, code, sentence = messages._receive_from_inbox(order.amazon_config_id, received(document))
    if code != 200:
        raise Problem(f"The inbox answered {code} {sentence} to a document about {order.name}.")
    return message


def processed(order, document: bytes):
    """Bring a document, and process it.

    :return: its message
    """
    message = arrived(order, document)
    message._process()
    if message.state != "processed":
        raise Problem(f"A document about {order.name} was not processed: {message.error}")
    return message


def unlocked(records):
    """Records that a benchmark may write to."""
    return importlib.import_module("odoo.addons.amazon_punchin.tools.lock").opened(records)
