"""A real server on loopback that takes its time, in each of the ways in which one can."""

import socket
import ssl
import threading
from contextlib import contextmanager, suppress

#: Between two bytes of a server that drips, in seconds.
DRIP_S = 0.2

#: How a long record of TLS begins.
_RECORD = b"\x16\x03\x03\x40\x00"

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 100000\r\n\r\n"
_REDIRECT = _HEAD.replace(b"200 OK", b"302 Found\r\nLocation: /elsewhere")


class SlowServer:
    """What it does with each connection, until the test is over.

    :ivar int port: where it listens
    :ivar list[bytes] received: what came of each request
    :ivar str manner: ``accept``, ``handshake``, ``silent``, ``headers``, ``continue``, ``redirect``, ``body`` or
        ``endless``
    """

    def __init__(self, manner, certified):
        self.manner = manner
        self.received = []
        self._over, self._hung_up = threading.Event(), threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._context = None
        if certified:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(certified)
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def close(self):
        """Stop."""
        self._over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                connected, _address = self._listener.accept()
                threading.Thread(target=self._serve, args=[connected], daemon=True).start()

    def _serve(self, connected):
        with suppress(OSError), connected:
            if self.manner == "accept":
                self._drip(None, b"")
                return
            if self.manner == "handshake":
                connected.sendall(_RECORD)
                self._drip(connected, b"\x02")
                return
            if self._context:
                connected = self._context.wrap_socket(connected, server_side=True)
            self.received.append(_request(connected))
            {
                "silent": lambda: self._drip(None, b""),
                "headers": lambda: self._drip(connected, b"H"),
                "continue": lambda: self._drip(connected, b"HTTP/1.1 100 Continue\r\n\r\n"),
                "redirect": lambda: (connected.sendall(_REDIRECT), self._drip(connected, b"<")),
                "body": lambda: (connected.sendall(_HEAD), self._drip(connected, b"<")),
                "endless": lambda: (connected.sendall(_HEAD.replace(b"100000", b"99999999999")), self._pour(connected)),
            }[self.manner]()

    def _drip(self, connected, part):
        try:
            while not self._over.wait(DRIP_S):
                if connected:
                    connected.sendall(part)
        except OSError:
            self._hung_up.set()
            raise

    def _pour(self, connected):
        while not self._over.is_set():
            connected.sendall(b"<" * 65536)

    def await_end(self, seconds=5):
        """Wait until the other side has hung up.

        :return: whether it has
        """
        return self._hung_up.wait(seconds)


def _request(connected):
    """All that is sent of a request."""
    received = connected.recv(65536)
    while b"\r\n\r\n" not in received:
        received += connected.recv(65536)
    head, _end, body = received.partition(b"\r\n\r\n")
    length = next(
        (line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    while len(body) < int(length):
        body += connected.recv(65536)
    return head + body


@contextmanager
def slow_server(manner, certified=None):
    """Run the server while the block lasts.

    :param str manner: see :class:`SlowServer`
    :param pathlib.Path | None certified: file with a certificate and its key, for https
    :return: its :class:`SlowServer`
    """
    server = SlowServer(manner, certified)
    try:
        yield server
    finally:
        server.close()
