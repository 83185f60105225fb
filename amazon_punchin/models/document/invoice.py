from odoo import fields, models
from odoo.exceptions import UserError

from ... import protocol
from ...protocol.invoice import DELETE
from ...tools import wording


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

    def _handle_invoice(self):
        invoice = self._read_answer()
        bills = self.env["account.move"]
        self._claim_key(f"{self.company_id.id} {invoice.number}")
        orders = [self._order_of_invoice(portion) for portion in invoice.orders]
        self.order_ids = self.env["purchase.order"].union(*orders)
        if invoice.operation == DELETE:
            self._handle_cancellation(invoice)
            return
        if invoice.information_only:
            self._add_note(self.env._("The invoice is for information only; no bill is made of it."))
        elif earlier := bills._earlier_amazon_bill(invoice, self.config_id):
            self._refuse_repeated_invoice(earlier)
            return
        else:
            self.bill_id = bills._create_from_amazon_invoice(invoice, self.config_id, orders, self)
            self._retry_early_cancellations(invoice)
        self.write({"state": "processed", "error": False})

    def _handle_cancellation(self, invoice):
        """Cancel the bill that an invoice has become.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the cancelling document
        """
        number = invoice.original_number or invoice.number
        self.cancelled_invoice = number
        bill = self.env["account.move"]._earlier_amazon_bill(invoice, self.config_id, number)
        if not bill:
            self._fail(self.env._("Amazon cancels invoice %s, but there is no bill of it.", number))
            return
        bill._withdraw_amazon_invoice(number)
        self.write({"state": "processed", "error": False, "bill_id": bill.id})

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
                and message._noticed_at(message._stored_invoice()) >= self._noticed_at(invoice)
            )
        )._process_later()

    def _stored_invoice(self):
        return protocol.invoice.parse(protocol.document.parse(self._raw_bytes()))

    def _add_note(self, sentence):
        self.note = "\n".join(filter(None, (self.note, sentence)))

    # --- Which order ---------------------------------------------------------------------

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

    # --- The same invoice again ----------------------------------------------------------

    def _refuse_invoice_at_once(self, invoice):
        """Refuse an invoice whose number has a bill already.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        :return: whether it is refused
        :rtype: bool
        """
        if invoice.operation == DELETE or invoice.information_only:
            return False
        earlier = self.env["account.move"]._earlier_amazon_bill(invoice, self.config_id)
        if earlier:
            self._refuse_repeated_invoice(earlier)
        return bool(earlier)

    def _refuse_repeated_invoice(self, earlier):
        """Keep the document as failed, and link it with the bill that has its number; tell so once.

        :param account.move earlier: the bill
        """

        def sentence(record):
            return record.env._(
                "Invoice %(number)s is there already, as %(bill)s; no second bill is made.",
                number=earlier.ref,
                bill=earlier.with_env(record.env).display_name,
            )

        if self.bill_id != earlier:
            for record in (earlier, *earlier.amazon_order_ids):
                wording.remark(record, lambda record: record.env._("Amazon sent it once more. %s", sentence(record)))
        self.bill_id = earlier
        self.order_ids |= earlier.amazon_order_ids
        self._fail(sentence(self))

    # --- What came along -----------------------------------------------------------------

    def _keep_attachments(self, attachments):
        """Store what came along with a document, beside it.

        Whatever a browser would run is kept as plain text.

        :param tuple[amazon_punchin.protocol.mime.Attachment, ...] attachments: parts of the post
        """
        self.ensure_one()
        stored = self._stored_attachments()
        if stored or not attachments:
            return
        stored.with_context(attachments_mime_plainxml=True).create(
            [
                {
                    "name": attachment.name or attachment.content_id or self.env._("Attachment %s", number),
                    "description": attachment.content_id,
                    "mimetype": attachment.media_type,
                    "raw": attachment.data,
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for number, attachment in enumerate(attachments, start=1)
            ]
        )

    def _stored_attachments(self):
        """What came along with the documents.

        :rtype: ir.attachment
        """
        return self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids), ("res_field", "=", False)], order="id"
        )
