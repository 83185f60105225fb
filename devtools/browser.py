"""Chromium, which the tours of the test suite run in, and which takes the screenshots."""

import os
import shutil

from devtools import apt, cache
from devtools.problem import Problem
from devtools.process import quietly
from devtools.progress import step

_NAMES = ["google-chrome", "chromium", "chromium-browser", "google-chrome-stable"]


def program() -> str | None:
    """The browser's path, None if there is none."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


def require() -> None:
    """Make sure that Odoo will find a Chromium on the PATH.

    :raise Problem: when there is none and we may not install it
    """
    if program():
        return
    if os.geteuid() != 0 or not apt.available():
        raise Problem("The tests drive a browser, and there is none: install Chromium (on Debian, package chromium).")
    with step("Chromium"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        log = cache.logs() / "chromium.log"
        quietly(["apt-get", "-q", "update"], log, variables=quiet)
        quietly(["apt-get", "-q", "-y", "install", "--no-install-recommends", "chromium"], log, variables=quiet)
