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


def split(cart, taxes, unit, ruled):
    """Decide which of Amazon's amounts an Odoo tax reaches, and what remains a charge.

    An item uses a tax only if Amazon's details explain its tax amount: known rates, and
    amounts that follow from them. Everything else is a charge, to the cent.

    :param amazon_punchin.protocol.cart.Cart cart: the cart
    :param dict[Decimal, account.tax] taxes: rate in percent to tax
    :param Decimal unit: smallest amount of the currency
    :param dict[int, account.tax] ruled: item number to the taxes that a rule gives it; they are used
        where they explain Amazon's tax
    :rtype: Charges
    """
    shipping_fits = sum(item.shipping for item in cart.items) == cart.shipping
    tax_fits = sum(item.tax for item in cart.items) == cart.tax
    item_taxes, shipping, remaining = {}, defaultdict(Decimal), cart.tax
    for item in cart.items:
        if tax_fits and not item.shipping and _explain(ruled.get(item.number), item, unit):
            item_taxes[item.number] = ruled[item.number]
            remaining -= item.tax
            continue
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
        if not _is_rate_of(base, detail.rate, detail.amount, item.quantity, unit):
            return None
        rates[detail.purpose] = detail.rate
    return rates if sum(detail.amount for detail in item.taxes) == item.tax else None


def _explain(taxes, item, unit):
    """Whether taxes give the tax that Amazon charges for an item."""
    return bool(taxes) and _is_rate_of(item.subtotal, _rate(taxes), item.tax, item.quantity, unit)


def _is_rate_of(base, rate, amount, quantity, unit):
    """Whether an amount is a percentage of the base, rounded once or for each piece."""
    exact = base * rate / 100
    by_piece = (exact / quantity).quantize(unit, ROUND_HALF_UP) * quantity
    return min(abs(exact - amount), abs(by_piece - amount)) <= unit


def _rate(taxes):
    """Percentage of plain taxes together."""
    return sum((Decimal(repr(tax.amount)) for tax in taxes), Decimal(0))


def odoo_total(lines, unit, *, rounds_sum):
    """The total that Odoo will compute.

    :param list[tuple[Decimal, account.tax | None]] lines: amount without tax, and its taxes
    :param Decimal unit: smallest amount of the currency
    :param bool rounds_sum: the company rounds the tax of the sum, not that of each line
    :rtype: Decimal
    """
    bases = defaultdict(list)
    for base, taxes in lines:
        bases[taxes].append(base)
    total = Decimal(0)
    for taxes, amounts in bases.items():
        if rounds_sum:
            amounts = [sum(amounts)]
        total += sum(amounts)
        for tax in taxes or ():
            rate = Decimal(repr(tax.amount)) / 100
            total += sum((amount * rate).quantize(unit, ROUND_HALF_UP) for amount in amounts)
    return total
