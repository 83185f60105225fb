from odoo import api, models
from odoo.fields import Domain

from ...tools import lock, wording


class AccountMove(models.Model):
    """Which bill an invoice's number means: the one that it repeats, corrects or cancels."""

    _inherit = "account.move"

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
        numbers, invoiced = _vat_numbers(self._amazon_seller_vats()), _vat_numbers(invoice.seller_tax_ids)
        if numbers and invoiced:
            return not numbers.isdisjoint(invoiced)
        return self._is_of_amazon_seller_named(invoice.seller_name)

    def _amazon_seller_vats(self):
        return (self.amazon_seller_vat or "").split(", ")

    def _is_of_amazon_seller_named(self, name):
        return _plain_name(self.amazon_seller or "") == _plain_name(name)

    @api.model
    def _amazon_seller_key(self, name, tax_ids):
        """What stands for a seller, in whatever way it spells itself.

        :param str name: of the seller, may be empty
        :param Iterable[str] tax_ids: its VAT numbers
        :rtype: str
        """
        numbers = _vat_numbers(tax_ids)
        return f"vat {' '.join(sorted(numbers))}" if numbers else f"name {_plain_name(name)}"

    @api.model
    def _amazon_namesakes(self, invoice, config):
        """Bills with the invoice's number whose seller has the same name, but other VAT numbers.

        :rtype: account.move
        """
        bills = self._amazon_bills_numbered(invoice.number, config).filtered("amazon_config_id")
        return bills.filtered(lambda bill: bill._is_of_amazon_seller_named(invoice.seller_name))

    def _withdraw_amazon_invoice(self, number):
        """Cancel the draft bill of an invoice that Amazon cancels; of one that is posted, tell the accountant.

        :param str number: of the cancelled invoice
        """
        self.ensure_one()

        def sentence(bill):
            return bill.env._("Amazon has cancelled invoice %s.", number)

        lock.opened(self).amazon_withdrawn = True
        wording.remark(self, sentence)
        if self.state == "draft":
            self.button_cancel()
        elif self.state == "posted":
            self._ask_amazon_accountant(lambda bill: (bill.env._("Amazon has cancelled this invoice"), sentence(bill)))

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


def _vat_numbers(numbers):
    """VAT numbers without the blanks and points that may stand in them.

    :rtype: set[str]
    """
    plain = ("".join(filter(str.isalnum, number)).upper() for number in numbers)
    return set(filter(None, plain))


def _plain_name(name):
    return " ".join(name.split()).casefold()
