from odoo import fields, models

from ...tools import dates


class AmazonPunchinMessage(models.Model):
    """What Amazon's server sends after an order, and which order it is about."""

    _inherit = "amazon.punchin.message"

    note = fields.Text(string="Remarks", readonly=True, help="What was noticed when the document was read.")

    def _handle_confirmation(self, received):
        confirmation = received.content
        order = self._order_of(*confirmation.order)
        self.order_ids = order
        if order._is_given_up() and confirmation.takes_nothing:
            self._add_note(self.env._("The order was given up here already; Amazon delivers nothing of it."))
        else:
            order._apply_amazon_confirmation(confirmation, self._noticed_at(confirmation))

    def _handle_ship_notice(self, received):
        notice = received.content
        orders = [self._order_of(*portion.order) for portion in notice.portions]
        for order in orders:
            order._check_amazon_shippable()
        self.order_ids = self.env["purchase.order"].union(*orders)
        shipped = self.env["amazon.punchin.shipment"]._apply_notice(
            notice, self.config_id, orders, self._noticed_at(notice)
        )
        self.order_ids |= shipped
        shipped._follow_amazon_shipments()

    def _handle_status_update(self, received):
        update = received.content
        order = self._order_of(update.payload_id, "")
        self.order_ids = order
        order._apply_amazon_status_update(update.status)

    def _noticed_at(self, content):
        """When Amazon wrote the document; where it does not say so, when it came."""
        return dates.utc(content.noticed_at) or self.create_date

    def _add_note(self, sentence):
        self.note = "\n".join(filter(None, (self.note, sentence)))
