"""What all scenes share: who plays in them, and how a step is told."""

from collections.abc import Iterator
from contextlib import contextmanager

from devtools.demo.amazon import Amazon
from devtools.demo.placed_order import PlacedOrder
from devtools.progress import Step, step
from devtools.stage import ADMIN, Stage


class World:
    """The people of the demo data, each signed in to Odoo, and Amazon behind its shop.

    :ivar play: both servers
    """

    def __init__(self, play: Stage):
        self.play = play
        self.amazon = Amazon(play.sandbox.url)
        logins = ("buyer", "head", "owner", "boss", "approver", "manager", ADMIN)
        self.buyer, self.head, self.owner, self.boss, self.approver, self.manager, self.admin = map(
            play.session, logins
        )


@contextmanager
def scene(text: str, order: PlacedOrder | None = None) -> Iterator[Step]:
    """Show that something is being done, then whether it went well.

    :param order: what it is about: its number, what it comes to and where it stands are told when it is over
    """
    with step(text) as told:
        yield told
        if order:
            told.detail = ", ".join(filter(None, [order.summary(), told.detail]))
