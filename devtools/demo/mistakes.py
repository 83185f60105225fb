"""What goes wrong when people set up a group: a sheet with a wrong cell, a secret of yesterday, a switch too early."""

import tempfile
from pathlib import Path

import openpyxl
from playwright.sync_api import expect

from devtools.demo.expect import require
from devtools.demo.web_client import WebClient
from devtools.demo.world import scene
from devtools.progress import heading
from devtools.stage import ADMIN, Stage

_IDENTITY, _WRONG_SECRET = "ODOO-SANDBOX-US", "sandbox-secret-of-yesterday"
_PREVIEW = ".modal .o_field_widget[name=preview]"


class Mistakes:
    """An administrator who connects a second group, carelessly.

    :param admin: who has connected the first one
    """

    def __init__(self, play: Stage, admin: WebClient):
        self._play = play
        self._admin = admin

    def run(self) -> None:
        """Make every mistake.

        :raise Problem: if Odoo does not say what is wrong
        """
        heading("Mistakes with a second group")
        self._import_sheet()
        self._use_wrong_secret()
        self._pause()

    def _import_sheet(self) -> None:
        admin, url = self._admin, self._play.sandbox.url
        shown = {
            "Punch-in Group": "Second",
            "From identity": _IDENTITY,
            "Shared secret": _WRONG_SECRET,
            "PO Request URL (Test)": f"{url}/orders/punch-in-us",
        }
        with scene("A sheet with a wrong cell is refused and names the cell"):
            admin.open("/odoo/amazon-punchin/new")
            admin.fill("name", "Second")
            admin.press("Import from Spreadsheet")
            self._upload({**shown, "PO Request URL (Test)": "http://amazon.example/orders"})
            admin.shows(_PREVIEW, "B9 (PO Request URL (Test))")
        with scene("The sheet is imported; its secret is shown nowhere"):
            admin.field("file", ".modal").get_by_label("Clear").click()
            self._upload(shown)
            preview = admin.shows(_PREVIEW, _IDENTITY)
            require(_WRONG_SECRET not in preview.inner_text(), "The preview shows the secret.")
            admin.close("Import")
            expect(admin.field("buyer_identity").locator("input")).to_have_value(_IDENTITY)
            require(_WRONG_SECRET not in admin.page.content(), "The page shows the secret.")

    def _use_wrong_secret(self) -> None:
        admin = self._admin
        with scene("The check says that the secret is wrong, and leads to it"):
            admin.press("Add Me as a Buyer", "#amazon_step_4")
            admin.press("Check", "#amazon_step_6")
            admin.shows("[data-check=connection]", "The identity or the shared secret is wrong")
            admin.press("Set-up › Shared secret", "[data-check=connection]")
            expect(admin.field("shared_secret_input").locator("input")).to_be_focused()
        with scene("Step 2 is not done before somebody has seen the inbox password"):
            admin.press("Check", "#amazon_step_2")
            admin.shows("[data-check=inbox]", "Nobody has seen the inbox password yet")
        with scene("Too early to switch to active; it says why"):
            admin.press("Switch to Active", ".o_statusbar_buttons")
            admin.shows(".modal .alert-danger", "A completed test order")
            expect(admin.page.locator(".modal button[name=action_change]:visible")).to_have_count(0)
            admin.close("Close")

    def _pause(self) -> None:
        admin = self._admin
        with scene("Paused: nobody shops"):
            [first, second] = self._play.session(ADMIN).call("amazon.punchin.config", "search", [], order="id")
            for number in (first, second):
                admin.open(f"/odoo/amazon-punchin/{number}")
                admin.press("Pause", ".o_statusbar_buttons")
                admin.close("Pause")
            admin.open("/odoo/amazon")
            admin.press("Shop on Amazon")
            admin.shows(".modal", "is paused")

    def _upload(self, values: dict[str, str]) -> None:
        """Download the sheet, fill in its second column, upload it."""
        page = self._admin.page
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "credentials.xlsx"
            with page.expect_download() as download:
                self._admin.press("Download Spreadsheet", ".modal")
            download.value.save_as(path)
            book = openpyxl.load_workbook(path)
            cells = {label.value: value for label, value, _where in book.active.iter_rows(min_row=2)}
            for label, value in values.items():
                cells[label].value = value
            book.save(path)
            page.locator(".modal input[type=file]").set_input_files(path)
            self._admin.shows(f"{_PREVIEW} :is(table, ul)")
