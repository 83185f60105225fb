import csv
import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from odoo.tests import BaseCase, tagged

from ...uploads import address_list, people
from ...uploads.errors import UploadError

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1")
HEADERS = {
    "en": ("First Name", "Last Name", "Email Address", "Role", "Status"),
    "de": ("Vorname", "Nachname", "E-Mail-Adresse", "Rolle", "Status"),
    "fr": ("Prénom", "Nom", "Adresse e-mail", "Rôle", "Statut"),
    "es": ("Nombre", "Apellidos", "Correo electrónico", "Rol", "Estado"),
    "it": ("Nome", "Cognome", "Indirizzo e-mail", "Ruolo", "Stato"),
    "ja": ("名", "姓", "メールアドレス", "役割", "ステータス"),
}
WORDS = {
    "en": ("Requisitioner", "Pending"),
    "de": ("Anforderer", "Ausstehend"),
    "fr": ("Demandeur", "En attente"),
    "es": ("Solicitante", "Pendiente"),
    "it": ("Richiedente", "In attesa"),
    "ja": ("購買依頼者", "保留中"),
}


def written(rows, separator=","):
    """Rows as CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def workbook(rows, title="People"):
    """Rows as XLSX."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def sheets(**rows):
    """Rows of each sheet as XLSX; a sheet whose name begins with ``hidden`` is hidden."""
    book = Workbook()
    book.remove(book.active)
    for title, several in rows.items():
        sheet = book.create_sheet(title)
        sheet.sheet_state = "hidden" if title.startswith("hidden") else "visible"
        for row in several:
            sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def with_part(data, name, content):
    """Add a part to an XLSX."""
    copy = io.BytesIO(data)
    with zipfile.ZipFile(copy, "a") as package:
        package.writestr(name, content)
    return copy.getvalue()


