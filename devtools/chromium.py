"""Chromium without a window, driven by Playwright: pages as a person has them before the eyes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, expect, sync_playwright

from devtools import browser
from devtools.problem import Problem
from devtools.rpc import Session

_PATIENCE_MS = 30_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, as long as the block lasts.

    :raise Problem: when there is none, or what is awaited on a page does not come
    """
    browser.require()
    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser.program(), args=["--no-sandbox", "--disable-gpu"])
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
