"""Many rules and many lines: look up the few rules that can match a line, instead of trying all of them."""

from collections import defaultdict

from .facts import words

#: Conditions by which a rule can be looked up, the most telling first.
_KEYS = (
    "asins",
    "unspsc",
    "title_words",
    "subcategories",
    "categories",
    "sellers",
    "fulfillers",
    "department_ids",
    "analytic_ids",
)


class Index:
    """Rules in their order, compiled once.

    :param list[Condition] conditions: in the order in which they win
    :ivar frozenset[str] used: names of the conditions that any of them has
    """

    def __init__(self, conditions):
        self.conditions = tuple(conditions)
        self.used = frozenset(name for condition in self.conditions for name in condition.given)
        self._by_key = defaultdict(list)
        for position, condition in enumerate(self.conditions):
            for key in _keys_of_rule(condition):
                self._by_key[key].append(position)

    def of_order(self, order):
        """The rules whose conditions on the order hold.

        :param OrderFacts order: the order
        :rtype: Selection
        """
        fitting = {position for position, condition in enumerate(self.conditions) if condition.fits_order(order)}
        return Selection(self.conditions, self._by_key, fitting)


class Selection:
    """The rules that can match lines of one order. Made by :meth:`Index.of_order`."""

    def __init__(self, conditions, by_key, fitting):
        self._conditions = conditions
        self._by_key = by_key
        self._fitting = fitting

    def matching(self, line):
        """Give the rules that a line matches, in their order, one by one.

        :param LineFacts line: the line
        :rtype: Iterator[Condition]
        """
        if not self._fitting:
            return
        positions = {position for key in _keys_of_line(line) for position in self._by_key.get(key, ())}
        for position in sorted(positions & self._fitting):
            if self._conditions[position].fits_line(line):
                yield self._conditions[position]


def _keys_of_rule(condition):
    """Keys by one of which every matching line finds the rule."""
    for name in _KEYS:
        if values := getattr(condition, name):
            return [(name, value[0] if name == "title_words" else value) for value in values]
    return [None]


def _keys_of_line(line):
    yield None
    yield "asins", line.asin.upper()
    for length in range(1, len(line.unspsc) + 1):
        yield "unspsc", line.unspsc[:length]
    for word in words(line.title):
        yield "title_words", word
    yield "subcategories", line.subcategory.casefold()
    yield "categories", line.category.casefold()
    yield "sellers", line.seller.casefold()
    yield "fulfillers", line.fulfiller.casefold()
    for department_id in line.department_ids:
        yield "department_ids", department_id
    for analytic_id in line.analytic_ids:
        yield "analytic_ids", analytic_id
