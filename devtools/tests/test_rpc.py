import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from devtools.rpc import Refused, Session


class _Server(ThreadingHTTPServer):
    """Signs everybody out at once, and lets `answers` calls through after somebody has signed in again."""

    sign_ins, answers, left = 0, 1, 0


class _Odoo(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        server = self.server
        if self.path == "/web/session/authenticate":
            server.left = server.answers if server.sign_ins else 0
            server.sign_ins += 1
            answer = {"result": {"uid": 7}}
        elif server.left:
            server.left -= 1
            answer = {"result": "done"}
        else:
            answer = {"error": {"data": {"name": "odoo.http.SessionExpiredException", "message": "Session expired"}}}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def server():
    with _Server(("localhost", 0), _Odoo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def session(server):
    return Session(f"http://localhost:{server.server_port}", "a", "b", "c")


def test_who_was_signed_out_signs_in_again(server, session):
    assert session.call("res.users", "read") == "done"
    assert server.sign_ins == 2


def test_who_is_not_let_in_again_is_told(server, session):
    server.answers = 0
    with pytest.raises(Refused, match="Session expired"):
        session.call("res.users", "read")
    assert server.sign_ins == 2
