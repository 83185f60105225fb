from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AmazonPunchinBillIdentityMixin(models.AbstractModel):
    """Which bill an invoice's number means: the one that it repeats, corrects or cancels."""

    _name = "amazon.punchin.bill.identity.mixin"
    _description = "Bill Known by the Number of Amazon's Invoice"

    @api.model
    def _earlier_amazon_bill(self, invoice, config, number=None):
        """Find the bill that an invoice's number of the same seller has already, also one that a person has typed in.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        :param amazon.punchin.config config: whose inbox it came to
        :param str | None number: of the invoice that is looked for, if it is another one
        :rtype: account.move
        """
        bills = self._amazon_bills_numbered(number or invoice.number, config)
        partner = config._bill_partner(invoice)[0].commercial_partner_id
        return bills.filtered(lambda bill: bill._is_of_amazon_seller(invoice, partner))[:1]

    @api.model
    def _amazon_bills_numbered(self, number, config):
        """Bills with the number of an invoice, whoever wrote it.

        :rtype: account.move
        """
        return self.search(
            Domain("company_id", "=", config.company_id.id)
            & Domain("move_type", "in", ("in_invoice", "in_refund"))
            & (
                Domain("amazon_invoice_number", "=", number) & Domain("amazon_withdrawn", "=", False)
                | Domain("amazon_config_id", "=", False) & Domain("ref", "=", number) & Domain("state", "!=", "cancel")
            ),
            order="id",
        )

    def _is_of_amazon_seller(self, invoice, partner):
        """Whether the bill is of the company that writes an invoice.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        :param res.partner partner: who its seller is here
        """
        if not self.amazon_config_id:
            return self.commercial_partner_id == partner
        numbers = set((self.amazon_seller_vat or "").split(", ")) - {""}
        if numbers and invoice.seller_tax_ids:
            return not numbers.isdisjoint(invoice.seller_tax_ids)
        return (self.amazon_seller or "").casefold() == invoice.seller_name.casefold()

    @api.model
    def _withdraw_amazon_invoice(self, invoice, config):
        """Cancel the draft bill of an invoice that Amazon cancels; of one that is posted, tell the accountant.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the cancelling document
        :param amazon.punchin.config config: whose inbox it came to
        :rtype: account.move
        :raises UserError: there is no such bill
        """
        number = invoice.original_number or invoice.number
        bill = self._earlier_amazon_bill(invoice, config, number)
        if not bill:
            raise UserError(self.env._("Amazon cancels invoice %s, but there is no bill of it.", number))
        sentence = self.env._("Amazon has cancelled invoice %s.", number)
        bill.amazon_withdrawn = True
        bill.message_post(body=sentence)
        if bill.state == "draft":
            bill.button_cancel()
        elif bill.state == "posted":
            bill._ask_amazon_accountant(self.env._("Amazon has cancelled this invoice"), sentence)
        return bill

    @api.model
    def _amazon_original(self, invoice, config):
        """Find the bill that an invoice corrects: of the same seller, or the only one with the number that it names.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        :param amazon.punchin.config config: whose inbox it came to
        :rtype: account.move
        """
        number = invoice.original_number
        if not number:
            return self.browse()
        bills = self._amazon_bills_numbered(number, config)
        return self._earlier_amazon_bill(invoice, config, number) or (bills if len(bills) == 1 else self.browse())
