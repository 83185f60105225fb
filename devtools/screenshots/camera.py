"""Chromium without a window, driven over its DevTools protocol."""

import base64
import io
import json
import os
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image
from websocket import WebSocket, create_connection

from devtools import browser, cache, ports
from devtools.problem import Problem
from devtools.process import beside
from devtools.rpc import Session
from devtools.screenshots.shots import Shot

_PATIENCE_S = 30
_CALM_S = 1.5
_COLORS = 256


@contextmanager
def camera() -> Iterator[Callable[[Session, str, Shot], bytes]]:
    """A function that photographs a page as a user sees it: session, path and shot to a PNG's bytes."""
    port = ports.free()
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser.program(),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--hide-scrollbars",
            "--remote-allow-origins=*",
            f"--remote-debugging-port={port}",
            f"--user-data-dir={profile}",
            "about:blank",
        ]
        with beside(command, cache.logs() / "chromium.log", variables=os.environ):
            tab = _Tab(create_connection(_tab_address(port), timeout=_PATIENCE_S))
            yield tab.photograph


def _tab_address(port: int) -> str:
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=_PATIENCE_S) as response:
                return next(tab["webSocketDebuggerUrl"] for tab in json.load(response) if tab["type"] == "page")
        except (OSError, StopIteration):
            time.sleep(0.2)
    raise Problem("Chromium does not start.")


class _Tab:
    """The browser's page."""

    def __init__(self, connection: WebSocket):
        self._connection = connection
        self._sent = 0

    def photograph(self, session: Session, path: str, shot: Shot) -> bytes:
        """Open a page as a user, wait until it is complete, and take its picture.

        :return: a PNG with 256 colours
        :raise Problem: it does not show what it should
        """
        width, height = shot.size
        phone = width < height
        self._do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        self._do("Emulation.setTouchEmulationEnabled", enabled=phone)
        for cookie in session.cookies:
            self._do("Network.setCookie", name=cookie.name, value=cookie.value, url=session.url)
        self._do("Page.navigate", url=session.url + path)
        if shot.click:
            self._await(shot.click, shot)
            self._evaluate(f"document.querySelector({json.dumps(shot.click)}).click()")
        self._await(shot.ready, shot)
        time.sleep(_CALM_S)
        picture = Image.open(io.BytesIO(base64.b64decode(self._do("Page.captureScreenshot")["data"])))
        file = io.BytesIO()
        picture.convert("RGB").quantize(_COLORS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        return file.getvalue()

    def _await(self, selector: str, shot: Shot) -> None:
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            if self._evaluate(f"!!document.querySelector({json.dumps(selector)})"):
                return
            time.sleep(0.2)
        raise Problem(f"The page of {shot.name} does not show {selector}.")

    def _evaluate(self, expression: str) -> Any:
        return self._do("Runtime.evaluate", expression=expression)["result"].get("value")

    def _do(self, method: str, **parameters: Any) -> dict:
        self._sent += 1
        self._connection.send(json.dumps({"id": self._sent, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._connection.recv())
            if answer.get("id") == self._sent:
                if "error" in answer:
                    raise Problem(f"Chromium refuses {method}: {answer['error']['message']}")
                return answer["result"]
