"""What conditions look at, read from orders, from their lines, and from carts that are no order yet."""

import logging
from decimal import Decimal

from odoo import fields
from odoo.tools.safe_eval import datetime, dateutil, safe_eval

from ...matching.facts import LineFacts, OrderFacts
from ...tools.distribution import account_ids

_logger = logging.getLogger(__name__)

#: Conditions on amounts, which are compared in the company's currency.
AMOUNTS = frozenset({"total_from", "total_to", "price_from", "price_to"})

#: Every condition whose facts take a look-up.
ALL = AMOUNTS | {"requester_group_ids", "role"}


def of_order(order):
    """Read an order.

    :param purchase.order order: an Amazon order
    :rtype: amazon_punchin.matching.facts.OrderFacts
    """
    order = order.sudo()
    rate = _rate(order.currency_id, order.company_id)
    return _order_facts(order.amazon_config_id, order.amazon_requester_id, _amount(order.amazon_total, rate))


def of_lines(lines):
    """Read items of an order.

    :param purchase.order.line lines: items of one Amazon order
    :return: line to its facts
    :rtype: dict[purchase.order.line, amazon_punchin.matching.facts.LineFacts]
    """
    lines = lines.sudo()
    rate = _rate(lines.order_id.currency_id, lines.order_id.company_id)
    return {
        line: _line_facts(line, rate, line.department_id, line.analytic_distribution, _satisfies(line))
        for line in lines
    }


def of_cart(cart, config, user, currency, used=ALL):
    """Read a cart that is no order yet.

    :param amazon_punchin.protocol.cart.Cart cart: the cart
    :param amazon.punchin.config config: where it came in
    :param res.users user: who requests it
    :param res.currency currency: the cart's
    :param Set[str] used: names of the conditions that any rule has; what none looks at is not looked up
    :rtype: amazon_punchin.matching.facts.OrderFacts
    """
    rate = _rate(currency, config.company_id) if used & AMOUNTS else None
    return _order_facts(config, user, _amount(cart.total, rate), used)


def of_items(items, order, used=ALL):
    """Read the items of a cart that is no order yet.

    :param list[dict] items: values of lines, as ``purchase.order._prepare_amazon_item`` gives them
    :param purchase.order order: a new record, with the coding that lines get by default
    :param Set[str] used: as :func:`of_cart` takes it
    :return: facts, in the order of the items
    :rtype: Iterator[amazon_punchin.matching.facts.LineFacts]
    """
    rate = _rate(order.currency_id, order.company_id) if used & AMOUNTS else None
    for item in items:
        yield _line_facts(
            item, rate, order.department_id, order.amazon_analytic_distribution, _satisfies_new(order, item)
        )


def domain_of(text, env):
    """Evaluate a domain as the web client's editor writes it.

    :param str text: e.g. ``[("product_qty", ">", 3)]``
    :rtype: list
    """
    names = {
        "context_today": lambda: fields.Date.context_today(env["res.users"]),
        "datetime": datetime,
        "relativedelta": dateutil.relativedelta.relativedelta,
        "uid": env.uid,
    }
    return safe_eval(text, names)


def _order_facts(config, user, total, used=ALL):
    return OrderFacts(
        config_id=config.id,
        company_id=config.company_id.id,
        user_id=user.id,
        group_ids=frozenset(user.sudo().all_group_ids.ids if "requester_group_ids" in used else ()),
        role=(config.sudo()._person(user).role or "") if "role" in used else "",
        total=total,
    )


def _line_facts(line, rate, department, distribution, satisfies):
    """Read a line, or the values of one."""
    return LineFacts(
        asin=line["amazon_asin"] or "",
        title=line["name"] or "",
        price=_amount(line["price_unit"], rate),
        quantity=int(line["product_qty"]),
        unspsc=line["amazon_unspsc"] or "",
        category=line["amazon_category"] or "",
        subcategory=line["amazon_subcategory"] or "",
        seller=line["amazon_seller"] or "",
        fulfiller=line["amazon_fulfiller"] or "",
        condition=line["amazon_condition"] or "",
        department_ids=_path(department),
        analytic_ids=frozenset(account_ids(distribution)),
        satisfies=satisfies,
    )


def _satisfies(line):
    def satisfies(domain):
        try:
            return bool(line.filtered_domain(domain_of(domain, line.env)))
        except Exception:
            # Confirm refuses while there is such a rule, and names it.
            _logger.warning("The additional condition of a rule for Amazon orders cannot be read: %s", domain)
            return False

    return satisfies


def _satisfies_new(order, item):
    def satisfies(domain):
        values = {**item, "price_unit": float(item["price_unit"]), "order_id": order.id}
        return _satisfies(order.env["purchase.order.line"].new(values))(domain)

    return satisfies


def _path(department):
    """A department and those above it."""
    return frozenset(int(part) for part in (department.parent_path or "").split("/") if part)


def _rate(currency, company):
    """Rate of today from a currency to the company's; None if it is the same currency."""
    if currency == company.currency_id:
        return None
    rate = currency._get_conversion_rate(currency, company.currency_id, company, fields.Date.today())
    return Decimal(repr(rate))


def _amount(amount, rate):
    """In the company's currency, exact; nothing is rounded, since a condition only compares."""
    exact = amount if isinstance(amount, Decimal) else Decimal(repr(amount))
    return exact if rate is None else exact * rate
