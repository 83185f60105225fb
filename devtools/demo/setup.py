"""`./dev demo --setup`: an administrator in a browser, from a fresh database to a test order and to active mode."""

import tempfile
from pathlib import Path

import openpyxl
from playwright.sync_api import Browser, expect

from amazon_sandbox.config import slugify
from devtools.demo.amazon import Amazon
from devtools.demo.expect import require, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.web_client import WebClient
from devtools.demo.world import scene
from devtools.progress import heading
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

    def __init__(self, play: Stage, running: Browser):
        self._play = play
        self._admin = WebClient(running.new_page(), play.odoo.url)
        self._amazon = running.new_page()
        self._buyer = WebClient(running.new_page(), play.odoo.url)

    def run(self) -> None:
        """Go through all steps.

        :raise Problem: at the first step that is not what it should be
        """
        heading("A company that works with Odoo already")
        self._prepare()
        heading("Nothing is there yet")
        self._create()
        heading("Amazon's credentials, by a sheet")
        self._exchange_credentials()
        heading("Vendor, addresses, people")
        self._fill_in()
        heading("The checklist")
        self._check()
        heading("The test order")
        self._buy("test")
        with scene("The checklist has seen it"):
            self._admin.press("Check", "#amazon_step_5")
            self._finds("trial", "Amazon has confirmed the test order")
        heading("Active mode")
        self._switch()
        self._buy("active")
        with scene("Paused: nobody shops"):
            self._admin.press("Pause", ".o_statusbar_buttons")
            self._admin.close("Pause")
            self._press_shop()
            self._buyer.shows(".modal", "is paused")

    # --- Chapters ------------------------------------------------------------------------

    def _prepare(self) -> None:
        """What has nothing to do with Amazon: a chart of accounts and a user."""
        with scene(f"It has its accounts, and {_BUYER_NAME} has a login"):
            admin = self._play.session(ADMIN)
            settings = admin.call("res.config.settings", "create", {"chart_template": "generic_coa"})
            admin.call("res.config.settings", "execute", [settings])
            admin.call("res.users", "create", {"name": _BUYER_NAME, "login": _BUYER, "password": _BUYER})
            Amazon(self._play.sandbox.url).configure(confirm_after_s=1)

    def _create(self) -> None:
        admin = self._admin
        with scene("The empty list says what to do"):
            admin.sign_in(ADMIN, ADMIN)
            admin.open("/odoo/amazon-punchin")
            admin.shows(".o_view_nocontent", "Connect your first Amazon Business group")
        with scene("A new group: 0 of 7 steps are done"):
            admin.press("New")
            admin.fill("name", "Office")
            admin.save()
            self._progress(0)

    def _exchange_credentials(self) -> None:
        """The administrator copies what Amazon shows, by the labels of the sheet, with a secret of yesterday."""
        admin, url = self._admin, self._play.sandbox.url
        shown = {
            "Punch-in Group": _GROUP,
            "Own Identity": _IDENTITY,
            "Shared Secret": _WRONG_SECRET,
            "Punch-out URL (Test)": f"{url}/punchout/setup/test",
            "Order URL (Test)": f"{url}/orders/punch-in-us",
        }
        with scene("A sheet with a wrong cell is refused and names the cell"):
            admin.press("Fill In by a Sheet")
            self._upload({**shown, "Order URL (Test)": "http://amazon.example/orders"})
            admin.shows(_PREVIEW, "B9 (Order URL (Test))")
        with scene("The sheet is imported; its secret is shown nowhere"):
            admin.field("file", ".modal").get_by_label("Clear").click()
            self._upload(shown)
            preview = admin.shows(_PREVIEW, _IDENTITY)
            require(_WRONG_SECRET not in preview.inner_text(), "The preview shows the secret.")
            admin.close("Import")
            expect(admin.field("buyer_identity").locator("input")).to_have_value(_IDENTITY)
            require(_WRONG_SECRET not in admin.page.content(), "The page shows the secret.")
        with scene("Our addresses and a new inbox password are entered there"):
            ours = {name: admin.field(name, "#amazon_step_2").inner_text().split()[0] for name in _OUR_ADDRESSES}
            admin.press("Generate a New One")
            admin.press("Ok", ".modal")
            ours["inbox_password"] = admin.field("password", ".modal").inner_text().split()[0]
            admin.close("I Have Copied It")
            self._set_up_amazon(ours)

    def _fill_in(self) -> None:
        admin = self._admin
        with scene("Vendor, delivery location, account"):
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
        with scene(f"{_BUYER_NAME}, with her e-mail at Amazon"):
            admin.tab("People")
            line = admin.add_line("person_ids")
            admin.choose("user_id", _BUYER_NAME, line)
            admin.fill("email", _PERSON, line)
            admin.save()
            admin.tab("Set-up")

    def _check(self) -> None:
        admin, place = self._admin, self._admin.page.url
        with scene("Check all: her role and the right secret are missing"):
            admin.press("Check All")
            self._finds("people", "Need the role “Amazon: Punchout buyer” in Odoo")
            self._finds("connection", "The identity or the shared secret is wrong")
            self._progress(3)
        with scene("Fixed, and a web address that stays: 5 of 7"):
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
        with scene("Too early to switch to active; it says why"):
            admin.press("Switch to Active", ".o_statusbar_buttons")
            admin.shows(".modal .alert-danger", "A completed test order")
            expect(admin.page.locator(".modal button[name=action_change]:visible")).to_have_count(0)
            admin.close("Close")

    def _buy(self, mode: str) -> None:
        """Bea Buyer brings a basket and confirms it; the administrator approves it; Amazon confirms it."""
        with scene(f"{_BUYER_NAME} shops at Amazon and comes back with a basket") as told:
            if mode == "test":
                self._buyer.sign_in(_BUYER, _BUYER)
            self._buyer.open("/odoo/amazon")
            with self._buyer.page.expect_popup() as popup:
                self._press_shop()
            shop = popup.value
            shop.get_by_role("button", name="Add").first.click()
            shop.get_by_role("button", name="Submit order for approval").click()
            shop.wait_for_url("**/odoo/**")
            order = PlacedOrder(self._play.session(_BUYER), int(shop.url.rpartition("/")[2]))
            told.detail = order.summary()
        with scene("Confirmed: no rule asks anybody, so the administrator is asked, and approves", order):
            basket = WebClient(shop, self._play.odoo.url)
            basket.press("Confirm")
            basket.shows(".o_arrow_button_current", "Waiting for approval")
            with self._admin.page.expect_popup() as popup:
                self._admin.page.evaluate(f"window.open('/odoo/amazon-orders/{order.id}')")
            approver = WebClient(popup.value, self._play.odoo.url)
            approver.press("Approve")
            approver.shows(".o-mail-Message", "approved on")
            popup.value.close()
        with scene("Ordered at Amazon, which confirms it", order):
            order.becomes("confirmed")
            shop.reload()
            basket.shows(".o_arrow_button_current", "Confirmed")
            same("Its mode", order.value("amazon_mode"), mode)
            shop.close()

    def _switch(self) -> None:
        admin, url = self._admin, self._play.sandbox.url
        with scene("Amazon's addresses for active mode: 6 of 7"):
            admin.tab("Connection")
            admin.field("allow_private_hosts").locator("input").check()
            admin.tab("Set-up")
            admin.fill("setup_url_active", f"{url}/punchout/setup")
            admin.fill("order_url_active", f"{url}/orders/punch-in-us")
            admin.save()
            admin.press("Check All")
            self._progress(6)
        with scene("Switched to active, at Amazon and here: 7 of 7"):
            self._set_up_amazon({"mode": "active"})
            admin.press("Switch to Active", "#amazon_step_7")
            admin.shows(".modal", "From now on baskets become real orders")
            admin.close("Switch to Active")
            self._progress(7)

    # --- What they do again and again ----------------------------------------------------

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

    def _set_up_amazon(self, values: dict[str, str]) -> None:
        """Enter the settings of our group's purchasing system at Amazon, by the names of the form."""
        self._amazon.goto(f"{self._play.sandbox.url}/settings")
        for name, value in values.items():
            field = self._amazon.locator(f"#{name}-{slugify(_GROUP)}")
            if field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        self._amazon.get_by_role("button", name=f"Save {_GROUP}").click()
        expect(self._amazon.get_by_text(f"{_GROUP} is saved.")).to_be_visible()

    def _press_shop(self) -> None:
        self._buyer.page.get_by_role("menuitem", name="Shop on Amazon").click()

    def _finds(self, key: str, text: str) -> None:
        self._admin.shows(f"[data-check={key}]", text)

    def _progress(self, done: int) -> None:
        self._admin.shows(".o_amazon_progress_sentence", f"{done} of 7 steps done")
