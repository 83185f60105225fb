"""Which taxes of a company are those that Amazon names."""

import re
from functools import cached_property

from ...tools.taxes import Choice, total_rate

_WORD = re.compile(r"\w+")


class TaxFinder:
    """Finds taxes of one company, for one vendor and one place. Calling it with what a document names gives them.

    :param amazon.punchin.config config: whose taxes
    :param account.tax taxes: the taxes that may be found; None for those that the configuration matches
    :param account.fiscal.position position: of the vendor; may be empty
    :param res.partner place: where is delivered to; may be empty. Its fiscal position decides among taxes only.
    """

    def __init__(self, config, position, place, taxes=None):
        self.config, self.position = config, position
        self._company, self._place, self._taxes = config.company_id, place, taxes
        self._found = {}

    @cached_property
    def _choices(self):
        taxes = self.config._matchable_taxes(self.position) if self._taxes is None else self._taxes
        return [tax._amazon_choice() for tax in taxes]

    @cached_property
    def _destination(self):
        positions = self.config.env["account.fiscal.position"].with_company(self._company)
        return positions._get_fiscal_position(self._place) if self._place else positions

    def __call__(self, part):
        """Find the taxes that together are what a document names on one amount, where there is no doubt which.

        :param tuple[amazon_punchin.tools.taxes.Named, ...] part: what the document names
        :rtype: amazon_punchin.tools.taxes.Choice | None
        """
        if part not in self._found:
            self._found[part] = None if total_rate(part) is None else self._find(part)
        return self._found[part]

    def usual(self, product):
        """The taxes that Odoo itself would propose: the product's, else the company's default, by the fiscal position.

        :param product.product product: may be empty
        :rtype: amazon_punchin.tools.taxes.Choice | None
        """
        taxes = product.supplier_taxes_id._filter_taxes_by_company(self._company)
        taxes = self.position.map_tax(taxes or self._company.account_purchase_tax_id)
        return taxes.filtered("active")._amazon_choice()

    def fitting(self, part):
        """All taxes that could be what a document names, by their rates.

        :param tuple[amazon_punchin.tools.taxes.Named, ...] part: what the document names
        :rtype: account.tax
        """
        possible = [choice for choice in self._possible(part) if choice.rate == total_rate(part)]
        return self.config.env["account.tax"].union(*(choice.taxes for choice in possible))

    def _possible(self, part):
        return [choice for choice in self._choices if not choice.contradicts(part)]

    def _find(self, part):
        possible, rates = self._possible(part), [named.rate for named in part]
        of_rate = [choice for choice in possible if choice.rate == sum(rates)]
        if len(part) == 1:
            return self._pick(of_rate, part)
        together = [choice for choice in of_rate if choice.consists_of(rates)]
        return self._pick(together, part) or self._apart(part) or self._pick(of_rate, part)

    def _apart(self, part):
        """A tax for each of several, or as many taxes of one rate as there are."""
        of_rate = {
            named: [choice for choice in self._possible([named]) if choice.consists_of([named.rate])] for named in part
        }
        picked = [self._pick(choices, [named]) for named, choices in of_rate.items()]
        if not all(picked) or len({choice.taxes for choice in picked}) < len(part):
            picked = of_rate[part[0]]
            if len({named.rate for named in part}) > 1 or len(picked) != len(part):
                return None
        taxes = self.config.env["account.tax"].union(*(choice.taxes for choice in picked))
        shares = (share for choice in picked for share in choice.shares)
        return Choice(taxes, tuple(shares), frozenset().union(*(choice.words for choice in picked)))

    # --- The one among several -----------------------------------------------------------

    def _pick(self, choices, part):
        """The only one; of several the one that more speaks for, what speaks most clearly first."""
        for speaks_for in self._preferences(part):
            choices = [choice for choice in choices if speaks_for(choice)] or choices
            if len(choices) == 1:
                break
        return choices[0] if len(choices) == 1 or self._post_alike(choices) else None

    def _preferences(self, part):
        rates = [named.rate for named in part]
        categories = [named.category for named in part if named.category]
        yield lambda choice: all(_says_why(choice, named) for named in part)
        yield lambda choice: all(set(_WORD.findall(named.location.casefold())) <= choice.words for named in part)
        yield lambda choice: bool(self.position) and choice.taxes <= self.position.tax_ids
        yield lambda choice: choice.taxes == self._company.account_purchase_tax_id
        yield lambda choice: all(category in choice.words for category in categories)
        yield lambda choice: bool(self._destination) and choice.taxes <= self._destination.tax_ids
        yield lambda choice: choice.taxes.is_domestic
        yield lambda choice: not choice.taxes.price_include
        yield lambda choice: choice.consists_of(rates)
        yield lambda choice: choice.taxes.tax_scope != "service"

    @staticmethod
    def _post_alike(choices):
        """Whether it makes no difference, in the accounts and in the tax report, which one is used."""
        effects = {
            tuple(
                (line.document_type, line.repartition_type, line.factor_percent, line.account_id, line.tag_ids)
                for tax, _rate in choice.shares
                for line in tax.repartition_line_ids
            )
            for choice in choices
        }
        return len(effects) == 1 and any(account for *_rest, account, _tags in effects.pop())


def _says_why(choice, named):
    """Whether a tax of nothing is so named as the document says: exempt or not."""
    exempt = any(word.startswith("exempt") for word in choice.words)
    return not named.exempt or exempt == (named.exempt == "exempt")
