"""XLSX to rows of text. Formulas are not evaluated: what the spreadsheet stored last counts; without it, and with
macros, the file is refused.
"""

import io
import re
import zipfile
import zlib
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import repeat

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from .errors import UploadError

MAX_UNPACKED = 100 * 1024 * 1024
MAX_COLUMNS = 100

ZIP = b"PK\x03\x04"
#: Excel before 2007, and Excel with a password.
COMPOUND = b"\xd0\xcf\x11\xe0"

_WORKBOOK = "xl/workbook.xml"
_FORMULA = re.compile(rb"<(\w+:)?f[\s/>]")

_UNREADABLE = (
    AttributeError,
    EOFError,
    KeyError,
    IndexError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


def sheets(data, max_rows):
    """Give the name and the rows of each visible sheet.

    :param bytes data: the file
    :param int max_rows: number of the last row that a sheet may have
    :return: for each sheet its name, and an iterator over rows of text, read as it is asked for
    :rtype: Iterator[tuple[str, Iterator[list[str]]]]
    :raises UploadError: no XLSX, with macros, with a formula without a result, or larger than is reasonable
    """
    with refused():
        check(data)
        pages = _pages(data, results=True)
        formulas = _pages(data, results=False) if _has_formulas(data) else repeat(None)
    for page, written in zip(pages, formulas, strict=False):
        yield page.title, _rows(page, written, max_rows)


def _pages(data, *, results):
    """The visible sheets, with formulas or with what the spreadsheet stored as their results."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=results, keep_links=False)
    pages = [page for page in book.worksheets if page.sheet_state == "visible"]
    for page in pages:
        page.reset_dimensions()
    return pages


def _has_formulas(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = (name for name in package.namelist() if name.startswith("xl/worksheets/"))
        return any(_FORMULA.search(package.read(name)) for name in parts)


def _rows(page, written, max_rows):
    """Rows that the file leaves out are there as well, however many it claims: so none is asked for beyond the last."""
    with refused():
        originals = _values(written, max_rows) if written else repeat(())
        for number, (row, original) in enumerate(zip(_values(page, max_rows), originals, strict=False), start=1):
            if number > max_rows:
                raise UploadError("too_many_rows", str(max_rows))
            for column, (value, formula) in enumerate(zip(row, original, strict=False), start=1):
                if value is None and formula is not None:
                    raise UploadError("formula", f"{get_column_letter(column)}{number}")
            yield [_text(value) for value in row] if row.count(None) < len(row) else []


def _values(page, max_rows):
    return page.iter_rows(max_row=max_rows + 1, max_col=MAX_COLUMNS, values_only=True)


@contextmanager
def refused():
    """Refuse what the readers of XLSX stumble over.

    :raises UploadError: they did
    """
    try:
        yield
    except _UNREADABLE as error:
        raise UploadError("not_a_table") from error


def check(data, max_unpacked=MAX_UNPACKED):
    """Look into the package before anything is made of it.

    :param bytes data: the file
    :param int max_unpacked: bytes that it may come to
    :raises UploadError: no XLSX, with macros, or larger than that
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = set(package.namelist())
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise UploadError("macros")
        if sum(part.file_size for part in package.infolist()) > max_unpacked:
            raise UploadError("too_large", f"{max_unpacked // 1024 // 1024} MB")
        if _WORKBOOK not in names:
            raise UploadError("not_a_table")
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
