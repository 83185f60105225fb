"""XLSX to rows of text. Formulas are not evaluated: what the spreadsheet stored last counts. Macros are refused."""

import io
import zipfile
import zlib
from contextlib import contextmanager
from datetime import date, datetime, time
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

from .errors import UploadError

MAX_UNPACKED = 100 * 1024 * 1024
MAX_COLUMNS = 100

ZIP = b"PK\x03\x04"
#: Excel before 2007, and Excel with a password.
COMPOUND = b"\xd0\xcf\x11\xe0"

_WORKBOOK = "xl/workbook.xml"

_UNREADABLE = (
    AttributeError,
    EOFError,
    KeyError,
    IndexError,
    NotImplementedError,
    OSError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


def sheets(data):
    """Give the rows of each visible sheet.

    :param bytes data: the file
    :return: for each sheet an iterator over rows of text, read as it is asked for
    :rtype: Iterator[Iterator[list[str]]]
    :raises UploadError: no XLSX, with macros, or larger than is reasonable
    """
    with _refused():
        _check(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        pages = [page for page in book.worksheets if page.sheet_state == "visible"]
    for page in pages:
        page.reset_dimensions()
        yield _rows(page)


def _rows(page):
    with _refused():
        for row in page.iter_rows(max_col=MAX_COLUMNS, values_only=True):
            yield [_text(value) for value in row]


@contextmanager
def _refused():
    try:
        yield
    except _UNREADABLE as error:
        raise UploadError("not_a_table") from error


def _check(data):
    """Look into the package before anything is made of it."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = set(package.namelist())
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise UploadError("macros")
        if _WORKBOOK not in names:
            raise UploadError("not_a_table")
        if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED:
            raise UploadError("too_large", f"{MAX_UNPACKED // 1024 // 1024} MB")
        for name in names:
            if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in package.read(name).replace(b"\0", b""):
                raise UploadError("not_a_table")


def _text(value):
    """A cell as it would stand in a CSV."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value).strip()
