"""The cXML Response: what we answer, and what Amazon answered."""

import re
from dataclasses import dataclass

from lxml import etree

from . import document, envelope
from .errors import ProtocolError
from .values import text

#: cXML Reference Guide, "Status": the codes that we give, with their text.
STATUS_TEXT = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    406: "Not Acceptable",
    413: "Request Entity Too Large",
    450: "Not Implemented",
    500: "Internal Server Error",
    550: "Unable to reach cXML server",
}

_CODE = re.compile(r"[1-9]\d\d", re.ASCII)


@dataclass(frozen=True)
class Status:
    """A ``Status`` element.

    :ivar int code: cXML status code
    :ivar str text: its attribute ``text``
    :ivar str detail: its content
    """

    code: int
    text: str
    detail: str

    @property
    def success(self):
        """Whether the document was received."""
        return 200 <= self.code < 300

    @property
    def exists(self):
        """Whether the server has the document already."""
        return self.code == 409

    @property
    def temporary(self):
        """Whether the server is too busy to look at the document: the same one may be sent again."""
        return self.code == 429

    @property
    def undecided(self):
        """Whether the server failed over the document, so that nobody knows what became of it."""
        return self.code >= 500

    def __str__(self):
        return " ".join(f"{self.code} {self.text} {self.detail}".split())


def build(code, detail="", host="localhost"):
    """Write a Response that holds nothing but a status.

    :param int code: a key of :data:`STATUS_TEXT`
    :param str detail: a sentence for the other side's administrator
    :param str host: name of our host, for the payloadID
    :rtype: bytes
    """
    root, _response = start(code, detail, host)
    return document.serialize(root)


def start(code, detail="", host="localhost"):
    """Start a Response to which something may be added after its status.

    :param int code: a key of :data:`STATUS_TEXT`
    :param str detail: a sentence for the other side's administrator
    :param str host: name of our host, for the payloadID
    :return: the root, and the ``Response`` element
    :rtype: tuple[lxml.etree._Element, lxml.etree._Element]
    """
    root = etree.Element(
        "cXML",
        {
            "payloadID": envelope.new_payload_id(host),
            "timestamp": envelope.timestamp().isoformat(timespec="seconds"),
            envelope.XML_LANG: "en-US",
        },
    )
    response = etree.SubElement(root, "Response")
    status = etree.SubElement(response, "Status", code=str(code), text=STATUS_TEXT[code])
    status.text = detail or None
    return root, response


def read(data):
    """Read the status of an answer.

    :param bytes data: the document
    :rtype: Status
    :raises ProtocolError: not cXML, or no status
    """
    return read_status(document.parse(data))


def read_status(root):
    """Read the status below a ``cXML`` element.

    :param lxml.etree._Element root: the root
    :rtype: Status
    :raises ProtocolError: no status, or its code is not a number
    """
    node = root.find("Response/Status")
    if node is None:
        raise ProtocolError("missing", path="Response/Status")
    return status_of(node, "Response/Status")


def status_of(node, label):
    """Read a ``Status`` element.

    :param lxml.etree._Element node: the element
    :param str label: the path that the error names
    :rtype: Status
    :raises ProtocolError: its code is not a number of three digits
    """
    code = node.get("code", "").strip()
    if not _CODE.fullmatch(code):
        raise ProtocolError("not_a_number", path=f"{label}@code", value=code)
    return Status(int(code), node.get("text", "").strip(), text(node, "."))
