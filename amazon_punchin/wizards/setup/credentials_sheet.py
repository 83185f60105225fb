"""The sheet on which somebody notes what Amazon shows. Formulas are never evaluated, macros never accepted."""

import io
from dataclasses import dataclass

import openpyxl
from openpyxl.styles import Font, PatternFill

from ...uploads import workbook
from ...uploads.errors import UploadError

#: Larger files hold something else; in bytes, packed and unpacked.
MAX_FILE, MAX_UNPACKED = 1024 * 1024, 16 * 1024 * 1024

#: Rows that are looked at.
MAX_ROWS = 200

_WIDTHS = {"A": 30, "B": 62, "C": 66}


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
    :raises UploadError: no XLSX file, with macros, or too large
    """
    if len(data) > MAX_FILE:
        raise UploadError("too_large", f"{MAX_FILE // 1024 // 1024} MB")
    _title, rows = next(workbook.sheets(data, MAX_ROWS, MAX_UNPACKED), ("", ()))
    pairs = [
        (_cell(row, "A", number), _cell(row, "B", number)) for number, row in enumerate(rows, start=1) if number > 1
    ]
    return [(label, value) for label, value in pairs if label.text]


def _cell(row, column, number):
    place, position = f"{column}{number}", ord(column) - ord("A")
    text = row[position] if position < len(row) else ""
    if isinstance(text, workbook.Formula):
        return Cell(place, "", True)
    return Cell(place, text, False)
