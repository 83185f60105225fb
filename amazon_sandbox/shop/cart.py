"""A cart: a basket as it was submitted. Its prices are held for seven days."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from .catalog import Item
from .marketplace import Address, Marketplace
from .pricing import Charges, charge_line, sum_charges

MAX_QUANTITY = 999
PRICE_HELD = timedelta(days=7)


@dataclass(frozen=True)
class CartLine:
    """One item of a cart; `rate` is the tax in percent."""

    number: int
    item: Item
    quantity: int
    unit_price: Decimal
    rate: Decimal
    marketplace: Marketplace

    def charges(self, quantity=None, unit_price=None) -> Charges:
        """The line's charges, as submitted unless another quantity or price is given."""
        return charge_line(
            self.marketplace,
            self.unit_price if unit_price is None else unit_price,
            self.quantity if quantity is None else quantity,
            self.item.seller.shipping_charge(self.marketplace),
            self.rate,
        )


@dataclass(frozen=True)
class Cart:
    """What a person submitted; `id` has Amazon's shape of 3-7-7 digits."""

    id: str
    email: str
    marketplace: Marketplace
    address: Address
    lines: tuple[CartLine, ...]
    created_at: datetime

    @property
    def charges(self) -> Charges:
        """The sum of all lines."""
        return sum_charges(self.marketplace, (line.charges() for line in self.lines))

    def auxiliary_id(self, line):
        """The SupplierPartAuxiliaryID of a line: cart id and line number."""
        return f"{self.id},{line.number}"

    def held_at(self, moment):
        """Whether price and stock are still held."""
        return moment - self.created_at <= PRICE_HELD


def make_cart(marketplace, address, email, basket, moment):
    """A cart of a basket.

    :param basket: pairs of Item and quantity, in the order they were put in.
    """
    lines = tuple(
        CartLine(
            number=number,
            item=item,
            quantity=quantity,
            unit_price=marketplace.round(item.price(marketplace)),
            rate=marketplace.tax_rate(item.tax_class, address),
            marketplace=marketplace,
        )
        for number, (item, quantity) in enumerate(basket, 1)
    )
    return Cart(amazon_number(), email, marketplace, address, lines, moment)


def amazon_number():
    """A fresh number in the 3-7-7 shape of Amazon's carts and orders."""
    return "-".join(str(10 ** (digits - 1) + secrets.randbelow(9 * 10 ** (digits - 1))) for digits in (3, 7, 7))
