"""What can be wrong with an uploaded file. Odoo says it in the user's words."""

from dataclasses import dataclass


class UploadError(Exception):
    """The file as a whole cannot be read.

    :ivar str reason: ``empty``, ``not_a_table``, ``old_excel``, ``macros``, ``too_large``, ``too_many_rows``,
        ``too_many_columns``, ``too_many_sheets``, ``too_many_parts``, ``too_much``, ``row_too_long``,
        ``cell_too_long``, ``formula``, ``unclosed_quote``, ``several_sheets``, ``missing_column`` or
        ``repeated_column``
    :ivar str value: what was found: the headers, the sheets, the size that is allowed, the number of a row, a cell
    :ivar tuple[str, ...] columns: names of the columns that it is about
    """

    def __init__(self, reason, value="", columns=()):
        super().__init__(f"{reason}: {value}")
        self.reason = reason
        self.value = value
        self.columns = columns


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell to fix.

    :ivar int row: number of the row, as a spreadsheet shows it
    :ivar str column: header of the column, as the file has it
    :ivar str value: what is in it
    :ivar str reason: ``missing``, ``not_an_email``, ``repeated``, ``unknown_value``, ``too_long`` or
        ``too_many_cells``
    :ivar int first_row: where a repeated value comes first; zero for other reasons
    :ivar tuple[str, ...] known: examples of words that are known, where it has another one
    """

    row: int
    column: str
    value: str
    reason: str
    first_row: int = 0
    known: tuple = ()
