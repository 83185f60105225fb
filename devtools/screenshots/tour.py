"""A tour of every screen, on a desk, on a phone and from right to left: each is photographed and examined."""

from pathlib import Path

from playwright.sync_api import Browser

from devtools.problem import Problem
from devtools.progress import failure, note, step
from devtools.screenshots.camera import opened, picture
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
    """Goes from screen to screen, and remembers what it finds.

    :param folder: where the pictures go, a folder for each view
    :param axe: its script
    """

    def __init__(self, play: Stage, running: Browser, folder: Path, axe: Path):
        self._play = play
        self._running = running
        self._folder = folder
        self._axe = axe
        self._admin = play.session(ADMIN)
        self._found: list[tuple[str, Finding]] = []
        self._incomplete: list[Problem] = []
        self._install(*{view.language for view in VIEWS})

    def take(self, shots: list[Shot]) -> None:
        """Photograph and examine screens of ours in each view where they can be met."""
        self._found += self._round(shots)

    def judge(self) -> None:
        """Say what is ours to fix.

        :raise Problem: if there is anything, or a screen was not complete
        """
        of_odoo = [found for _where, found in self._round(odoo.SHOTS)]
        mine = ours([found for _where, found in self._found], of_odoo)
        for where, found in self._found:
            if found in mine:
                failure(f"{where}: {found.rule}: {found.text}\n    {found.html}")
        for problem in self._incomplete:
            failure(str(problem))
        note(f"pictures in {self._folder}")
        if mine or self._incomplete:
            raise Problem(f"axe finds {len(mine)}; {len(self._incomplete)} screens are not complete.")

    def _round(self, shots: list[Shot]) -> list[tuple[str, Finding]]:
        """What axe finds, with the screen and the view."""
        found = []
        for view in VIEWS:
            self._speak(view.language)
            for shot in shots:
                if view in shot.views:
                    found += [(f"{shot.name}, {view.name}", finding) for finding in self._look(shot, view)]
        self._speak(DESK.language)
        return found

    def _look(self, shot: Shot, view: View) -> list[Finding]:
        with step(f"{view.name}: {shot.name}"):
            try:
                with opened(self._running, self._play, shot, view) as page:
                    file = self._folder / view.name / f"{shot.name}.png"
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(picture(page))
                    return examine(page, self._axe)
            except Problem as problem:
                self._incomplete.append(problem)
                return []

    def _install(self, *codes: str) -> None:
        everything = {"active_test": False}
        languages = self._admin.call("res.lang", "search", [("code", "in", codes)], context=everything)
        wizard = self._admin.call("base.language.install", "create", {"lang_ids": [(6, 0, languages)]})
        self._admin.call("base.language.install", "lang_install", [wizard])

    def _speak(self, language: str) -> None:
        users = self._admin.call("res.users", "search", [("share", "=", False)])
        self._admin.call("res.users", "write", users, {"lang": language})
