"""A tour of every screen, on a desk, on a phone and from right to left: each is photographed and examined."""

import functools
import json
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from playwright.sync_api import Browser

from devtools import addons, cache, node
from devtools.problem import Problem
from devtools.progress import failure, note, step
from devtools.screenshots.camera import Camera
from devtools.screenshots.examination import Finding, examine, ours
from devtools.screenshots.published import PUBLISHED
from devtools.screenshots.screens import (
    approving,
    buying,
    following,
    nothing_yet,
    odoo,
    pages,
    people,
    places,
    setting_up,
)
from devtools.screenshots.shot import DESK, VIEWS, Shot, View
from devtools.stage import ADMIN, Stage

BEFORE = nothing_yet.SHOTS
AFTER = [
    *PUBLISHED,
    *buying.SHOTS,
    *approving.SHOTS,
    *setting_up.SHOTS,
    *people.SHOTS,
    *places.SHOTS,
    *following.SHOTS,
    *pages.SHOTS,
]


class Tour:
    """Goes from screen to screen, and says at once what it finds.

    What was found to be good is not looked at again when a tour goes on that was interrupted, or did not end well,
    as long as the code stays as it is.

    :param running: the browser
    :param names: of the screens to look at; empty: every one
    """

    def __init__(self, play: Stage, running: Browser, names: list[str]):
        self._play = play
        self._running = running
        self._names = names
        self._folder = cache.folder() / "screens"
        self._folder.mkdir(exist_ok=True)
        self._axe = node.modules() / "axe-core" / "axe.min.js"
        self._admin = play.session(ADMIN)
        self._of_odoo: list[Finding] = []
        self._faults = 0
        self._kept = self._folder / "good.json"
        kept = json.loads(self._kept.read_text()) if self._kept.is_file() else {}
        self._good: set[str] = set(kept.get(_code(), []))
        if self._good and not names:
            note(f"goes on: {len(self._good)} looks were good")
        self._install(*{view.language for view in VIEWS})

    def compare(self) -> None:
        """Look at Odoo's own screens: what lacks a name there is not ours to fix here."""
        for _where, found in self._round([(shot, view) for view in VIEWS for shot in odoo.SHOTS]):
            self._of_odoo += found

    def left(self, shots: list[Shot]) -> list[tuple[Shot, View]]:
        """The looks that are still to be taken at these screens, view by view."""
        looks = [(shot, view) for view in VIEWS for shot in shots if view in shot.views]
        if self._names:
            return [(shot, view) for shot, view in looks if shot.name in self._names]
        return [look for look in looks if _where(*look) not in self._good]

    def take(self, shots: list[Shot]) -> None:
        """Photograph and examine screens of ours in each view where they can be met."""
        for where, found in self._round(self.left(shots)):
            mine = ours(found, self._of_odoo)
            for finding in mine:
                self._fail(f"{finding.rule}: {finding.text}\n    {finding.html}")
            if not mine:
                self._good.add(where)
                self._kept.write_text(json.dumps({_code(): sorted(self._good)}))

    def end(self) -> None:
        """Say how it ended.

        :raise Problem: if anything is ours to fix
        """
        note(f"pictures in {self._folder}")
        if self._faults:
            raise Problem(f"{self._faults} findings, listed above. Another run looks only at what failed.")
        if not self._names:
            self._kept.unlink(missing_ok=True)

    def _round(self, looks: list[tuple[Shot, View]]) -> Iterator[tuple[str, list[Finding]]]:
        """What is found at each look, and where, for those that show what they should."""
        camera = Camera(self._running, self._play)
        for view, same_view in groupby(looks, itemgetter(1)):
            self._speak(view.language)
            for shot, _view in same_view:
                try:
                    yield _where(shot, view), self._look(camera, shot, view)
                except Problem as problem:
                    self._fail(str(problem))
        self._speak(DESK.language)

    def _look(self, camera: Camera, shot: Shot, view: View) -> list[Finding]:
        with step(_where(shot, view)), camera.opened(shot, view) as page:
            file = self._folder / f"{_where(shot, view)}.png"
            page.screenshot(path=file)
            return examine(page, self._axe)

    def _fail(self, text: str) -> None:
        self._faults += 1
        failure(text)

    def _install(self, *codes: str) -> None:
        everything = {"active_test": False}
        languages = self._admin.call("res.lang", "search", [("code", "in", codes)], context=everything)
        wizard = self._admin.call("base.language.install", "create", {"lang_ids": [(6, 0, languages)]})
        self._admin.call("base.language.install", "lang_install", [wizard])

    def _speak(self, language: str) -> None:
        users = self._admin.call("res.users", "search", [("share", "=", False)])
        self._admin.call("res.users", "write", users, {"lang": language})


def _where(shot: Shot, view: View) -> str:
    return f"{view.name}/{shot.name}"


@functools.cache
def _code() -> str:
    """Digits that change with what is looked at, and how."""
    here = Path(__file__).parent
    return cache.digest(addons.fingerprint(), *sorted([*here.rglob("*.py"), *here.glob("*.js")]))
