"""`python -m devtools.demo`: play the story on a fresh database; the first step that is not as it should be ends it."""

import argparse
import sys
from functools import partial

from devtools import database, environment, ports
from devtools.chromium import chromium
from devtools.demo.clock import Clock
from devtools.demo.keyboard import Keyboard
from devtools.demo.setup import Setup
from devtools.demo.story import Story
from devtools.demo.timeline import Timeline
from devtools.problem import Problem
from devtools.program import ended
from devtools.stage import Stage, stage


def main(*, setup: bool, keyboard: bool) -> None:
    """Play every scene.

    :param setup: play an administrator on a database without demo data, instead of buyers and approvers
    :param keyboard: play a buyer and an approver in a browser, by keyboard alone, instead
    :raise Problem: at the first step that is not what it should be
    """
    with (
        environment.ready() as prepared,
        database.scratch(prepared, demo=not setup) as name,
        stage(prepared, name, odoo_port=ports.free(), sandbox_port=ports.free()) as play,
    ):
        timeline = Timeline()
        try:
            if setup or keyboard:
                with chromium() as running:
                    (Setup if setup else Keyboard)(play, timeline, running).run()
            else:
                Story(play, timeline, Clock(prepared, name)).run()
        except OSError as error:
            raise Problem(f"{_silent(play)} gives no answer ({type(error).__name__}).") from error
        timeline.end("Every step was as it should be")


def _silent(play: Stage) -> str:
    """Who it is that ended, or may hang, with the log to look into."""
    for server in (play.odoo, play.sandbox):
        server.require_alive()
    return f"Odoo ({play.odoo.log}) or the Amazon sandbox ({play.sandbox.log})"


if __name__ == "__main__":
    parser = argparse.ArgumentParser("./dev demo")
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--setup", action="store_true", help="an administrator in a browser, from a fresh database to active mode"
    )
    which.add_argument("--keyboard", action="store_true", help="a buyer and an approver without a mouse, in a browser")
    sys.exit(ended(partial(main, **vars(parser.parse_args()))))
