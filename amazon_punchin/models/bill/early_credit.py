from odoo import api, fields, models

from ...tools import lock


class AccountMove(models.Model):
    """A credit note that came before the bill from which it gives back."""

    _inherit = "account.move"

    amazon_original_number = fields.Char(
        string="Corrected Invoice",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Number of the invoice that Amazon's document corrects.",
    )

    @api.model
    def _create_from_amazon_invoice(self, invoice, config, *args):
        """Let credit notes that came earlier give back from the bill."""
        bill = super()._create_from_amazon_invoice(invoice, config, *args)
        if bill.move_type == "in_invoice":
            bill._adopt_early_credits(invoice, config)
        return bill

    @api.model
    def _prepare_amazon_bill(self, invoice, *args):
        return {**super()._prepare_amazon_bill(invoice, *args), "amazon_original_number": invoice.original_number}

    def _adopt_early_credits(self, invoice, config):
        """Reverse by this bill's credit notes, not by none.

        :param amazon_punchin.protocol.invoice.Invoice invoice: of which it has been made
        :param amazon.punchin.config config: whose inbox it came to
        """
        partner = config._bill_partner(invoice)[0].commercial_partner_id
        early = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("amazon_original_number", "=", invoice.number),
                ("move_type", "=", "in_refund"),
                ("reversed_entry_id", "=", False),
            ]
        )
        for credit in early.filtered(lambda credit: credit._is_of_amazon_seller(invoice, partner)):
            lock.opened(credit).reversed_entry_id = self
            credit._add_amazon_remark(self.env._("It gives back from %s, which came later.", self.display_name))
