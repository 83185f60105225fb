"""The sheet on which somebody notes what Amazon shows. Formulas are never evaluated, macros never accepted."""

import io
import zipfile
from dataclasses import dataclass

import openpyxl
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException

#: Larger files hold something else; in bytes, packed and unpacked.
MAX_FILE, MAX_UNPACKED = 1024 * 1024, 16 * 1024 * 1024

#: Rows that are looked at.
MAX_ROWS = 200

_BROKEN = (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, SyntaxError, TypeError, ValueError)
_WIDTHS = {"A": 30, "B": 62, "C": 66}


class SheetError(Exception):
    """The file is no such sheet.

    :ivar str reason: ``too_large``, ``not_xlsx`` or ``macros``
    """

    def __init__(self, reason):
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Cell:
    """A cell with something in it.

    :ivar str place: e.g. ``B4``
    :ivar str text: its text; empty for a formula
    :ivar bool formula: whether it is a formula
    """

    place: str
    text: str
    formula: bool


def write(title, header, rows):
    """Write the sheet to be filled in.

    :param str title: of the sheet
    :param tuple[str, str, str] header: of the columns
    :param list[tuple[str, str, str]] rows: label, present value, where to find it
    :rtype: bytes
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title[:31]
    sheet.append(header)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFE6E6FA")
    for row in rows:
        sheet.append(row)
        for cell in sheet[sheet.max_row]:
            # A present value that begins with "=" stays a text.
            cell.data_type, cell.number_format = "s", "@"
    for column, width in _WIDTHS.items():
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(data):
    """Read the first two columns.

    :param bytes data: the file
    :return: label and value of each row that has a label, after the first row
    :rtype: list[tuple[Cell, Cell]]
    :raises SheetError: no XLSX file, with macros, or too large
    """
    _check_archive(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        rows = [
            tuple(_cell(cell) for cell in row)
            for row in book.worksheets[0].iter_rows(min_row=2, max_row=MAX_ROWS, max_col=2)
        ]
    except (*_BROKEN, IndexError) as error:
        raise SheetError("not_xlsx") from error
    return [(row[0], row[1] if len(row) > 1 else Cell("", "", False)) for row in rows if row and row[0].text]


def _check_archive(data):
    if len(data) > MAX_FILE:
        raise SheetError("too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = archive.infolist()
    except zipfile.BadZipFile as error:
        raise SheetError("not_xlsx") from error
    if sum(file.file_size for file in files) > MAX_UNPACKED:
        raise SheetError("too_large")
    if any(file.filename.lower().endswith("vbaproject.bin") for file in files):
        raise SheetError("macros")


def _cell(cell):
    place = getattr(cell, "coordinate", "")
    if cell.data_type == "f":
        return Cell(place, "", True)
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return Cell(place, "" if value is None else str(value).strip(), False)
