from odoo import fields, models
from odoo.tools import escape_psql

from ...matching.facts import is_amazon


class AmazonPunchinConfig(models.Model):
    """A configuration that says whose the bills are."""

    _inherit = "amazon.punchin.config"

    bill_partner = fields.Selection(
        [("vendor", "Amazon, the vendor of the orders"), ("seller", "The seller that the invoice names")],
        string="Vendor on Bills",
        required=True,
        default="vendor",
        help="Other companies sell on Amazon, too, and issue their own invoices. A seller is found among the "
        "contacts by its VAT number or its exact name. A seller that is not found is never created; the bill is then "
        "made out to Amazon and says so.",
    )
    accountant_id = fields.Many2one(
        "res.users",
        domain=lambda self: [("all_group_ids", "in", self.env.ref("account.group_account_invoice").id)],
        help="Who gets an activity on a bill that needs attention.",
    )

    def _bill_partner(self, invoice):
        """Find the vendor of a bill.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        :return: a contact, and a sentence if the invoice's seller should be it but is not known
        :rtype: tuple[res.partner, str]
        """
        self.ensure_one()
        name, tax_ids = invoice.seller_name, invoice.seller_tax_ids
        if self.bill_partner == "vendor" or not (name or tax_ids):
            return self.partner_id, ""
        if found := self._find_seller(name, tax_ids):
            return found, ""
        if is_amazon(name):
            return self.partner_id, ""
        return self.partner_id, self.env._(
            "The seller %(seller)s does not exactly match one of your contacts by VAT number (%(vat)s) or name. The "
            "bill is made out to %(vendor)s; choose the correct vendor.",
            seller=name or "-",
            vat=", ".join(tax_ids) or "-",
            vendor=self.partner_id.name,
        )

    def _find_seller(self, name, tax_ids):
        """The one company with a VAT number of the seller's, else the one with exactly its name."""
        partners = self.env["res.partner"]
        for vat in tax_ids:
            for companies in (self.company_id.parent_ids.ids, [False]):
                found = partners._retrieve_partner_with_vat(vat, [("company_id", "in", companies)]) or partners
                if len(found.commercial_partner_id) == 1:
                    return found.commercial_partner_id
        if not name:
            return partners
        named = partners.search(
            [
                ("name", "=ilike", escape_psql(name)),
                ("parent_id", "=", False),
                *partners._check_company_domain(self.company_id),
            ],
            limit=2,
        )
        return named if len(named) == 1 else partners
