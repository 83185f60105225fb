"""What is photographed: who looks, where, when the screen is complete, and on what."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from devtools.problem import Problem
from devtools.stage import ADMIN, Stage


@dataclass(frozen=True)
class View:
    """How a screen is looked at.

    :ivar str name: of the folder of its pictures
    :ivar tuple[int, int] size: width and height in pixels
    :ivar str language: of whoever looks
    """

    name: str
    size: tuple[int, int]
    language: str = "en_US"


#: The narrowest desktop on which nothing is cut.
DESK = View("desk", (1280, 900))
WIDE = View("wide", (1500, 1000))
BROAD = View("broad", (1800, 1200))
PHONE = View("phone", (390, 844))
MIRRORED = View("right-to-left", DESK.size, "he_IL")
VIEWS = (DESK, PHONE, MIRRORED)


@dataclass(frozen=True)
class Shot:
    """One screen.

    :ivar str name: of the file, without its end
    :ivar str login: who looks; it is the password, too
    :ivar str path: at Odoo; ``{id}`` stands for the newest record that `model` and `domain` find
    :ivar str ready: selector of what shows last
    :ivar presses: selectors of what is pressed before, one after the other
    :ivar make: makes what ``{id}`` stands for, instead: a record's id, or the rest of the address
    :ivar View view: for the picture on the addon's page
    :ivar views: where it can be met
    """

    name: str
    login: str
    path: str
    ready: str
    model: str = ""
    domain: tuple = ()
    presses: tuple[str, ...] = ()
    make: Callable[[Stage], int | str] | None = None
    view: View = WIDE
    views: tuple[View, ...] = VIEWS

    def address(self, play: Stage) -> str:
        """The address of the screen.

        :raise Problem: the demo left no such record
        """
        made = self.make(play) if self.make else newest(play, self.model, *self.domain) if self.model else ""
        return urljoin(play.odoo.url, self.path.format(id=made))


def newest(play: Stage, model: str, *domain: tuple) -> int:
    """The id of the newest record of a model, under a domain.

    :raise Problem: the demo left none
    """
    ids = play.session(ADMIN).call(model, "search", [*domain], limit=1, order="id desc")
    if not ids:
        raise Problem(f"The demo created no {model} for a picture.")
    return ids[0]
