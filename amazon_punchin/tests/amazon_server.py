"""A real HTTP server on loopback that answers as a test wants, for what we send."""

import ssl
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

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

    :ivar str url: where it listens, by http
    :ivar int port: the port of it
    :ivar list[bytes] received: bodies of the requests
    :ivar list[dict] request_headers: their headers
    :ivar bytes | Callable | None answer: body of the answer, or what makes it of the request's body; None: close the
        connection without one
    :ivar int http_status: HTTP status of the answer
    """

    def __init__(self, port):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.received = []
        self.request_headers = []
        self.answer = status(200)
        self.http_status = 200
        self.headers = {}


def certificate(name, path):
    """Write a certificate that is its own authority, with its key.

    :param str name: whose it is
    :param pathlib.Path path: file to write
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(timezone.utc)
    signed = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))


@contextmanager
def amazon_server(certified=None):
    """Run the server while the block lasts.

    :param pathlib.Path | None certified: file with a certificate and its key, for https
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
    if certified:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certified)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    amazon = AmazonServer(server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield amazon
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
