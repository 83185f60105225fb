"""The program: starts, logs without secrets, stops by signal."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from .buyer import Buyer
from .conftest import group
from .shopper import Shopper

ROOT = Path(__file__).parents[2]


def start(*arguments):
    """The program as a process."""
    return subprocess.Popen(
        [sys.executable, "-m", "amazon_sandbox", *arguments],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )


def address(process):
    """The URL that the program says it serves."""
    line = process.stderr.readline()
    assert " on http://" in line, line
    return line.split(" on ")[1].strip().rstrip("/")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_and_stops(number):
    with start("--port", "0") as process:
        base = address(process)
        assert requests.get(f"{base}/healthz", timeout=5).json() == {"status": "ok"}
        begin = time.monotonic()
        process.send_signal(number)
        assert process.wait(10) == 0
        assert time.monotonic() - begin < 5


def test_its_log_holds_no_secret(tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"groups": [group("US", "")]}), encoding="utf-8")
    with start("--port", "0", "--config", str(path)) as process:
        buyer = Buyer(address(process))
        url = buyer.start_page()
        buyer.with_(secret="wrong-secret").setup()
        shopper = Shopper(buyer.base)
        shopper.open_start_page(url)
        shopper.add()
        shopper.submit()
        process.terminate()
        log = process.stderr.read()
        process.wait(10)
    assert "GET /start/… 303" in log
    assert "POST /punchout/setup/test 200" in log
    for secret in ("secret-us", "wrong-secret", url.rpartition("/")[2]):
        assert secret not in log


def test_it_says_what_is_wrong_with_its_configuration(tmp_path):
    path = tmp_path / "config.json"
    path.write_text('{"groups": []}', encoding="utf-8")
    with start("--config", str(path)) as process:
        assert process.wait(10) == 1
        assert "groups: at least one" in process.stderr.read()
