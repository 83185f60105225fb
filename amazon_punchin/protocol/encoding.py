"""Bytes to text: in which encoding a document is, of those that are named here.

XML 1.0, 4.3.3 and Appendix F; RFC 7303, 3.3: a byte order mark counts for more than what the post's header says, and
that for more than the XML declaration. The XML parser knows more encodings, UTF-7 among them, in which markup hides
from whoever looks for it; so it gets UTF-8.
"""

import re

from .errors import ProtocolError

#: Names of encodings, in lower case, to Python's. What the web reads as Shift_JIS is Windows' variant of it.
NAMES = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16": "utf-16",
    "utf16": "utf-16",
    "unicode": "utf-16",
    "ucs-2": "utf-16",
    "iso-10646-ucs-2": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "iso8859-1",
    "iso8859-1": "iso8859-1",
    "iso_8859-1": "iso8859-1",
    "latin1": "iso8859-1",
    "iso-8859-15": "iso8859-15",
    "iso8859-15": "iso8859-15",
    "iso_8859-15": "iso8859-15",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "euc-jp": "euc_jp",
}

#: How a document begins, and the encoding that this tells. The longer marks stand before those that they begin with.
_BEGINNINGS = (
    (re.compile(rb"\0\0\xfe\xff|\xff\xfe\0\0|\0\0\0[^\0]|[^\0]\0\0\0"), "UTF-32"),
    (re.compile(rb"\x4c\x6f\xa7\x94"), "EBCDIC"),
    (re.compile(rb"\+/v[89+/]"), "UTF-7"),
    (re.compile(rb"\xef\xbb\xbf"), "utf-8"),
    (re.compile(rb"\xff\xfe|[^\0]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\xfe\xff|\0[^\0]\0[^\0]"), "utf-16-be"),
)

#: A declaration is not looked for beyond so many bytes.
_HEAD = 1024

_DECLARATION = re.compile(
    r"""<\?xml(?:\s+version\s*=\s*(?:"1\.\d+"|'1\.\d+'))?"""
    r"""(?:\s+encoding\s*=\s*(?:"(?P<double>[^"<>]*)"|'(?P<single>[^'<>]*)'))?"""
    r"""(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>""",
    re.ASCII,
)
_BEGINS_DECLARATION = re.compile(r"<\?xml\s", re.ASCII)

#: What may stand before a document, although it should not.
_BEFORE = re.compile("[\ufeff \t\r\n]*")


def to_utf8(data, charset=""):
    """Give a document in UTF-8, without its XML declaration and what stands before.

    :param bytes data: the document
    :param str charset: what the header of the post says of its encoding; empty if nothing
    :rtype: bytes
    :raises ProtocolError: an encoding that is not read here, or bytes that are not in it
    """
    codec = _codec(data, charset)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise ProtocolError("not_in_encoding", value=_label(codec)) from error
    _name, end = _read_declaration(text)
    before = len(text[:end].encode())
    return text.encode()[before:]


def _codec(data, charset):
    """Find out the encoding: by how the document begins, by the header, by its declaration.

    A document that is written ``UTF-16`` in its declaration, but in bytes of which each is a character, is one that a
    program made as text in its memory, and sent in UTF-8.
    """
    begun = next((codec for beginning, codec in _BEGINNINGS if beginning.match(data)), "")
    if begun:
        if begun not in NAMES.values():
            raise ProtocolError("encoding", value=begun)
        return begun
    name = charset.strip() or _read_declaration(data[:_HEAD].decode("latin-1"))[0]
    codec = NAMES.get(name.lower()) if name else "utf-8"
    if codec is None:
        raise ProtocolError("encoding", value=name)
    return "utf-8" if codec.startswith("utf-16") else codec


def _read_declaration(text):
    """Find the declaration of a document.

    :return: the encoding that it names, empty if it names none; and where it ends, or the document begins without one
    :rtype: tuple[str, int]
    :raises ProtocolError: it is not one of XML's, or longer than anybody writes one
    """
    start = _BEFORE.match(text).end()
    if not _BEGINS_DECLARATION.match(text, start):
        return "", start
    found = _DECLARATION.match(text, start, start + _HEAD)
    if not found:
        raise ProtocolError("not_xml", value="1")
    return found["double"] or found["single"] or "", found.end()


def _label(codec):
    """Name an encoding as it is usually written."""
    return next(name for name, known in NAMES.items() if known == codec).upper()
