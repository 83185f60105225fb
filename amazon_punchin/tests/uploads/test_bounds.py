import io
import time
import tracemalloc
import zipfile
from contextlib import suppress

from openpyxl import Workbook

from odoo.tests import BaseCase, tagged

from ...uploads import address_list, package, people, table, workbook
from ...uploads.errors import UploadError
from ...wizards.setup import credentials_sheet

_NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_SHEET, _STRINGS, _STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
_HEADERS = '<row r="1"><c t="inlineStr"><is><t>Email</t></is></c><c t="inlineStr"><is><t>Role</t></is></c></row>'
_MB = 1024 * 1024


def book(sheets=1):
    """An empty workbook."""
    made = Workbook()
    for number in range(1, sheets):
        made.create_sheet(f"Sheet {number}")
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def with_parts(parts, method=zipfile.ZIP_DEFLATED):
    """A workbook in which some parts are others."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as package, zipfile.ZipFile(changed, "w", method) as copy:
        for name in package.namelist():
            copy.writestr(name, parts.get(name, package.read(name)))
        for name in parts.keys() - set(package.namelist()):
            copy.writestr(name, parts[name])
    return changed.getvalue()


def sheet(body, before="", after=""):
    """A list of people whose rows are these."""
    text = f"<worksheet {_NAMESPACE}>{before}<sheetData>{_HEADERS}{body}</sheetData>{after}</worksheet>"
    return {_SHEET: text.encode()}


def strings(body):
    """Strings that cells share."""
    return {_STRINGS: f"<sst {_NAMESPACE}>{body}</sst>".encode()}


def cell(text, **attributes):
    """A cell with its text in itself."""
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<c t="inlineStr"{given}><is><t>{text}</t></is></c>'


class BoundsCase(BaseCase):
    """What is refused is refused soon, and takes little."""

    #: Seconds of computing, and bytes beside the file, on a slow machine.
    seconds, memory = 30, 150 * _MB

    def timed(self, data, reader=people.read):
        begun = time.process_time()
        try:
            return reader(data)
        finally:
            self.assertLess(time.process_time() - begun, self.seconds)

    def refusal(self, data, reader=people.read):
        with self.assertRaises(UploadError) as caught:
            self.timed(data, reader)
        return caught.exception.reason

    def taken(self, data, reader=people.read):
        """Bytes that reading took at most, beside the file."""
        tracemalloc.start()
        try:
            with suppress(UploadError):
                reader(data)
        finally:
            _now, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return peak


@tagged("post_install", "-at_install")
class TestWorkbookBounds(BoundsCase):
    """A small file that unpacks to a large one, in each of the ways in which one can."""

    def test_files_that_are_refused(self):
        for reason, data in (
            ("too_many_sheets", book(workbook.MAX_SHEETS + 1)),
            ("too_many_parts", with_parts({f"xl/{number}": b"" for number in range(package.MAX_PARTS)})),
            ("too_large", with_parts(sheet(cell("x" * 101 * _MB)))),
            ("cell_too_long", with_parts(sheet(f"<row>{cell('x' * 98 * _MB)}</row>"))),
            ("cell_too_long", with_parts(sheet("<row>" + cell("<![CDATA[" + "<" * 50 * _MB + "]]>") + "</row>"))),
            ("too_many_columns", with_parts(sheet(f"<row>{cell('x', r='XFD2')}</row>"))),
            ("too_much", with_parts(sheet("<row>" + "<c/>" * 3_000_000 + "</row>"))),
            ("too_much", with_parts(sheet("<row/>" * 3_000_000))),
            ("too_much", with_parts(sheet("", after="<m/>" * 11_000_000))),
            ("too_many_rows", with_parts(sheet(f'<row r="99999999">{cell("x")}</row>'))),
            ("not_a_table", with_parts(sheet(f'<row x="{"x" * 50 * _MB}"/>'))),
            ("not_a_table", with_parts(sheet(f"<!--{'x' * 50 * _MB}-->"))),
            ("not_a_table", with_parts(sheet("<a>" * 1_000_000))),
            ("not_a_table", with_parts(sheet("<row>"))),
            ("not_a_table", with_parts(sheet('<row r="1e99"/>'))),
            ("not_a_table", with_parts(sheet('<row><c t="s"><v>7</v></c></row>'))),
            ("not_a_table", with_parts(sheet("x" * 50 * _MB), zipfile.ZIP_BZIP2)),
            ("not_a_table", with_parts(sheet("x" * 50 * _MB), zipfile.ZIP_LZMA)),
        ):
            with self.subTest(reason=reason, size=len(data)):
                self.assertEqual(self.refusal(data), reason)

    def test_strings_are_bounded(self):
        link = b'<Relationship Id="rId9" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
        with zipfile.ZipFile(io.BytesIO(book())) as known:
            links = known.read("xl/_rels/workbook.xml.rels").replace(b"</Relationships>", link)
        for reason, body in (
            ("cell_too_long", f"<si><t>{'x' * 50 * _MB}</t></si>"),
            ("cell_too_long", f"<si>{'<r><t>x</t></r>' * 1_000_000}</si>"),
            ("too_much", "<si/>" * 15_000_000),
        ):
            with self.subTest(reason=reason, body=body[:30]):
                data = with_parts({**strings(body), "xl/_rels/workbook.xml.rels": links})
                self.assertEqual(self.refusal(data), reason)

    def test_document_types_in_any_encoding(self):
        text = '<?xml version="1.0" encoding="{0}"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'
        for encoding in ("utf-8", "utf-16", "utf-16-le", "cp037", "cp500", "utf-7"):
            with self.subTest(encoding=encoding):
                data = with_parts({_SHEET: text.format(encoding).encode(encoding)})
                self.assertEqual(self.refusal(data), "not_a_table")

    def test_what_takes_no_memory(self):
        for body in (
            "<row/>" * 300_000,
            "<row>" + "<c/>" * 300_000 + "</row>",
            "<row>" + cell("x" * 20 * _MB) + "</row>",
        ):
            with self.subTest(body=body[:20]):
                data = with_parts(sheet(body))
                self.assertLess(self.taken(data), 12 * _MB)

    def test_one_long_string_in_every_row(self):
        """A few bytes for each cell, and a long text to compare for each."""
        long = "é, " * 300
        data = with_parts(
            sheet("".join(f"<row>{cell(f'p{number}@example.com')}{cell(long)}</row>" for number in range(20_000)))
        )
        self.assertEqual(len(self.timed(data).problems), 20_000)

    def test_empty_rows_and_lies_about_the_size(self):
        row = f'<row r="5">{cell("a@example.com")}</row>'
        for extra in (
            {"before": '<dimension ref="A1:XFD1048576"/>'},
            {"after": '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'},
            {"body": row + "<row/>" * 1_000_000},
            {"body": row + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'},
        ):
            with self.subTest(extra=extra.keys()):
                (person,) = self.timed(with_parts(sheet(**{"body": row, **extra}))).people
                self.assertEqual((person.row, person.email), (5, "a@example.com"))

    def test_values(self):
        """What cells hold, as a spreadsheet program writes it."""
        styles = (
            f'<styleSheet {_NAMESPACE}><numFmts><numFmt numFmtId="200" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
            '<cellXfs><xf numFmtId="0"/><xf numFmtId="200"/><xf numFmtId="14"/></cellXfs></styleSheet>'
        )
        written = (
            ("<v>1234.0</v>", {}, "1234"),
            ("<v>0.5</v>", {}, "0.5"),
            ("<v>1E3</v>", {}, "1000"),
            ("<v>45000</v>", {"s": 1}, "2023-03-15T00:00:00"),
            ("<v>45000</v>", {"s": 2}, "2023-03-15T00:00:00"),
            ("<v>1e300</v>", {"s": 1}, "1e300"),
            ("<v>nonsense</v>", {}, "nonsense"),
            ("<v>1</v>", {"t": "b"}, "True"),
            ("<v>#N/A</v>", {"t": "e"}, "#N/A"),
            ("<f>A1</f><v> x </v>", {"t": "str"}, "x"),
            ("<is><r><t>a</t></r><r><t>b</t></r><rPh><t>no</t></rPh></is>", {"t": "inlineStr"}, "ab"),
            ("<is><t>a_x000D_b</t></is>", {"t": "inlineStr"}, "a\rb"),
        )
        cells = "".join(
            "<c" + "".join(f' {name}="{value}"' for name, value in given.items()) + f">{inside}</c>"
            for inside, given, _text in written
        )
        data = with_parts({**sheet(f'<row r="2">{cells}</row>'), _STYLES: styles.encode()})
        [(_title, rows)] = workbook.sheets(data, 10)
        self.assertEqual(list(rows)[1], [text for _inside, _given, text in written])

    def test_names_with_a_prefix(self):
        """As some programs write them."""
        text = sheet(f"<row>{cell('a@example.com')}</row>")[_SHEET]
        text = text.replace(b"</", b"\0").replace(b"<", b"<x:").replace(b"\0", b"</x:").replace(b"xmlns=", b"xmlns:x=")
        (person,) = self.timed(with_parts({_SHEET: text})).people
        self.assertEqual(person.email, "a@example.com")

    def test_sheet_of_credentials(self):
        for reason, data in (
            ("cell_too_long", with_parts(sheet(f"<row>{cell('x' * 8 * _MB)}</row>"))),
            ("too_large", with_parts(sheet(f"<row>{cell('x' * 20 * _MB)}</row>"))),
            ("too_many_sheets", book(workbook.MAX_SHEETS + 1)),
        ):
            with self.subTest(reason=reason):
                self.assertEqual(self.refusal(data, credentials_sheet.read), reason)


@tagged("post_install", "-at_install")
class TestTextBounds(BoundsCase):
    """A text that is a table only if one is patient."""

    def test_files_that_are_refused(self):
        size = 24 * _MB
        for reason, data in (
            ("row_too_long", b"Email\na@example.com" + b"," * size),
            ("row_too_long", b"Email," * (size // 6)),
            ("row_too_long", b"x" * size),
            ("row_too_long", b'Email\n"' + b"x" * size),
            ("row_too_long", b'Email\n"' + b"x\n" * (size // 2)),
            ("row_too_long", b" " * size + b"x"),
            ("too_many_columns", b"Email\n" + b"x," * 101 + b"x"),
            ("too_many_rows", b"Email\na@example.com\n" + b"\n" * size),
            ("too_many_rows", b"Email\n" + b"x\n" * (size // 2)),
            ("not_a_table", b"\0" * size + b"x"),
            ("too_large", b"x" * (table.MAX_BYTES + 1)),
        ):
            with self.subTest(reason=reason, data=data[:20]):
                self.assertEqual(self.refusal(data), reason)

    def test_commas(self):
        data = b"Email,Name\na@example.com,Ann\n" + (b"," * 90 + b"\n") * 250_000
        self.assertEqual(len(self.timed(data).people), 1)

    def test_memory(self):
        data = b"Email,Name\n" + b"a@example.com,\xe9\n" * 20_000 + b"\n" * 900_000
        self.assertLess(self.taken(data), 12 * len(data))

    def test_memory_of_the_shortest_rows(self):
        """Each lacks three values, which is told of it."""
        rows = 60_000
        data = b"Address ID,Street,City,Zip,Country\n" + b"A\n" * rows
        self.assertLess(self.taken(data, address_list.read), 600 * rows)

    def test_long_cells_are_named(self):
        long = "x" * (table.MAX_VALUE + 1)
        (problem,) = people.read(f"Email,Name,Note\na@example.com,{long},{long}\n".encode()).problems
        self.assertEqual((problem.row, problem.column, problem.reason), (2, "Name", "too_long"))
        self.assertLessEqual(len(problem.value), 100)

    def test_cells_beyond_the_headers_of_a_sheet(self):
        """No quotation mark is missing there."""
        data = with_parts(sheet(f"<row>{cell('a@example.com')}{cell('')}{cell('A note')}</row>"))
        self.assertFalse(people.read(data).problems)
