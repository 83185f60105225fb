from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import protocol
from ...protocol.errors import ProtocolError
from ...tools.problem_text import refusal, said_of


class AmazonPunchinMessage(models.Model):
    """Which order a document of Amazon's server is about."""

    _inherit = "amazon.punchin.message"

    def _order_of(self, payload_id, number):
        """Find the order that a document of Amazon's server speaks of.

        :param str payload_id: of our OrderRequest
        :param str number: of our order
        :rtype: purchase.order
        :raises UserError: this configuration has no such order, or the two are of different ones
        """
        by_id = self._order_by_payload_id(payload_id)
        order = by_id if by_id and by_id.name == number else by_id | self._order_by_number(number)
        if not order:
            named = " ".join(filter(None, (number, payload_id and f"({payload_id})")))
            raise refusal(self.env, "no_order", status=404, order=named)
        if len(order) > 1:
            raise refusal(self.env, "two_orders", number=number, other=by_id.name, id=payload_id)
        return order

    def _find_order(self, payload_id, number):
        return self._order_by_payload_id(payload_id) or self._order_by_number(number)

    def _order_by_payload_id(self, payload_id):
        orders = self.env["purchase.order"]
        if not payload_id:
            return orders
        sent = Domain("config_id", "=", self.config_id.id) & Domain("document", "=", "OrderRequest")
        return orders.search(Domain("amazon_message_ids", "any", sent & Domain("payload_id", "=", payload_id)), limit=1)

    def _order_by_number(self, number):
        orders = self.env["purchase.order"]
        if not number:
            return orders
        return orders.search([("amazon_config_id", "=", self.config_id.id), ("name", "=", number)], limit=1)

    def _orders_of_parts(self, parts, find):
        """Find the order of each part of a document. One part that is of no order of ours does not sink the others.

        :param tuple parts: e.g. the portions of a ship notice
        :param collections.abc.Callable find: takes a part and gives its order; raises if that cannot be
        :return: the order of each part, empty where there is none; and why: each takes an environment and gives a
            sentence
        :rtype: tuple[list[purchase.order], list[collections.abc.Callable]]
        :raises UserError: nothing of the document can be used
        """
        orders, refusals = [], []
        for part in parts:
            try:
                orders.append(find(part))
            except UserError as error:
                orders.append(self.env["purchase.order"])
                refusals.append(error)
        if refusals and len(refusals) == len(orders):
            raise refusals[0]
        return orders, [said_of(error) for error in refusals]

    def _named_orders(self, received):
        """The orders that a document speaks of, as far as it can be read and they are here.

        :param amazon_punchin.protocol.received.Received received: the document
        :rtype: purchase.order
        """
        orders = self.env["purchase.order"]
        if self.document not in self._inbox_handlers():
            return orders
        try:
            references = _order_references(received.content)
        except ProtocolError:
            return orders
        return orders.union(*(self._find_order(*reference) for reference in references))

    def _order_of_invoice(self, portion, currency):
        """Find the order that a part of an invoice charges for.

        :param amazon_punchin.protocol.invoice.InvoicedOrder portion: with our order number, or Amazon's, or none
        :param str currency: of the invoice; empty if it names none
        :return: empty if the invoice names no order of ours
        :rtype: purchase.order
        :raises UserError: the order that it names is not here, was never sent to Amazon, or is in another currency
        """
        if portion.order:
            order = self._order_of(*portion.order)
        else:
            order = self._find_order_by_amazon_number(portion.supplier_number)
        if order and not order._outgoing_amazon_message():
            raise refusal(self.env, "never_sent", order=order.display_name)
        if order:
            order._check_amazon_currency(currency)
        return order

    def _find_order_by_amazon_number(self, number):
        orders = self.env["purchase.order"]
        if not number:
            return orders
        found = orders.search([("amazon_config_id", "=", self.config_id.id), ("amazon_order_ref", "like", number)])
        found = found.filtered(lambda order: number in order._amazon_order_refs())
        return found if len(found) == 1 else orders


def _order_references(content):
    """Orders that a document names.

    :return: pairs of payloadID and order number
    :rtype: list[tuple[str, str]]
    """
    if isinstance(content, protocol.ship_notice.ShipNotice):
        return [portion.order for portion in content.portions]
    if isinstance(content, protocol.confirmation.Confirmation):
        return [content.order]
    if isinstance(content, protocol.invoice.Invoice):
        return [portion.order for portion in content.orders if portion.order]
    return [(content.payload_id, "")]
