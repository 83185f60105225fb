"""A cXML document that travels with attachments (cXML Reference Guide, "Attachments").

The message is ``multipart/related`` or ``multipart/mixed``; its first part is the document, which names the others
as ``cid:`` URLs.
"""

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from itertools import islice

#: A message of more parts is not taken apart.
MAX_PARTS = 100

#: Nor is one with more parts that have parts.
MAX_GROUPS = 10

#: What is longer than this, in bytes, is not read as the headers of a part.
MAX_HEAD = 8 * 1024

_MULTIPART = ("multipart/related", "multipart/mixed")
_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"]+)"|([^\s;"]+))', re.IGNORECASE)
_HEAD_END = re.compile(rb"(?:\A|\n)\r?\n")


@dataclass(frozen=True)
class Attachment:
    """One part beside the document.

    :ivar str content_id: without brackets; empty if absent
    :ivar str name: of the file, as the sender gives it, without folders; empty if absent
    :ivar str media_type: e.g. ``application/pdf``
    :ivar bytes data: the content
    """

    content_id: str
    name: str
    media_type: str
    data: bytes


def split(body, content_type):
    """Part the document from its attachments.

    The sender may not be known yet, so nothing here may take long, whatever the body holds.

    :param bytes body: the body of an HTTP request
    :param str content_type: its ``Content-Type`` header, may be empty
    :return: the document, which is the whole body unless that is a multipart message of at most :data:`MAX_PARTS`
        parts, and the attachments
    :rtype: tuple[bytes, tuple[Attachment, ...]]
    """
    if not content_type.strip().lower().startswith(_MULTIPART) or len(content_type) > MAX_HEAD:
        return body, ()
    head = BytesHeaderParser().parsebytes(f"Content-Type: {content_type}".encode("latin-1", "replace"))
    leaves = _leaves(_Part(head, body))
    if not leaves:
        return body, ()
    return leaves[0].content(), tuple(leaf.attachment() for leaf in leaves[1:])


@dataclass(frozen=True)
class _Part:
    """A part as it stands in the message.

    :ivar email.message.Message head: its headers
    :ivar bytes data: what follows them
    """

    head: Message
    data: bytes

    def content(self):
        """What it holds, decoded."""
        self.head.set_payload(self.data)
        return self.head.get_payload(decode=True) or b""

    def attachment(self):
        """What it is beside the document."""
        return Attachment(
            content_id=_storable(self.head.get("Content-ID", "")).strip().strip("<>"),
            name=_storable(self.head.get_filename() or "").replace("\\", "/").rpartition("/")[2],
            media_type=_storable(self.head.get_content_type()),
            data=self.content(),
        )

    def parts(self):
        """Those directly inside of it, a few more than :data:`MAX_PARTS` at most; none if it has no boundary."""
        boundary = _BOUNDARY.search(str(self.head.get("Content-Type", "")))
        if not boundary or not self.head.get_content_type().startswith(_MULTIPART):
            return []
        name = re.escape((boundary[1] or boundary[2]).encode("latin-1", "replace"))
        delimiter = re.compile(rb"\n--" + name + rb"(--)?[ \t]*(?=\r?\n|\Z)")
        lines = b"\n" + self.data
        marks = list(islice(delimiter.finditer(lines), MAX_PARTS + 2))
        last = next((number for number, mark in enumerate(marks) if mark[1]), len(marks))
        ends = [*(mark.start() for mark in marks[1:]), len(lines)]
        return [
            _part(lines[mark.end() : end].removesuffix(b"\r")) for mark, end in zip(marks[:last], ends, strict=False)
        ]


def _part(data):
    """Read what stands between two boundaries: headers, a blank line, the content."""
    data = data.removeprefix(b"\r").removeprefix(b"\n")
    blank = _HEAD_END.search(data, 0, MAX_HEAD)
    head, content = (data[: blank.start()], data[blank.end() :]) if blank else (b"", data)
    return _Part(BytesHeaderParser().parsebytes(head), content)


def _leaves(message):
    """Take a message apart, and the parts that have parts.

    :param _Part message: the whole
    :return: parts without parts, in their order; none if there are too many
    :rtype: list[_Part]
    """
    waiting, leaves, groups = [message], [], 0
    while waiting:
        part = waiting.pop(0)
        inner = part.parts()
        groups += bool(inner)
        waiting[:0] = inner
        if not inner:
            leaves.append(part)
        if groups > MAX_GROUPS or len(leaves) + len(waiting) > MAX_PARTS:
            return []
    return leaves


def _storable(text):
    """A text of the sender's without what no database takes: NUL, and halves of characters."""
    return str(text).encode("utf-8", "replace").decode().replace("\0", "")
