"""What all scenes share."""

from devtools.demo.amazon import Amazon
from devtools.demo.timeline import Timeline
from devtools.stage import ADMIN, Stage


class World:
    """The people of the demo data, each signed in to Odoo; Amazon behind its shop; the timeline.

    :ivar play: both servers
    """

    def __init__(self, play: Stage, timeline: Timeline):
        self.play = play
        self.amazon = Amazon(play.sandbox.url)
        self.chapter = timeline.chapter
        self.step = timeline.step
        self.buyer = play.session("buyer")
        self.head = play.session("head")
        self.owner = play.session("owner")
        self.boss = play.session("boss")
        self.approver = play.session("approver")
        self.manager = play.session("manager")
        self.admin = play.session(ADMIN)
