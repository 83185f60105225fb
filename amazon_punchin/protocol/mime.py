"""A message of several parts: a form with its fields, or a document with its attachments.

cXML Reference Guide, "Attachments": the message is ``multipart/related`` or ``multipart/mixed``; its first part is the
document, unless ``start`` names another (RFC 2387), and names the others as ``cid:`` URLs. A browser posts
``multipart/form-data``.

The sender may not be known yet, so nothing here may take long, or much memory, whatever the bytes. The parser is
the package ``multipart``: it takes limits, and its time grows with the bytes. Werkzeug's takes forms alone, and 99
backslashes in a header keep 3.0.1, with which Odoo 19 runs, busy for ever; that of ``requests_toolbelt`` has no
limits. Python's e-mail package reads no more than the parameters of short headers.
"""

import binascii
from dataclasses import dataclass
from email.message import Message
from email.utils import collapse_rfc2231_value

from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser

#: A message of more parts is not taken apart: an invoice has a few attachments, each part costs an object.
MAX_PARTS = 100

#: Nor is one with more parts that have parts, inside of each other or not: each is gone through once more.
MAX_GROUPS = 10

#: The longest header of a part, in bytes: what Python reads in its parameters takes the square of it.
MAX_HEADER = 2 * 1024

#: The most headers of one part. Mail programs write six.
MAX_HEADERS = 16

#: The most headers of all parts beside each other, in bytes: each line of a folded one is joined to those before it.
MAX_HEAD = 32 * 1024

_MULTIPART = ("multipart/form-data", "multipart/related", "multipart/mixed")
_WITH_ATTACHMENTS = ("multipart/related", "multipart/mixed")


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


@dataclass(frozen=True)
class Part:
    """A part as it stands in the message.

    :ivar email.message.Message head: its headers
    :ivar bytes data: what follows them
    """

    head: Message
    data: bytes

    def parameter(self, name, header):
        """Read a parameter of a header.

        :param str name: e.g. ``filename``
        :param str header: e.g. ``Content-Disposition``
        :return: empty if it is missing, or cannot be read
        :rtype: str
        """
        try:
            return collapse_rfc2231_value(self.head.get_param(name, "", header))
        except (TypeError, ValueError):  # pieces with and without a number; an encoding for other things than text
            return ""

    def charset(self):
        """Read what the header says of the encoding.

        :return: empty if it says nothing
        :rtype: str
        """
        return self.parameter("charset", "Content-Type")

    def content_id(self):
        """Name the part as ``cid:`` URLs and ``start`` do.

        :return: without brackets; empty if it has no name
        :rtype: str
        """
        return _bare(self.head.get("Content-ID", ""))

    def content(self):
        """Undo the ``Content-Transfer-Encoding``.

        :return: the content; as it came if it is not in that encoding
        :rtype: bytes
        """
        encoding = self.head.get("Content-Transfer-Encoding", "").strip().lower()
        if encoding == "quoted-printable":
            return binascii.a2b_qp(self.data)
        if encoding != "base64":
            return self.data
        try:
            return binascii.a2b_base64(self.data + b"==")
        except binascii.Error:
            return self.data


def read(body, content_type):
    """Take a message apart, and the parts that have parts.

    :param bytes body: the body of an HTTP request
    :param str content_type: its ``Content-Type`` header, may be empty
    :return: the parts without parts in their order, but what ``start`` names first; none if the body is no message of
        parts, or one that is cut off, or goes beyond a limit
    :rtype: list[Part]
    """
    if len(content_type) > MAX_HEADER:
        return []
    waiting, leaves, groups = [Part(_head([("Content-Type", content_type)]), body)], [], 0
    while waiting:
        part = waiting.pop(0)
        if part.head.get_content_type() not in _MULTIPART:
            leaves.append(part)
            continue
        try:
            waiting[:0] = _parts(part)
        except MultipartError:
            return []
        groups += 1
        if groups > MAX_GROUPS or len(leaves) + len(waiting) > MAX_PARTS:
            return []
    return leaves


def split(body, content_type):
    """Part the document from its attachments.

    :param bytes body: the body of an HTTP request
    :param str content_type: its ``Content-Type`` header, may be empty
    :return: the document, which is the whole body unless :func:`read` finds parts with attachments; what the header
        says of its encoding; and the attachments
    :rtype: tuple[bytes, str, tuple[Attachment, ...]]
    """
    parts = read(body, content_type) if content_type.strip().lower().startswith(_WITH_ATTACHMENTS) else []
    if not parts:
        return body, charset(content_type), ()
    return parts[0].content(), parts[0].charset(), tuple(_attachment(part) for part in parts[1:])


def charset(content_type):
    """Read what a header says of the encoding.

    :param str content_type: a ``Content-Type`` header, may be empty
    :return: empty if it says nothing
    :rtype: str
    """
    return "" if len(content_type) > MAX_HEADER else Part(_head([("Content-Type", content_type)]), b"").charset()


class _Parser(PushMultipartParser):
    """The library's, for any kind of message: it asks each part for the name of a form's field."""

    def _create_segment(self, headerlist):
        return MultipartSegment(headerlist)


def _parts(group):
    """Read the parts directly inside of one.

    :param Part group: of a multipart type
    :rtype: list[Part]
    :raises multipart.MultipartError: broken, cut off, or beyond a limit
    """
    boundary = group.parameter("boundary", "Content-Type").encode()
    parser = _Parser(
        boundary,
        max_header_size=MAX_HEADER,
        max_header_count=MAX_HEADERS,
        max_segment_count=MAX_PARTS,
        header_charset="latin-1",
    )
    data, is_unix = _with_crlf(group.data, boundary)
    parts, left = [], MAX_HEAD
    with parser:
        for event in parser.parse(data):
            if isinstance(event, MultipartSegment):
                head, content = _head(event.headerlist), b""
                left -= sum(len(name) + len(value) for name, value in event.headerlist)
                if left < 0:
                    raise ParserLimitReached("headers of all parts")
            elif event is None:
                parts.append(Part(head, content.replace(b"\r\n", b"\n") if is_unix else content))
            else:
                content = event  # in one piece, as the data is
    root = _bare(group.parameter("start", "Content-Type"))
    return sorted(parts, key=lambda part: part.content_id() != root) if root else parts


def _with_crlf(data, boundary):
    """Give a message of which a program made text, with bare line feeds, the line ends that the parser knows."""
    end = data.find(b"--" + boundary) + len(boundary) + 2
    is_unix = data[end : end + 1] == b"\n"
    return (data.replace(b"\n", b"\r\n") if is_unix else data), is_unix


def _head(headers):
    """Make headers of what has been read as Latin-1: UTF-8 if it is, as browsers write it."""
    head = Message()
    for name, value in headers:
        head[name] = value.encode("latin-1", "replace").decode("utf-8", "replace")
    return head


def _attachment(part):
    name = part.parameter("filename", "Content-Disposition") or part.parameter("name", "Content-Type")
    return Attachment(
        content_id=_storable(part.content_id()),
        name=_storable(name).strip().replace("\\", "/").rpartition("/")[2],
        media_type=_storable(part.head.get_content_type()),
        data=part.content(),
    )


def _bare(content_id):
    return content_id.strip().strip("<>").strip()


def _storable(text):
    """A text of the sender's without what no database takes: NUL, and halves of characters."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")
