from datetime import timezone
from decimal import Decimal

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from .. import protocol
from ..protocol.errors import ProtocolError
from . import lock
from .protocol_sentence import sentence


class AmazonPunchinSendingMixin(models.AbstractModel):
    """What a purchase order needs to go to Amazon, and to take over the answer."""

    _name = "amazon.punchin.sending.mixin"
    _description = "Order Sent to Amazon"

    # --- To Amazon -----------------------------------------------------------------------

    def _queue_amazon_order(self):
        """Queue the OrderRequest in the transaction that approves the order.

        :raises UserError: the document cannot be built
        """
        self.ensure_one()
        messages = self.env["amazon.punchin.message"].sudo()
        payload_id = messages._new_payload_id()
        try:
            data = protocol.order_request.build(self.sudo()._prepare_amazon_order_request(payload_id))
        except ProtocolError as error:
            raise UserError(sentence(self.env, error)) from error
        messages._queue(self, payload_id, data)
        lock.opened(self).amazon_state = "pending"

    def _prepare_amazon_order_request(self, payload_id):
        """Build the order as Amazon wants it; charge lines stay here.

        :param str payload_id: the document's one id
        :rtype: amazon_punchin.protocol.order_request.Order
        """
        config = self.amazon_config_id
        ship_to = self.amazon_location_id._prepare_ship_to(self.amazon_requester_id)
        return protocol.order_request.Order(
            parties=config._parties(),
            payload_id=payload_id,
            deployment_mode="production" if self.amazon_mode == "active" else "test",
            number=self.name,
            ordered_at=fields.Datetime.now().replace(tzinfo=timezone.utc),
            total=self._amazon_decimal(self.amazon_items_total),
            currency=self.currency_id.name,
            ship_to=ship_to,
            bill_to=self._prepare_amazon_bill_to(),
            lines=tuple(
                protocol.order_request.OrderLine(line.amazon_line_number, line.amazon_item_in)
                for line in self._amazon_item_lines().sorted("amazon_line_number")
            ),
        )

    def _prepare_amazon_bill_to(self):
        """The legal entity; where its address is incomplete, its name at the delivery address."""
        company = self.company_id.partner_id
        place = (
            company if company.street and company.city and company.country_id else self.amazon_location_id.partner_id
        )
        return self.amazon_location_id._prepare_address(place, name=company.name)

    def _amazon_decimal(self, amount):
        return Decimal(f"{amount:.{self.currency_id.decimal_places}f}")

    def _after_amazon_sending(self, message_state, reason):
        """Show on the order what became of its document.

        :param str message_state: ``sent``, ``refused`` or ``unknown``
        :param str | bool reason: a sentence; False if all is well
        """
        for order in lock.opened(self):
            order.write({"amazon_state": message_state, "amazon_refusal": reason})
            if message_state == "refused":
                order._tell_amazon_buyer(self.env._("Amazon refused the order"), reason)
            elif message_state == "unknown":
                order._tell_amazon_buyer(self.env._("Find out whether Amazon has the order"), reason)

    # --- From Amazon ---------------------------------------------------------------------

    def _apply_amazon_confirmation(self, confirmation):
        """Take over Amazon's answer to the order.

        :param amazon_punchin.protocol.confirmation.Confirmation confirmation: the answer
        """
        order = lock.opened(self)
        order.ensure_one()
        reason = "\n".join(confirmation.reasons)
        refs = ", ".join(confirmation.order_refs) or order.amazon_order_ref
        if confirmation.accepted:
            order.write(
                {"amazon_state": "confirmed", "amazon_order_ref": refs, "partner_ref": refs, "acknowledged": True}
            )
        elif confirmation.rejected:
            order._refused_by_amazon(reason)
        else:
            order.write({"amazon_state": "partial", "amazon_order_ref": refs, "partner_ref": refs})
            order._tell_amazon_buyer(self.env._("Amazon delivers only a part of the order"), reason)

    def _refused_by_amazon(self, reason):
        """Amazon will not deliver: cancel here as well, unless it is already billed.

        :param str reason: Amazon's sentences
        """
        self.write({"amazon_state": "refused", "amazon_refusal": reason})
        if all(bill.state in ("cancel", "draft") for bill in self.invoice_ids):
            self.write({"locked": False, "state": "cancel"})
        self._tell_amazon_buyer(self.env._("Amazon refused the order"), reason)

    def _tell_amazon_buyer(self, summary, reason):
        """Give the requester an activity, with the reason as its note and in the chatter.

        :param str summary: what to do or know
        :param str reason: why
        """
        self.ensure_one()
        note = Markup("<p>%s</p>") % (reason or "")
        self.activity_schedule(
            "mail.mail_activity_data_todo", summary=summary, note=note, user_id=self.amazon_requester_id.id
        )
        self.message_post(body=Markup("<p><b>%s</b></p>%s") % (summary, note))
