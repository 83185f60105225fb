"""Chromium without a window, for the tours of the test suite, and driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, expect, sync_playwright

from devtools import apt, cache
from devtools.problem import Problem
from devtools.process import quietly
from devtools.progress import step
from devtools.rpc import Session

_NAMES = ["google-chrome", "chromium", "chromium-browser", "google-chrome-stable"]
_PATIENCE_MS = 30_000
_TURN_MS = 100
_QUIET_TURNS = 3

#: What a page is drawn with once its scripts run; others, like the script of a worker, may stay open.
_ANSWERED = {"fetch", "font", "image", "xhr"}


def require() -> None:
    """Make sure that Odoo will find a Chromium on the PATH.

    :raise Problem: when there is none and we may not install it
    """
    if _program():
        return
    if os.geteuid() != 0 or not apt.available():
        raise Problem("The tests need a browser. Install Chromium (on Debian, the package chromium).")
    with step("Chromium"):
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        for action in (["update"], ["-y", "install", "--no-install-recommends", "chromium"]):
            quietly(["apt-get", "-q", *action], cache.logs() / "chromium.log", variables=quiet)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, as long as the block lasts.

    :raise Problem: when there is none, or what is awaited on a page does not come
    """
    require()
    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=_program(), args=["--no-sandbox", "--disable-gpu"])
        try:
            yield running
        except (Error, AssertionError) as error:
            raise Problem(str(error)) from error
        finally:
            running.close()


def signed_in(running: Browser, session: Session, **options: Any) -> BrowserContext:
    """Windows of somebody who has signed in at Odoo.

    :param options: of Playwright's ``new_context``
    """
    context = running.new_context(base_url=session.url, **options)
    context.add_cookies(
        [{"name": cookie.name, "value": cookie.value or "", "url": session.url} for cookie in session.cookies]
    )
    return context


class Traffic:
    """What a page asks for, from now on.

    :ivar errors: of its scripts, and of the server
    """

    def __init__(self, page: Page):
        self._page = page
        self.errors: list[str] = []
        self._asked: set[Request] = set()
        page.on("request", self._ask)
        page.on("requestfinished", self._answer)
        page.on("requestfailed", self._answer)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def rest(self) -> None:
        """Wait until everything is answered, and nothing more is asked for a while.

        :raise Problem: the page never comes to rest
        """
        quiet = 0
        for _ in range(_PATIENCE_MS // _TURN_MS):
            self._page.wait_for_timeout(_TURN_MS)
            quiet = 0 if self._asked else quiet + 1
            if quiet == _QUIET_TURNS:
                return
        raise Problem(f"{self._page.url} never settles: {next(iter(self._asked)).url} gets no answer.")

    def _ask(self, request: Request) -> None:
        if request.resource_type in _ANSWERED:
            self._asked.add(request)

    def _answer(self, request: Request) -> None:
        self._asked.discard(request)


def _program() -> str | None:
    return next(filter(None, map(shutil.which, _NAMES)), None)
