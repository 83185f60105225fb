"""A file to rows, whose columns are recognized by their headers, wherever they are and in whatever language."""

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from . import encoding, workbook
from .errors import Problem, UploadError

#: A list of 100,000 rows has some ten.
MAX_BYTES = 25 * 1024 * 1024
MAX_ROWS = 100_000

#: Lines of a CSV, empty ones as well: a spreadsheet has no more rows.
MAX_LINES = 1_048_576

#: Characters of a row of a CSV: twenty times what a list with everybody's notes has.
MAX_ROW = 128 * 1024

#: Characters of a cell that is used: none of a list's is a tenth as long.
MAX_VALUE = 1000

#: A title or a ``sep=`` line may be above the headers.
_HEADER_WITHIN = 10

#: Characters of a cell, or of cells, that are shown to whoever has to change them.
_SHOWN = 100

_SEPARATORS = (",", ";", "\t", "|")

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty.

    :ivar int number: as a spreadsheet shows it, from 1
    :ivar tuple[str, ...] names: of the columns, the same ones for all rows
    :ivar tuple[str, ...] cells: the text of each, trimmed; empty if the file lacks the column
    """

    number: int
    names: tuple
    cells: tuple

    @property
    def values(self):
        """Name of each column to its text. It is made when it is asked for: rows of a few bytes would take hundreds.

        :rtype: dict[str, str]
        """
        return dict(zip(self.names, self.cells, strict=True))


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds.

    :ivar tuple[Row, ...] rows: below the headers
    :ivar dict[str, str] headers: name of each recognized column to its header in the file
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
    if len(data) > MAX_BYTES:
        raise UploadError("too_large", f"{MAX_BYTES // 1024 // 1024} MB")
    if not data.strip(b"\0\t\n\r ,;"):
        raise UploadError("empty")
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
    sheets = workbook.sheets(data, MAX_ROWS + _HEADER_WITHIN)
    grids = {title: _Grid.of(workbook.results(rows), columns, workbook.MAX_COLUMNS) for title, rows in sheets}
    fitting = [title for title, grid in grids.items() if not grid.missing(columns)]
    if len(fitting) > 1:
        raise UploadError("several_sheets", ", ".join(fitting))
    return grids.values()


def _csv_rows(text, separator):
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        for row in reader:
            if len(row) > workbook.MAX_COLUMNS and any(row[workbook.MAX_COLUMNS :]):
                raise UploadError("too_many_columns", str(workbook.MAX_COLUMNS))
            yield [cell.strip() for cell in row[: workbook.MAX_COLUMNS]]
            lines.begin_row()
    except csv.Error as error:
        raise UploadError("unclosed_quote", str(reader.line_num)) from error


class _Lines:
    """The lines of a text, taken one after the other, so that no row grows beyond what one may have."""

    def __init__(self, text):
        self._text = text
        self._number = 0
        self.begin_row()

    def begin_row(self):
        """What comes belongs to another row than what came."""
        self._characters = 0

    def __iter__(self):
        for line in _LINE.finditer(self._text):
            if not line[0]:
                return
            self._number += 1
            self._characters += line.end() - line.start()
            if self._characters > MAX_ROW:
                raise UploadError("row_too_long", f"{MAX_ROW:,}")
            if self._number > MAX_LINES:
                raise UploadError("too_many_rows", f"{MAX_LINES:,}")
            yield line[0]


@lru_cache(maxsize=4096)
def simplified(text):
    """Headers and words as they are compared: letters and digits only, without case and accents.

    :param str text: e.g. ``Adresse e-mail *``
    :return: e.g. ``adresseemail``
    :rtype: str
    """
    return _NO_WORD.sub("", unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()))


@dataclass(frozen=True, slots=True)
class _Grid:
    """One reading of the file: its first rows, what was recognized in them, and the rows to come.

    :ivar tuple[int, int] rank: required columns and columns that were recognized; zeros and less if there are none
    :ivar dict[str, list[int]] found: name of each recognized column to its positions
    :ivar int width: how many cells a row may have; zero: as many as the headers
    """

    rank: tuple
    found: dict
    header: list
    number: int
    rest: Iterable
    width: int = 0

    @classmethod
    def of(cls, rows, columns, width=0):
        first, rows, ending = _peeked(rows)
        names = {simplified(header): column for column in columns for header in column.headers}
        best = cls((0, 0), {}, next((row for row in first if any(row)), []), 0, ending)
        for number, row in enumerate(first, start=1):
            found = {}
            for position, cell in enumerate(row):
                if column := names.get(simplified(cell[:MAX_VALUE])):
                    found.setdefault(column, []).append(position)
            rank = (sum(column.required for column in found), len(found))
            if rank > best.rank:
                rest = _chained(first[number:], rows)
                best = cls(rank, {column.name: places for column, places in found.items()}, row, number, rest, width)
        return best

    def missing(self, columns):
        return tuple(column.name for column in columns if column.required and column.name not in self.found)

    def table(self, columns):
        if missing := self.missing(columns):
            if not self.found:
                next(iter(self.rest), None)
            raise UploadError("missing_column", ", ".join(cell for cell in self.header if cell)[:500], missing)
        for name, positions in self.found.items():
            if len(positions) > 1:
                raise UploadError("repeated_column", ", ".join(self.header[place] for place in positions), (name,))
        places = {name: positions[0] for name, positions in self.found.items()}
        names = tuple(column.name for column in columns)
        rows, problems = [], []
        for number, cells in enumerate(self.rest, start=self.number + 1):
            if not any(cells):
                continue
            if len(rows) == MAX_ROWS:
                raise UploadError("too_many_rows", f"{MAX_ROWS:,}")
            if excess := [cell for cell in cells[self.width or len(self.header) :] if cell]:
                problems.append(Problem(number, "", ", ".join(excess)[:_SHOWN], "too_many_cells"))
            found = {name: cells[place][:MAX_VALUE] for name, place in places.items() if place < len(cells)}
            problems += (
                Problem(number, self.header[place][:_SHOWN], found[name][:_SHOWN], "too_long")
                for name, place in places.items()
                if place < len(cells) and len(cells[place]) > MAX_VALUE
            )
            rows.append(Row(number, names, tuple(found.get(name, "") for name in names)))
        if not rows:
            raise UploadError("empty")
        headers = {name: self.header[place][:_SHOWN] for name, place in places.items()}
        return Table(tuple(rows), headers, tuple(problems))


def _peeked(rows):
    """The rows that may hold headers, those to come, and how the former end; a wrong reading may end in nonsense."""
    rows, first = iter(rows), []
    try:
        first.extend(islice(rows, _HEADER_WITHIN))
    except UploadError as error:
        return first, map(_refuse, [error]), map(_refuse, [error])
    return first, rows, ()


def _refuse(error):
    raise error


def _chained(first, rows):
    yield from first
    yield from rows
