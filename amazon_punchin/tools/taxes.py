"""Taxes as Amazon's documents name them, and the taxes of Odoo's that give them. Nothing is stored here."""

from dataclasses import dataclass
from decimal import Decimal

#: Taxes that differ from each other although their rates may be the same: of India, of Canada.
_KINDS = frozenset({"cgst", "gst", "hst", "igst", "pst", "qst", "rst", "sgst", "utgst"})


@dataclass(frozen=True)
class Named:
    """A tax as a document names it.

    :ivar str category: lower case, e.g. ``vat`` or ``cgst``; empty if absent
    :ivar Decimal | None rate: in percent; None if absent
    :ivar str exempt: ``exempt`` or ``zeroRated``, why there is none; empty if absent
    :ivar str location: whose tax it is, e.g. ``QC``; empty if absent
    """

    category: str
    rate: Decimal | None
    exempt: str = ""
    location: str = ""

    def __str__(self):
        rate = "" if self.rate is None else f"{self.rate.normalize():f}%"
        return " ".join(filter(None, (self.category.upper(), rate, self.location)))


@dataclass(frozen=True)
class Choice:
    """Taxes of Odoo's that are used together.

    :ivar account.tax taxes: as they stand on a line
    :ivar tuple[tuple[account.tax, Decimal], ...] shares: each tax that they consist of, and what the vendor charges
        for it in percent of the price without tax: zero under reverse charge
    :ivar frozenset[str] words: their names, in lower case
    """

    taxes: object
    shares: tuple
    words: frozenset = frozenset()

    @property
    def rate(self):
        """What the vendor charges for all of them, in percent.

        :rtype: Decimal
        """
        return sum((rate for _tax, rate in self.shares), Decimal(0))

    def consists_of(self, rates):
        """Whether the vendor charges exactly these rates.

        :param list[Decimal] rates: in percent
        :rtype: bool
        """
        return sorted(rate for _tax, rate in self.shares if rate) == sorted(rate for rate in rates if rate)

    def contradicts(self, part):
        """Whether they are of another kind than what a document names, e.g. IGST where it names CGST and SGST.

        :param tuple[Named, ...] part: as :func:`named` gives it
        :rtype: bool
        """
        kinds = _KINDS & self.words
        said = _KINDS & {tax.category for tax in part}
        return bool(kinds) and not all(any(one in kind for kind in kinds) for one in said)


def named(details):
    """What taxes a document names on one amount, each once.

    :param Iterable[TaxDetail] details: of a cart or of an invoice
    :rtype: tuple[Named, ...]
    """
    found = (
        Named(
            detail.category,
            Decimal(0) if detail.rate is None and detail.exempt else detail.rate,
            detail.exempt,
            detail.location,
        )
        for detail in details
    )
    return tuple(sorted(dict.fromkeys(found), key=repr))


def total_rate(part):
    """The rates of taxes together.

    :param tuple[Named, ...] part: as :func:`named` gives it
    :return: in percent; None if a rate is absent, or if no tax is named
    :rtype: Decimal | None
    """
    rates = [tax.rate for tax in part]
    return sum(rates) if rates and None not in rates else None
