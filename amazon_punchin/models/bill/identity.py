from odoo import api, models
from odoo.fields import Domain

from ...tools import lock, wording
from ...tools.currency import currency_unit
from . import amounts as bill_amounts


class AccountMove(models.Model):
    """Which bill an invoice's number means: the one that it repeats, corrects or cancels."""

    _inherit = "account.move"

    @api.model
    def _earlier_amazon_bill(self, invoice, config, number=None):
        """Find the bill that an invoice's number of the same seller has already, also one that a person has typed in.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        :param amazon.punchin.config config: whose inbox it came to
        :param str | None number: of the invoice that is looked for, of whatever year, if it is another one; a bill that
            was cancelled here counts only then
        :rtype: account.move
        """
        bills = self._amazon_bills_numbered(number or invoice.number, config)
        partner = config._bill_partner(invoice)[0].commercial_partner_id
        bills = bills.filtered(lambda bill: bill._is_of_amazon_seller(invoice, partner))
        if number is None:
            bills = bills.filtered(lambda bill: bill.state != "cancel" and bill._is_of_year(invoice))
        return bills.sorted(lambda bill: (bill.state == "cancel", not bill._is_of_year(invoice), bill.id))[:1]

    def _of_other_amazon_years(self, invoice, config):
        """Those of the same seller as an invoice, but of another year: sellers begin anew each year.

        :rtype: account.move
        """
        partner = config._bill_partner(invoice)[0].commercial_partner_id
        return self.filtered(lambda bill: bill._is_of_amazon_seller(invoice, partner) and not bill._is_of_year(invoice))

    def _is_of_year(self, invoice):
        """Whether the bill is of the same year as an invoice, as far as both say so."""
        return not (self.invoice_date and invoice.date) or self.invoice_date.year == invoice.date.year

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

    def _amazon_signed_total(self):
        """What Amazon's invoice comes to, below zero if it gives something back; of a bill typed in, the bill.

        :rtype: float
        """
        self.ensure_one()
        total = self.amazon_invoice_total if self.amazon_config_id else self.amount_total
        return -total if self.move_type == "in_refund" else total

    def _amazon_other_total(self, invoice):
        """Compare an invoice that comes again with its bill.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        :return: what it comes to, if that is another total than the bill's; else None
        :rtype: float | None
        """
        self.ensure_one()
        split = bill_amounts.split(invoice, currency_unit(self.currency_id))
        total = float(-split.total if split.credit else split.total)
        return total if self.currency_id.compare_amounts(total, self._amazon_signed_total()) else None

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

    def _amazon_namesakes(self, invoice):
        """Those whose seller has the same name as an invoice's, but other VAT numbers.

        :rtype: account.move
        """
        return self.filtered("amazon_config_id").filtered(
            lambda bill: (
                bill._is_of_amazon_seller_named(invoice.seller_name)
                and not bill._is_of_amazon_seller(invoice, bill.commercial_partner_id)
            )
        )

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
        """Find the bill that an invoice corrects or cancels: of the number that it names, else of the document.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        :param amazon.punchin.config config: whose inbox it came to
        :return: of the same seller, or the only one; empty if there is none
        :rtype: account.move
        """
        found = self.browse()
        if number := invoice.original_number:
            bills = self._amazon_bills_numbered(number, config)
            found = self._earlier_amazon_bill(invoice, config, number) or (bills if len(bills) == 1 else found)
        return found or self._amazon_bill_of_document(invoice.original_payload_id, config)

    @api.model
    def _amazon_bill_of_document(self, payload_id, config):
        """Find the bill of a document that came before.

        :param str payload_id: its id; may be empty
        :param amazon.punchin.config config: whose inbox it came to
        :return: empty if there is none, or several
        :rtype: account.move
        """
        if not payload_id:
            return self.browse()
        messages = self.env["amazon.punchin.message"].search(
            [
                ("company_id", "=", config.company_id.id),
                ("direction", "=", "in"),
                ("document", "=", "InvoiceDetailRequest"),
                ("payload_id", "=", payload_id),
                ("bill_id", "!=", False),
            ]
        )
        bills = messages.bill_id.filtered(lambda bill: not bill.amazon_withdrawn)
        return bills if len(bills) == 1 else bills.browse()

    def _flag_amazon_correction(self, correction):
        """Say on a bill, if there is one, that Amazon has sent another one instead of it; and on that.

        :param account.move correction: the newer one
        """
        if not self:
            return
        correction._add_amazon_remark(self.env._("It corrects %s. Pay one of the two.", self.display_name))

        def say(bill):
            return bill.env._(
                "Amazon has corrected this invoice by %s. Pay one of the two; cancel or credit the other.",
                correction.with_env(bill.env).display_name,
            )

        if self.amazon_config_id:
            self._add_amazon_remark(say(wording.read_by(self, self._amazon_reader())))
        wording.remark(self, say)
        self._ask_accountant_of_amazon(
            correction.amazon_config_id, lambda bill: (bill.env._("Amazon has corrected this invoice"), say(bill))
        )


def _vat_numbers(numbers):
    """VAT numbers without the blanks and points that may be in them.

    :rtype: set[str]
    """
    plain = ("".join(filter(str.isalnum, number)).upper() for number in numbers)
    return set(filter(None, plain))


def _plain_name(name):
    return " ".join(name.split()).casefold()