def with_last_row(data, number):
    """Claim that the one row below the headers of an XLSX is a later one."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(changed, "w") as copy:
        for name in package.namelist():
            part = package.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b'r="2"', b'r="%d"' % number).replace(b'r="A2"', b'r="A%d"' % number)
            copy.writestr(name, part)
    return changed.getvalue()


class UploadCase(BaseCase):
    def assertRefused(self, reason, data, reader=people):
        with self.assertRaises(UploadError) as caught:
            reader.read(data)
        self.assertEqual(caught.exception.reason, reason)
        return caught.exception

    def problems(self, data):
        return [(problem.row, problem.column, problem.value, problem.reason) for problem in people.read(data).problems]


@tagged("post_install", "-at_install")
class TestPeopleList(UploadCase):
    """Amazon's list of people, in whatever form it comes."""

    def test_every_language(self):
        for language, headers in HEADERS.items():
            role, status = WORDS[language]
            name = "Lee Ann" if language == "ja" else "Ann Lee"
            data = written([headers, ("Ann", "Lee", "Ann.Lee@Example.com", role, status)])
            for encoding in ("utf-8", "utf-8-sig", "utf-16"):
                with self.subTest(language=language, encoding=encoding):
                    (person,) = people.read(data.encode(encoding)).people
                    self.assertEqual(
                        (person.row, person.email, person.name, person.role, person.status),
                        (2, "ann.lee@example.com", name, "requisitioner", "invited"),
                    )

    def test_every_encoding_and_separator(self):
        rows = [("E-Mail-Adresse", "Name", "Status"), ("j@example.com", "Jürgen Größ; Söhne, Paul", "Aktiv")]
        for encoding in ENCODINGS:
            for separator in ",;\t|":
                with self.subTest(encoding=encoding, separator=separator):
                    (person,) = people.read(written(rows, separator).encode(encoding)).people
                    self.assertEqual((person.name, person.status), ("Jürgen Größ; Söhne, Paul", "active"))

    def test_japanese_windows(self):
        data = written([HEADERS["ja"], ("太郎", "山田", "taro@example.jp", "パンチアウト購入者", "有効")])
        (person,) = people.read(data.encode("cp932")).people
        self.assertEqual((person.name, person.role), ("山田 太郎", "punchout_buyer"))

    def test_workbook(self):
        rows = [("Amazon Business",), (), ("Role", "Email"), ("Punchout buyer", "a@example.com")]
        (person,) = people.read(workbook(rows)).people
        self.assertEqual((person.row, person.email, person.role), (4, "a@example.com", "punchout_buyer"))

    def test_several_sheets_that_may_be_the_list(self):
        """None is left out unseen."""
        ours = [("Email", "Role"), ("a@example.com", "Requisitioner")]
        theirs = [("Name", "Email"), ("Bea", "b@example.com")]
        error = self.assertRefused("several_sheets", sheets(Berlin=ours, Paris=theirs, Notes=[("Some", "notes")]))
        self.assertEqual(error.value, "Berlin, Paris")
        (person,) = people.read(sheets(Notes=[("Name",), ("x",)], Berlin=ours, hidden=theirs)).people
        self.assertEqual(person.email, "a@example.com")

    def test_formula_is_not_evaluated(self):
        """Openpyxl stores no results, as a spreadsheet program does; an empty cell would get a default value."""
        data = workbook([("Email", "Role"), ("a@example.com", '="Requisi"&"tioner"')])
        with self.assertRaisesRegex(UploadError, "formula: B2"):
            people.read(data)

    def test_result_of_a_formula_counts(self):
        data = workbook([("Email", "Role"), ("a@example.com", '="Requisi"&"tioner"')])
        formula = b"<v></v>"
        stream = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
            for name in old.namelist():
                part = old.read(name)
                if name.startswith("xl/worksheets/"):
                    part = part.replace(b"<v />", formula).replace(b"<v/>", formula)
                    self.assertIn(formula, part)
                    part = part.replace(b'<c r="B2">', b'<c r="B2" t="str">').replace(formula, b"<v>Requisitioner</v>")
                new.writestr(name, part)
        (person,) = people.read(stream.getvalue()).people
        self.assertEqual(person.role, "requisitioner")

    def test_formula_in_csv_is_text(self):
        cell = '=HYPERLINK("https://evil.example")'
        data = written([("email", "name"), ("a@example.com", cell)]).encode()
        self.assertEqual(people.read(data).people[0].name, cell)

    def test_all_or_nothing_names_every_cell(self):
        data = b"Email,Role\na@example.com,Requisitioner\nnobody,King\n,\nA@example.com,\n"
        self.assertEqual(
            self.problems(data),
            [
                (3, "Email", "nobody", "not_an_email"),
                (3, "Role", "King", "unknown_value"),
                (5, "Email", "A@example.com", "repeated"),
            ],
        )
        self.assertEqual(people.read(data).problems[-1].first_row, 2)

    def test_what_is_no_address(self):
        for text in (
            *("a@b", "a b@c.de", "Ann <a@b.co>", "a(x)@b.co", "a@b.co; c@d.co"),
            *("@b.co", "a@b.co.", "a@@b.co", "'a@b.co'"),
        ):
            with self.subTest(text=text):
                data = written([("email", "name"), (text, "")]).encode()
                self.assertEqual([problem.reason for problem in people.read(data).problems], ["not_an_email"])

    def test_apostrophe_in_a_name_is_fine(self):
        data = written([("email", "name"), ("Sinead.O'Brien@example.com", "")]).encode()
        self.assertEqual([person.email for person in people.read(data).people], ["sinead.o'brien@example.com"])

    def test_row_with_too_many_cells(self):
        self.assertEqual(self.problems(b"email,name\na@example.com,Lee, Ann\n"), [(2, "", "Ann", "too_many_cells")])

    def test_roles(self):
        for cell, role, shops in (
            ("Administrator, Requisitioner", "requisitioner", True),
            ("Punchout buyer | Requisitioner", "requisitioner", True),
            ("punch-out buyer;Approver", "punchout_buyer", True),
            ("", "", True),
            ("Approver", "", False),
        ):
            with self.subTest(cell=cell):
                (person,) = people.read(written([("email", "role"), ("a@example.com", cell)]).encode()).people
                self.assertEqual((person.role, person.shops), (role, shops))

    def test_files_that_are_refused(self):
        good = workbook([("Email",), ("a@example.com",)])
        for reason, data in (
            ("empty", b""),
            ("empty", b"\xef\xbb\xbfEmail,Name\n\n"),
            ("not_a_table", b"%PDF-1.7\n\x00\x01"),
            ("not_a_table", b"%PDF-1.4\n1 0 obj\n"),
            ("not_a_table", b"{\\rtf1\\ansi email}"),
            ("not_a_table", b"\xef\xbb\xbf\n<HTML><body>email</body></HTML>"),
            ("not_a_table", b"<!doctype html><table>email</table>"),
            ("not_a_table", '<?xml version="1.0"?><email/>'.encode("utf-16")),
            ("not_a_table", b"PK\x03\x04 and nonsense"),
            ("not_a_table", good[: len(good) // 2]),
            ("not_a_table", with_part(good, "xl/evil.xml", '<!DOCTYPE x [<!ENTITY a "a">]><x/>')),
            ("old_excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            ("macros", with_part(good, "xl/vbaProject.bin", b"x")),
            ("too_large", with_part(good, "xl/media/zero", b"\0" * (101 * 1024 * 1024))),
            ("too_large", b"email\n" + b"a" * (26 * 1024 * 1024)),
            ("unclosed_quote", b'email,name\na@example.com,"Ann\n'),
            ("unclosed_quote", b"email\n" + b"a@example.com\n" * 20 + b'"b'),
            ("missing_column", b"Name;Role\nAnn;Requisitioner\n"),
            ("repeated_column", b"Email,E-Mail\na@example.com,b@example.com\n"),
            ("too_many_rows", b"email\n" + b"a@example.com\n" * 100_001),
        ):
            with self.subTest(reason=reason, data=data[:20]):
                self.assertRefused(reason, data)

    def test_rows_that_a_workbook_leaves_out(self):
        good = workbook([("Email",), ("a@example.com",)])
        (person,) = people.read(with_last_row(good, 1000)).people
        self.assertEqual((person.row, person.email), (1000, "a@example.com"))
        self.assertRefused("too_many_rows", with_last_row(good, 5_000_000))

    def test_missing_column_tells_what_is_there(self):
        error = self.assertRefused("missing_column", b"Name;Role;Status\nAnn;Requisitioner;x\n")
        self.assertEqual((error.columns, error.value), (("email",), "Name, Role, Status"))

    def test_headers_that_are_named_to_people_are_recognised(self):
        for column in (*people.COLUMNS, *address_list.COLUMNS):
            with self.subTest(column=column.name):
                self.assertLessEqual(set(column.local.values()), set(column.headers))
                if column.required:
                    self.assertEqual(set(column.local), {"de", "es", "fr", "ja"})

    @settings(max_examples=200)
    @given(st.binary(max_size=300))
    def test_nonsense_is_refused_or_read(self, data):
        for mark in (b"", b"PK\x03\x04", b"email\n"):
            try:
                people.read(mark + data)
            except UploadError:
                continue

    @settings(max_examples=50)
    @given(st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=3)), max_size=6))
    def test_damaged_workbook_is_refused_or_read(self, damages):
        data = bytearray(workbook([("Email", "Name"), ("a@example.com", "Ann")]))
        for place, damage in damages:
            data[place * 10 : place * 10 + len(damage)] = damage
        try:
            people.read(bytes(data))
        except UploadError:
            return

    @settings(max_examples=100)
    @given(
        st.lists(st.text(st.characters(codec="utf-16", exclude_categories=("Cc", "Cs")), max_size=20), max_size=5),
        st.sampled_from(("utf-8-sig", "utf-16")),
        st.sampled_from(",;\t|"),
    )
    def test_names_come_out_as_they_went_in(self, names, encoding, separator):
        rows = [("Email", "Name"), *((f"p{number}@example.com", name) for number, name in enumerate(names))]
        if not names:
            return
        found = people.read(written(rows, separator).encode(encoding)).people
        self.assertEqual([person.name for person in found], [name.strip() for name in names])


@tagged("post_install", "-at_install")
class TestAddressList(UploadCase):
    """A list of delivery addresses."""

    def test_columns(self):
        data = "Straße;PLZ;Ort;Land;Adress-ID\nInvalidenstraße 116;10115;Berlin;DE;A1\n".encode("cp1252")
        (address,) = address_list.read(data).addresses
        self.assertEqual(
            address.values,
            {
                "reference": "A1",
                "name": "",
                "street": "Invalidenstraße 116",
                "street2": "",
                "city": "Berlin",
                "state": "",
                "zip": "10115",
                "country": "DE",
            },
        )

    def test_what_an_address_needs(self):
        (problem,) = address_list.read(b"Street,City,Country\n1 Main Street,,US\n").problems
        self.assertEqual((problem.row, problem.column, problem.reason), (2, "City", "missing"))
        self.assertRefused("missing_column", b"Street,City\nx,y\n", address_list)
