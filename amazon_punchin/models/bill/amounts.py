"""How the amounts of Amazon's invoice become lines of a bill. Decimal only, nothing is stored here.

The amounts of the summary include those of the lines; what they say more belongs to the invoice as a whole.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from ...protocol.invoice import CREDIT_PURPOSES

ZERO = Decimal(0)

#: How many of the currency's smallest amounts rounding may lose, beside what it loses on taxes.
_ROUNDING_UNITS = 5


@dataclass(frozen=True)
class Part:
    """One line of the bill; positive if it makes the bill larger, also on a credit note.

    :ivar str kind: ``item``, ``correction`` (an item with a negative price), ``sum`` (an order without its lines),
        ``shipping``, ``handling``, ``discount``, ``other`` or ``tax``
    :ivar int | None order: position of its order in the invoice; None if it belongs to no one order
    :ivar int | None line: position of its line in the order; None for what is not of one line
    :ivar str name: as the invoice says; empty if it says nothing
    :ivar Decimal quantity: pieces of an item, else 1
    :ivar Decimal price: without tax
    :ivar account.tax | None tax: one of Odoo's that gives Amazon's tax
    :ivar str asin: of an item; empty if the invoice does not say it
    """

    kind: str
    order: int | None
    line: int | None
    name: str
    quantity: Decimal
    price: Decimal
    tax: object = None
    asin: str = ""

    @property
    def amount(self):
        """Without tax."""
        return self.quantity * self.price


@dataclass(frozen=True)
class Split:
    """A whole invoice.

    :ivar bool credit: whether it is a credit note
    :ivar tuple[Part, ...] parts: lines of the bill
    :ivar Decimal total: what is to be paid, or on a credit note what comes back
    :ivar Decimal slack: how far rounding alone may carry the bill from the total
    """

    credit: bool
    parts: tuple
    total: Decimal
    slack: Decimal


@dataclass
class _Entry:
    """A line of the invoice, or what the summary says beyond the lines, and its taxes once they are found."""

    order: int | None
    line: object
    parts: list
    shipping: Decimal
    ordered: object
    pieces: Decimal = Decimal(1)
    tax: object = None
    shipping_tax: object = None

    @property
    def base(self):
        return sum((part.amount for part in self.parts), ZERO)


@dataclass
class _Sum:
    """What adds up over the lines."""

    explained: Decimal = ZERO
    deviation: Decimal = ZERO
    unexplained: dict = field(default_factory=lambda: defaultdict(Decimal))


def split(invoice, taxes, ordered, unit):
    """Decide which of an invoice's amounts an Odoo tax reaches, and what remains a line of its own.

    A tax of the order's line comes first, then the one that the rate names; each only where it gives the
    amount that Amazon charges.

    :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
    :param dict[Decimal, account.tax] taxes: rate in percent to tax
    :param dict[tuple[int, int], account.tax] ordered: position of the order and of its line to the taxes of
        the order's line, which are plain percentages
    :param Decimal unit: smallest amount of the currency
    :rtype: Split
    """
    sums, later = _Sum(), []
    entries = []
    for position, order in enumerate(invoice.orders):
        for number, line in enumerate(order.lines):
            entry = _line_entry((position, number), line, ordered.get((position, number)), unit)
            if line.amounts.tax is None:
                later.append(entry)
            elif by_rate := _sum_by_rate(entry, taxes, unit):
                entries += by_rate
                sums.explained += line.amounts.tax
                continue
            else:
                _settle([entry], line.amounts.tax, line.amounts.taxes, taxes, sums, unit)
            entries.append(entry)
    rest = _summary_entry(invoice)
    stated = sum((line.amounts.tax or ZERO for line in invoice.lines), ZERO)
    if invoice.summary.tax is not None:
        _settle([*later, rest], invoice.summary.tax - stated, invoice.summary.taxes, taxes, sums, unit)
    parts = [*_parts([*entries, rest]), *_tax_parts(sums)]
    total = invoice.summary.total
    if total is None:
        total = sum((part.amount for part in parts), sums.explained)
    credit = invoice.purpose in CREDIT_PURPOSES or total < 0
    if credit and sum(part.amount for part in parts) < 0:
        parts = [_turned(part) for part in parts]
    return Split(credit, tuple(parts), abs(total), sums.deviation + unit * min(len(parts) + 1, _ROUNDING_UNITS))


def _line_entry(place, line, ordered, unit):
    if line.quantity:
        first = _upright(Part("item", *place, line.description, line.quantity, _price(line, unit), asin=line.asin))
    else:
        first = Part(_kind_without_pieces(line), *place, line.description, Decimal(1), line.subtotal)
    parts = [first, *_extras(line.amounts, *place)]
    return _Entry(place[0], line, parts, line.amounts.shipping or ZERO, ordered, abs(line.quantity or 1))


def _price(line, unit):
    """The price that gives the line's subtotal."""
    price = line.unit_price
    if price is None or _rounded(line.quantity * price, unit) != _rounded(line.subtotal, unit):
        return line.subtotal / line.quantity
    return price


def _kind_without_pieces(line):
    if line.quantity is not None:
        return "other"
    return "sum" if line.order_line is None else "item"


def _upright(part):
    """Let the quantity say which way goods or money flow; a price is never negative."""
    if part.price >= 0:
        return part
    return replace(part, kind="correction", quantity=-part.quantity, price=-part.price)


def _extras(amounts, position, line):
    """Charges and discounts that are taxed like what they belong to."""
    found = [
        ("handling", "", amounts.special_handling or ZERO),
        ("discount", "", -(amounts.discount or ZERO)),
        *(("other", change.name, change.amount) for change in amounts.modifications),
    ]
    return [Part(kind, position, line, name, Decimal(1), amount) for kind, name, amount in found if amount]


