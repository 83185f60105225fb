"""What may be kept of a document that cannot be read, for a person to look at: all but what may be a secret."""

import re

from . import document

#: No more of one is kept, in bytes.
MAX_KEPT = 256 * 1024

_BLACK = b"********"
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
_END_OF_SECRETS = re.compile(rb"</(?:[\w.-]+:)?(?:SharedSecret|Header)\s*>", re.IGNORECASE)


def keep(data):
    """Give what stands before the first secret of a document, and what follows the header in which it stands.

    :param bytes data: the document, in whatever encoding
    :return: in UTF-8, its characters as far as they can be told
    :rtype: bytes
    """
    written = _text(data[:MAX_KEPT]).encode()
    before = document.beginning(written)
    if before == written:
        return written
    *_others, end = (0, *(found.end() for found in _END_OF_SECRETS.finditer(written)))
    return before + _BLACK + (document.beginning(written[end:]) if end > len(before) else b"")


def _codec(data):
    if data.startswith(b"\xff\xfe") or data[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if data.startswith(b"\xfe\xff") or data[:1] == b"\0" else "utf-8"


def _text(data):
    text = data.decode(_codec(data), "replace").lstrip("\ufeff")
    return _XML_DECLARATION.sub("", text.replace("\0", ""), count=1)
