"""`./dev screenshots`: play the demo on a fresh database, then photograph the screens of the list, or every one."""

from playwright.sync_api import Browser

from devtools import cache
from devtools.chromium import chromium
from devtools.demo.story import Story
from devtools.problem import Problem
from devtools.progress import step
from devtools.screenshots import leftovers, tour
from devtools.screenshots.camera import Camera, picture
from devtools.screenshots.published import PUBLISHED
from devtools.screenshots.tour import Tour
from devtools.stage import Stage, fresh

_FOLDER = cache.REPOSITORY / "amazon_punchin" / "static" / "description"


def screenshots(*, names: list[str], every: bool) -> None:
    """Photograph the published screens with these names, or all.

    :param every: screens of the addon instead, in each view, examined by axe
    :raise Problem: when there is no such picture
    """
    known = [shot.name for shot in ([*tour.BEFORE, *tour.AFTER] if every else PUBLISHED)]
    if unknown := set(names).difference(known):
        raise Problem(f"Unknown picture: {', '.join(sorted(unknown))}. Known pictures: {', '.join(known)}.")
    with fresh(demo=True) as play, chromium() as running:
        if every:
            _every(play, Tour(play, running, names), running)
        else:
            _play(play, running)
            _publish(Camera(running, play), names or known)


def _play(play: Stage, running: Browser) -> Story:
    story = Story(play, running)
    story.run()
    story.leave_open()
    admin = story.world.admin
    for config in admin.call("amazon.punchin.config", "search", []):
        admin.call("amazon.punchin.config", "action_check", [config])
    return story


def _publish(camera: Camera, names: list[str]) -> None:
    for shot in PUBLISHED:
        if shot.name in names:
            with step(shot.name), camera.opened(shot, shot.view) as page:
                (_FOLDER / f"{shot.name}.png").write_bytes(picture(page))


def _every(play: Stage, every: Tour, running: Browser) -> None:
    every.compare()
    every.take(tour.BEFORE)
    if every.left(tour.AFTER):
        leftovers.leave(_play(play, running))
        every.take(tour.AFTER)
    every.end()
