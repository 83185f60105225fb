from functools import partial

from odoo import fields, models
from odoo.fields import Command

from ...protocol.invoice import DELETE
from ...tools import wording
from ...tools.problem_text import Problem, refusal


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
        help="The bill created from the invoice, or that already had its number.",
    )

    cancelled_invoice = fields.Char(
        readonly=True, copy=False, index="btree_not_null", help="Number of the invoice that the document cancels."
    )

    def _handle_invoice(self, received):
        invoice = received.content
        self._claim_key(f"{self.company_id.id} {invoice.number}")
        orders, left_out = self._orders_of_invoice(invoice)
        self.order_ids = self.env["purchase.order"].union(*orders)
        if invoice.operation == DELETE:
            self._cancel_invoice(invoice)
        elif invoice.information_only:
            self._add_note(lambda env: env._("The invoice is for information only; no bill is created."))
        else:
            self.order_ids._read_amazon_people()
            self._check_not_billed(invoice)
            said = [say(self.env) for say in left_out]
            bill = self.env["account.move"]._create_from_amazon_invoice(invoice, self.config_id, orders, said)
            bill._attach_amazon_documents(received, self._stored_attachments())
            bill._tell_amazon_bill()
            bill._post_touchless()
            self.bill_id = bill
            self._leave_out(left_out, to_accountant=bool(self.config_id.accountant_id))
            self._retry_early_cancellations(invoice)

    def _orders_of_invoice(self, invoice):
        """Find the orders that an invoice charges for; what :meth:`_orders_of_parts` gives.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        """
        return self._orders_of_parts(invoice.orders, lambda portion: self._order_of_invoice(portion, invoice.currency))

    # --- Cancelled -----------------------------------------------------------------------

    def _cancel_invoice(self, invoice):
        """Cancel the bill that an invoice has become.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the cancelling document
        :raises UserError: there is none; it may still come, see :meth:`_retry_early_cancellations`
        """
        bills = self.env["account.move"]
        bill = bills._amazon_original(invoice, self.config_id)
        number = invoice.original_number or bill.amazon_invoice_number or invoice.number
        bill = bill or bills._earlier_amazon_bill(invoice, self.config_id, number)
        noticed = {"cancelled_invoice": number, "order_ids": [Command.set(self.order_ids.ids)]}
        if not bill:
            raise refusal(
                self.env,
                "no_bill_to_cancel",
                number=number,
                remember=partial(self._remember_invoice, noticed, self._notes()),
            )
        bill._withdraw_amazon_invoice(number)
        self.write({**noticed, "bill_id": bill.id})

    def _remember_invoice(self, noticed, notes):
        self.write(noticed)
        self._keep_notes(notes)

    def _retry_early_cancellations(self, invoice):
        """Process again what cancels an invoice and came before it.

        A document that is older than the invoice has cancelled another one with the same number.

        :param amazon_punchin.protocol.invoice.Invoice invoice: which has become a bill
        """
        failed = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("cancelled_invoice", "!=", False),
                ("state", "=", "failed"),
            ]
        )
        failed.filtered(lambda message: message.can_process_again and message._cancels(invoice, self))._process_later()

    def _cancels(self, invoice, document):
        """Whether it cancels an invoice that came after it: it names its number, or the id of its document.

        :param amazon_punchin.protocol.invoice.Invoice invoice: which has become a bill
        :param amazon.punchin.message document: the one of the invoice
        """
        if self.cancelled_invoice != invoice.number:
            content = self._stored().content
            if not document.payload_id or content.original_payload_id != document.payload_id:
                return False
        return self._noticed_at(self._stored().content) >= document._noticed_at(invoice)

    def _is_bill_cancelled(self):
        """Whether somebody here has cancelled the bill, so that another may be made of the invoice.

        :rtype: bool
        """
        bill = self.sudo().bill_id
        return self.state == "processed" and bill.state == "cancel" and not bill.amazon_withdrawn

    # --- The same invoice again ----------------------------------------------------------

    def _check_not_billed(self, invoice):
        """Check that an invoice's number has no bill yet.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        :raises UserError: it has
        """
        if invoice.operation == DELETE or invoice.information_only:
            return
        if earlier := self.env["account.move"]._earlier_amazon_bill(invoice, self.config_id):
            noticed = {"order_ids": [Command.set((self.order_ids | earlier.amazon_order_ids).ids)]}
            notes, other_total = self._notes(), earlier._amazon_other_total(invoice)
            problem = _billed_already(earlier, other_total)

            def remember():
                self._link_with_earlier_bill(earlier, problem, other_total)
                self._remember_invoice({**noticed, "bill_id": earlier.id}, notes)

            raise refusal(self.env, problem.code, remember=remember, **problem.values)

    def _link_with_earlier_bill(self, earlier, problem, other_total):
        """Link a repeated invoice with the bill that has its number, and tell so once.

        :param account.move earlier: the bill
        :param Problem problem: that it exists
        :param float | None other_total: what it comes to now, if that is another total than the bill's
        """

        def say(record):
            return record.env._("Amazon sent it again. %s", problem(record.env))

        if self.bill_id != earlier:
            for record in (earlier, *earlier.amazon_order_ids):
                wording.remark(record, say)
            if other_total is not None:
                earlier._ask_accountant_of_amazon(
                    self.config_id, lambda bill: (bill.env._("Amazon sent this invoice with another total"), say(bill))
                )


def _billed_already(earlier, other_total):
    """That an invoice has a bill.

    :param account.move earlier: the bill
    :param float | None other_total: what the invoice comes to now, if that is another total than the bill's
    :rtype: Problem
    """
    values = {"number": earlier.ref, "bill": lambda env: earlier.with_env(env).display_name}
    if other_total is None:
        return Problem("billed_already", values)
    return Problem(
        "billed_otherwise",
        {
            **values,
            "old": lambda env: earlier.with_env(env).currency_id.format(earlier._amazon_signed_total()),
            "new": lambda env: earlier.with_env(env).currency_id.format(other_total),
        },
    )
