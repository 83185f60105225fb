"""An Amazon that hangs must not take Odoo along."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import requests

from devtools.attack.arena import Arena
from devtools.attack.report import Report
from devtools.rpc import Session

_SHOPPERS = ("buyer", "manager", "buyer", "manager")
_SILENCE_S = 25
_DRIP_S = 2
_LOGIN_S, _CALL_S, _REFUSAL_S = 2, 12, 2
_PATIENCE_S = 15
_START = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 100000\r\n\r\n"
_TARPITS = {"drips its answer": (_START, b"<"), "drips its header": (b"HTTP/1.1 200 OK\r\n", b"a")}


def run(arena: Arena) -> Report:
    """Let shoppers wait for servers that answer late, or never to the end."""
    report = Report("An Amazon that hangs", "Seconds", "Login", "Answers")
    sessions = [arena.session(login) for login in _SHOPPERS]
    for text, (start, drop) in _TARPITS.items():
        with report.attack(f"Amazon {text}") as row, _tarpit(start, drop) as url:
            _point(arena, url)
            seconds, status = _shop(arena, sessions[0])
            row.cells = {"Seconds": f"{seconds:.1f}", "Answers": str(status)}
            row.require(seconds <= _CALL_S, f"a call of more than {_CALL_S} s")
    with _tarpit(b"", b"") as url:
        _point(arena, url)
        with report.attack(f"four shoppers, Amazon is silent for {_SILENCE_S} s") as row:
            with ThreadPoolExecutor(len(sessions)) as threads:
                shoppers = [threads.submit(_shop, arena, session) for session in sessions]
                time.sleep(1)
                login = max(_login(arena) for _ in range(3))
                answers = [shopper.result() for shopper in shoppers]
            row.cells = {
                "Seconds": " ".join(f"{seconds:.1f}" for seconds, _status in answers),
                "Login": f"{login:.1f} s",
                "Answers": " ".join(str(status) for _seconds, status in answers),
            }
            row.require(login <= _LOGIN_S, f"the login page takes more than {_LOGIN_S} s")
            row.require(max(answers)[0] <= _CALL_S, f"a call of more than {_CALL_S} s")
        with report.attack("the next shoppers") as row:
            times = [_shop(arena, sessions[0])[0] for _ in range(3)]
            row.cells = {"Seconds": " ".join(f"{seconds:.1f}" for seconds in times)}
            row.require(times[-1] <= _REFUSAL_S, "still waits, after as many time-outs")
    _point(arena, f"{arena.play.sandbox.url}/punchout/setup/test")
    return report


def _point(arena: Arena, url: str) -> None:
    arena.admin.call("amazon.punchin.config", "write", [arena.ours.config["id"]], {"setup_url_test": url})


def _shop(arena: Arena, session: Session) -> tuple[float, int]:
    """Begin a trip; the seconds until there is an answer, and its status, 0 if there is none."""
    begun = time.monotonic()
    try:
        url = f"{arena.play.odoo.url}{arena.ours.doors}/start"
        answer = requests.get(url, cookies=session.cookies, allow_redirects=False, timeout=_PATIENCE_S)
        return time.monotonic() - begun, answer.status_code
    except requests.RequestException:
        return time.monotonic() - begun, 0


def _login(arena: Arena) -> float:
    begun = time.monotonic()
    with suppress(requests.RequestException):
        requests.get(f"{arena.play.odoo.url}/web/login", timeout=_PATIENCE_S)
    return time.monotonic() - begun


@contextmanager
def _tarpit(start: bytes, drop: bytes) -> Iterator[str]:
    """A server that takes a request and begins an answer, of which a drop follows now and then; or is silent.

    :return: its URL
    """
    over = threading.Event()

    def answer(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            connection.recv(65536)
            connection.sendall(start)
            end = time.monotonic() + (10 * _SILENCE_S if drop else _SILENCE_S)
            while time.monotonic() < end and not over.wait(_DRIP_S):
                connection.sendall(drop)

    def serve() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        try:
            yield f"http://localhost:{listener.getsockname()[1]}/punchout/setup/test"
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
