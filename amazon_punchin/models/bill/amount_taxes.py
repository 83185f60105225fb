"""Which taxes of Odoo's give the tax on an invoice, and what each comes to. Decimal only, nothing is stored here."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from ...tools.taxes import named, total_rate

ZERO = Decimal(0)

_SHIPPING = "shippingTax"

#: Amounts of unknown rate that are tried against what an invoice says each rate is on.
_MOST_UNKNOWN = 8


@dataclass
class Entry:
    """A line of the invoice, or what the summary says beyond the lines, and its taxes once they are found.

    :ivar int | None order: position of the order
    :ivar object line: None for the summary
    :ivar list[Part] parts: what is charged
    :ivar Decimal shipping: beside the parts
    :ivar Choice | None ordered: taxes of the order's line
    :ivar Choice | None usual: the taxes that Odoo itself would propose
    """

    order: int | None
    line: object
    parts: list
    shipping: Decimal
    ordered: object = None
    usual: object = None
    pieces: Decimal = Decimal(1)
    tax: object = None
    shipping_tax: object = None

    @property
    def base(self):
        """Without shipping."""
        return sum((part.amount for part in self.parts), ZERO)


@dataclass(frozen=True)
class Unexplained:
    """A tax that is a line of its own.

    :ivar tuple[Named, ...] named: what the invoice says of it
    :ivar Decimal amount: the tax
    """

    named: tuple
    amount: Decimal


class Taxes:
    """The taxes of an invoice, found amount by amount.

    :param Callable[[tuple[Named, ...]], Choice | None] find: finds the taxes that an invoice names
    :param Decimal unit: smallest amount of the currency
    :param bool guess: a tax without a rate may be the usual one, where that gives the amount

    :ivar dict[int | None, Decimal] charges: position of the order to tax that is a line of its own
    :ivar list[Unexplained] unexplained: the same, one by one
    :ivar dict[account.tax, Decimal] amounts: what each single tax comes to
    :ivar Decimal explained: the tax that taxes give
    :ivar Decimal deviation: how far rounding alone may carry them from that
    """

    def __init__(self, find, unit, *, guess):
        self._find, self._unit, self._guess = find, unit, guess
        self._rates = {}
        self.charges, self.amounts = defaultdict(Decimal), defaultdict(Decimal)
        self.unexplained, self.explained, self.deviation = [], ZERO, ZERO

    def settle(self, entries, amount, details):
        """Give entries the taxes that explain an amount; if none do, keep it as a charge.

        :param list[Entry] entries: what the tax is on
        :param Decimal amount: the tax
        :param tuple[TaxDetail, ...] details: what the invoice says of it
        """
        if not self._settle_together(entries, amount, details) and not self._settle_apart(entries, amount, details):
            self._charge(entries, amount, details)

    def settle_difference(self, amount, lines, orders, details):
        """Take what the summary's tax differs from that of the lines: rounding, or a charge.

        :param Decimal amount: the difference
        :param int lines: how many lines say what their tax is
        :param set[int | None] orders: their orders
        :param tuple[TaxDetail, ...] details: what the summary says
        """
        if abs(amount) > self._unit * max(lines, 1):
            self._charge([Entry(order, None, [], ZERO) for order in orders], amount, details)
            return
        self.explained += amount
        self.deviation += abs(amount)
        if self.amounts:
            self.amounts[max(self.amounts, key=lambda tax: abs(self.amounts[tax]))] += amount

    def settle_summary(self, amount, details):
        """Let each tax be what the summary says that it is: a tax may be rounded once over the invoice.

        :param Decimal | None amount: all taxes together
        :param tuple[TaxDetail, ...] details: the same by rate
        """
        stated = self._stated(details, self._rates)
        tolerance = self._unit * (len(self._rates) + 1)
        if (
            not self.unexplained
            and stated.keys() == self.amounts.keys()
            and sum(stated.values()) == amount
            and all(abs(stated[tax] - self.amounts[tax]) <= tolerance + self.deviation for tax in stated)
        ):
            self.amounts = stated

    def by_rate(self, entry, amount, details):
        """Part an amount that is one sum by its rates, if the invoice says what each rate is on.

        :return: position of the part's tax and the amount that it is on; empty if it does not say so, or if there are
            not several
        :rtype: list[tuple[Choice | None, Decimal]]
        """
        groups = _groups(details)
        if len(groups) < 2 or any(detail.rate is None or detail.taxable is None for detail in details):
            return []
        if sum(group[0].taxable for group in groups) != entry.base + entry.shipping:
            return []
        if sum(detail.amount for detail in details) != amount:
            return []
        parts = []
        for group in groups:
            part = named(group)
            choice, tax = self._find(part), sum(detail.amount for detail in group)
            if total_rate(part) and not choice:
                return []
            if abs(group[0].taxable * total_rate(part) / 100 - tax) > self._unit * len(group):
                return []
            parts.append((choice, group[0].taxable))
        for (choice, taxable), group in zip(parts, groups, strict=True):
            self._add(_exact([(choice, taxable)]), sum(detail.amount for detail in group), group)
        return parts

    # --- One tax, or the same taxes, on everything ---------------------------------------

    def _settle_together(self, entries, amount, details):
        for main, freight, tolerance in self._candidates(entries, amount, details):
            pairs = [(main(entry), entry.base) for entry in entries]
            pairs += [(freight(entry), entry.shipping) for entry in entries]
            if amount and not any(_rate(choice) for choice, _base in pairs):
                continue
            if self._deviation(entries, amount, main, freight) <= tolerance * len(entries):
                for entry in entries:
                    entry.tax, entry.shipping_tax = main(entry), freight(entry)
                self._add(_exact(pairs), amount, details)
                return True
        return False

    def _candidates(self, entries, amount, details):
        """Functions that give an entry's taxes and those of its shipping, the likeliest first; and the tolerance."""
        part = named(detail for detail in details if detail.purpose != _SHIPPING)
        freight_part = named(detail for detail in details if detail.purpose == _SHIPPING)
        whole = self._unit if amount else self._unit / 2
        if all(tax.rate is None for tax in part + freight_part):
            if not amount:
                yield _free, _free, whole
            yield from ((_ordered, _ordered, whole), (_ordered, _none, whole))
            if amount and self._guess:
                yield from ((_usual, _usual, self._unit / 2), (_usual, _none, self._unit / 2))
            if not amount:
                yield _none, _none, whole
            return
        main = self._by_part(part) if part else _none
        freight = [self._by_part(freight_part)] if freight_part else [main, _none]
        for candidate in freight:
            if all(main(entry) for entry in entries if entry.base and total_rate(part)):
                yield main, candidate, whole
        if len(part) > 1:
            yield from ((_ordered, _ordered, whole), (_ordered, _none, whole))

    def _by_part(self, part):
        """Function that gives an entry's taxes of those that have the rates that are named."""
        rate, rates = total_rate(part), [tax.rate for tax in part]

        def found(entry):
            choices = [choice for choice in (entry.ordered, entry.usual, self._find(part)) if choice]
            fitting = [choice for choice in choices if choice.rate == rate and not choice.contradicts(part)]
            if len(part) > 1:
                fitting.sort(key=lambda choice: not choice.consists_of(rates))
            return fitting[0] if fitting else None

        return found

    def _deviation(self, entries, amount, main, freight):
        """How far taxes are from an amount, rounded once or for each piece."""
        exact = by_piece = ZERO
        for entry in entries:
            tax, shipping = entry.base * _rate(main(entry)) / 100, entry.shipping * _rate(freight(entry)) / 100
            exact += tax + shipping
            by_piece += _rounded(tax / entry.pieces, self._unit) * entry.pieces + shipping
        return min(abs(exact - amount), abs(by_piece - amount))

    # --- Several rates, each on some of it -----------------------------------------------

    def _settle_apart(self, entries, amount, details):
        groups = _groups(details)
        if len(groups) < 2 or any(detail.rate is None for detail in details):
            return False
        if sum(detail.amount for detail in details) != amount:
            return False
        charged = [(entry, "tax", entry.base) for entry in entries if entry.base]
        charged += [(entry, "shipping_tax", entry.shipping) for entry in entries if entry.shipping]
        by_group = [self._by_part(named(group)) for group in groups]
        for places in self._placements(charged, [total_rate(named(group)) for group in groups]):
            chosen = [by_group[place](entry) for (entry, *_), place in zip(charged, places, strict=True)]
            if self._fits(charged, places, chosen, groups):
                for (entry, attribute, _amount), choice in zip(charged, chosen, strict=True):
                    setattr(entry, attribute, choice)
                pairs = [(choice, base) for (*_, base), choice in zip(charged, chosen, strict=True)]
                self._add(_exact(pairs), amount, details)
                return True
        return False

    def _placements(self, charged, rates):
        """Ways to say which amount has which rate: as the order has it, else as the sums fit."""
        options = []
        for entry, _attribute, _base in charged:
            rate = entry.ordered.rate if entry.ordered else None
            options.append([rates.index(rate)] if rate in rates else range(len(rates)))
        unknown = sum(len(option) > 1 for option in options)
        return product(*options) if unknown <= _MOST_UNKNOWN else ()

    def _fits(self, charged, places, chosen, groups):
        for number, group in enumerate(groups):
            placed = zip(charged, places, chosen, strict=True)
            members = [(base, choice) for (*_, base), place, choice in placed if place == number]
            if group[0].taxable is not None and sum((base for base, _choice in members), ZERO) != group[0].taxable:
                return False
            tax = sum(detail.amount for detail in group)
            if tax and not all(choice for _base, choice in members):
                return False
            exact = sum((base * _rate(choice) / 100 for base, choice in members), ZERO)
            if abs(exact - tax) > self._unit * max(len(members), 1):
                return False
        return True

    # --- What each comes to --------------------------------------------------------------

    def _add(self, exact, amount, details):
        """Note what taxes explain.

        :param dict exact: single tax to its rate and its amount, not rounded
        """
        self.explained += amount
        self.deviation += abs(sum((tax for _rate, tax in exact.values()), ZERO) - amount)
        rates = {tax: rate for tax, (rate, _amount) in exact.items() if rate}
        self._rates.update(rates)
        stated = self._stated(details, rates)
        if sum(stated.values()) != amount or stated.keys() != rates.keys():
            stated = self._spread({tax: exact[tax][1] for tax in rates}, amount)
        for tax, of_tax in stated.items():
            self.amounts[tax] += of_tax

    @staticmethod
    def _stated(details, rates):
        """What the invoice says that each single tax is, as far as its details are one for each, or all for one.

        :param dict[account.tax, Decimal] rates: single tax to rate
        :rtype: dict[account.tax, Decimal]
        """
        of_rate = defaultdict(list)
        for detail in details:
            of_rate[detail.rate].append(detail)
        stated = {}
        for rate, same in of_rate.items():
            taxes = [tax for tax in rates if rates[tax] == rate]
            if len(taxes) == 1:
                stated[taxes[0]] = sum(detail.amount for detail in same)
            elif len(taxes) == len(same):
                for detail in same:
                    tax = min(taxes, key=lambda tax: detail.category not in tax.name.casefold())
                    taxes.remove(tax)
                    stated[tax] = detail.amount
        return stated

    def _spread(self, exact, amount):
        total = sum(exact.values(), ZERO)
        if not total:
            return {}
        spread = {tax: _rounded(amount * of_tax / total, self._unit) for tax, of_tax in exact.items()}
        spread[max(exact, key=lambda tax: abs(exact[tax]))] += amount - sum(spread.values())
        return spread

    def _charge(self, entries, amount, details):
        if amount:
            orders = {entry.order for entry in entries}
            self.charges[orders.pop() if len(orders) == 1 else None] += amount
            self.unexplained.append(Unexplained(named(details), amount))


def _groups(details):
    """Details that are on the same amount: taxes of different categories."""
    groups = []
    for detail in details:
        for group in groups:
            same = detail.taxable is not None and detail.taxable == group[0].taxable
            if same and detail.purpose == group[0].purpose and detail.category not in {tax.category for tax in group}:
                group.append(detail)
                break
        else:
            groups.append([detail])
    return groups


def _exact(pairs):
    """What single taxes are on amounts.

    :param list[tuple[Choice | None, Decimal]] pairs: taxes and the amount that they are on
    :return: single tax to rate and tax
    """
    found = {}
    for choice, base in pairs:
        for tax, rate in choice.shares if choice else ():
            found[tax] = (rate, found.get(tax, (rate, ZERO))[1] + base * rate / 100)
    return found


def _none(_entry):
    return None


def _ordered(entry):
    return entry.ordered


def _usual(entry):
    return entry.usual


def _free(entry):
    """Taxes that charge nothing."""
    return next((choice for choice in (entry.ordered, entry.usual) if choice and not choice.rate), None)


def _rate(choice):
    return choice.rate if choice else ZERO


def _rounded(amount, unit):
    return amount.quantize(unit, ROUND_HALF_UP)
