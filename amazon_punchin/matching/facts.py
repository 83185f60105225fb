"""What conditions look at, of an order and of one of its lines."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

#: Kana and Chinese characters: they are written without blanks, so each counts as a word.
_UNSPACED = "\u3005\u3041-\u3096\u30a1-\u30fa\u30fc-\u30fe\u3400-\u4dbf\u4e00-\u9fff"

_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_AMAZON = re.compile(r"amazon\b")


def words(text):
    """Split into words, as titles are compared: case does not matter, nor do signs between words.

    :param str text: e.g. ``HP 305XL ink-cartridge``
    :return: e.g. ``("hp", "305xl", "ink", "cartridge")``
    :rtype: tuple[str, ...]
    """
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def spaced(found):
    """Write words so that whole words can be looked for in a longer text.

    :param tuple[str, ...] found: as :func:`words` gives them
    :rtype: str
    """
    return f" {' '.join(found)} "


def is_amazon(name):
    """Whether a seller or fulfiller is Amazon itself: ``Amazon``, ``Amazon.com``, ``Amazon EU S.à r.l.``.

    :param str name: as the cart names it
    :rtype: bool
    """
    return bool(_AMAZON.match(name.strip().casefold()))


@dataclass(frozen=True)
class OrderFacts:
    """An order.

    :ivar int config_id: its Amazon configuration
    :ivar int company_id: its company
    :ivar int user_id: who requests it
    :ivar frozenset[int] group_ids: the requester's groups, implied ones too
    :ivar str role: the requester's role at Amazon, ``punchout_buyer`` or ``requisitioner``
    :ivar Decimal total: with tax and shipping, in the company's currency
    """

    config_id: int
    company_id: int
    user_id: int
    group_ids: frozenset
    role: str
    total: Decimal


@dataclass(frozen=True)
class LineFacts:
    """A line that is an item at Amazon.

    :ivar str asin: Amazon's id of the item
    :ivar str title: its title
    :ivar Decimal price: of one piece, in the company's currency
    :ivar int quantity: pieces
    :ivar str unspsc: eight digits; empty if unknown
    :ivar str category: Amazon's category, e.g. ``OFFICE_PRODUCTS``
    :ivar str subcategory: within it
    :ivar str seller: who sells it
    :ivar str fulfiller: who delivers it
    :ivar str condition: e.g. ``New``
    :ivar frozenset[int] department_ids: its department, and those above it
    :ivar frozenset[int] analytic_ids: the analytic accounts that pay for it
    :ivar satisfies: whether the line satisfies an Odoo domain, given as text
    """

    asin: str
    title: str
    price: Decimal
    quantity: int
    unspsc: str = ""
    category: str = ""
    subcategory: str = ""
    seller: str = ""
    fulfiller: str = ""
    condition: str = ""
    department_ids: frozenset = frozenset()
    analytic_ids: frozenset = frozenset()
    satisfies: Callable[[str], bool] = field(default=bool, compare=False)

    @cached_property
    def title_words(self):
        """The words of the title.

        :rtype: tuple[str, ...]
        """
        return words(self.title)

    @cached_property
    def spaced_title(self):
        """The title, written for looking for words in it.

        :rtype: str
        """
        return spaced(self.title_words)
