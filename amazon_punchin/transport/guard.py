"""Sessions that call the internet alone, wherever a name leads by the time when it is called, and end in time."""

import socket
import threading
import time
from contextlib import suppress

import requests
import urllib3

from . import destination
from .waiting import Task

#: An answer of more bytes is neither a cXML Response nor a WSDL.
MAX_ANSWER = 4 * 1024 * 1024

#: As many bytes of an answer are read at a time: what is unpacked of them is up to a thousand times as much.
_CHUNK = 16 * 1024

#: A socket gives up this many seconds after the whole call has: so it is always the call that does.
_AFTERWARDS_S = 1


class AnswerTooLarge(requests.exceptions.RequestException):
    """An answer is larger than :data:`MAX_ANSWER`."""


class _Exchange(Task):
    """A request and its answer.

    :ivar bool left: whether any of the request may have left
    """

    def __init__(self, work):
        super().__init__(work)
        self.left = False
        self._is_over = False
        self._wires = []
        self._lock = threading.Lock()

    def run(self):
        try:
            return super().run()
        finally:
            with self._lock:
                for wire in self._wires:
                    wire.close()
                self._wires.clear()

    def uses(self, connected):
        """Go on by a connection, which ends when nobody waits for the answer any more.

        :param socket.socket connected: it
        """
        with self._lock:
            self._refuse_if_over()
            self._wires.append(socket.fromfd(connected.fileno(), socket.AF_INET, socket.SOCK_STREAM))

    def leaves(self):
        """Let the request leave, unless its sender has been told that it has not."""
        with self._lock:
            self._refuse_if_over()
            self.left = True

    def _refuse_if_over(self):
        if self._is_over:
            raise urllib3.exceptions.TimeoutError("nobody waits for it any more")

    def result(self, seconds):
        """Send the request, and wait for its answer, however slowly it comes.

        :param float seconds: how long
        :rtype: requests.Response
        :raises requests.exceptions.Timeout: it has not come by then
        """
        try:
            return super().result(seconds)
        except TimeoutError as error:
            with self._lock:
                self._is_over = True
                for wire in self._wires:
                    with suppress(OSError):
                        wire.shutdown(socket.SHUT_RDWR)
            raise (requests.exceptions.ReadTimeout if self.left else requests.exceptions.ConnectTimeout) from error


class _Connection:
    """Lets its exchange know where it is, and what it does."""

    def _new_conn(self):
        connected = super()._new_conn()
        threading.current_thread().uses(connected)
        return connected

    def putrequest(self, *args, **options):
        if self.sock is None:
            self.connect()
        threading.current_thread().uses(self.sock)
        threading.current_thread().leaves()
        return super().putrequest(*args, **options)


class _HttpConnection(_Connection, urllib3.connection.HTTPConnection):
    pass


class _HttpsConnection(_Connection, urllib3.connection.HTTPSConnection):
    pass


class _GuardedConnection(_HttpsConnection):
    def _new_conn(self):
        """Look at the address that was connected to, before anything is sent there."""
        connected = super()._new_conn()
        if self.host not in destination.LOOPBACK and destination.is_private(connected.getpeername()[0]):
            connected.close()
            raise urllib3.exceptions.NewConnectionError(self, "it leads into a private network")
        return connected


class _HttpPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _HttpConnection


class _HttpsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _HttpsConnection


class _GuardedPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _GuardedConnection


class _Adapter(requests.adapters.HTTPAdapter):
    """Sends each request in an exchange.

    :ivar bool left: whether any of the last request may have left
    """

    def __init__(self, seconds, https_pool):
        super().__init__()
        self.left = False
        self._ends_at = time.monotonic() + seconds
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": https_pool}

    def proxy_manager_for(self, proxy, **options):
        """Where a proxy leads is for the proxy to say; what goes through another kind of proxy is not seen to leave."""
        manager = super().proxy_manager_for(proxy, **options)
        if type(manager) is urllib3.ProxyManager:
            manager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
        else:
            threading.current_thread().leaves()
        return manager

    def send(self, request, stream=False, timeout=None, **options):
        """Send a request, and read its answer unless it is to be streamed.

        :raises requests.exceptions.Timeout: that was not over when the session had to be
        :raises AnswerTooLarge: see :data:`MAX_ANSWER`
        """
        seconds = max(self._ends_at - time.monotonic(), 0)
        send = super().send

        def work():
            response = send(request, stream=True, timeout=seconds + _AFTERWARDS_S, **options)
            if not stream:
                response._content, response._content_consumed = _read(response), True
            return response

        exchange = _Exchange(work)
        try:
            return exchange.result(seconds)
        finally:
            self.left = exchange.left


def _read(response):
    body = bytearray()
    for chunk in response.iter_content(chunk_size=_CHUNK):
        body += chunk
        if len(body) > MAX_ANSWER:
            response.close()
            raise AnswerTooLarge
    return bytes(body)


class Session(requests.Session):
    """One that ends in time, and knows whether what it sent has left."""

    def __init__(self, seconds, *, anywhere):
        """Open it.

        :param float seconds: how long it may take, with everything that is sent and read in it
        :param bool anywhere: whether it may call private networks, and not this machine alone by its own names
        """
        super().__init__()
        self._adapter = _Adapter(seconds, _HttpsPool if anywhere else _GuardedPool)
        for scheme in ("http://", "https://"):
            self.mount(scheme, self._adapter)

    def request(self, *args, **options):
        """Send a request."""
        self.begin()
        return super().request(*args, **options)

    def get_redirect_target(self, resp):
        """Find no target in what is no address; requests looks there even if it is not to follow, and would fail."""
        try:
            target = super().get_redirect_target(resp)
            return target and destination.led_to(resp.url, target) and target
        except UnicodeError:
            return None

    def begin(self):
        """Forget what has left before."""
        self._adapter.left = False

    @property
    def left(self):
        """Whether any of the last request may have left."""
        return self._adapter.left
