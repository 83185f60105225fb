"""Units of measure (UN/CEFACT Recommendation 20): how many pieces are in one, where the unit itself says so."""

from decimal import Decimal

#: What is counted by the piece.
_PIECES = frozenset({"", "EA", "EACH", "C62", "H87", "NAR", "PC", "PCE", "PCS", "ST", "UN", "UNIT"})

#: Units that hold the same number of pieces whatever the item is; a ream has 500 sheets.
_SIZES = {"PR": 2, "DZ": 12, "DZN": 12, "DPC": 12, "GRO": 144, "CEN": 100, "RM": 500, "MIL": 1000, "T3": 1000}


def factor(said, ordered, sizes):
    """Tell how many of one unit are in another.

    :param str said: the unit of a document; empty: as ordered
    :param str ordered: the unit of the order
    :param dict[str, Decimal] sizes: unit to the pieces in it, as the item itself says, see :func:`cart.packing`
    :return: one of ``said`` in ``ordered``, as numerator and denominator; None if that is not known
    :rtype: tuple[Decimal, Decimal] | None
    """
    said, ordered = said.strip().upper(), ordered.strip().upper()
    if said in ("", ordered):
        return Decimal(1), Decimal(1)
    found = _size(said, sizes), _size(ordered, sizes)
    return found if all(found) else None


def is_piece(unit):
    """Whether it counts pieces.

    :param str unit: code
    :rtype: bool
    """
    return unit.strip().upper() in _PIECES


def _size(unit, sizes):
    if unit in _PIECES:
        return Decimal(1)
    return sizes.get(unit) or (Decimal(_SIZES[unit]) if unit in _SIZES else None)
