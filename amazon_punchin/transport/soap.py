"""A cXML document by SOAP, through a gateway of the company's own."""

import io
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests
import zeep
import zeep.exceptions
import zeep.helpers
import zeep.wsse.username
from lxml import etree

from . import guard, https
from .errors import AnswerLost, NotDelivered, Refused

#: How a gateway knows us.
NO_LOGIN, BASIC, USERNAME_TOKEN = "none", "basic", "username_token"

#: How long :func:`probe` waits, in seconds: a WSDL may import many files.
PROBE_S = 10

#: What zeep stumbles over in a WSDL or an answer that nobody expected.
_ODD = (AttributeError, LookupError, RuntimeError, TypeError, ValueError)

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
    """Reads the WSDL, and what it imports from the place where it lies itself."""

    def __init__(self, wsdl, session):
        super().__init__(session=session)
        self.logger = _SILENT
        self._origin = None if isinstance(wsdl, bytes) else _origin(wsdl)

    def load(self, url):
        """Refuse to read a file of this machine, or to show the login to another host."""
        if _origin(url) != self._origin:
            raise NotDelivered("WSDL: import from another host")
        return super().load(url)


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
    :raises NotDelivered: the WSDL cannot be had or does not fit, no connection, or the gateway is out of order
    :raises Refused: the gateway answered that it does not take the document
    :raises AnswerLost: connection broken or silent after the document left, or an unreadable answer
    """
    with _session(gateway, https.ORDER_S) as session:
        operation = _operation(gateway, session)
        return _cxml(_call(operation, _arguments(gateway.argument, document.decode()), session))


def probe(gateway):
    """Read a gateway's WSDL and find its operation, without calling it.

    :param Gateway gateway: what would be called
    :raises NotDelivered: the WSDL cannot be had or does not fit
    """
    with _session(gateway, PROBE_S) as session:
        _operation(gateway, session)


def _session(gateway, seconds):
    session = guard.Session(seconds, anywhere=gateway.anywhere)
    session.max_redirects = 0
    if gateway.login_kind == BASIC:
        session.auth = (gateway.login.encode(), gateway.password.encode())
    return session


def _operation(gateway, session):
    """Read the WSDL, bind the operation and check its address; nothing has left before this succeeds."""
    wsdl = io.BytesIO(gateway.wsdl) if isinstance(gateway.wsdl, bytes) else gateway.wsdl
    try:
        client = zeep.Client(
            wsdl,
            wsse=_username_token(gateway),
            transport=_Transport(gateway.wsdl, session),
            settings=zeep.Settings(forbid_dtd=True),
        )
        service = client.bind(gateway.service or None, gateway.port or None)
        operation, address = service[gateway.operation], service._binding_options["address"]
    except (zeep.exceptions.Error, requests.exceptions.RequestException, etree.LxmlError, OSError, *_ODD) as error:
        raise https.failed(error, False, "WSDL: %s") from error
    gateway.check(address)
    return operation


def _username_token(gateway):
    if gateway.login_kind != USERNAME_TOKEN:
        return None
    return zeep.wsse.username.UsernameToken(gateway.login, gateway.password)


def _arguments(path, text):
    """Put the text where the operation wants it."""
    value = text
    for name in reversed(path.split(".")):
        value = {name: value}
    return value


def _call(operation, arguments, session):
    session.begin()
    try:
        return operation(**arguments)
    except zeep.exceptions.Fault as fault:
        is_ours = (fault.code or "").rpartition(":")[2] in ("Client", "Sender")
        raise (Refused if is_ours else NotDelivered)(f"SOAP fault {fault.code}") from fault
    except zeep.exceptions.TransportError as error:
        raise https.unanswered(error.status_code) from error
    except (zeep.exceptions.Error, requests.exceptions.RequestException, etree.LxmlError, OSError, *_ODD) as error:
        raise https.failed(error, session.left) from error


def _cxml(result):
    """Find the document in whatever the operation returns."""
    pending = [zeep.helpers.serialize_object(result, dict)]
    while pending:
        value = pending.pop()
        if isinstance(value, str) and "<cXML" in value:
            return value.encode()
        if isinstance(value, bytes) and b"<cXML" in value:
            return value
        if isinstance(value, dict):
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
    raise AnswerLost("SOAP answer without a cXML document")
