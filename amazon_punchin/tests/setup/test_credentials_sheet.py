import base64
import io
import re
import zipfile

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...wizards.setup import credentials_sheet
from ..common import AmazonCase

SECRET = "brand-new-secret-of-amazon"


@tagged("post_install", "-at_install")
class TestCredentialsSheet(AmazonCase):
    """Credentials from a spreadsheet: cell by cell, all or nothing, and the secret is never shown."""

    def wizard(self, rows, **options):
        return self.upload(self.sheet(rows, **options))

    def upload(self, data):
        action = self.config.with_user(self.manager).action_import_credentials()
        wizard = self.env["amazon.punchin.credentials"].with_user(self.manager).browse(action["res_id"])
        wizard.file = base64.b64encode(data)
        return wizard

    def sheet(self, rows):
        book = openpyxl.Workbook()
        for row in [("Setting", "Value"), *rows]:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def assertProblem(self, wizard, *words):
        self.assertFalse(wizard.is_ready)
        for word in words:
            self.assertIn(word, wizard.preview)
        with self.assertRaises(UserError) as caught:
            wizard.action_import()
        self.assertIn(words[0], str(caught.exception))
        self.assertEqual(self.config.buyer_identity, "ODOO-TEST")

    def test_template_is_what_import_takes(self):
        action = self.config.with_user(self.manager).action_import_credentials()
        wizard = self.env["amazon.punchin.credentials"].with_user(self.manager).browse(action["res_id"])
        data = base64.b64decode(wizard.template)
        book = openpyxl.load_workbook(io.BytesIO(data))
        values = {row[0]: row[1] for row in book.active.iter_rows(values_only=True)}
        self.assertEqual(values["From identity"], "ODOO-TEST")
        self.assertFalse(values["Shared secret"])
        self.assertNotIn(
            b"top-secret-value",
            b"".join(zipfile.ZipFile(io.BytesIO(data)).read(n) for n in zipfile.ZipFile(io.BytesIO(data)).namelist()),
        )
        wizard.file = base64.b64encode(data)
        self.assertTrue(wizard.is_ready, wizard.preview)
        wizard.action_import()
        self.assertEqual(self.config.buyer_identity, "ODOO-TEST")

    def test_import(self):
        self.open_session()
        wizard = self.wizard(
            [
                ("From identity", "OFFICE1234567890"),
                ("order_url_test", "https://https-ats.amazonsedi.com/1"),
                ("Punch-in Group", 4711),
                ("Shared secret", SECRET),
            ]
        )
        self.assertIn("OFFICE1234567890", wizard.preview)
        self.assertNotIn(SECRET, wizard.preview)
        wizard.action_import()
        self.assertRecordValues(
            self.config,
            [
                {
                    "buyer_identity": "OFFICE1234567890",
                    "order_url_test": "https://https-ats.amazonsedi.com/1",
                    "business_unit": "4711",
                    "shared_secret": "top-secret-value",
                    "shared_secret_next": SECRET,
                }
            ],
        )
        self.assertFalse(wizard.file)
        self.assertNotIn(SECRET, "".join(self.config.message_ids.mapped("body")))

    def test_labels_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.manager.lang = "de_DE"
        self.wizard([("FROM IDENTITY", "X1")]).action_import()
        self.assertEqual(self.config.buyer_identity, "X1")

    def test_label_of_an_earlier_version(self):
        labels = ("Group at Amazon", "Gruppe bei Amazon", "Grupo en Amazon", "Groupe chez Amazon", "Amazonのグループ")
        for number, label in enumerate(labels):
            with self.subTest(label=label):
                self.wizard([(label, f"Office {number}")]).action_import()
                self.assertEqual(self.config.business_unit, f"Office {number}")

    def test_live_group_is_not_split(self):
        """The new secret would wait, and the other settings would not."""
        self.config.mode = "active"
        wizard = self.wizard([("From identity", "OTHER"), ("Shared secret", SECRET)])
        self.assertProblem(wizard, "Import the secret alone")
        self.wizard([("From identity", "ODOO-TEST"), ("Shared secret", SECRET)]).action_import()
        self.assertEqual(self.config.shared_secret_next, SECRET)

    def test_first_secret_is_used_at_once(self):
        self.config.shared_secret = False
        self.wizard([("Shared secret", SECRET)]).action_import()
        self.assertEqual(self.config.shared_secret, SECRET)

    def test_secret_in_a_wrong_cell_is_not_shown(self):
        """Odoo logs what it refuses, and others look at the screen."""
        for rows in (
            [(SECRET, "Shared secret")],
            [(SECRET, None)],
            [("Punchout URL", SECRET)],
            [("Punchout URL", f"https://user:{SECRET}@orders.example.com/")],
            [("Shared secret", f"{SECRET} {SECRET}")],
            [("Shared secret", "Shared secret"), (SECRET, SECRET)],
        ):
            with self.subTest(rows=rows):
                wizard = self.wizard(rows)
                self.assertFalse(wizard.is_ready)
                with self.assertRaises(UserError) as refusal:
                    wizard.action_import()
                for text in (wizard.preview, str(refusal.exception)):
                    self.assertNotIn(SECRET[:10], text)

    def test_problems_name_their_cell(self):
        wizard = self.wizard(
            [
                ("From identity", "GOOD1"),
                ("PO Request URL (Test)", "http://orders.example.com"),
                ("Colour", "blue"),
                ("FROM IDENTITY", "OTHER"),
                ("From domain", "two words"),
                ("Punchout URL", "https://10.0.0.1/"),
            ]
        )
        self.assertProblem(
            wizard,
            "B3 (PO Request URL (Test)): ",
            "A4: Unknown setting",
            "A5: “From identity” is a duplicate of A2.",
            "B6 (From domain): contains a space",
            "B7 (Punchout URL): ",
            "private network",
        )

    def test_secret_is_in_no_problem(self):
        for secret in ("s3 cr3t s3cr3t", "geheimnüs-lang", "tiny"):
            wizard = self.wizard([("Shared secret", secret), ("From identity", "NEW")])
            self.assertProblem(wizard, "B2 (Shared secret): ")
            self.assertNotIn(secret, wizard.preview)

    def test_formula_is_not_evaluated(self):
        self.assertProblem(self.wizard([("From identity", "=1+1")]), "B2 (From identity): a formula")

    def test_other_files(self):
        workbook = self.sheet([("From identity", "X")])
        for data, words in (
            (b"Own Identity;X", "not an Excel workbook"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not an Excel workbook"),
            (self.zipped({"readme.txt": b"x"}), "not an Excel workbook"),
            (workbook[:200], "not an Excel workbook"),
            (self.zipped({"xl/vbaProject.bin": b"x"}), "contains macros"),
            (bytes(credentials_sheet.MAX_FILE + 1), "too large"),
            (self.zipped({"xl/worksheets/sheet1.xml": bytes(credentials_sheet.MAX_UNPACKED + 1)}), "too large"),
        ):
            with self.subTest(words=words, size=len(data)):
                self.assertProblem(self.upload(data), words)

    def test_damaged_or_locked_sheet(self):
        data = self.sheet([("From identity", "X")])
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = archive.getinfo("xl/worksheets/sheet1.xml")
        start = part.header_offset + 30 + len(part.filename)
        for broken in (
            data[:start] + b"\xff" + data[start + 1 :],
            re.sub(rb"(PK\x01\x02.{4}).", rb"\1" + b"\x01", data, flags=re.DOTALL),
            data.replace(b"PK\x01\x02", b"PK\x01\x03"),
            self.zipped({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "a">]><x/>'}),
            self.zipped({"xl/workbook.xml": b"<x"}),
        ):
            self.assertProblem(self.upload(broken), "not an Excel workbook")

    def zipped(self, files):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return stream.getvalue()

    def test_empty_sheet(self):
        wizard = self.wizard([("From identity", None)])
        self.assertFalse(wizard.is_ready)
        with self.assertRaisesRegex(UserError, "contains no values"):
            wizard.action_import()

    def test_second_administrator(self):
        wizard = self.wizard([("From identity", "MINE")])
        self.config.setup_url_test = "https://abintegrations.amazon.com/punchout/other"
        with self.assertRaisesRegex(UserError, "in the meantime"):
            wizard.action_import()

    def test_sheet_of_somebody_else_is_hidden(self):
        wizard = self.wizard([("Shared secret", SECRET)])
        other = self.make_user("manager2", "amazon_punchin.group_manager")
        with self.assertRaises(AccessError):
            wizard.with_user(other).read(["file"])

    def test_closed_window_keeps_no_sheet(self):
        wizard = self.wizard([("Shared secret", SECRET)])
        wizard.action_close()
        self.assertFalse(wizard.file)

    def test_only_administrators(self):
        for user in (self.buyer, self.purchaser):
            with self.assertRaises(AccessError):
                self.config.with_user(user).action_import_credentials()
        with self.assertRaises(AccessError):
            self.other_config.with_user(self.manager).action_import_credentials()
