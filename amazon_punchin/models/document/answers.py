from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import protocol
from ...protocol.errors import ProtocolError
from ...tools import dates
from ...tools.problem_text import sentence

#: Type of a document of Amazon's server to what reads it.
READERS = {
    "ConfirmationRequest": protocol.confirmation.parse,
    "InvoiceDetailRequest": protocol.invoice.parse,
    "ShipNoticeRequest": protocol.ship_notice.parse,
    "StatusUpdateRequest": protocol.status_update.parse,
}


class AmazonPunchinMessage(models.Model):
    """What Amazon's server sends after an order, and which order it is about."""

    _inherit = "amazon.punchin.message"

    note = fields.Text(string="Remarks", readonly=True, help="What was noticed when the document was read.")

    @api.model
    def _inbox_handlers(self):
        """Methods that process the documents of Amazon's server.

        :return: document type to name of the method
        :rtype: dict[str, str]
        """
        return {
            "ConfirmationRequest": "_handle_confirmation",
            "InvoiceDetailRequest": "_handle_invoice",
            "ShipNoticeRequest": "_handle_ship_notice",
            "StatusUpdateRequest": "_handle_status_update",
        }

    def _refuse_at_once(self, name, root):
        """Refuse a document that can never be processed: unreadable, of an order that is not here, or an invoice again.

        :param str name: type of the document
        :param lxml.etree._Element root: the ``cXML`` element
        :return: cXML status code and a sentence; 200 and an empty one if it is taken
        :rtype: tuple[int, str]
        """
        try:
            content = READERS[name](root)
        except ProtocolError as error:
            return error.status, sentence(self.env, error)
        for reference in _order_references(content):
            if not self._find_order(*reference):
                return 404, self._unknown_order(*reference)
            if self._names_two_orders(*reference):
                return 406, self._two_orders(*reference)
        if isinstance(content, protocol.invoice.Invoice) and self._refuse_invoice_at_once(content):
            return 406, self.error
        return 200, ""

    def _read_answer(self):
        """Read the stored document, and note what is wrong with it.

        :return: what the reader of its type gives
        :raises ProtocolError: it cannot be read
        """
        root = protocol.document.parse(self._raw_bytes())
        content = READERS[self.document](root)
        defects = [sentence(self.env, error) for error in protocol.validity.defects(root)]
        self.note = "\n".join(defects) or False
        return content

    def _handle_confirmation(self):
        confirmation = self._read_answer()
        order = self._order_of(*confirmation.order)
        self.order_ids = order
        if order._is_given_up() and confirmation.takes_nothing:
            self._add_note(self.env._("The order was given up here already; Amazon delivers nothing of it."))
        else:
            order._apply_amazon_confirmation(confirmation, self._noticed_at(confirmation))
        self.write({"state": "processed", "error": False})

    def _handle_ship_notice(self):
        notice = self._read_answer()
        orders = [self._order_of(*portion.order) for portion in notice.portions]
        for order in orders:
            order._check_amazon_shippable()
        self.order_ids = self.env["purchase.order"].union(*orders)
        shipped = self.env["amazon.punchin.shipment"]._apply_notice(
            notice, self.config_id, orders, self._noticed_at(notice)
        )
        self.order_ids |= shipped
        shipped._follow_amazon_shipments()
        self.write({"state": "processed", "error": False})

    def _handle_status_update(self):
        update = self._read_answer()
        order = self._order_of(update.payload_id, "")
        self.order_ids = order
        order._apply_amazon_status_update(update.status)
        self.write({"state": "processed", "error": False})

    def _noticed_at(self, content):
        """When Amazon wrote the document; where it does not say so, when it came."""
        return dates.utc(content.noticed_at) or self.create_date

    # --- Which order ---------------------------------------------------------------------

    def _order_of(self, payload_id, number):
        """Find the order that a document of Amazon's server speaks of.

        :param str payload_id: of our OrderRequest
        :param str number: of our order
        :rtype: purchase.order
        :raises UserError: this configuration has no such order, or the two are of different ones
        """
        order = self._find_order(payload_id, number)
        if not order:
            raise UserError(self._unknown_order(payload_id, number))
        if self._names_two_orders(payload_id, number):
            raise UserError(self._two_orders(payload_id, number))
        return order

    def _find_order(self, payload_id, number):
        return self._order_by_payload_id(payload_id) or self._order_by_number(number)

    def _names_two_orders(self, payload_id, number):
        return len(self._order_by_payload_id(payload_id) | self._order_by_number(number)) > 1

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

    def _named_orders(self):
        """The orders that the stored document speaks of, as far as it can be read and they are here.

        :rtype: purchase.order
        """
        orders = self.env["purchase.order"]
        if self.document not in READERS:
            return orders
        try:
            content = READERS[self.document](protocol.document.parse(self._raw_bytes()))
        except ProtocolError:
            return orders
        return orders.union(*(self._find_order(*reference) for reference in _order_references(content)))

    def _unknown_order(self, payload_id, number):
        return self.env._("This configuration has no order %(number)s (%(id)s).", number=number, id=payload_id)

    def _two_orders(self, payload_id, number):
        return self.env._(
            "The document names two orders: %(number)s, and %(other)s by the id %(id)s.",
            number=number,
            other=self._order_by_payload_id(payload_id).display_name,
            id=payload_id,
        )

    # --- What we take --------------------------------------------------------------------

    def _profile(self):
        """Write the answer to a ProfileRequest: the documents that the inbox takes.

        :rtype: bytes
        """
        config = self.config_id
        names = ["ProfileRequest", *self._inbox_handlers()]
        return protocol.profile.build(
            dict.fromkeys(names, config.inbox_url), fields.Datetime.context_timestamp(self, config.create_date)
        )


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
