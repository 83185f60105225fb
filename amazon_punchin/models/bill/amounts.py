"""How the amounts of Amazon's invoice become lines of a bill. Decimal only, nothing is stored here.

The amounts of the summary include those of the lines; what they say more belongs to the invoice as a whole.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from ...protocol.invoice import CREDIT_PURPOSES
from .amount_taxes import Entry, Taxes

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
    :ivar Choice | None tax: those of Odoo's that give Amazon's tax
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
    :ivar dict[account.tax, Decimal] taxes: what each single tax comes to
    :ivar tuple[Unexplained, ...] unexplained: taxes that are lines of their own
    """

    credit: bool
    parts: tuple
    total: Decimal
    slack: Decimal
    taxes: dict = field(default_factory=dict)
    unexplained: tuple = ()


def _no_tax(_named):
    return None


def split(invoice, unit, find=_no_tax, ordered=None, usual=_no_tax, *, guess=False):
    """Decide which of an invoice's amounts an Odoo tax reaches, and what remains a line of its own.

    A tax of the order's line comes first, then the one that Odoo would propose, then the one that the rate names; each
    only where it gives the amount that Amazon charges.

    :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
    :param Decimal unit: smallest amount of the currency
    :param Callable find: finds the taxes that the invoice names on one amount:
        ``tuple[Named, ...]`` to ``Choice | None``
    :param dict[tuple[int, int], Choice] | None ordered: position of the order and of its line to the taxes of the
        order's line
    :param Callable usual: gives the taxes that Odoo itself would propose: that position, or None for what is not of one
        line, to ``Choice | None``
    :param bool guess: a tax without a rate may be the usual one, where that gives its amount
    :rtype: Split
    """
    found = Taxes(find, unit, guess=guess)
    later, entries = [], []
    for position, order in enumerate(invoice.orders):
        for number, line in enumerate(order.lines):
            place = (position, number)
            entry = _line_entry(place, line, (ordered or {}).get(place), usual(place), unit)
            if line.amounts.tax is None:
                later.append(entry)
            elif parts := _sum_by_rate(found, entry):
                entries += parts
                continue
            else:
                found.settle([entry], line.amounts.tax, line.amounts.taxes)
            entries.append(entry)
    rest = _summary_entry(invoice, usual(None))
    _settle_summary(found, invoice, later, rest)
    parts = [*_parts([*entries, rest]), *_tax_parts(found)]
    total = invoice.summary.total
    if total is None:
        total = sum((part.amount for part in parts), found.explained)
    total = _rounded(total, unit)
    credit = invoice.purpose in CREDIT_PURPOSES or total < 0
    turn = credit and sum(part.amount for part in parts) < 0
    return Split(
        credit,
        tuple(map(_turned, parts) if turn else parts),
        abs(total),
        found.deviation + unit * min(len(parts) + 1, _ROUNDING_UNITS),
        {tax: -amount if turn else amount for tax, amount in found.amounts.items()},
        tuple(found.unexplained),
    )


def _settle_summary(found, invoice, later, rest):
    """What the summary says of taxes that no line says."""
    summary = invoice.summary
    stating = [(number, line) for number, order in enumerate(invoice.orders) for line in order.lines]
    stating = [(number, line.amounts.tax) for number, line in stating if line.amounts.tax is not None]
    stated = sum((tax for _number, tax in stating), ZERO)
    beyond = ZERO if summary.tax is None else summary.tax - stated
    if later or rest.base or rest.shipping or not stating:
        found.settle([*later, rest], beyond, summary.taxes)
    elif beyond:
        found.settle_difference(beyond, len(stating), {number for number, _tax in stating}, summary.taxes)
    if summary.tax is not None:
        found.settle_summary(summary.tax, summary.taxes)


def _line_entry(place, line, ordered, usual, unit):
    if line.quantity:
        first = _upright(Part("item", *place, line.description, line.quantity, _price(line, unit), asin=line.asin))
    else:
        first = Part(_kind_without_pieces(line), *place, line.description, Decimal(1), line.subtotal)
    parts = [first, *_extras(line.amounts, *place)]
    return Entry(place[0], line, parts, line.amounts.shipping or ZERO, ordered, usual, abs(line.quantity or 1))


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


def _summary_entry(invoice, usual):
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
    return Entry(position, None, parts, alone.shipping, usual=usual)


def _net_of_tax(summary):
    charges = (summary.tax, summary.special_handling, summary.shipping, *(c.amount for c in summary.modifications))
    return (summary.total or ZERO) + (summary.discount or ZERO) - sum((c for c in charges if c is not None), ZERO)


def _sum_by_rate(found, entry):
    """Part the sum of an order by its rates, if the invoice says what each rate is on.

    :return: an entry for each rate; empty if it does not say so, or if there are not several
    :rtype: list[Entry]
    """
    if entry.parts[0].kind != "sum":
        return []
    amounts = entry.line.amounts
    return [
        replace(entry, parts=[replace(entry.parts[0], price=taxable)], shipping=ZERO, tax=choice)
        for choice, taxable in found.by_rate(entry, amounts.tax, amounts.taxes)
    ]


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


def _tax_parts(found):
    return [Part("tax", order, None, "", Decimal(1), amount) for order, amount in found.charges.items() if amount]


def _turned(part):
    """The same on a credit note."""
    if part.kind in ("item", "correction"):
        return replace(part, quantity=-part.quantity)
    return replace(part, price=-part.price)


def _rounded(amount, unit):
    return amount.quantize(unit, ROUND_HALF_UP)
