from odoo import fields, models
from odoo.fields import Command

from ...protocol.invoice import DELETE
from ...tools import wording
from .refusal import DocumentRefused


class AmazonPunchinMessage(models.Model):
    """A document of Amazon's server that is an invoice: which bill it becomes, cancels or repeats."""

    _inherit = "amazon.punchin.message"

    bill_id = fields.Many2one(
        "account.move",
        string="Vendor Bill",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The bill that the invoice has become, or that had the same number before.",
    )

    cancelled_invoice = fields.Char(
        readonly=True, copy=False, index="btree_not_null", help="Number of the invoice that the document cancels."
    )

    def _handle_invoice(self, received):
        invoice = received.content
        self._claim_key(f"{self.company_id.id} {invoice.number}")
        orders = [self._order_of_invoice(portion) for portion in invoice.orders]
        self.order_ids = self.env["purchase.order"].union(*orders)
        if invoice.operation == DELETE:
            self._cancel_invoice(invoice)
        elif invoice.information_only:
            self._add_note(self.env._("The invoice is for information only; no bill is made of it."))
        else:
            self._check_not_billed(invoice)
            self.bill_id = self.env["account.move"]._create_from_amazon_invoice(
                received, self.config_id, orders, self._stored_attachments()
            )
            self._retry_early_cancellations(invoice)

    # --- Cancelled -----------------------------------------------------------------------

    def _cancel_invoice(self, invoice):
        """Cancel the bill that an invoice has become.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the cancelling document
        :raises DocumentRefused: there is none; it may still come, see :meth:`_retry_early_cancellations`
        """
        number = invoice.original_number or invoice.number
        noticed = {
            "cancelled_invoice": number,
            "note": self.note,
            "order_ids": [Command.set(self.order_ids.ids)],
        }
        bill = self.env["account.move"]._earlier_amazon_bill(invoice, self.config_id, number)
        if not bill:
            raise DocumentRefused(
                self.env._("Amazon cancels invoice %s, but there is no bill of it.", number),
                remember=lambda: self.write(noticed),
            )
        bill._withdraw_amazon_invoice(number)
        self.write({**noticed, "bill_id": bill.id})

    def _retry_early_cancellations(self, invoice):
        """Process again what cancels an invoice and came before it.

        A document that is older than the invoice has cancelled another one with the same number.

        :param amazon_punchin.protocol.invoice.Invoice invoice: which has become a bill
        """
        failed = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("cancelled_invoice", "=", invoice.number),
                ("state", "=", "failed"),
            ]
        )
        failed.filtered(
            lambda message: (
                message.can_process_again
                and message._noticed_at(message._stored().content) >= self._noticed_at(invoice)
            )
        )._process_later()

    # --- The same invoice again ----------------------------------------------------------

    def _check_not_billed(self, invoice):
        """Check that an invoice's number has no bill yet.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        :raises DocumentRefused: it has
        """
        if invoice.operation == DELETE or invoice.information_only:
            return
        if earlier := self.env["account.move"]._earlier_amazon_bill(invoice, self.config_id):
            noticed = {
                "note": self.note,
                "order_ids": [Command.set((self.order_ids | earlier.amazon_order_ids).ids)],
            }
            raise DocumentRefused(
                self._is_billed_already(earlier), remember=lambda: self._link_with_earlier_bill(earlier, noticed)
            )

    def _link_with_earlier_bill(self, earlier, noticed):
        """Link a repeated invoice with the bill that has its number, and tell so once.

        :param account.move earlier: the bill
        :param dict noticed: what else is known of the document
        """
        if self.bill_id != earlier:
            for record in (earlier, *earlier.amazon_order_ids):
                wording.remark(
                    record,
                    lambda record: record.env._(
                        "Amazon sent it once more. %s", self.with_env(record.env)._is_billed_already(earlier)
                    ),
                )
        self.write({**noticed, "bill_id": earlier.id})

    def _is_billed_already(self, earlier):
        return self.env._(
            "Invoice %(number)s is there already, as %(bill)s; no second bill is made.",
            number=earlier.ref,
            bill=earlier.with_env(self.env).display_name,
        )
