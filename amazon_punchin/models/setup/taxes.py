from odoo import fields, models

from ...tools.taxes import total_rate
from .tax_finder import TaxFinder

#: Where the tax on purchases is a cost, which no authority gives back.
_SALES_TAX_COUNTRIES = ("US",)


class AmazonPunchinConfig(models.Model):
    """Which tax of Odoo's a tax of Amazon's becomes."""

    _inherit = "amazon.punchin.config"

    tax_handling = fields.Selection(
        [("match", "Use the purchase tax with the same rate"), ("charge", "Add Amazon's tax as a charge")],
        required=True,
        default="match",
        help="How the tax of a basket is handled. Where no purchase tax has its rate, or Amazon names none, it is "
        "always a charge line.",
    )
    tax_ids = fields.Many2many(
        "account.tax",
        string="Taxes to Match",
        domain="[('type_tax_use', '=', 'purchase'), ('amount_type', 'in', ('percent', 'group'))]",
        check_company=True,
        help="Empty: the purchase taxes of the legal entity's country.",
    )

    def _tax_finder(self, position=None, place=None):
        """Prepare to find taxes for one vendor and one place of delivery.

        :param account.fiscal.position position: of the vendor
        :param res.partner place: where is delivered to
        :rtype: amazon_punchin.models.setup.tax_finder.TaxFinder
        """
        self.ensure_one()
        position = position or self.env["account.fiscal.position"]
        taxes = None if self.tax_handling == "match" else self.env["account.tax"]
        return TaxFinder(self, position, place or self.env["res.partner"], taxes)

    def _matchable_taxes(self, position=None):
        """Taxes that a vendor may charge, of the country that a fiscal position is for, if we have a VAT number there.

        :param account.fiscal.position position: of the vendor
        :rtype: account.tax
        """
        if taxes := self.tax_ids.filtered("active"):
            return taxes.filtered(lambda tax: tax._is_percentage() and tax._is_charged())
        return self._purchase_taxes(position)

    def _purchase_taxes(self, position=None, *, active=True):
        country = self.company_id.account_fiscal_country_id
        if position and position.foreign_vat:
            country = position.country_id
        taxes = self.env["account.tax"].search(
            [
                *self.env["account.tax"]._check_company_domain(self.company_id),
                ("active", "=", active),
                ("country_id", "=", country.id),
                ("type_tax_use", "=", "purchase"),
            ]
        )
        return taxes.filtered(lambda tax: tax._is_percentage() and tax._is_charged())

    def _recovers_tax(self):
        """Whether the tax on purchases may be given back, so that a bill with a tax that no rate explains is odd.

        :rtype: bool
        """
        return self.company_id.account_fiscal_country_id.code not in _SALES_TAX_COUNTRIES

    def _why_no_tax(self, finder, part, amount):
        """Say why a tax that Amazon charges is a separate line and no tax.

        :param TaxFinder finder: which did not find it
        :param tuple[amazon_punchin.tools.taxes.Named, ...] part: what Amazon names
        :param str amount: the tax, with its currency
        :return: a sentence; empty if that is as it should be
        :rtype: str
        """
        if self.tax_handling != "match":
            return ""
        rate, names = total_rate(part), " + ".join(map(str, part))
        if rate is None:
            if not self._recovers_tax():
                return ""
            return self.env._("Amazon does not name the rate of its tax of %s, so it is a separate line.", amount)
        said = {"tax": names, "amount": amount}
        if finder(part):
            return self.env._(
                "Amazon's tax of %(amount)s is not %(tax)s of the price, so it is a separate line.", **said
            )
        if fitting := finder.fitting(part):
            return self.env._(
                "Several purchase taxes match %(tax)s: %(taxes)s. Amazon's tax of %(amount)s is a separate line. "
                "Choose one under “Taxes to Match” of the Amazon group.",
                taxes=", ".join(fitting.mapped("name")),
                **said,
            )
        if self.tax_ids and (others := self._also_fitting(finder, part)):
            return self.env._(
                "The purchase tax for %(tax)s is not among the “Taxes to Match” of the Amazon group: %(taxes)s. "
                "Amazon's tax of %(amount)s is a separate line. Add it there, then correct the bill.",
                taxes=", ".join(others.mapped("name")),
                **said,
            )
        if archived := self.with_context(active_test=False)._also_fitting(finder, part, active=False):
            return self.env._(
                "The purchase tax for %(tax)s is archived: %(taxes)s. Amazon's tax of %(amount)s is a separate line. "
                "Unarchive the tax, then correct the bill.",
                taxes=", ".join(archived.mapped("name")),
                **said,
            )
        return self.env._(
            "Missing purchase tax: %(tax)s. Amazon's tax of %(amount)s is a separate line. Create the tax, then "
            "correct the bill.",
            **said,
        )

    def _also_fitting(self, finder, part, *, active=True):
        """Taxes of the company, beside those that the finder knows, that have the rate of what Amazon names."""
        taxes = self._purchase_taxes(finder.position, active=active)
        return TaxFinder(self, finder.position, self.env["res.partner"], taxes).fitting(part)
