"""What people and scripts fill in for an action."""

import re
from decimal import Decimal

from ..cxml.confirmation import REASONS
from ..orders.action import Wish

PIECES = "pieces-"
MOST_PIECES = 9999
MOST_DAYS = 365
WHOLE = re.compile(r"[0-9]{1,6}")
AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")


class WishError(ValueError):
    """Something that was filled in cannot be used; the message names it."""


def from_form(form):
    """The data of a form, whose fields for pieces are named "pieces-" and the line number."""
    filled = {key: value.strip() for key, value in form.items() if value.strip()}
    pieces = {key.removeprefix(PIECES): value for key, value in filled.items() if key.startswith(PIECES)}
    return {"pieces": pieces, **{key: value for key, value in filled.items() if not key.startswith(PIECES)}}


def read_wish(data, order):
    """The Wish of data with the keys of a Wish, each of which may be left out.

    :raises WishError: a value cannot be used, or is for a line that the order does not have.
    """
    unknown = set(data) - {"pieces", "unit_price", "days", "code"}
    if unknown:
        raise WishError(f"unknown: {', '.join(sorted(unknown))}")
    code = data.get("code") or ""
    if code and code not in REASONS:
        raise WishError(f"code must be one of {', '.join(REASONS)}")
    days = data.get("days")
    return Wish(
        pieces=_pieces(data.get("pieces") or {}, order),
        unit_price=_price(data.get("unit_price"), order),
        days=None if days is None else _whole("days", days, MOST_DAYS),
        code=code,
    )


def _pieces(data, order):
    if not isinstance(data, dict):
        raise WishError("pieces must be line numbers and quantities")
    numbers = {str(line.number): line.number for line in order.request.lines} if order.request else {}
    strange = set(data) - set(numbers)
    if strange:
        raise WishError(f"there is no line {', '.join(sorted(strange))}")
    counts = {numbers[key]: _whole(f"the quantity of line {key}", value, MOST_PIECES) for key, value in data.items()}
    return {number: count for number, count in counts.items() if count}


def _price(value, order):
    if value is None:
        return None
    text = str(value)
    place = order.cart.marketplace
    if not AMOUNT.fullmatch(text) or place.round(Decimal(text)) != Decimal(text):
        raise WishError(f"unit_price must be an amount in {place.currency}")
    return place.round(Decimal(text))


def _whole(what, value, most):
    text = str(value)
    if not WHOLE.fullmatch(text) or int(text) > most:
        raise WishError(f"{what} must be a whole number up to {most}")
    return int(text)
