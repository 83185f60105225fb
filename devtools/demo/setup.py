"""`./dev demo --setup`: an administrator in a browser, from a fresh database to a test order and to active mode."""

import tempfile
from pathlib import Path

import openpyxl
from playwright.sync_api import Browser, expect

from devtools.demo.amazon import Amazon
from devtools.demo.amazon_site import AmazonSite
from devtools.demo.expect import eventually, require, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.timeline import Timeline
from devtools.demo.web_client import WebClient
from devtools.stage import ADMIN, Stage

#: The sandbox's own group, and what it shows whoever sets up its purchasing system.
_GROUP, _PERSON = "Punch-in US", "buyer@example.com"
_IDENTITY, _SECRET, _WRONG_SECRET = "ODOO-SANDBOX-US", "sandbox-secret-us", "sandbox-secret-of-yesterday"

_BUYER, _BUYER_NAME = "bea", "Bea Buyer"
_OUR_ADDRESSES = ("landing_url", "return_url", "inbox_url", "inbox_login")
_PREVIEW = ".modal .o_field_widget[name=preview]"


class Setup:
    """The seven steps of the set-up page, with the mistakes that people make on the way.

    :param running: Chromium
    """

    def __init__(self, play: Stage, timeline: Timeline, running: Browser):
        self._play = play
        self._timeline = timeline
        self._admin = WebClient(running.new_page(), play.odoo.url)
        self._amazon = AmazonSite(running.new_page())
        self._buyer = WebClient(running.new_page(), play.odoo.url)

    def run(self) -> None:
        """Go through all steps.

        :raise Problem: at the first step that is not what it should be
        """
        chapter, step = self._timeline.chapter, self._timeline.step
        chapter("A company that works with Odoo already")
        with step("It has its accounts, and Bea Buyer has a login"):
            self._prepare()
        chapter("Nothing is there yet")
        with step("The empty list says what to do"):
            self._open_list()
        with step("A new group: 0 of 7 steps are done"):
            self._create()
        chapter("Amazon's credentials, by a sheet")
        with step("A sheet with a wrong cell is refused and names the cell"):
            self._import_wrong_sheet()
        with step("The sheet is imported; its secret is shown nowhere"):
            self._import_sheet()
        with step("Our addresses and a new inbox password are entered there"):
            self._enter_at_amazon()
        chapter("Vendor, addresses, people")
        with step("Vendor, delivery location, account"):
            self._fill_in()
        with step("Bea Buyer, with her e-mail at Amazon"):
            self._add_buyer()
        chapter("The checklist")
        with step("Check all: her role and the right secret are missing"):
            self._check()
        with step("Mended, and a web address that stays: 5 of 7"):
            self._mend()
        with step("Too early to switch to active; it says why"):
            self._switch_too_early()
        chapter("The test order")
        self._buy("test")
        with step("The checklist has seen it"):
            self._admin.press("Check", "#amazon_step_5")
            self._finds("trial", "Amazon has confirmed the test order")
        chapter("Active mode")
        with step("Amazon's addresses for active mode: 6 of 7"):
            self._fill_in_live()
        with step("Switched to active, at Amazon and here: 7 of 7"):
            self._switch()
        self._buy("active")
        with step("Paused: nobody shops"):
            self._pause()

    # --- Before --------------------------------------------------------------------------

    def _prepare(self) -> None:
        """What has nothing to do with Amazon: a chart of accounts and a user."""
        admin = self._play.session(ADMIN, ADMIN)
        settings = admin.call("res.config.settings", "create", {"chart_template": "generic_coa"})
        admin.call("res.config.settings", "execute", [settings])
        admin.call("res.users", "create", {"name": _BUYER_NAME, "login": _BUYER, "password": _BUYER})
        Amazon(self._play.sandbox.url).confirm_after(1)

    # --- Steps ---------------------------------------------------------------------------

    def _open_list(self) -> None:
        self._admin.sign_in(ADMIN, ADMIN)
        self._admin.open("/odoo/amazon-punchin")
        self._admin.shows(".o_view_nocontent", "Connect your first Amazon Business group")

    def _create(self) -> None:
        self._admin.press("New")
        self._admin.fill("name", "Office")
        self._admin.save()
        self._progress(0)

    def _import_wrong_sheet(self) -> None:
        self._admin.press("Fill In by a Sheet")
        self._upload({**self._credentials(), "Order URL (Test)": "http://amazon.example/orders"})
        self._admin.shows(_PREVIEW, "B9 (Order URL (Test))")

    def _import_sheet(self) -> None:
        self._admin.field("file", ".modal").get_by_label("Clear").click()
        self._upload(self._credentials())
        preview = self._admin.shows(_PREVIEW, _IDENTITY)
        require(_WRONG_SECRET not in preview.inner_text(), "The preview shows the secret.")
        self._admin.close("Import")
        expect(self._admin.field("buyer_identity").locator("input")).to_have_value(_IDENTITY)
        require(_WRONG_SECRET not in self._admin.page.content(), "The page shows the secret.")

    def _credentials(self) -> dict[str, str]:
        """What Amazon shows, by the labels of the sheet; the administrator copies a secret of yesterday."""
        url = self._play.sandbox.url
        return {
            "Punch-in Group": _GROUP,
            "Own Identity": _IDENTITY,
            "Shared Secret": _WRONG_SECRET,
            "Punch-out URL (Test)": f"{url}/punchout/setup/test",
            "Order URL (Test)": f"{url}/orders/punch-in-us",
        }

    def _upload(self, values: dict[str, str]) -> None:
        """Download the sheet, fill in its second column, upload it."""
        page = self._admin.page
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "credentials.xlsx"
            with page.expect_download() as download:
                self._admin.press("Download Sheet", ".modal")
            download.value.save_as(path)
            book = openpyxl.load_workbook(path)
            cells = {label.value: value for label, value, _where in book.active.iter_rows(min_row=2)}
            for label, value in values.items():
                cells[label].value = value
            book.save(path)
            page.locator(".modal input[type=file]").set_input_files(path)
            self._admin.shows(f"{_PREVIEW} :is(table, ul)")

    def _enter_at_amazon(self) -> None:
        ours = {name: self._admin.field(name, "#amazon_step_2").inner_text().split()[0] for name in _OUR_ADDRESSES}
        self._admin.press("Generate a New One")
        self._admin.press("Ok", ".modal")
        ours["inbox_password"] = self._admin.field("password", ".modal").inner_text().split()[0]
        self._admin.close("I Have Copied It")
        self._amazon.set_up(self._play.sandbox.url, _GROUP, ours)

    def _fill_in(self) -> None:
        admin = self._admin
        admin.choose("partner_id", "Amazon Business", offer="Create")
        admin.tab("Locations")
        line = admin.add_line("location_ids")
        admin.fill("name", "Goods In", line)
        admin.choose("partner_id", "Goods In", line, offer="Create and edit")
        for name, text in (("street", "410 Terry Avenue North"), ("city", "Seattle"), ("zip", "98109")):
            admin.fill(name, text, ".modal")
        admin.choose("country_id", "United States", ".modal")
        admin.choose("state_id", "Washington", ".modal")
        admin.close("Save")
        admin.tab("Coding")
        admin.choose("account_id", "600000", offer="Expenses")
        for name in ("require_department", "require_budget"):
            admin.field(name).locator("input").uncheck()
        admin.save()
        admin.tab("Set-up")
        admin.choose("location_id", "Goods In")
        admin.save()

    def _add_buyer(self) -> None:
        self._admin.tab("People")
        line = self._admin.add_line("person_ids")
        self._admin.choose("user_id", _BUYER_NAME, line)
        self._admin.fill("email", _PERSON, line)
        self._admin.save()
        self._admin.tab("Set-up")

    def _check(self) -> None:
        self._admin.press("Check All")
        self._finds("people", "Need the role “Amazon: Punchout buyer” in Odoo")
        self._finds("connection", "The identity or the shared secret is wrong")
        self._progress(3)

    def _mend(self) -> None:
        admin, place = self._admin, self._admin.page.url
        admin.open("/odoo/action-base.action_res_users")
        admin.shows(".o_data_row, .o_kanban_record", _BUYER_NAME).click()
        admin.page.get_by_label("Amazon Business").click()
        admin.shows(".o_select_menu_item", "Amazon: Punchout buyer").click()
        admin.save()
        admin.page.goto(place)
        admin.fill("shared_secret_input", _SECRET)
        admin.save()
        admin.press("Freeze Our Web Address")
        admin.press("Check All")
        self._progress(5)

    def _switch_too_early(self) -> None:
        self._admin.press("Switch to Active", ".o_statusbar_buttons")
        self._admin.shows(".modal .alert-danger", "A completed test order")
        expect(self._admin.page.locator(".modal button[name=action_change]:visible")).to_have_count(0)
        self._admin.close("Close")

    def _fill_in_live(self) -> None:
        admin, url = self._admin, self._play.sandbox.url
        admin.tab("Connection")
        admin.field("allow_private_hosts").locator("input").check()
        admin.tab("Set-up")
        admin.fill("setup_url_active", f"{url}/punchout/setup")
        admin.fill("order_url_active", f"{url}/orders/punch-in-us")
        admin.save()
        admin.press("Check All")
        self._progress(6)

    def _switch(self) -> None:
        self._amazon.set_up(self._play.sandbox.url, _GROUP, {"mode": "active"})
        self._admin.press("Switch to Active", "#amazon_step_7")
        self._admin.shows(".modal", "From now on baskets become real orders")
        self._admin.close("Switch to Active")
        self._progress(7)

    def _pause(self) -> None:
        self._admin.press("Pause", ".o_statusbar_buttons")
        self._admin.close("Pause")
        self._press_shop()
        self._buyer.shows(".modal", "is paused")

    def _buy(self, mode: str) -> None:
        """Bea Buyer brings a basket and confirms it; Amazon confirms it."""
        step = self._timeline.step
        with step("Bea Buyer shops at Amazon and comes back with a basket") as entry:
            if mode == "test":
                self._buyer.sign_in(_BUYER, _BUYER)
            self._buyer.open("/odoo/amazon")
            with self._buyer.page.expect_popup() as popup:
                self._press_shop()
            AmazonSite(popup.value).shop()
            order = PlacedOrder(self._play.session(_BUYER, _BUYER), int(popup.value.url.rpartition("/")[2]))
            entry.about(order)
        with step("Confirmed here, then by Amazon") as entry:
            basket = WebClient(popup.value, self._play.odoo.url)
            basket.press("Confirm")
            eventually(lambda: order.read("amazon_state")["amazon_state"] == "confirmed", f"{order.name} waits")
            popup.value.reload()
            basket.shows(".o_arrow_button_current", "Confirmed")
            same("Its mode", order.read("amazon_mode")["amazon_mode"], mode)
            entry.about(order)
            popup.value.close()

    def _press_shop(self) -> None:
        self._buyer.page.get_by_role("menuitem", name="Shop on Amazon").click()

    # --- What the page says --------------------------------------------------------------

    def _finds(self, key: str, text: str) -> None:
        self._admin.shows(f"[data-check={key}]", text)

    def _progress(self, done: int) -> None:
        self._admin.shows(".o_amazon_progress_sentence", f"{done} of 7 steps done")
