"""A real HTTP server on loopback that answers as a test wants, for what we send."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STATUS = '<?xml version="1.0"?><cXML payloadID="1" timestamp="2026-01-01T00:00:00Z"><Response>{}</Response></cXML>'


def status(code, text="OK", detail=""):
    """A cXML Response."""
    return STATUS.format(f'<Status code="{code}" text="{text}">{detail}</Status>').encode()


def start_page(url):
    """A PunchOutSetupResponse."""
    return STATUS.format(
        '<Status code="200" text="OK"/>'
        f"<PunchOutSetupResponse><StartPage><URL>{url}</URL></StartPage></PunchOutSetupResponse>"
    ).encode()


class AmazonServer:
    """What was received, and what to answer.

    :ivar str url: where it listens
    :ivar list[bytes] received: bodies of the requests
    :ivar list[dict] request_headers: their headers
    :ivar bytes | Callable | None answer: body of the answer, or what makes it of the request's body; None: close the
        connection without one
    :ivar int http_status: HTTP status of the answer
    """

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"
        self.received = []
        self.request_headers = []
        self.answer = status(200)
        self.http_status = 200
        self.headers = {}


@contextmanager
def amazon_server():
    """Run the server while the block lasts.

    :return: its :class:`AmazonServer`
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            amazon.request_headers.append(dict(self.headers))
            amazon.received.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            if amazon.answer is None:
                self.connection.close()
                return
            answer = amazon.answer(amazon.received[-1]) if callable(amazon.answer) else amazon.answer
            self.send_response(amazon.http_status)
            for name, value in amazon.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    amazon = AmazonServer(server.server_port)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield amazon
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
