"""Among many addresses, those that could be a given one."""

from collections import defaultdict

from .comparison import FLOOR, compare


class Nearest:
    """Addresses, of which only those are compared that share something telling with the one looked for.

    :param dict[int, Place] places: by any key
    """

    def __init__(self, places):
        self._places = places
        self._by_trait = defaultdict(set)
        for key, place in places.items():
            for trait in _traits(place):
                self._by_trait[trait].add(key)

    def find(self, place):
        """Look for an address.

        :param Place place: the address
        :return: key and comparison of those above :data:`~.comparison.FLOOR`, the most alike first
        :rtype: list[tuple[int, Comparison]]
        """
        keys = sorted({key for trait in _traits(place) for key in self._by_trait.get(trait, ())})
        found = [(key, compare(place, self._places[key])) for key in keys]
        return sorted((pair for pair in found if pair[1].score >= FLOOR), key=lambda pair: -pair[1].score)

    def only_sure(self, place):
        """The one address that is the given one.

        :param Place place: the address
        :return: its key; None if there is none, or more than one
        :rtype: int | None
        """
        sure = [key for key, comparison in self.find(place) if comparison.is_sure]
        return sure[0] if len(sure) == 1 else None


def _traits(place):
    parts = place.parts
    for name in ("zip", "city", "street"):
        if parts[name]:
            yield name, parts[name]
    if parts["street"] and parts["number"]:
        yield "begin", parts["street"][:4], parts["number"]
