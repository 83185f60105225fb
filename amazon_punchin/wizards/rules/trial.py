"""How the item rules would treat an order, or a cart that is not an order. Nothing is written."""

from dataclasses import dataclass

from odoo.fields import Command

from ...matching.facts import LineFacts, OrderFacts
from ...models.order.create import ruled, ruled_coding
from ...models.rules import facts as matching_facts


@dataclass(frozen=True)
class TriedLine:
    """One item.

    :ivar purchase.order.line line: a new record, if the cart is no order
    :ivar LineFacts facts: what the item rules look at
    :ivar dict[str, tuple[int, object]] outcome: field to the id of the rule that decides it and the value
    :ivar tuple[str, str] | None product_key: field and value by which the product is kept; None if it is
        named by a rule, by a vendor code or by the order
    :ivar product.product product: empty if it is still to be made
    """

    line: object
    facts: LineFacts
    outcome: dict
    product_key: tuple | None
    product: object


@dataclass(frozen=True)
class Trial:
    """An order and its items.

    :ivar purchase.order order: in sudo; a new record, if the cart is no order
    :ivar OrderFacts facts: what the item rules look at
    :ivar tuple[TriedLine, ...] lines: its items
    """

    order: object
    facts: OrderFacts
    lines: tuple


def of_order(order):
    """Try the rules on an order as it is coded now.

    :param purchase.order order: an Amazon order
    :rtype: Trial
    :raises UserError: a product belongs to another company
    """
    order = order.sudo()
    items = order._amazon_item_lines()
    outcomes = order.env["amazon.punchin.item.rule"]._outcomes_of_lines(items)
    products = _products_of_order(order, outcomes)
    return Trial(
        order=order,
        facts=matching_facts.of_order(order),
        lines=tuple(
            TriedLine(line, facts, outcomes[line], *products[line])
            for line, facts in matching_facts.of_lines(items).items()
        ),
    )


def of_cart(env, cart, config, user):
    """Try the rules on a cart, as if it came back now.

    :param odoo.api.Environment env: whose language
    :param amazon_punchin.protocol.cart.Cart cart: with at least one item
    :param amazon.punchin.config config: where it would come in, in sudo
    :param res.users user: who would bring it
    :rtype: Trial
    :raises UserError: the cart would not be taken
    """
    orders = env["purchase.order"].with_user(user).sudo().with_company(config.company_id)
    currency = orders._amazon_cart_currency(cart)
    orders._check_amazon_cart(cart, config, currency)
    session = (
        env["amazon.punchin.session"].sudo().new({"config_id": config.id, "user_id": user.id, "mode": config.mode})
    )
    checkout = orders.env["amazon.punchin.address"]._foreseen(config, cart.ship_to)
    vals = orders._prepare_amazon_order_vals(cart, session, currency, checkout)
    uncoded = orders.new(vals)
    items = uncoded._prepare_amazon_items(cart)
    outcomes = uncoded._amazon_outcomes(cart, session, items)
    products = config._find_products(cart, ruled(outcomes, "product"), ruled(outcomes, "product_kind"))
    found = {number: product for number, (_key, product) in products.items()}
    taxes = uncoded._amazon_charges(cart, config, outcomes, found).item_taxes
    lines = [
        {
            **item,
            **ruled_coding(outcomes[number]),
            "price_unit": float(item["price_unit"]),
            "product_id": products[number][1].id,
            "tax_ids": [Command.set(taxes[number].taxes.ids if number in taxes else [])],
        }
        for number, item in items.items()
    ]
    order = orders.new({**vals, "order_line": [Command.create(line) for line in lines]})
    facts = matching_facts.of_items(items.values(), uncoded)
    return Trial(
        order=order,
        facts=matching_facts.of_cart(cart, config, user, currency),
        lines=tuple(
            TriedLine(line, line_facts, outcomes[number], *products[number])
            for line, line_facts, number in zip(order.order_line, facts, items, strict=True)
        ),
    )


def _products_of_order(order, outcomes):
    """The products of an order's lines, and those that the rules would give them now.

    :return: line to key and product, as :class:`TriedLine` has them
    :rtype: dict[purchase.order.line, tuple]
    """
    found, keys = {}, {}
    for line, outcome in outcomes.items():
        way, record_id = outcome["product"][1] if "product" in outcome else (None, None)
        if way == "product_category_id" or (not way and "product_kind" in outcome):
            keys[line] = ("amazon_asin", line.amazon_asin)
        else:
            found[line] = (None, line.product_id.browse(record_id) if way else line.product_id)
    kept = order.amazon_config_id._kept_products(set(keys.values()))
    return {**found, **{line: (key, kept.get(key, order.env["product.product"])) for line, key in keys.items()}}
