"""How Amazon's tax and shipping become taxes and charge lines. Decimal only, nothing is stored here."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ...tools.taxes import named, total_rate


@dataclass(frozen=True)
class Charges:
    """What reaches Amazon's total beside the items' prices.

    :ivar dict[int, Choice] item_taxes: item number to its taxes; an item without is absent
    :ivar dict[Choice | None, Decimal] shipping: taxes to the shipping that they are on
    :ivar Decimal tax: what no tax of Odoo's reaches
    """

    item_taxes: dict
    shipping: dict
    tax: Decimal


def split(cart, find, unit, ruled, usual):
    """Decide which of Amazon's amounts an Odoo tax reaches, and what remains a charge.

    An item uses a tax only if Amazon's details explain its tax amount: known rates, and
    amounts that follow from them. Everything else is a charge, to the cent. The taxes of a rule come first, then those
    of the vendor's fiscal position if they charge nothing, then those that Amazon names.

    :param amazon_punchin.protocol.cart.Cart cart: the cart
    :param Callable find: finds the taxes that the cart names on one amount: ``tuple[Named, ...]`` to ``Choice | None``
    :param Decimal unit: smallest amount of the currency
    :param dict[int, Choice] ruled: item number to the taxes that a rule gives it; they are used where they explain
        Amazon's tax
    :param dict[int, Choice] usual: item number to the taxes that the vendor's fiscal position gives it; used where it
        charges nothing, as under reverse charge, and neither does Amazon
    :rtype: Charges
    """
    shipping_fits = cart.shipping_of_items == cart.shipping and not any(item.shipping % unit for item in cart.items)
    tax_fits = cart.tax_of_items == cart.tax and not any(item.tax % unit for item in cart.items)
    item_taxes, shipping, remaining = {}, defaultdict(Decimal), cart.tax
    for item in cart.items:
        taxes = ruled.get(item.number)
        if tax_fits and not item.shipping and _explain(taxes, item, unit):
            item_taxes[item.number] = taxes
            remaining -= item.tax
            continue
        free = usual.get(item.number)
        if tax_fits and not item.tax and free and not free.rate:
            parts, known = {"subtotalTax": free, "shippingTax": free}, shipping_fits
            item_taxes[item.number] = free
        else:
            named_parts = _explained_parts(item, unit) if shipping_fits and tax_fits else None
            parts = {purpose: find(part) for purpose, part in (named_parts or {}).items()}
            known = named_parts is not None and all(
                not total_rate(part) or (parts[purpose] and parts[purpose].rate == total_rate(part))
                for purpose, part in named_parts.items()
            )
            if known:
                remaining -= item.tax
                if taxes := parts.get("subtotalTax"):
                    item_taxes[item.number] = taxes
        if shipping_fits and item.shipping:
            shipping[parts.get("shippingTax") if known else None] += item.shipping
    if cart.shipping and not shipping_fits:
        shipping[None] = cart.shipping
    return Charges(item_taxes, dict(shipping), remaining)


def _explained_parts(item, unit):
    """The taxes that Amazon names on each amount of an item, if they explain the item's tax; else None.

    :return: ``subtotalTax`` and ``shippingTax`` to the taxes, of which several may be on one amount, such as those of
        the country and of its state
    :rtype: dict[str, tuple[Named, ...]] | None
    """
    parts = defaultdict(list)
    for detail in item.taxes:
        base = {"subtotalTax": item.subtotal, "shippingTax": item.shipping}.get(detail.purpose)
        if detail.rate is None or detail.amount is None or base is None:
            return None
        if not _is_rate_of(base, detail.rate, detail.amount, item.quantity, unit):
            return None
        parts[detail.purpose].append(detail)
    found = {purpose: named(details) for purpose, details in parts.items()}
    if any(len(found[purpose]) < len(details) for purpose, details in parts.items()):
        return None
    return found if sum(detail.amount for detail in item.taxes) == item.tax else None


def _explain(taxes, item, unit):
    """Whether taxes give the tax that Amazon charges for an item."""
    return bool(taxes) and _is_rate_of(item.subtotal, taxes.rate, item.tax, item.quantity, unit)


def _is_rate_of(base, rate, amount, quantity, unit):
    """Whether an amount is a percentage of the base, rounded once or for each piece."""
    exact = base * rate / 100
    by_piece = (exact / quantity).quantize(unit, ROUND_HALF_UP) * quantity
    return min(abs(exact - amount), abs(by_piece - amount)) <= unit


def odoo_total(lines, unit, *, rounds_sum):
    """The total that Odoo will compute.

    :param list[tuple[Decimal, Choice | None]] lines: amount without tax, and its taxes
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
        for _tax, rate in taxes.shares if taxes else ():
            total += sum((amount * rate / 100).quantize(unit, ROUND_HALF_UP) for amount in amounts)
    return total
