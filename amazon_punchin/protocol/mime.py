"""A cXML document that travels with attachments (cXML Reference Guide, "Attachments").

The message is ``multipart/related`` or ``multipart/mixed``; its first part is the document, which names the others
as ``cid:`` URLs.
"""

from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP


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

    :param bytes body: the body of an HTTP request
    :param str content_type: its ``Content-Type`` header, may be empty
    :return: the document, which is the whole body unless that is a multipart message, and the attachments
    :rtype: tuple[bytes, tuple[Attachment, ...]]
    """
    if not content_type.strip().lower().startswith(("multipart/related", "multipart/mixed")):
        return body, ()
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    parts = [part for part in message.walk() if not part.is_multipart()]
    return _content(parts[0]), tuple(_attachment(part) for part in parts[1:])


def _attachment(part):
    return Attachment(
        content_id=str(part.get("Content-ID", "")).strip().strip("<>"),
        name=(part.get_filename() or "").replace("\\", "/").rpartition("/")[2],
        media_type=part.get_content_type(),
        data=_content(part),
    )


def _content(part):
    return part.get_payload(decode=True) or b""
