"""Reading and writing XML, safely."""

import re
from copy import deepcopy
from hashlib import sha256
from xml.sax.saxutils import escape

from lxml import etree

from . import encoding, spelling
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

#: Elements whose content is nobody's business: it proves who somebody is, or opens somebody's session.
SECRET_ELEMENTS = ("SharedSecret", "BuyerCookie", "StartPage", "BrowserFormPost")

#: Of a document with more of them, or in more spellings, nothing is kept: each costs an object, or a look at all of it.
MAX_SECRETS = 1000
MAX_SPELLINGS = 8

_SECRET_NAME = re.compile("|".join(SECRET_ELEMENTS).encode(), re.IGNORECASE)
_BLACK = "********"

#: Of the XML declaration that the parser sees. A document that stands alone has no entities of a DTD elsewhere.
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

#: Whatever a document could declare: entities, and attributes that are there although nobody wrote them.
_DECLARES = re.compile(rb"<!(?!--|\[CDATA\[|DOCTYPE\b)")

#: Where a secret may begin in what is no XML: at its name, or at a declaration of its value.
_SIGN_OF_SECRET = re.compile(b"secret|cookie|startpage|browserformpost|" + _DECLARES.pattern, re.IGNORECASE)

#: So many times its own size a document may take in memory when it is parsed; those of Amazon take up to eleven.
MAX_GROWTH = 15

#: What each document may take in any case, in bytes.
_FREE = 1024 * 1024

#: Up to a thousand attributes of an element are read: older parsers compare each with each.
_TOO_MANY_ATTRIBUTES = re.compile(rb"<[^<=]*(?:=[^<=]*){1001}")


def parse(data, charset=""):
    """Parse a cXML document.

    :param bytes data: the document
    :param str charset: see :func:`read_tree`
    :return: its root element, ``cXML``
    :rtype: lxml.etree._Element
    :raises ProtocolError: see :func:`read_tree` and :func:`check_root`
    """
    root = read_tree(data, charset)
    spelling.corrected(root)
    check_root(root)
    return root


def read_tree(data, charset=""):
    """Parse an XML document.

    External entities and DTDs are never read; a document that declares entities of its
    own is refused, so that nothing can expand. One that uses those of its DTD is refused as
    well: a text would be read without them.

    :param bytes data: the document
    :param str charset: what the header of the post says of its encoding; empty if nothing
    :return: its root element
    :rtype: lxml.etree._Element
    :raises ProtocolError: not well-formed, wrong encoding, entities, more markup than a document has
    """
    written = encoding.to_utf8(data, charset)
    if _DECLARES.search(written):
        raise ProtocolError("entities")
    if _tree_size(written) > MAX_GROWTH * len(written) + _FREE or _TOO_MANY_ATTRIBUTES.search(written):
        raise ProtocolError("too_dense")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(_DECLARATION + written, parser)
    except etree.XMLSyntaxError as error:
        reason = "unknown_entity" if error.code == etree.ErrorTypes.ERR_UNDECLARED_ENTITY else "not_xml"
        raise ProtocolError(reason, value=str(error.lineno or 1)) from error


def _tree_size(written):
    """Tell how many bytes the parser will take at most, beside texts: for elements, texts, attributes, references."""
    tags = written.count(b"<")
    elements, texts = tags - written.count(b"</"), tags - written.count(b"><")
    return 125 * elements + 150 * texts + 310 * written.count(b"=") + 150 * written.count(b"&")


def check_root(root):
    """Refuse a document that is not cXML.

    :param lxml.etree._Element root: its root element
    :raises ProtocolError: it is another one than ``cXML``
    """
    if root.tag != "cXML":
        raise ProtocolError("not_cxml", value=str(root.tag))


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


def redact(data, root, charset=""):
    """Black out what stands in :data:`SECRET_ELEMENTS`, as the parser found them, and texts that speak of them.

    A document that has none of them stays as it came. One that has is written anew, without what nobody reads:
    comments and processing instructions, which may hold a secret as well. Of one that cannot be read, what stands
    before the first secret is left, see :func:`beginning`; of what is no XML at all, its size and its digest.

    :param bytes data: the document
    :param lxml.etree._Element | None root: its root, which stays as it is; None if it cannot be read
    :param str charset: what the header of the post says of its encoding; empty if nothing
    :rtype: bytes
    """
    kept = beginning(data, charset) if root is None else _redacted(data, root, charset)
    if (root is not None and kept) or kept.startswith(b"<") or not data:
        return kept
    return f"{len(data)} bytes, SHA-256 {sha256(data).hexdigest()}".encode()


def beginning(data, charset=""):
    """Give what stands before anything that looks like a secret, or like the value of one, in what cannot be parsed.

    :param bytes data: the document, or a page of a server's
    :param str charset: what the header of the post says of its encoding; empty if nothing
    :return: nothing, if it is in no encoding that is read here
    :rtype: bytes
    """
    try:
        return _SIGN_OF_SECRET.split(encoding.to_utf8(data, charset), maxsplit=1)[0]
    except ProtocolError:
        return b""


def _redacted(data, root, charset):
    written = encoding.to_utf8(data, charset)
    if names := set(_SECRET_NAME.findall(written)):
        return _blackened(root, [name.decode() for name in names])
    return data if not charset or _tells_its_encoding(data, written) else serialize(root)


def _tells_its_encoding(data, written):
    """Whether a document is read in the same way when the header of its post is gone."""
    try:
        return encoding.to_utf8(data) == written
    except ProtocolError:
        return False


def _blackened(root, names):
    """Write a document with its secrets blacked out. A copy of it would take as much memory once more.

    :param list[str] names: of secrets, as they are spelled in it
    :return: nothing, if there are more than :data:`MAX_SECRETS`
    :rtype: bytes
    """
    if len(names) > MAX_SPELLINGS:
        return b""
    hidden = set()
    for node in root.iter(*(f"{{*}}{name}" for name in names)):
        if node not in hidden:
            hidden.update(node.iter(etree.Element))
        if len(hidden) > MAX_SECRETS:
            return b""
    named = " or ".join(f"contains(., '{name}')" for name in names)
    mentions = root.xpath(f"//text()[{named}] | //@*[{named}]")
    if len(mentions) > MAX_SECRETS:
        return b""
    touched = hidden.union(mention.getparent() for mention in mentions)
    kept = [(node, node.text, node.tail, dict(node.attrib)) for node in touched]
    for mention in mentions:
        _blacken_mention(mention)
    for node in hidden:
        node.attrib.clear()
        node.text = None if len(node) else _BLACK
        node.tail = None if node.getparent() in hidden else (node.tail or "").strip() and _BLACK
    try:
        return serialize(root)
    finally:
        for node, text, tail, attributes in kept:
            node.text, node.tail = text, tail
            node.attrib.update(attributes)


def _blacken_mention(mention):
    """Black out a text that names a secret, as a document in a document does, or the text of which it is the name."""
    node = mention.getparent()
    if mention.is_attribute:
        node.set(mention.attrname, _BLACK)
    if mention.is_tail:
        node.tail = _BLACK
    else:
        node.text = _BLACK


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
