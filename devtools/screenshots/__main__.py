"""`python -m devtools.screenshots`: play the demo on a fresh database, then photograph the screens of the list."""

import argparse
import sys
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser

from devtools import cache, database, environment, node, ports
from devtools.chromium import chromium
from devtools.demo.clock import Clock
from devtools.demo.story import Story
from devtools.demo.timeline import Timeline
from devtools.environment import Environment
from devtools.program import ended
from devtools.progress import step
from devtools.screenshots import tour
from devtools.screenshots.camera import opened, picture
from devtools.screenshots.leftovers import Leftovers
from devtools.screenshots.published import PUBLISHED
from devtools.screenshots.tour import Tour
from devtools.stage import ADMIN, Stage, stage

_FOLDER = cache.REPOSITORY / "amazon_punchin" / "static" / "description"


def main(names: list[str], *, every: bool) -> None:
    """Photograph the published screens with these names, or all.

    :param every: every screen of the addon instead, in each view, examined by axe
    """
    with (
        environment.ready() as prepared,
        database.scratch(prepared, demo=True) as name,
        stage(prepared, name, odoo_port=ports.free(), sandbox_port=ports.free()) as play,
        chromium() as running,
    ):
        clock = Clock(prepared, name)
        if every:
            _every(prepared, play, running, clock)
        else:
            _play(play, clock)
            _publish(play, running, names)


def _play(play: Stage, clock: Clock) -> None:
    story = Story(play, Timeline(), clock)
    story.run()
    story.leave_open()
    admin = play.session(ADMIN, ADMIN)
    for config in admin.call("amazon.punchin.config", "search", []):
        admin.call("amazon.punchin.config", "action_check", [config])


def _publish(play: Stage, running: Browser, names: list[str]) -> None:
    for shot in PUBLISHED:
        if not names or shot.name in names:
            with step(shot.name), opened(running, play, shot, shot.view) as page:
                (_FOLDER / f"{shot.name}.png").write_bytes(picture(page))


def _every(prepared: Environment, play: Stage, running: Browser, clock: Clock) -> None:
    axe = node.modules(Path(prepared.python)) / "axe-core" / "axe.min.js"
    every = Tour(play, running, cache.folder() / "screens", axe)
    every.take(tour.BEFORE)
    _play(play, clock)
    Leftovers(play, clock).leave()
    every.take(tour.AFTER)
    every.judge()


if __name__ == "__main__":
    parser = argparse.ArgumentParser("./dev screenshots")
    parser.add_argument(
        "names", nargs="*", choices=[[], *(shot.name for shot in PUBLISHED)], help="all, if none is named"
    )
    parser.add_argument("--every", action="store_true", help="every screen, in each view, examined with axe")
    sys.exit(ended(partial(main, **vars(parser.parse_args()))))
