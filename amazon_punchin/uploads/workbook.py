"""XLSX to rows of text. Formulas are not evaluated: what the spreadsheet stored last counts.

Openpyxl makes objects of all that a file holds, some hundred times as large as the file; here nothing is kept but the
text of one row and of what rows share.
"""

import posixpath
import re
import zipfile
import zlib
from collections import deque
from contextlib import contextmanager
from datetime import date, datetime, time
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.cell import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from .errors import UploadError
from .package import MAX_UNPACKED, Package

#: Columns with something in them; a list of Amazon's has ten.
MAX_COLUMNS = 100

#: Cells and rows of a sheet, empty ones as well: twice as many as a list of 100,000 rows and ten columns has.
MAX_CELLS = 2_000_000

#: Sheets, hidden ones as well: each is looked at.
MAX_SHEETS = 50

#: Characters of a cell, and of a format: Excel takes no more.
MAX_CELL, _MAX_FORMAT = 32_767, 255

ZIP = b"PK\x03\x04"
#: Excel before 2007, and Excel with a password.
COMPOUND = b"\xd0\xcf\x11\xe0"

_WORKBOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_PLACE = re.compile(r"([A-Za-z]{1,3})\d*")
_WHOLE = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

_UNREADABLE = (
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
)


class Formula(str):
    """The result of a formula, as the spreadsheet stored it last; empty if it did not."""


def sheets(data, max_rows, max_unpacked=MAX_UNPACKED):
    """Give the name and the rows of each visible sheet.

    :param bytes data: the file
    :param int max_rows: number of the last row that may hold something
    :param int max_unpacked: bytes that the file may come to
    :return: for each sheet its name, and an iterator over rows of text, read as it is asked for; rows that the file
        leaves out are there as well
    :rtype: Iterator[tuple[str, Iterator[list[str]]]]
    :raises UploadError: no XLSX, with macros, or larger than is reasonable
    """
    with _refused():
        package = Package(data, max_unpacked)
        book = package.read_part(_WORKBOOK, _Book())
        links = package.read_part(_LINKS, _Links()).targets
        strings = [
            text for name in links["sharedStrings"].values() for text in package.read_part(name, _Strings()).texts
        ]
        formats = _Formats(book.epoch)
        for name in links["styles"].values():
            package.read_part(name, formats)
    for title, link in book.visible:
        if name := links["worksheet"].get(link):
            yield title, _rows(package, name, _Sheet(strings, formats), max_rows)


def results(rows):
    """Take the results of formulas for what they are.

    :param Iterable[list[str]] rows: of a sheet
    :rtype: Iterator[list[str]]
    :raises UploadError: one has none
    """
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            if isinstance(cell, Formula) and not cell:
                raise UploadError("formula", f"{get_column_letter(column)}{number}")
        yield row


def _rows(package, name, sheet, max_rows):
    given = 0
    with _refused():
        for _piece in package.pieces(name, sheet):
            while sheet.rows:
                number, row = sheet.rows.popleft()
                if number > max_rows:
                    raise UploadError("too_many_rows", f"{max_rows:,}")
                yield from ([] for _missing in range(given + 1, number))
                yield row
                given = number


@contextmanager
def _refused():
    """Refuse what a file stumbles over.

    :raises UploadError: it did
    """
    try:
        yield
    except _UNREADABLE as error:
        raise UploadError("not_a_table") from error


class _Text:
    """The text of a cell, which may come in many pieces."""

    def __init__(self):
        self.begin()
        self._is_taken = self._is_phonetic = False

    def begin(self):
        self._pieces, self._length = [], 0

    def take(self, is_taken):
        self._is_taken = is_taken and not self._is_phonetic

    def phonetic(self, is_phonetic):
        """How a Japanese text is read is beside it."""
        self._is_phonetic = is_phonetic

    def add(self, characters):
        if self._is_taken:
            self._length += len(characters)
            if self._length > MAX_CELL:
                raise UploadError("cell_too_long", f"{MAX_CELL:,}")
            self._pieces.append(characters)

    def __str__(self):
        return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), "".join(self._pieces))


class _Book:
    """Which sheets there are."""

    def __init__(self):
        self.epoch = CALENDAR_WINDOWS_1900
        self.visible = []
        self._number = 0

    def start(self, name, attributes):
        if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.epoch = CALENDAR_MAC_1904
        if name == "sheet":
            self._number += 1
            if self._number > MAX_SHEETS:
                raise UploadError("too_many_sheets", str(MAX_SHEETS))
            link = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            if attributes.get("state", "visible") == "visible":
                self.visible.append((attributes["name"], link))

    def end(self, name):
        pass

    def text(self, characters):
        pass


