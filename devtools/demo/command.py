"""`./dev demo`: play the story on a fresh database; the first step that is not as it should be ends it."""

from devtools import neighbors
from devtools.chromium import chromium
from devtools.demo.keyboard import buy_and_approve
from devtools.demo.setup import Setup
from devtools.demo.story import Story
from devtools.progress import heading
from devtools.stage import fresh


def demo(*, setup: bool, keyboard: bool, beside: str | None) -> None:
    """Play every scene.

    :param setup: play an administrator on a database without demo data, instead of buyers and approvers
    :param keyboard: play a buyer and an approver in a browser, by keyboard alone, instead
    :param beside: name of a set of other apps that are there
    :raise Problem: at the first step that is not what it should be
    """
    with fresh(demo=not setup, beside=neighbors.named(beside)) as play, chromium() as running:
        if setup:
            Setup(play, running).run()
        elif keyboard:
            buy_and_approve(play, running)
        else:
            Story(play, running).run()
        heading("Every step was as it should be.")
