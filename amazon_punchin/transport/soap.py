"""A cXML document by SOAP, through a gateway of the company's own."""

import io
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import zeep
import zeep.wsse.username

from . import fault, guard, https, wsdl
from .contents import find_document, readable
from .errors import NotDelivered, TransportError

#: How a gateway knows us.
NO_LOGIN, BASIC, USERNAME_TOKEN = "none", "basic", "username_token"

#: How long :func:`probe` waits, in seconds: a WSDL may import many files.
PROBE_S = 10

#: Zeep would log every document, with its secret, at level DEBUG.
_SILENT = logging.getLogger(f"{__name__}.documents")
_SILENT.disabled = True


@dataclass(frozen=True)
class Gateway:
    """Where and how to call.

    :ivar str | bytes wsdl: address of the WSDL, or the WSDL itself
    :ivar str service: name of the service; empty: the only one
    :ivar str port: name of the port; empty: the only one
    :ivar str operation: name of the operation
    :ivar str argument: which argument takes the document as text; a dot leads into an element, e.g. ``request.body``
    :ivar Callable check: takes the address that the WSDL names, and raises if it may not be called
    :ivar str login_kind: :data:`NO_LOGIN`, :data:`BASIC` (HTTP) or :data:`USERNAME_TOKEN` (WS-Security)
    :ivar str login: user name
    :ivar str password: never part of ``repr``
    :ivar bool anywhere: whether it may be in a private network
    """

    wsdl: str | bytes
    service: str
    port: str
    operation: str
    argument: str
    check: Callable[[str], object]
    login_kind: str = NO_LOGIN
    login: str = ""
    password: str = field(default="", repr=False)
    anywhere: bool = False


class _Transport(zeep.Transport):
    """Reads the WSDL, and what it imports from the place where it lies itself; posts the document.

    :ivar requests.Response | None answer: what came back for the document
    """

    def __init__(self, gateway, session):
        super().__init__(session=session)
        self.logger = _SILENT
        self.answer = None
        self._origin = None if isinstance(gateway.wsdl, bytes) else _origin(gateway.wsdl)

    def load(self, url):
        """Refuse to read a file of this machine, or to show the login to another host."""
        if _origin(url) != self._origin:
            raise NotDelivered("WSDL: import from another host", code="wsdl")
        response = self.session.get(url, allow_redirects=False)
        if response.status_code >= 300:
            leads_on = https.redirected(response)
            error = NotDelivered(
                f"WSDL: HTTP {response.status_code}",
                response.status_code,
                pause=https.pause(response),
                code="wsdl_redirected" if leads_on else "",
            )
            error.target = leads_on.target if leads_on else ""
            raise error from leads_on
        return response.content

    def post(self, address, message, headers):
        """Keep the answer: what zeep makes of it depends on types that gateways do not keep to."""
        self.answer = self.session.post(address, data=message, headers=headers, allow_redirects=False)
        self.answer._content = readable(self.answer)
        return self.answer


class _Envelope(zeep.Plugin):
    """Keeps the envelope of the answer, unpacked.

    :ivar lxml.etree._Element | None root: its root
    """

    root = None

    def ingress(self, envelope, http_headers, operation):
        """Look at an answer before zeep reads it."""
        self.root = envelope
        return envelope, http_headers


def _origin(url):
    return urlsplit(url)[:2]


def send(gateway, document):
    """Call the gateway's operation with a document, and give the cXML that it returns.

    TLS is verified, no redirect is followed, and a WSDL or an answer with a document type is refused. So is a WSDL
    that imports from another host; one that is not read from an address may import nothing.

    :param Gateway gateway: what to call
    :param bytes document: the document with its secret
    :return: the cXML in the answer
    :rtype: bytes
    :raises Unfit: the WSDL does not have what the gateway is called by
    :raises NotDelivered: the WSDL cannot be had, no connection, or the gateway asks to be called later
    :raises Fault: the gateway answered with a fault
    :raises Redirected: it leads on to another address
    :raises Refused: it answered with a client error
    :raises AnswerLost: connection broken or silent after the document left, a server error, or an unreadable answer
    """
    with _session(gateway, https.ORDER_S) as session:
        transport, envelope = _Transport(gateway, session), _Envelope()
        operation = _operation(gateway, transport, envelope)
        session.begin()
        try:
            operation(**wsdl.arguments(gateway.argument, document.decode()))
        except Exception as error:
            if transport.answer is None:
                code = "not_cxml_answer" if session.left else "wsdl"
                raise https.failed(error, session.left, code=code) from error
        return _document(transport.answer, envelope.root)


def probe(gateway):
    """Read a gateway's WSDL and see that its operation takes a document and gives one, without calling it.

    :param Gateway gateway: what would be called
    :raises Unfit: the WSDL does not have what the gateway is called by
    :raises NotDelivered: the WSDL cannot be had
    """
    with _session(gateway, PROBE_S) as session:
        _operation(gateway, _Transport(gateway, session))


def _session(gateway, seconds):
    session = guard.Session(seconds, anywhere=gateway.anywhere)
    if gateway.login_kind == BASIC:
        session.auth = (gateway.login.encode(), gateway.password.encode())
    return session


def _operation(gateway, transport, *plugins):
    """Read the WSDL, bind the operation and check its address; nothing has left before this succeeds."""
    source = io.BytesIO(gateway.wsdl) if isinstance(gateway.wsdl, bytes) else gateway.wsdl
    try:
        client = zeep.Client(
            source,
            wsse=_username_token(gateway),
            transport=transport,
            settings=zeep.Settings(forbid_dtd=True),
            plugins=plugins,
        )
        service = client.bind(*wsdl.find_port(client.wsdl, gateway.service, gateway.port))
        wsdl.prove(service._binding, gateway.operation, gateway.argument)
        operation, address = service[gateway.operation], service._binding_options["address"]
    except TransportError:
        raise
    except Exception as error:
        raise https.failed(error, False, "WSDL: %s", "wsdl") from error
    gateway.check(address)
    return operation


def _username_token(gateway):
    if gateway.login_kind != USERNAME_TOKEN:
        return None
    return zeep.wsse.username.UsernameToken(gateway.login, gateway.password)


def _document(response, envelope):
    """Give the document in an answer, or raise what the answer means without one.

    SOAP 1.1 has faults come with HTTP 500; above it, somebody other than the gateway has answered.
    """
    if later := https.asks_for_later(response):
        raise later
    if envelope is not None and response.status_code <= 500:
        if (node := fault.find_fault(envelope)) is not None:
            raise fault.read(node, response.status_code, response.content)
        if response.status_code < 500 and (document := find_document(envelope)):
            return document
    raise https.redirected(response) or https.unanswered(response)