class _Links(_Book):
    """Which part is what.

    :ivar dict[str, dict[str, str]] targets: kind to id to name of the part
    """

    def __init__(self):
        super().__init__()
        self.targets = {"sharedStrings": {}, "styles": {}, "worksheet": {}}

    def start(self, name, attributes):
        kind = attributes.get("Type", "").rpartition("/")[2]
        if name == "Relationship" and kind in self.targets:
            self.targets[kind][attributes["Id"]] = posixpath.join("/xl", attributes["Target"])[1:]


class _Strings:
    """The texts that cells share."""

    def __init__(self):
        self.texts = []
        self._text = _Text()
        self.text = self._text.add

    def start(self, name, attributes):
        if name == "si":
            self._text.begin()
        elif name == "t":
            self._text.take(True)
        elif name == "rPh":
            self._text.phonetic(True)

    def end(self, name):
        self._text.take(False)
        if name == "rPh":
            self._text.phonetic(False)
        elif name == "si":
            self.texts.append(str(self._text).strip())


class _Formats(_Book):
    """Which numbers are dates."""

    def __init__(self, epoch):
        super().__init__()
        self.epoch = epoch
        self._codes, self._of_styles = dict(BUILTIN_FORMATS), []
        self._within, self._dates = "", {}

    def start(self, name, attributes):
        if name in ("numFmts", "cellXfs"):
            self._within = name
        elif name == "numFmt" and self._within == "numFmts":
            self._codes[int(attributes["numFmtId"])] = attributes["formatCode"][:_MAX_FORMAT]
        elif name == "xf" and self._within == "cellXfs":
            self._of_styles.append(int(attributes.get("numFmtId", 0)))

    def end(self, name):
        if name == self._within:
            self._within = ""

    def shown(self, text, style):
        """A number as it would be in a CSV.

        :param str text: the number
        :param int style: of its cell
        :rtype: str
        """
        if style not in self._dates:
            self._dates[style] = self._kind_of_date(style)
        is_date, is_duration = self._dates[style]
        try:
            if is_date:
                return _written(from_excel(float(text), self.epoch, timedelta=is_duration))
            return str(int(text)) if _WHOLE.fullmatch(text) else _written(float(text))
        except (OverflowError, ValueError):
            return text

    def _kind_of_date(self, style):
        code = self._codes.get(self._of_styles[style], "") if style < len(self._of_styles) else ""
        return is_date_format(code), is_timedelta_format(code)


class _Sheet:
    """Rows of cells.

    :ivar deque[tuple[int, list[str]]] rows: those that hold something, with their numbers from 1
    """

    def __init__(self, strings, formats):
        self.rows = deque()
        self._strings, self._formats = strings, formats
        self._text = _Text()
        self.text = self._text.add
        self._row, self._number, self._column, self._seen = None, 0, 0, 0
        self._kind, self._style, self._is_formula = "n", 0, False

    def start(self, name, attributes):
        if name in ("c", "row"):
            self._seen += 1
            if self._seen > MAX_CELLS:
                raise UploadError("too_much", f"{MAX_CELLS:,}")
        if name == "c" and self._row is not None:
            place = _PLACE.match(attributes.get("r", ""))
            self._column = column_index_from_string(place[1]) if place else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), int(attributes.get("s", 0))
            self._is_formula = False
            self._text.begin()
        elif name == "v":
            self._text.take(self._kind != "inlineStr")
        elif name == "t":
            self._text.take(self._kind == "inlineStr")
        elif name == "f":
            self._is_formula = True
        elif name == "rPh":
            self._text.phonetic(True)
        elif name == "row":
            self._row, self._column = [], 0
            self._number = max(int(attributes.get("r", 0)), self._number + 1)

    def end(self, name):
        self._text.take(False)
        if name == "c" and self._row is not None:
            self._keep(self._shown())
        elif name == "rPh":
            self._text.phonetic(False)
        elif name == "row" and self._row is not None:
            if self._row:
                self.rows.append((self._number, self._row))
            self._row = None

    def _shown(self):
        text = str(self._text).strip()
        if text and self._kind == "s":
            text = self._strings[int(text)]
        elif text and self._kind == "n":
            text = self._formats.shown(text, self._style)
        elif text and self._kind == "b":
            text = str(text == "1")
        return Formula(text) if self._is_formula else text

    def _keep(self, text):
        if not text and not self._is_formula:
            return
        if self._column > MAX_COLUMNS:
            raise UploadError("too_many_columns", str(MAX_COLUMNS))
        if self._column <= len(self._row):
            self._row[self._column - 1] = text
        else:
            self._row += [""] * (self._column - len(self._row) - 1) + [text]


def _written(value):
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)
