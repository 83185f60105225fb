"""What a gateway says by a SOAP fault, of version 1.1 or 1.2, and however little of it there is."""

import re

from lxml import etree

from .contents import find_document
from .errors import Fault

#: Codes by which a server says that it has not processed a message: SOAP 1.1, 4.4.1; SOAP 1.2 part 1, 5.4.6.
_NOT_PROCESSED = {"Client", "Sender", "VersionMismatch", "MustUnderstand", "DataEncodingUnknown"}

#: Codes by which it says that it does not know who sends: WS-Security 1.1, 12.
_UNAUTHORIZED = {
    *("FailedAuthentication", "FailedCheck", "InvalidSecurity", "InvalidSecurityToken", "SecurityTokenUnavailable"),
    *("UnsupportedAlgorithm", "UnsupportedSecurityToken"),
}

#: Who gives these codes their meaning; the same name in another namespace is a code of the gateway's own.
_STANDARDS = ("http://schemas.xmlsoap.org/", "http://www.w3.org/", "http://docs.oasis-open.org/")

_CODE = re.compile(r"(?:\{(?P<namespace>[^}]*)\}|(?P<prefix>[^:]+):)?(?P<name>[^.]*).*", re.DOTALL)

#: Words by which a code or a reason may say that the document is there already, or that nobody knows.
_MAY_BE_THERE = re.compile(
    r"already|conflict|duplicate|(?<!not)(?<!not )(?<!n't )(?<!n’t )exist|timed? ?-?out", re.IGNORECASE
)

#: HTTP statuses that are about the sender alone, and those that leave open whether the document is there.
_ABOUT_SENDER, _LEFT_OPEN = (401, 403), (408, 409)

#: A Status in a text.
_STATUS = re.compile(r"<Status\s[^<>]*(?:/>|>[^<>]*</Status>)")

#: A document quoted in a reason.
_QUOTED = re.compile(r"(?:<|&lt;)(?:\?xml|!DOCTYPE|(?:[\w.-]+:)?cXML)\b.*", re.DOTALL)

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def find_fault(envelope):
    """Find the fault in an answer.

    :param lxml.etree._Element envelope: root of the answer
    :rtype: lxml.etree._Element | None
    """
    return envelope.find("{*}Body/{*}Fault")


def read(node, status, answer):
    """Read a fault.

    A code, dotted or not, that SOAP defines as the sender's mistake says that the document was not taken, unless words
    beside it say that it is there already. A code of the gateway's own, or none, says nothing.

    :param lxml.etree._Element node: the fault
    :param int status: HTTP status of the answer
    :param bytes answer: body of the answer
    :rtype: Fault
    """
    codes = [code for code in (*node.iterfind("{*}faultcode"), *node.iterfind("{*}Code//{*}Value")) if _words(code)]
    reason, names = _reason(node), [_words(code) for code in codes]
    is_unauthorized = status in _ABOUT_SENDER or any(_is_one_of(code, _UNAUTHORIZED) for code in codes)
    may_be_there = status in _LEFT_OPEN or any(map(_MAY_BE_THERE.search, (reason, *names)))
    is_refusal = any(_is_one_of(code, _NOT_PROCESSED) for code in codes[:1]) and not may_be_there
    said = (" / ".join(names), _QUOTED.sub("", reason).strip())
    return Fault(
        status,
        answer,
        said=": ".join(filter(None, said)),
        document=_status(node) or find_document(node),
        is_refusal=is_refusal or is_unauthorized,
        is_unauthorized=is_unauthorized,
    )


def _words(node):
    """The text of an element and of those in it, on one line."""
    return " ".join("".join(node.itertext()).split())


def _reason(node):
    texts = [*node.iterfind("{*}faultstring"), *node.iterfind("{*}Reason/{*}Text")]
    texts.sort(key=lambda text: not text.get(_LANG, "").lower().startswith("en"))
    return next(filter(None, map(_words, texts)), "")


def _is_one_of(code, names):
    parts = _CODE.fullmatch(_words(code))
    namespace = parts["namespace"] or code.nsmap.get(parts["prefix"] or "", "")
    return parts["name"] in names and (not namespace or namespace.startswith(_STANDARDS))


def _status(node):
    """Give a Status, which may have lost the document around it, in a document."""
    for found in node.iter("{*}Status"):
        if found.get("code") and found.get("text"):
            root = etree.Element("cXML")
            status = etree.SubElement(etree.SubElement(root, "Response"), "Status", dict(found.attrib))
            status.text = _words(found)
            return etree.tostring(root)
    match = next(filter(None, map(_STATUS.search, node.itertext())), None)
    return f"<cXML><Response>{match[0]}</Response></cXML>".encode() if match else b""
