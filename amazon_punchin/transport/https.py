"""A cXML document by HTTPS POST."""

import re
from contextlib import suppress
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

import requests
import urllib3

from . import destination, guard
from .contents import is_document, readable
from .errors import AnswerLost, NotDelivered, Redirected, Refused, TransportError

#: How long a shopper waits for Amazon's shop, in seconds; with looking up its name before, ten.
SETUP_S = 10 - destination.LOOKUP_S

#: How long an order may take, in seconds: what is given up on its way has to be looked up at Amazon by a person.
ORDER_S = 30

#: How long :func:`probe` and :func:`knock` wait, in seconds.
PROBE_S = 5

_XML = {"Content-Type": "text/xml; charset=UTF-8"}

#: What goes wrong with a call.
_BROKEN = (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError)


def send(url, document, seconds=ORDER_S):
    """Post a document and give the answer's body.

    TLS is verified, no redirect is followed, and only :class:`.destination.Anywhere` leads into a private network. A
    client error whose body is cXML is an answer too: some servers send their ``Status`` with it. A server error is
    none, whatever its body: whoever wrote that need not know what became of the document.

    :param str url: where to
    :param bytes document: the document with its secret
    :param float seconds: how long it may take, from looking up the name to the last byte of the answer
    :return: the body of the answer
    :rtype: bytes
    :raises NotDelivered: no such address, no connection, or the server asks to be called later
    :raises Redirected: the server leads on to another address
    :raises Refused: the server answered with a client error
    :raises AnswerLost: connection broken or silent after the document left, a server error, or an unreadable answer
    """
    with guard.Session(seconds, anywhere=isinstance(url, destination.Anywhere)) as session:
        try:
            response = session.post(url, data=document, headers=_XML, allow_redirects=False)
        except _BROKEN as error:
            raise failed(error, session.left) from error
        return _answer(response)


def ask(url, document, seconds):
    """Like :func:`send`, for a document that orders nothing: whatever cXML comes back is the answer."""
    try:
        return send(url, document, seconds)
    except TransportError as error:
        if is_document(error.answer):
            return error.answer
        raise


def probe(url):
    """Call an address as a stranger without any cookie would; no redirect is followed.

    :param str url: where to
    :return: HTTP status and headers of the answer
    :rtype: tuple[int, collections.abc.Mapping[str, str]]
    :raises NotDelivered: no answer within some seconds; its cause tells why
    """
    try:
        with (
            guard.Session(PROBE_S, anywhere=True) as session,
            session.get(url, allow_redirects=False, stream=True) as response,
        ):
            return response.status_code, response.headers
    except _BROKEN as error:
        raise failed(error, False) from error


def knock(url):
    """Post an empty document, which orders nothing, to see whether documents are taken at an address.

    Another method would not tell: what takes posts need not know any other.

    :param str url: where to
    :return: HTTP status of the answer
    :rtype: int
    :raises Redirected: the server leads on to another address
    :raises NotDelivered: no answer within some seconds; its cause tells why
    """
    try:
        with (
            guard.Session(PROBE_S, anywhere=isinstance(url, destination.Anywhere)) as session,
            session.post(url, data=b"", headers=_XML, allow_redirects=False, stream=True) as response,
        ):
            if leads_on := redirected(response):
                raise leads_on
            return response.status_code
    except _BROKEN as error:
        raise failed(error, False) from error


def redirected(response):
    """Whether a server leads on to another address.

    :param requests.Response response: its answer
    :rtype: Redirected | None
    """
    if 300 <= response.status_code < 400:
        target = destination.host_of(destination.led_to(response.url, response.headers.get("Location", "")))
        return Redirected(f"HTTP {response.status_code}", target, response.status_code)
    return None


def _answer(response):
    if later := asks_for_later(response):
        raise later
    if response.status_code < 500 and is_document(body := readable(response)):
        return body
    raise redirected(response) or unanswered(response)


def asks_for_later(response):
    """Whether a server says that it has not looked at a document, and that it may come again (RFC 9110, 10.2.3).

    :param requests.Response response: its answer
    :rtype: NotDelivered | None
    """
    status = response.status_code
    if status == 429 or (status == 503 and response.headers.get("Retry-After", "").strip()):
        return NotDelivered(f"HTTP {status}", status, response.content, pause(response))
    return None


def pause(response):
    """How long a server asks to be left alone: ``Retry-After`` is seconds, or a date; nonsense is no time at all.

    :param requests.Response response: its answer
    :return: seconds
    :rtype: int
    """
    retry_after = response.headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}", retry_after, re.ASCII):
        return int(retry_after)
    with suppress(TypeError, ValueError, OverflowError):
        return max(int((parsedate_to_datetime(retry_after) - datetime.now(timezone.utc)).total_seconds()), 0)
    return 0


def unanswered(response):
    """What an HTTP answer means that is no document, and does not ask for it later.

    A conflict (409) may mean that the server has the document already.

    :param requests.Response response: the answer
    :rtype: TransportError
    """
    status, body = response.status_code, response.content
    if status in (408, 409) or status >= 500:
        return AnswerLost(f"HTTP {status}", status, body)
    if status >= 300:
        return Refused(f"HTTP {status}", status, body)
    return AnswerLost(f"HTTP {status} without a cXML document", status, body)


def failed(error, left, cause="%s", code=""):
    """What a call that broke means for the document.

    :param Exception error: the failure
    :param bool left: whether any of the document may have left
    :param str cause: how to say it, with a place for the failure's name
    :param str code: names the cause, where the failure itself does not
    :rtype: TransportError
    """
    code = _code_of(error, left) or code or ("broken_off" if left else "unreachable")
    problem = (AnswerLost if left else NotDelivered)(cause % type(error).__name__, code=code)
    problem.timed_out = isinstance(error, requests.exceptions.Timeout)
    return problem


def _code_of(error, left):
    """Name the cause of a failure; empty if it does not tell."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, requests.exceptions.Timeout):
        return "timeout"
    if isinstance(error, requests.exceptions.SSLError) or isinstance(reason, urllib3.exceptions.SSLError):
        return "certificate"
    if isinstance(error, guard.AnswerTooLarge):
        return "answer_too_large"
    if isinstance(error, requests.exceptions.ConnectionError | urllib3.exceptions.HTTPError):
        return "broken_off" if left else "unreachable"
    return ""
