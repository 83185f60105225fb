"""Bytes to a checked element tree: no entities, no network, no surprises."""

from lxml import etree

from .errors import CxmlError
from .grammar import check_grammar

XML_TYPES = ("text/xml", "application/xml")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HIDDEN = "********"


def parse(body, content_type):
    """Parse a cXML document that came by POST and check its grammar.

    :param body: the bytes as received.
    :param content_type: the media type, without parameters.
    :returns: the root element, whose Request has the one body element.
    :raises CxmlError: 400, the document is not cXML; the text says where.
    """
    if content_type not in XML_TYPES:
        raise CxmlError(400, f"Content-Type must be text/xml, not {content_type or 'missing'}.")
    root = _parse_safely(body)
    if root.tag != "cXML":
        raise CxmlError(400, f"The root element must be cXML, not {root.tag}.")
    check_grammar(root)
    if root.find("Request") is None:
        raise CxmlError(400, "The document holds no Request.")
    return root


def text_of(element, path):
    """The stripped text of the first element at the path, "" when there is none."""
    return (element.findtext(path) or "").strip()


def readable(document):
    """The document indented for people, with every secret blacked out.

    What is not XML is shown as it came, unless it might hold a secret.
    """
    try:
        root = _parse_safely(document)
    except CxmlError:
        text = document.decode("utf-8", "replace")
        return HIDDEN if "SharedSecret" in text else text
    for secret in root.iter("SharedSecret", "DigitalSignature", "CredentialMac"):
        for child in list(secret):
            secret.remove(child)
        secret.text = HIDDEN
    etree.indent(root)
    return etree.tostring(root.getroottree(), encoding="unicode")


def _parse_safely(body):
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_blank_text=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        position = getattr(error, "position", None)
        where = f" near line {position[0]}, column {position[1]}" if position else ""
        raise CxmlError(400, f"The document is not well-formed XML{where}.") from error
    subset = root.getroottree().docinfo.internalDTD
    if subset is not None and (any(subset.iterentities()) or any(subset.iterelements())):
        raise CxmlError(400, "The DOCTYPE must not have an internal subset.")
    return root