def _summary_entry(invoice):
    """What the summary says beyond the lines; of a lone summary, all of it."""
    summary, lines = invoice.summary, invoice.lines

    def beyond(name):
        stated = getattr(summary, name)
        within = sum((getattr(line.amounts, name) or ZERO for line in lines), ZERO)
        return ZERO if stated is None else stated - within

    position = 0 if len(invoice.orders) == 1 else None
    alone = replace(
        summary, special_handling=beyond("special_handling"), discount=beyond("discount"), shipping=beyond("shipping")
    )
    parts = _extras(alone, position, None)
    if not invoice.orders:
        amount = summary.subtotal if summary.subtotal is not None else _net_of_tax(summary)
        parts.insert(0, Part("sum", None, None, "", Decimal(1), amount))
    return _Entry(position, None, parts, alone.shipping, None)


def _net_of_tax(summary):
    charges = (summary.tax, summary.special_handling, summary.shipping, *(c.amount for c in summary.modifications))
    return (summary.total or ZERO) + (summary.discount or ZERO) - sum((c for c in charges if c is not None), ZERO)


# --- Taxes ---------------------------------------------------------------------------------


def _settle(entries, amount, details, taxes, sums, unit):
    """Give entries the taxes that explain an amount; if none do, keep it as a charge."""
    for main, freight in _candidates(entries, details, taxes):
        deviation = _deviation(entries, amount, main, freight, unit)
        if deviation <= (unit if amount else unit / 2) * len(entries):
            for entry in entries:
                entry.tax, entry.shipping_tax = main(entry), freight(entry)
            sums.explained += amount
            sums.deviation += _exact_deviation(entries, amount, main, freight)
            return
    orders = {entry.order for entry in entries}
    sums.unexplained[orders.pop() if len(orders) == 1 else None] += amount


def _candidates(entries, details, taxes):
    """Pairs of functions that give an entry's tax and that of its shipping, the likeliest first."""

    def none(_entry):
        return None

    def ordered(entry):
        return entry.ordered

    rates = {detail.rate for detail in details if detail.purpose != "shippingTax"}
    freight_rates = {detail.rate for detail in details if detail.purpose == "shippingTax"}
    if rates | freight_rates <= {None}:
        yield from ((ordered, ordered), (ordered, none), (none, none))
        return
    if len(rates) > 1:
        yield from ((ordered, ordered), (ordered, none))
        return

    def by_rate(rate):
        tax = taxes.get(rate)

        def found(entry):
            return entry.ordered if entry.ordered and _rate(entry.ordered) == rate else tax

        return found if tax or not rate or all(found(entry) for entry in entries if entry.line) else None

    main = by_rate(rates.pop()) if rates else none
    freight = [by_rate(rate) for rate in freight_rates] if len(freight_rates) == 1 else [main, none]
    if main:
        yield from ((main, candidate) for candidate in freight if candidate)


def _deviation(entries, amount, main, freight, unit):
    """How far taxes are from an amount, rounded once or for each piece."""
    by_piece = sum(
        (
            _rounded(entry.base * _rate(main(entry)) / 100 / entry.pieces, unit) * entry.pieces
            + entry.shipping * _rate(freight(entry)) / 100
            for entry in entries
        ),
        ZERO,
    )
    return min(_exact_deviation(entries, amount, main, freight), abs(by_piece - amount))


def _exact_deviation(entries, amount, main, freight):
    exact = sum((e.base * _rate(main(e)) + e.shipping * _rate(freight(e)) for e in entries), ZERO) / 100
    return abs(exact - amount)


def _sum_by_rate(entry, taxes, unit):
    """Part the sum of an order by its rates, if the invoice says what each rate is on.

    :return: an entry for each rate; empty if it does not say so, or if there are not several
    :rtype: list[_Entry]
    """
    details = entry.line.amounts.taxes
    if entry.parts[0].kind != "sum" or len(details) < 2:
        return []
    if any(detail.rate is None or detail.taxable is None for detail in details):
        return []
    if sum(detail.taxable for detail in details) != entry.base + entry.shipping:
        return []
    if sum(detail.amount for detail in details) != entry.line.amounts.tax:
        return []
    for detail in details:
        known = taxes.get(detail.rate) or not detail.rate
        if not known or abs(detail.taxable * detail.rate / 100 - detail.amount) > unit:
            return []
    return [
        replace(
            entry,
            parts=[replace(entry.parts[0], price=detail.taxable)],
            shipping=ZERO,
            tax=taxes.get(detail.rate),
        )
        for detail in details
    ]


def _rate(taxes):
    """Percentage of plain taxes together."""
    return sum((Decimal(repr(tax.amount)) for tax in taxes or ()), ZERO)


# --- Parts ---------------------------------------------------------------------------------


def _parts(entries):
    """The lines of the bill, shipping last, each order's in one line for each tax."""
    shipping = defaultdict(Decimal)
    for entry in entries:
        for part in entry.parts:
            yield replace(part, tax=entry.tax)
        shipping[entry.order, entry.shipping_tax] += entry.shipping
    for (order, tax), amount in shipping.items():
        if amount:
            yield Part("shipping", order, None, "", Decimal(1), amount, tax)


def _tax_parts(sums):
    return [Part("tax", order, None, "", Decimal(1), amount) for order, amount in sums.unexplained.items() if amount]


def _turned(part):
    """The same on a credit note."""
    if part.kind in ("item", "correction"):
        return replace(part, quantity=-part.quantity)
    return replace(part, price=-part.price)


def _rounded(amount, unit):
    return amount.quantize(unit, ROUND_HALF_UP)
