import re
from collections import defaultdict
from decimal import Decimal

from odoo import models

from ...tools.taxes import Choice

#: Decimals of a rate that are meant: core computes with binary fractions.
_DIGITS = 6

_WORD = re.compile(r"[\w.]+")


class AccountTax(models.Model):
    _inherit = "account.tax"

    def _is_percentage(self):
        """Whether the taxes are percentages of the price, alone or in groups, none of them on top of another.

        Whether a price is usually entered with or without them makes no difference: Amazon's prices are without.

        :rtype: bool
        """
        singles, _groups = self._flatten_taxes_and_sort_them()
        stacked = any(tax.include_base_amount for tax in singles[:-1]) and any(singles[1:].mapped("is_base_affected"))
        return bool(singles) and not stacked and all(tax.amount_type == "percent" for tax in singles)

    def _is_charged(self):
        """Whether a vendor charges the tax, which under reverse charge, and as use tax, the buyer owes itself.

        :rtype: bool
        """
        singles, _groups = self._flatten_taxes_and_sort_them()
        return not any(singles.mapped("has_negative_factor"))

    def _amazon_choice(self):
        """The taxes together, and what a vendor charges by them.

        :return: None if they are not plain percentages, or if there are none
        :rtype: amazon_punchin.tools.taxes.Choice | None
        """
        if not self._is_percentage():
            return None
        details = self._get_tax_details(100.0, 1.0, rounding_method="round_globally", special_mode="total_excluded")
        shares = defaultdict(Decimal)
        for data in details["taxes_data"]:
            shares[data["tax"]] += Decimal(repr(round(data["tax_amount"], _DIGITS)))
        return Choice(self, tuple(shares.items()), self.union(*shares)._words())

    def _words(self):
        """Words of the names, as they come with the chart of accounts and as people see them.

        :rtype: frozenset[str]
        """
        names = self.with_context(lang="en_US").mapped("name") + self.mapped("name")
        return frozenset(word for name in names for word in _WORD.findall(name.casefold()))
