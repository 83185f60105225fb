"""How Amazon's tax and shipping become taxes and charge lines. Decimal only, nothing is stored here."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Charges:
    """What reaches Amazon's total beside the items' prices.

    :ivar dict[int, account.tax] item_taxes: item number to its tax; an item without is absent
    :ivar dict[account.tax | None, Decimal] shipping: tax to the shipping that it is on
    :ivar Decimal tax: what no tax of Odoo's reaches
    """

    item_taxes: dict
    shipping: dict
    tax: Decimal


def split(cart, taxes, unit):
    """Decide which of Amazon's amounts an Odoo tax reaches, and what remains a charge.

    An item uses a tax only if Amazon's details explain its tax amount: known rates, and
    amounts that follow from them. Everything else is a charge, to the cent.

    :param amazon_punchin.protocol.cart.Cart cart: the cart
    :param dict[Decimal, account.tax] taxes: rate in percent to tax
    :param Decimal unit: smallest amount of the currency
    :rtype: Charges
    """
    shipping_fits = sum(item.shipping for item in cart.items) == cart.shipping
    tax_fits = sum(item.tax for item in cart.items) == cart.tax
    item_taxes, shipping, remaining = {}, defaultdict(Decimal), cart.tax
    for item in cart.items:
        rates = _explained_rates(item, unit) if shipping_fits and tax_fits else None
        known = rates is not None and all(rate in taxes or not rate for rate in rates.values())
        if known:
            remaining -= item.tax
            if tax := taxes.get(rates.get("subtotalTax")):
                item_taxes[item.number] = tax
        if shipping_fits and item.shipping:
            shipping[taxes.get(rates.get("shippingTax")) if known else None] += item.shipping
    if cart.shipping and not shipping_fits:
        shipping[None] = cart.shipping
    return Charges(item_taxes, dict(shipping), remaining)


def _explained_rates(item, unit):
    """The rates by purpose, if Amazon's details explain the item's tax.

    :param amazon_punchin.protocol.cart.Item item: the item
    :return: ``subtotalTax`` and ``shippingTax`` to rate; None if they do not explain it
    :rtype: dict[str, Decimal] | None
    """
    rates = {}
    for detail in item.taxes:
        base = {"subtotalTax": item.subtotal, "shippingTax": item.shipping}.get(detail.purpose)
        if detail.rate is None or base is None or detail.purpose in rates:
            return None
        if not _follows(detail, base, item, unit):
            return None
        rates[detail.purpose] = detail.rate
    return rates if sum(detail.amount for detail in item.taxes) == item.tax else None


def _follows(detail, base, item, unit):
    """Whether an amount is its rate of the base, rounded once or for each piece."""
    exact = base * detail.rate / 100
    by_piece = (exact / item.quantity).quantize(unit, ROUND_HALF_UP) * item.quantity
    return min(abs(exact - detail.amount), abs(by_piece - detail.amount)) <= unit


def odoo_total(lines, unit, *, rounds_sum):
    """The total that Odoo will compute.

    :param list[tuple[Decimal, account.tax | None]] lines: amount without tax, and its tax
    :param Decimal unit: smallest amount of the currency
    :param bool rounds_sum: the company rounds the tax of the sum, not that of each line
    :rtype: Decimal
    """
    bases = defaultdict(list)
    for base, tax in lines:
        bases[tax].append(base)
    total = Decimal(0)
    for tax, amounts in bases.items():
        if rounds_sum:
            amounts = [sum(amounts)]
        rate = Decimal(repr(tax.amount)) / 100 if tax else Decimal(0)
        total += sum(amount + (amount * rate).quantize(unit, ROUND_HALF_UP) for amount in amounts)
    return total
