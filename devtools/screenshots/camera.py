"""Takes the picture of one screen as a user sees it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page

from devtools.chromium import Traffic, signed_in
from devtools.problem import Problem
from devtools.screenshots.shot import MIRRORED, Shot, View
from devtools.stage import Stage

_COLORS = 256
_CHART_MS = 1500

#: On a phone Odoo folds all buttons of a form but the first behind this one.
_FOLDED = ".o_statusbar_buttons > .dropdown-toggle"

_ODOO = "/odoo"

#: Follows a link, as from the text of a message: Odoo stays, and changes the screen. The one before is marked.
_GO = """(address) => {
    document.querySelectorAll(".o_action_manager > *").forEach((screen) => screen.classList.add("o_left"));
    const link = Object.assign(document.createElement("a"), { href: address });
    document.body.append(link);
    link.click();
    link.remove();
}"""
_ARRIVED = "document.querySelector('.modal') || !document.querySelector('.o_left')"

#: What would be in the way of the next screen: a window, or a form that is not saved.
_UNFINISHED = ".modal, .o_form_dirty, .o_form_status_indicator_buttons:not(.invisible)"


class Camera:
    """Stands beside everybody who looks; whoever has looked once stays in Odoo, and goes on from screen to screen.

    :param running: the browser
    """

    def __init__(self, running: Browser, play: Stage):
        self._running = running
        self._play = play
        self._windows: dict[tuple[str, View], BrowserContext] = {}
        self._tabs: dict[BrowserContext, tuple[Page, Traffic]] = {}

    @contextmanager
    def opened(self, shot: Shot, view: View) -> Iterator[Page]:
        """The page once it is complete, as long as the block lasts.

        :raise Problem: it does not show what it should, or an error
        """
        address = shot.address(self._play)
        window = self._window(shot.login, view)
        page, traffic = self._tabs.pop(window, None) or _new_tab(window)
        try:
            if urlsplit(page.url).path.startswith(_ODOO) and urlsplit(address).path.startswith(_ODOO):
                page.evaluate(_GO, address)
                page.wait_for_function(_ARRIVED)
            else:
                page.goto(address)
            for selector in shot.presses:
                _press(page, selector, traffic)
            page.wait_for_selector(shot.ready)
            traffic.rest()
            if page.locator("canvas").count():
                page.wait_for_timeout(_CHART_MS)
            yield page
            if bool(page.locator(".o_rtl").count()) != (view is MIRRORED):
                raise Problem("The page is not laid out in the direction of its language.")
            if traffic.errors or page.locator(".o_error_dialog").count():
                raise Problem(f"The page shows an error: {' '.join(traffic.errors)}")
        except (Error, Problem) as error:
            page.close()
            raise Problem(f"{view.name}/{shot.name}: {error}") from error
        if shot.presses or page.locator(_UNFINISHED).count():
            page.close()
        else:
            self._tabs[window] = page, traffic

    def _window(self, login: str, view: View) -> BrowserContext:
        if (login, view) not in self._windows:
            width, height = view.size
            phone = width < height
            self._windows[login, view] = signed_in(
                self._running,
                self._play.session(login),
                viewport={"width": width, "height": height},
                is_mobile=phone,
                has_touch=phone,
                reduced_motion="reduce",
            )
        return self._windows[login, view]


def picture(page: Page) -> bytes:
    """What the page shows, as a PNG with 256 colours."""
    shown = Image.open(io.BytesIO(page.screenshot()))
    file = io.BytesIO()
    shown.convert("RGB").quantize(_COLORS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _press(page: Page, selector: str, traffic: Traffic) -> None:
    wanted = page.locator(selector)
    page.locator(_FOLDED).or_(wanted).first.wait_for()
    # Odoo measures a bar of buttons, and folds what has no room, after it has drawn it.
    traffic.rest()
    if not wanted.first.is_visible():
        page.click(_FOLDED)
    wanted.locator("visible=true").first.click()


def _new_tab(window: BrowserContext) -> tuple[Page, Traffic]:
    page = window.new_page()
    return page, Traffic(page)
