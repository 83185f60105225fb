"""How alike two addresses are, part by part and on the whole."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from .place import PARTS

#: From this score on, two addresses are the same place; below, somebody should look.
SURE = 0.96

#: Below this score, two addresses have little to do with each other.
FLOOR = 0.6

#: Verdicts on a part.
SAME = "same"
SIMILAR = "similar"
DIFFERENT = "different"
MISSING = "missing"

_SIMILAR_FROM = 0.8

#: To tell how alike two names are takes the product of their lengths; of longer ones, nobody knows.
_PRODUCT = 250 * 250

_WEIGHTS = {"street": 30, "number": 20, "zip": 20, "city": 15, "state": 5, "country": 10}

#: A part that only one of the two has speaks neither for nor against it.
_HALF = 0.5

#: The highest score of two addresses in different countries.
_ABROAD = 0.5


@dataclass(frozen=True)
class Comparison:
    """What comparing two addresses gives.

    :ivar float score: 0 to 1
    :ivar dict[str, str] verdicts: each part that at least one of the two has, to :data:`SAME`, :data:`SIMILAR`,
        :data:`DIFFERENT`, or :data:`MISSING` if the other lacks it
    """

    score: float
    verdicts: dict

    @property
    def is_sure(self):
        """Whether the two are the same place.

        :rtype: bool
        """
        return self.score >= SURE


def compare(first, second):
    """Compare two addresses; which one is the first does not matter.

    :param Place first: one
    :param Place second: the other
    :rtype: Comparison
    """
    pairs = {name: (first.parts[name], second.parts[name]) for name in PARTS}
    likeness = {name: _likeness(name, *pair) for name, pair in pairs.items() if any(pair)}
    if not likeness:
        return Comparison(0.0, {})
    score = sum(_WEIGHTS[name] * value for name, value in likeness.items()) / sum(_WEIGHTS[name] for name in likeness)
    verdicts = {name: _verdict(value, pairs[name]) for name, value in likeness.items()}
    return Comparison(min(score, _ABROAD) if verdicts.get("country") == DIFFERENT else score, verdicts)


def _likeness(name, first, second):
    if first == second:
        return 1.0
    if not first or not second:
        return _HALF
    if name == "number":
        ours, theirs = set(first.split()), set(second.split())
        return len(ours & theirs) / len(ours | theirs)
    if name in ("street", "city"):
        return _similarity(*sorted((first, second)))
    return 0.0


def _similarity(first, second):
    """Of two names; one may be a part of the other, as Frankfurt is of Frankfurt am Main."""
    is_long = len(first) * len(second) > _PRODUCT
    ratio = 0.0 if is_long else SequenceMatcher(None, first, second, autojunk=False).ratio()
    begins = min(len(first), len(second)) > 3 and (first.startswith(second) or second.startswith(first))
    return max(ratio, _SIMILAR_FROM) if begins else ratio


def _verdict(value, pair):
    if not all(pair):
        return MISSING
    if value == 1:
        return SAME
    return SIMILAR if value >= _SIMILAR_FROM else DIFFERENT
