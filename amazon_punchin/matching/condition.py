"""The conditions of one rule. What is empty holds for everything."""

from dataclasses import dataclass, fields
from decimal import Decimal

from .facts import is_amazon, spaced


@dataclass(frozen=True)
class Condition:
    """The conditions of one rule; all of them must hold.

    :ivar int rule_id: the rule
    :ivar frozenset[int] config_ids: Amazon configurations
    :ivar frozenset[int] requester_ids: requesters
    :ivar frozenset[int] requester_group_ids: the requester is in one of these groups
    :ivar str role: the requester's role at Amazon
    :ivar Decimal | None total_from: the order's total, at least
    :ivar Decimal | None total_to: the order's total, at most
    :ivar frozenset[str] asins: upper case
    :ivar tuple[str, ...] unspsc: prefixes, of any length
    :ivar tuple[tuple[str, ...], ...] title_words: words or phrases, one of which must be in the title
    :ivar frozenset[str] subcategories: case-folded, as are the next three
    :ivar frozenset[str] categories: Amazon's categories
    :ivar frozenset[str] sellers: names
    :ivar frozenset[str] fulfillers: names
    :ivar frozenset[int] department_ids: these departments and all below them
    :ivar frozenset[int] analytic_ids: one of these pays
    :ivar str sold_by: ``amazon`` or ``other``
    :ivar str fulfilled_by: ``amazon`` or ``other``
    :ivar str condition: ``new`` or ``used``
    :ivar Decimal | None price_from: of one piece, at least
    :ivar Decimal | None price_to: of one piece, at most
    :ivar int | None quantity_from: pieces, at least
    :ivar int | None quantity_to: pieces, at most
    :ivar str domain: an Odoo domain on the line, as text
    """

    rule_id: int
    config_ids: frozenset = frozenset()
    requester_ids: frozenset = frozenset()
    requester_group_ids: frozenset = frozenset()
    role: str = ""
    total_from: Decimal | None = None
    total_to: Decimal | None = None
    asins: frozenset = frozenset()
    unspsc: tuple = ()
    title_words: tuple = ()
    subcategories: frozenset = frozenset()
    categories: frozenset = frozenset()
    sellers: frozenset = frozenset()
    fulfillers: frozenset = frozenset()
    department_ids: frozenset = frozenset()
    analytic_ids: frozenset = frozenset()
    sold_by: str = ""
    fulfilled_by: str = ""
    condition: str = ""
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    quantity_from: int | None = None
    quantity_to: int | None = None
    domain: str = ""

    def __post_init__(self):
        given = {item.name for item in fields(self) if getattr(self, item.name) not in _EMPTY}
        object.__setattr__(self, "given", frozenset(given))
        for name, checks in (("order_checks", _ORDER_CHECKS), ("line_checks", _LINE_CHECKS)):
            object.__setattr__(self, name, tuple(check for key, check in checks.items() if key in given))

    def fits_order(self, order):
        """Whether the conditions on the order hold.

        :param OrderFacts order: the order
        :rtype: bool
        """
        return all(check(self, order) for check in self.order_checks)

    def fits_line(self, line):
        """Whether the conditions on the line hold.

        :param LineFacts line: the line
        :rtype: bool
        """
        return all(check(self, line) for check in self.line_checks)

    def failing(self, order, line):
        """Name the conditions that do not hold.

        :param OrderFacts order: the order
        :param LineFacts line: one of its lines
        :return: names of this class's attributes; empty if the rule matches
        :rtype: list[str]
        """
        checks = [*((check, order) for check in self.order_checks), *((check, line) for check in self.line_checks)]
        return [_NAMES[check] for check, facts in checks if not check(self, facts)]


def _has_phrase(line, phrases):
    return any(spaced(phrase) in line.spaced_title for phrase in phrases)


def _is_by(who, name):
    return is_amazon(name) == (who == "amazon")


_EMPTY = (None, "", (), frozenset())

_ORDER_CHECKS = {
    "config_ids": lambda rule, order: order.config_id in rule.config_ids,
    "requester_ids": lambda rule, order: order.user_id in rule.requester_ids,
    "requester_group_ids": lambda rule, order: not rule.requester_group_ids.isdisjoint(order.group_ids),
    "role": lambda rule, order: order.role == rule.role,
    "total_from": lambda rule, order: order.total >= rule.total_from,
    "total_to": lambda rule, order: order.total <= rule.total_to,
}

_LINE_CHECKS = {
    "asins": lambda rule, line: line.asin.upper() in rule.asins,
    "unspsc": lambda rule, line: line.unspsc.startswith(rule.unspsc),
    "title_words": lambda rule, line: _has_phrase(line, rule.title_words),
    "subcategories": lambda rule, line: line.subcategory.casefold() in rule.subcategories,
    "categories": lambda rule, line: line.category.casefold() in rule.categories,
    "sellers": lambda rule, line: line.seller.casefold() in rule.sellers,
    "fulfillers": lambda rule, line: line.fulfiller.casefold() in rule.fulfillers,
    "department_ids": lambda rule, line: not rule.department_ids.isdisjoint(line.department_ids),
    "analytic_ids": lambda rule, line: not rule.analytic_ids.isdisjoint(line.analytic_ids),
    "sold_by": lambda rule, line: _is_by(rule.sold_by, line.seller),
    "fulfilled_by": lambda rule, line: _is_by(rule.fulfilled_by, line.fulfiller),
    "condition": lambda rule, line: (
        bool(line.condition) and (line.condition.casefold() == "new") == (rule.condition == "new")
    ),
    "price_from": lambda rule, line: line.price >= rule.price_from,
    "price_to": lambda rule, line: line.price <= rule.price_to,
    "quantity_from": lambda rule, line: line.quantity >= rule.quantity_from,
    "quantity_to": lambda rule, line: line.quantity <= rule.quantity_to,
    "domain": lambda rule, line: line.satisfies(rule.domain),
}

_NAMES = {check: name for checks in (_ORDER_CHECKS, _LINE_CHECKS) for name, check in checks.items()}
