"""A cXML document by HTTPS POST."""

from urllib.parse import urljoin

import requests
import urllib3

from . import destination, guard
from .errors import AnswerLost, NotDelivered, Redirected, Refused

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

    TLS is verified, no redirect is followed, and only :class:`.destination.Anywhere` leads into a private network. An
    HTTP error whose body is XML is an answer too: some servers send their cXML ``Status`` with it.

    :param str url: where to
    :param bytes document: the document with its secret
    :param float seconds: how long it may take, from looking up the name to the last byte of the answer
    :return: the body of the answer
    :rtype: bytes
    :raises NotDelivered: no such address, no connection, or the server is out of order
    :raises Redirected: the server leads on to another address
    :raises Refused: the server answered with a client error
    :raises AnswerLost: connection broken or silent after the document left, or an unreadable answer
    """
    with guard.Session(seconds, anywhere=isinstance(url, destination.Anywhere)) as session:
        try:
            response = session.post(url, data=document, headers=_XML, allow_redirects=False)
        except _BROKEN as error:
            raise failed(error, session.left) from error
        return _answer(response)


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
            _follow_nowhere(response)
            return response.status_code
    except _BROKEN as error:
        raise failed(error, False) from error


def _follow_nowhere(response):
    if 300 <= response.status_code < 400:
        target = destination.host_of(urljoin(response.url, response.headers.get("Location", "")))
        raise Redirected(f"HTTP {response.status_code}", target)


def _answer(response):
    if b"<cXML" in response.content:
        return response.content
    _follow_nowhere(response)
    raise unanswered(response.status_code)


def unanswered(status_code):
    """What an HTTP answer means that holds no cXML.

    :param int status_code: of the answer
    :rtype: TransportError
    """
    if status_code in (500, 502, 503, 429):
        return NotDelivered(f"HTTP {status_code}")
    if status_code in (408, 504):
        return AnswerLost(f"HTTP {status_code}")
    if status_code >= 300:
        return Refused(f"HTTP {status_code}")
    return AnswerLost(f"HTTP {status_code} without a cXML document")


def failed(error, left, cause="%s"):
    """What a call that broke means for the document.

    :param Exception error: the failure
    :param bool left: whether any of the document may have left
    :param str cause: how to say it, with a place for the failure's name
    :rtype: TransportError
    """
    problem = (AnswerLost if left else NotDelivered)(cause % type(error).__name__)
    problem.timed_out = isinstance(error, requests.exceptions.Timeout)
    return problem
