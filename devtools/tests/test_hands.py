import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from devtools.demo import hands
from devtools.problem import Problem

_PAGE = "<!DOCTYPE html><title>Page</title><button>First</button><button>Second</button><input aria-label='Third'>"


class _Slow(BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(0.8)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def slow():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def named(page, name):
    return page.get_by_role("button", name=name)


def test_tab_leads_to_a_button_and_enter_presses_it(page):
    page.set_content(_PAGE + "<script>onclick = (event) => (document.title = event.target.textContent)</script>")
    hands.Hands(page, hands.Effort()).choose(named(page, "Second"))
    assert page.title() == "Second"


def test_a_screen_that_comes_late_may_take_the_focus(page):
    page.set_content(_PAGE)
    page.evaluate("setTimeout(() => document.querySelector('input').focus(), 100)")
    hands.Hands(page, hands.Effort()).reach(named(page, "First"), "Shift+Tab")
    page.wait_for_timeout(200)
    assert named(page, "First").evaluate("(element) => element === document.activeElement")


def test_what_is_being_loaded_is_waited_for(page, slow):
    page.goto(slow)
    page.set_content(_PAGE)
    typing = hands.Hands(page, hands.Effort())
    with page.expect_request(f"{slow}/screen"):
        page.evaluate("void fetch('/screen').then(() => document.querySelector('input').focus())")
    typing.reach(named(page, "Second"), "Shift+Tab")
    page.wait_for_timeout(1000)
    assert named(page, "Second").evaluate("(element) => element === document.activeElement")


def test_an_element_that_loses_the_focus_before_it_is_seen_is_looked_for_again(page):
    page.set_content(_PAGE + "<style>button:focus { outline: none }</style>")
    page.evaluate(
        "document.querySelector('button').addEventListener('focus', () => setTimeout(() => {"
        " document.querySelector('input').focus(); document.querySelector('style').remove(); }, 50), {once: true})"
    )
    hands.Hands(page, hands.Effort()).reach(named(page, "First"), "Shift+Tab")
    assert named(page, "First").evaluate("(element) => element === document.activeElement")


def test_a_focus_that_nobody_sees_is_a_fault(page):
    page.set_content(_PAGE + "<style>button:focus { outline: none }</style>")
    with pytest.raises(Problem, match="is not visible"):
        hands.Hands(page, hands.Effort()).reach(named(page, "Second"))


def test_what_no_key_reaches_is_a_fault(page, monkeypatch):
    monkeypatch.setattr(hands, "_MOST_KEYS", 5)
    page.set_content(_PAGE + "<a>Fourth</a>")
    with pytest.raises(Problem, match="never reaches"):
        hands.Hands(page, hands.Effort()).reach(page.get_by_text("Fourth"))
