from odoo import models
from odoo.exceptions import UserError

from ... import protocol
from ...protocol.errors import ProtocolError
from .refusal import DocumentRefused


class AmazonPunchinMessage(models.Model):
    """Which order a document of Amazon's server is about."""

    _inherit = "amazon.punchin.message"

    def _order_of(self, payload_id, number):
        """Find the order that a document of Amazon's server speaks of.

        :param str payload_id: of our OrderRequest
        :param str number: of our order
        :rtype: purchase.order
        :raises DocumentRefused: this configuration has no such order, or the two are of different ones
        """
        order = self._find_order(payload_id, number)
        if not order:
            raise DocumentRefused(
                self.env._("This configuration has no order %(number)s (%(id)s).", number=number, id=payload_id), 404
            )
        by_id = self._order_by_payload_id(payload_id)
        if len(by_id | self._order_by_number(number)) > 1:
            raise DocumentRefused(
                self.env._(
                    "The document names two orders: %(number)s, and %(other)s by the id %(id)s.",
                    number=number,
                    other=by_id.display_name,
                    id=payload_id,
                )
            )
        return order

    def _find_order(self, payload_id, number):
        return self._order_by_payload_id(payload_id) or self._order_by_number(number)

    def _order_by_payload_id(self, payload_id):
        return self.search(
            [
                ("config_id", "=", self.config_id.id),
                ("document", "=", "OrderRequest"),
                ("payload_id", "=", payload_id),
                ("payload_id", "!=", False),
            ],
            limit=1,
        ).order_ids

    def _order_by_number(self, number):
        return self.env["purchase.order"].search(
            [("amazon_config_id", "=", self.config_id.id), ("name", "=", number)], limit=1
        )

    def _check_named_orders(self, content):
        """Check that every order that a document names is here.

        :param content: what its parser gives
        :raises DocumentRefused: one is not, or two are named at once
        """
        for reference in _order_references(content):
            self._order_of(*reference)

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

    def _order_of_invoice(self, portion):
        """Find the order that a part of an invoice charges for.

        :param amazon_punchin.protocol.invoice.InvoicedOrder portion: with our order number, or Amazon's, or none
        :return: empty if the invoice names no order of ours
        :rtype: purchase.order
        :raises UserError: the order that it names is not here, or was never sent to Amazon
        """
        if portion.order:
            order = self._order_of(*portion.order)
        else:
            order = self._find_order_by_amazon_number(portion.supplier_number)
        if order and not order._outgoing_amazon_message():
            raise UserError(self.env._("%s was never sent to Amazon, so Amazon cannot bill it.", order.display_name))
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
