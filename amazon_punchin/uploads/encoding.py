"""Bytes of a text file to text. Files rarely say their encoding, so there may be several readings."""

import codecs
import re

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

#: Characters of a text in which such a beginning stands.
_HEAD = 1000

#: Signs that no table holds.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def readings(data):
    """Decode a text file in each way that is possible, the likeliest first; each when it is asked for.

    :param bytes data: the file
    :return: at least one
    :rtype: Iterator[str]
    :raises UploadError: it is no text
    """
    is_text = False
    for data_of_text, encoding in _attempts(data):
        text = _decode(data_of_text, encoding)
        if text is not None:
            is_text = True
            yield text
    if not is_text:
        raise UploadError("not_a_table")


def _attempts(data):
    """The bytes of the text and their encoding, for each to try."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return [(data[len(mark) :], encoding)]
    return [(data, encoding) for encoding in (_SIXTEEN_BIT if b"\0" in data else _EIGHT_BIT)]


def _decode(data, encoding):
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    if _CONTROL.search(text) or text[:_HEAD].lstrip().casefold().startswith(_NO_TABLE):
        return None
    return text
