"""Reading and writing XML, safely."""

import re
from copy import deepcopy
from xml.sax.saxutils import escape

from lxml import etree

from .errors import ProtocolError

DOCTYPE = '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.024/cXML.dtd">'

#: The documents of the cXML Reference Guide that Amazon and we exchange.
DOCUMENT_TYPES = (
    "PunchOutSetupRequest",
    "PunchOutOrderMessage",
    "OrderRequest",
    "ConfirmationRequest",
    "ShipNoticeRequest",
    "InvoiceDetailRequest",
    "StatusUpdateRequest",
    "ProfileRequest",
)

#: Elements whose content is nobody's business, and those whose ``URL`` is: it opens somebody's session.
SECRET_ELEMENTS = ("SharedSecret", "BuyerCookie")
SECRET_ADDRESSES = ("StartPage", "BrowserFormPost")

_OPENING = re.compile(r"<(?:SharedSecret|BuyerCookie|StartPage|BrowserFormPost)\b")
_SECRET = re.compile(
    r"(<(SharedSecret|BuyerCookie)\b[^<>]*>)[^<]*(?=</\2\s*>)"
    r"|(<(?:StartPage|BrowserFormPost)\b[^<>]*>\s*<URL\b[^<>]*>)[^<]*(?=</URL\s*>)"
)
_BLACK = "********"


def parse(data):
    """Parse a cXML document.

    External entities and DTDs are never read; a document that declares entities of its
    own is refused, so that nothing can expand. One that uses those of its DTD is refused as
    well: a text would be read without them.

    :param bytes data: the document
    :return: its root element, ``cXML``
    :rtype: lxml.etree._Element
    :raises ProtocolError: not well-formed, wrong encoding, entities, another root
    """
    if b"<!ENTITY" in data.replace(b"\0", b""):
        raise ProtocolError("entities")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, LookupError) as error:
        raise ProtocolError("not_xml", value=str(error)) from error
    if any(entry.type == etree.ErrorTypes.WAR_UNDECLARED_ENTITY for entry in parser.error_log):
        raise ProtocolError("unknown_entity")
    if root.tag != "cXML":
        raise ProtocolError("not_cxml", value=str(root.tag))
    return root


def document_type(root):
    """Name the document that a cXML envelope carries.

    :param lxml.etree._Element root: the ``cXML`` element
    :return: e.g. ``ConfirmationRequest``; ``Response``; empty if there is none
    :rtype: str
    """
    body = root.find("Message")
    if body is None:
        body = root.find("Request")
    if body is None:
        return "Response" if root.find("Response") is not None else ""
    return next((child.tag for child in body if child.tag != "Status"), "")


def require_type(root, expected):
    """Give the element of the expected document.

    :param lxml.etree._Element root: the ``cXML`` element
    :param str expected: one of :data:`DOCUMENT_TYPES`
    :rtype: lxml.etree._Element
    :raises ProtocolError: the envelope carries something else
    """
    found = document_type(root)
    if found != expected:
        raise ProtocolError("wrong_document", path=expected, value=found or "-")
    return root.find(f"*/{expected}")


def serialize(root):
    """Write a cXML document with declaration and doctype.

    :param lxml.etree._Element root: the ``cXML`` element
    :rtype: bytes
    """
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", doctype=DOCTYPE)


def redact(data):
    """Black out the content of :data:`SECRET_ELEMENTS` and the addresses in :data:`SECRET_ADDRESSES`.

    What is plain text between two tags is replaced in place; the rest of the bytes stay as they came.
    A document that hides them otherwise is written anew, or not kept if it cannot be read.

    :param bytes data: the document
    :rtype: bytes
    """
    redacted = redact_in_place(data)
    if redacted is not None:
        return redacted
    try:
        return redact_anew(data, parse(data))
    except ProtocolError:
        return redact_anew(data, None)


def redact_in_place(data):
    """Black out what :func:`redact` does, where it is plain text between two tags.

    :param bytes data: the document
    :return: None if the document hides some of it otherwise
    :rtype: bytes | None
    """
    text = data.decode("latin-1")
    kept, count = _SECRET.subn(lambda found: (found[1] or found[3]) + _BLACK, text)
    if count == len(_OPENING.findall(text)) and b"\0" not in data:
        return kept.encode("latin-1")
    return None


def redact_anew(data, root):
    """Black out what :func:`redact` does in a document that hides it.

    :param bytes data: the document
    :param lxml.etree._Element | None root: its root, which stays as it is; None if the document cannot be read
    :return: the document written anew, or what stands before the first secret
    :rtype: bytes
    """
    if root is None:
        return _OPENING.split(data.decode("latin-1").replace("\0", ""))[0].encode("latin-1")
    root = deepcopy(root)
    addresses = [url for node in root.iter(*SECRET_ADDRESSES) for url in node.iter("URL")]
    for node in [*root.iter(*SECRET_ELEMENTS), *addresses]:
        node[:] = []
        node.text = _BLACK
    return serialize(root)


def blacken(data, secrets):
    """Black out values wherever they stand in a document.

    :param bytes data: the document
    :param collections.abc.Iterable[str] secrets: the values
    :rtype: bytes
    """
    for secret in secrets:
        for written in {secret, escape(secret)}:
            data = data.replace(written.encode(), _BLACK.encode())
    return data


def pretty(data):
    """Indent a document for reading; one that does not parse is shown as it is.

    :param bytes data: the document
    :rtype: str
    """
    try:
        root = parse(data)
    except ProtocolError:
        return data.decode("utf-8", "replace")
    return indented(root)


def indented(root):
    """Write a document for reading.

    :param lxml.etree._Element root: the ``cXML`` element, which stays as it is
    :rtype: str
    """
    root = deepcopy(root)
    etree.indent(root)
    return etree.tostring(root, encoding="unicode")
