"""Takes the picture of one screen as a user sees it."""

import io

from PIL import Image
from playwright.sync_api import Browser, Error

from devtools.chromium import signed_in
from devtools.problem import Problem
from devtools.rpc import Session
from devtools.screenshots.shots import Shot

_CALM_MS = 1500
_COLORS = 256


def photograph(running: Browser, session: Session, shot: Shot) -> bytes:
    """Open a page as a user, wait until it is complete, and take its picture.

    :return: a PNG with 256 colours
    :raise Problem: it does not show what it should
    """
    width, height = shot.size
    phone = width < height
    with signed_in(
        running, session, viewport={"width": width, "height": height}, is_mobile=phone, has_touch=phone
    ) as context:
        page = context.new_page()
        try:
            page.goto(shot.address(session))
            if shot.click:
                page.click(shot.click)
            page.wait_for_selector(shot.ready)
        except Error as error:
            raise Problem(f"The page of {shot.name} is not complete: {error.message}") from error
        page.wait_for_timeout(_CALM_MS)
        picture = Image.open(io.BytesIO(page.screenshot()))
    file = io.BytesIO()
    picture.convert("RGB").quantize(_COLORS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()
