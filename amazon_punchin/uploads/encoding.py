"""Bytes of a text file to text. Files rarely say their encoding, so there may be several readings."""

import codecs

from .errors import UploadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: Latin-1 takes every byte, so it comes last.
_EIGHT_BIT = ("utf-8", "cp1252", "cp932", "latin-1")
_SIXTEEN_BIT = ("utf-16-le", "utf-16-be")

#: How PDF, RTF, web pages and XML begin, which are text as well.
_NO_TABLE = ("%pdf", "{\\rtf", "<html", "<!doctype", "<?xml")

#: Signs that no table holds.
_CONTROL = frozenset(map(chr, {*range(32), 127} - {9, 10, 13}))


def readings(data):
    """Decode a text file in each way that is possible, the likeliest first.

    :param bytes data: the file
    :return: at least one
    :rtype: list[str]
    :raises UploadError: it is no text
    """
    texts = [text for text in map(_decode, *_attempts(data)) if text is not None]
    if not texts:
        raise UploadError("not_a_table")
    return texts


def _attempts(data):
    """The same bytes for each encoding to try."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return [data[len(mark) :]], [encoding]
    encodings = _SIXTEEN_BIT if b"\0" in data else _EIGHT_BIT
    return [data] * len(encodings), encodings


def _decode(data, encoding):
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    foreign = _CONTROL.intersection(text) or text.lstrip().casefold().startswith(_NO_TABLE)
    return None if foreign else text
