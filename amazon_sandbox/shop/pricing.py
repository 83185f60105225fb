"""What a line and a basket cost: items, shipping, tax."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Charges:
    """Amounts in one currency, each rounded to its smallest unit."""

    items: Decimal
    shipping: Decimal
    item_tax: Decimal
    shipping_tax: Decimal

    @property
    def tax(self):
        """Tax on the items and on their shipping."""
        return self.item_tax + self.shipping_tax

    @property
    def total(self):
        """All that is to be paid."""
        return self.items + self.shipping + self.tax

    def share(self, marketplace, first, last, quantity):
        """What falls on the pieces from number `first` to number `last`, of `quantity` in all.

        The shares of pieces that follow one another add up to the share of all of them, to
        the last cent. A `last` below `first` gives back what was charged before.
        """

        def part(amount):
            return marketplace.round(amount * last / quantity) - marketplace.round(amount * first / quantity)

        return Charges(part(self.items), part(self.shipping), part(self.item_tax), part(self.shipping_tax))


def charge_line(marketplace, unit_price, quantity, shipping, rate):
    """The charges of one line.

    :param unit_price: price of one piece without tax.
    :param shipping: shipping of the whole line without tax.
    :param rate: tax in percent.
    """
    items = unit_price * quantity
    return Charges(
        items=marketplace.round(items),
        shipping=marketplace.round(shipping),
        item_tax=marketplace.round(items * rate / 100),
        shipping_tax=marketplace.round(shipping * rate / 100),
    )


def sum_charges(marketplace, charges):
    """The sum of the charges of several lines; rounding stays with the lines."""
    charges = list(charges)
    zero = marketplace.round(Decimal(0))
    return Charges(
        items=sum((line.items for line in charges), zero),
        shipping=sum((line.shipping for line in charges), zero),
        item_tax=sum((line.item_tax for line in charges), zero),
        shipping_tax=sum((line.shipping_tax for line in charges), zero),
    )
