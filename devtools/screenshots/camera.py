"""Takes the picture of one screen as a user sees it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image
from playwright.sync_api import Browser, Error, Page

from devtools.chromium import signed_in
from devtools.problem import Problem
from devtools.screenshots.shot import Shot, View
from devtools.stage import Stage

_CALM_MS = 1500
_COLORS = 256

#: On a phone Odoo folds all buttons of a form but the first behind this one.
_FOLDED = ".o_statusbar_buttons > .dropdown-toggle"


@contextmanager
def opened(running: Browser, play: Stage, shot: Shot, view: View) -> Iterator[Page]:
    """The page, as long as the block lasts, once it is complete.

    :raise Problem: it does not show what it should
    """
    width, height = view.size
    phone = width < height
    session = play.session(shot.login)
    with signed_in(
        running, session, viewport={"width": width, "height": height}, is_mobile=phone, has_touch=phone
    ) as context:
        page = context.new_page()
        try:
            page.goto(shot.address(play))
            for selector in shot.presses:
                _press(page, selector)
            page.wait_for_selector(shot.ready)
        except Error as error:
            raise Problem(f"The page of {shot.name} is not complete: {error.message}") from error
        page.wait_for_timeout(_CALM_MS)
        yield page


def picture(page: Page) -> bytes:
    """What the page shows, as a PNG with 256 colours."""
    shown = Image.open(io.BytesIO(page.screenshot()))
    file = io.BytesIO()
    shown.convert("RGB").quantize(_COLORS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _press(page: Page, selector: str) -> None:
    wanted = page.locator(selector)
    page.locator(_FOLDED).or_(wanted).first.wait_for()
    # Odoo measures a bar of buttons, and folds what has no room, after it has drawn it.
    page.wait_for_timeout(_CALM_MS)
    if not wanted.first.is_visible():
        page.click(_FOLDED)
    wanted.locator("visible=true").first.click()
