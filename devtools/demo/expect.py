"""What must be so: each of these raises a problem, with a sentence, when it is not."""

import time
from collections.abc import Callable
from typing import TypeVar

from devtools.problem import Problem

_PATIENCE_S = 30
_TURN_S = 0.1

_Seen = TypeVar("_Seen")


def require(condition: bool, sentence: str) -> None:
    """A condition, and what to say when it is not met."""
    if not condition:
        raise Problem(sentence)


def same(what: str, found: object, wanted: object) -> None:
    """Two values that must be equal."""
    require(found == wanted, f"{what} is {found}, but must be {wanted}.")


def refused(attempt: Callable[[], None]) -> str:
    """Something that Odoo must refuse.

    :return: its sentence
    """
    try:
        attempt()
    except Problem as refusal:
        return str(refusal)
    raise Problem("Odoo allows what it must refuse.")


def eventually(look: Callable[[], _Seen], complaint: str) -> _Seen:
    """Something that must be seen soon: look again and again, and give it."""
    end = time.monotonic() + _PATIENCE_S
    while not (seen := look()):
        require(time.monotonic() < end, f"{complaint} within {_PATIENCE_S} s.")
        time.sleep(_TURN_S)
    return seen
