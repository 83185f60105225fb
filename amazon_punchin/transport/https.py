"""A cXML document by HTTPS POST."""

import ssl
from urllib.parse import urljoin

import requests
import urllib3

from . import destination, guard
from .errors import AnswerLost, NotDelivered, Redirected, Refused

#: How long to wait for a connection, and for each part of the answer, in seconds.
TIMEOUT_S = 30

#: How long :func:`probe` and :func:`knock` wait, in seconds.
PROBE_TIMEOUT_S = 5

_XML = {"Content-Type": "text/xml; charset=UTF-8"}

#: What is raised of an address before anything leaves.
_NO_ADDRESS = (
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    urllib3.exceptions.LocationValueError,
)

#: An answer larger than this is not a cXML Response.
MAX_ANSWER = 1024 * 1024


def send(url, document):
    """Post a document and give the answer's body.

    TLS is verified, no redirect is followed, and only :class:`.destination.Anywhere` leads into a private network. An
    HTTP error whose body is XML is an answer too: some servers send their cXML ``Status`` with it.

    :param str url: where to
    :param bytes document: the document with its secret
    :return: the body of the answer
    :rtype: bytes
    :raises NotDelivered: no such address, no connection, or the server is out of order
    :raises Redirected: the server leads on to another address
    :raises Refused: the server answered with a client error
    :raises AnswerLost: connection broken or silent after the document left, or an unreadable answer
    """
    try:
        with (
            guard.session(isinstance(url, destination.Anywhere)) as session,
            session.post(
                url,
                data=document,
                headers=_XML,
                timeout=TIMEOUT_S,
                allow_redirects=False,
                stream=True,
            ) as response,
        ):
            return _answer(response, _read(response))
    except _NO_ADDRESS as error:
        raise NotDelivered(type(error).__name__) from error
    except requests.exceptions.ConnectionError as error:
        raise unconnected(error) from error
    except (requests.exceptions.RequestException, OSError) as error:
        raise AnswerLost(type(error).__name__) from error


def probe(url):
    """Call an address as a stranger without any cookie would; no redirect is followed.

    :param str url: where to
    :return: HTTP status and headers of the answer
    :rtype: tuple[int, collections.abc.Mapping[str, str]]
    :raises NotDelivered: no answer within some seconds; its cause tells why
    """
    try:
        with requests.get(url, timeout=PROBE_TIMEOUT_S, allow_redirects=False, stream=True) as response:
            return response.status_code, response.headers
    except (requests.exceptions.RequestException, OSError) as error:
        raise NotDelivered(type(error).__name__) from error


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
            guard.session(isinstance(url, destination.Anywhere)) as session,
            session.post(
                url, data=b"", headers=_XML, timeout=PROBE_TIMEOUT_S, allow_redirects=False, stream=True
            ) as response,
        ):
            _follow_nowhere(response)
            return response.status_code
    except (requests.exceptions.RequestException, OSError) as error:
        raise NotDelivered(type(error).__name__) from error


def _follow_nowhere(response):
    if 300 <= response.status_code < 400:
        target = destination.host_of(urljoin(response.url, response.headers.get("Location", "")))
        raise Redirected(f"HTTP {response.status_code}", target)


def _read(response):
    body = bytearray()
    for chunk in response.iter_content(chunk_size=65536):
        body += chunk
        if len(body) > MAX_ANSWER:
            raise AnswerLost(f"HTTP {response.status_code}, answer larger than {MAX_ANSWER} bytes")
    return bytes(body)


def _answer(response, body):
    if b"<cXML" in body:
        return body
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


def unconnected(error):
    """What a broken connection means for the document.

    :param requests.exceptions.ConnectionError error: the failure
    :rtype: TransportError
    """
    never = isinstance(error, requests.exceptions.ConnectTimeout) or _never_connected(error)
    return (NotDelivered if never else AnswerLost)(type(error).__name__)


def _never_connected(error):
    """Whether the failure happened before any byte of the document left."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    cause = getattr(reason, "args", (None,))[0] if isinstance(reason, urllib3.exceptions.SSLError) else None
    return isinstance(cause, ssl.SSLCertVerificationError) or isinstance(
        reason, (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
    )
