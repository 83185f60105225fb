"""`python -m devtools.screenshots`: play the demo on a fresh database, then photograph every screen of the list."""

import argparse
import sys

from devtools import cache, database, environment, ports
from devtools.chromium import chromium
from devtools.demo.clock import Clock
from devtools.demo.story import Story
from devtools.demo.timeline import Timeline
from devtools.program import ended
from devtools.progress import step
from devtools.screenshots.camera import photograph
from devtools.screenshots.shots import SHOTS
from devtools.stage import ADMIN, stage

_FOLDER = cache.REPOSITORY / "amazon_punchin" / "static" / "description"


def main(names: list[str]) -> None:
    """Photograph the screens with these names, or all."""
    with (
        environment.ready() as prepared,
        database.scratch(prepared, demo=True) as name,
        stage(prepared, name, odoo_port=ports.free(), sandbox_port=ports.free()) as play,
        chromium() as running,
    ):
        story = Story(play, Timeline(), Clock(prepared, name))
        story.run()
        story.leave_open()
        admin = play.session(ADMIN, ADMIN)
        for config in admin.call("amazon.punchin.config", "search", []):
            admin.call("amazon.punchin.config", "action_check", [config])
        for shot in SHOTS:
            if not names or shot.name in names:
                with step(shot.name):
                    session = play.session(shot.login, shot.login)
                    (_FOLDER / f"{shot.name}.png").write_bytes(photograph(running, session, shot))


if __name__ == "__main__":
    parser = argparse.ArgumentParser("./dev screenshots")
    parser.add_argument("name", nargs="*", choices=[[], *(shot.name for shot in SHOTS)], help="all, if none is named")
    sys.exit(ended(lambda: main(parser.parse_args().name)))
