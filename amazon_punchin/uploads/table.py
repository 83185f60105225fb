"""A file to rows, whose columns are recognised by their headers, wherever they stand and in whatever language."""

import csv
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from . import encoding, workbook
from .errors import Problem, UploadError

MAX_BYTES = 25 * 1024 * 1024
MAX_ROWS = 100_000

#: A title or a ``sep=`` line may stand above the headers.
_HEADER_WITHIN = 10

_SEPARATORS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Column:
    """A column that is looked for.

    :ivar str name: by which the rest of the program knows it
    :ivar tuple[str, ...] headers: what it may be called
    :ivar bool required: the file is refused without it
    :ivar dict[str, str] local: language to the one of the headers that people expect in it
    """

    name: str
    headers: tuple
    required: bool = False
    local: dict = field(default_factory=dict, hash=False)

    def usual(self, language):
        """The header to name to somebody who has to add the column, and another one that would do.

        :param str language: e.g. ``de``
        :rtype: list[str]
        """
        first, *others = self.headers
        return [self.local[language], first] if language in self.local else [first, *others[:1]]


@dataclass(frozen=True)
class Row:
    """One row that is not empty.

    :ivar int number: as a spreadsheet shows it, from 1
    :ivar dict[str, str] values: name of the column to its text, trimmed; columns that the file lacks are absent
    """

    number: int
    values: dict


@dataclass(frozen=True)
class Table:
    """What a file holds.

    :ivar tuple[Row, ...] rows: below the headers
    :ivar dict[str, str] headers: name of each recognised column to its header in the file
    :ivar tuple[Problem, ...] problems: rows that are not like the others
    """

    rows: tuple
    headers: dict
    problems: tuple


def read(data, columns):
    """Read a file.

    :param bytes data: CSV in any usual encoding and with any usual separator, or XLSX
    :param tuple[Column, ...] columns: what to look for; others are ignored
    :rtype: Table
    :raises UploadError: it cannot be read, lacks a required column, or has several sheets that fit
    """
    if not data.strip(b"\0\t\n\r ,;"):
        raise UploadError("empty")
    if len(data) > MAX_BYTES:
        raise UploadError("too_large", f"{MAX_BYTES // 1024 // 1024} MB")
    if data.startswith(workbook.COMPOUND):
        raise UploadError("old_excel")
    best = max(_grids(data, columns), key=lambda grid: grid.rank, default=None)
    if best is None:
        raise UploadError("not_a_table")
    return best.table(columns)


def _grids(data, columns):
    """Every reading of the file."""
    if data.startswith(workbook.ZIP):
        yield from _sheets(data, columns)
        return
    for text in encoding.readings(data):
        for separator in _SEPARATORS:
            yield _Grid.of(_csv_rows(text, separator), columns)


def _sheets(data, columns):
    """The sheets of a workbook, of which one at most is what is looked for."""
    grids = {title: _Grid.of(rows, columns) for title, rows in workbook.sheets(data, MAX_ROWS + _HEADER_WITHIN)}
    fitting = [title for title, grid in grids.items() if not grid.missing(columns)]
    if len(fitting) > 1:
        raise UploadError("several_sheets", ", ".join(fitting))
    return grids.values()


def _csv_rows(text, separator):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            yield [cell.strip() for cell in row]
    except csv.Error as error:
        raise UploadError("unclosed_quote", str(reader.line_num)) from error


def simplified(text):
    """Headers and words as they are compared: letters and digits only, without case and accents.

    :param str text: e.g. ``Adresse e-mail *``
    :return: e.g. ``adresseemail``
    :rtype: str
    """
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(letter for letter in letters if letter.isalnum())


@dataclass(frozen=True)
class _Grid:
    """One reading of the file: its first rows, what was recognised in them, and the rows to come.

    :ivar tuple[int, int] rank: required columns and columns that were recognised; zeros and less if there are none
    :ivar dict[str, list[int]] found: name of each recognised column to its positions
    """

    rank: tuple
    found: dict
    header: list
    number: int
    rest: Iterable

    @classmethod
    def of(cls, rows, columns):
        first, rows = _peeked(rows)
        names = {simplified(header): column for column in columns for header in column.headers}
        best = cls((0, 0), {}, next((row for row in first if any(row)), []), 0, ())
        for number, row in enumerate(first, start=1):
            found = {}
            for position, cell in enumerate(row):
                if column := names.get(simplified(cell)):
                    found.setdefault(column, []).append(position)
            rank = (sum(column.required for column in found), len(found))
            if rank > best.rank:
                rest = _chained(first[number:], rows)
                best = cls(rank, {column.name: places for column, places in found.items()}, row, number, rest)
        return best

    def missing(self, columns):
        return tuple(column.name for column in columns if column.required and column.name not in self.found)

    def table(self, columns):
        if missing := self.missing(columns):
            raise UploadError("missing_column", ", ".join(cell for cell in self.header if cell)[:500], missing)
        for name, positions in self.found.items():
            if len(positions) > 1:
                raise UploadError("repeated_column", ", ".join(self.header[place] for place in positions), (name,))
        places = {name: positions[0] for name, positions in self.found.items()}
        rows, problems = [], []
        for number, cells in enumerate(self.rest, start=self.number + 1):
            if not any(cells):
                continue
            if len(rows) == MAX_ROWS:
                raise UploadError("too_many_rows", str(MAX_ROWS))
            if excess := [cell for cell in cells[len(self.header) :] if cell]:
                problems.append(Problem(number, "", ", ".join(excess)[:100], "too_many_cells"))
            values = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
            rows.append(Row(number, values))
        if not rows:
            raise UploadError("empty")
        headers = {name: self.header[place] for name, place in places.items()}
        return Table(tuple(rows), headers, tuple(problems))


def _peeked(rows):
    """The rows that may hold headers, and those to come; a wrong reading of the file may end in nonsense."""
    rows, first = iter(rows), []
    try:
        first.extend(islice(rows, _HEADER_WITHIN))
    except UploadError as error:
        return first, map(_refuse, [error])
    return first, rows


def _refuse(error):
    raise error


def _chained(first, rows):
    yield from first
    yield from rows
