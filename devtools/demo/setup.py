"""`./dev demo --setup`: an administrator in a browser, from a fresh database to a test order and to active mode."""

from playwright.sync_api import Browser, Page, expect

from amazon_sandbox.config import slugify
from devtools.demo.amazon import Amazon
from devtools.demo.expect import require, same
from devtools.demo.hands import Effort, Mouse
from devtools.demo.mistakes import Mistakes
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.web_client import WebClient
from devtools.demo.world import scene
from devtools.progress import heading, note
from devtools.stage import ADMIN, Stage

#: So many clicks in Odoo lead from an empty database to real orders.
MOST_CLICKS = 40

#: The sandbox's own group, and what it shows whoever sets up its purchasing system.
_GROUP, _PERSON = "Punch-in US", "buyer@example.com"
_IDENTITY, _SECRET = "ODOO-SANDBOX-US", "sandbox-secret-us"

_BOSS, _BOSS_NAME = "bo", "Bo Boss"
_PASSWORD_WINDOW = {
    "landing_url": "landing_url",
    "return_url": "return_url",
    "inbox_url": "url",
    "inbox_login": "login",
    "inbox_password": "password",
}


class Setup:
    """The seven steps of the set-up page, as somebody does them who has read nothing but the screen.

    :param running: Chromium
    """

    def __init__(self, play: Stage, running: Browser):
        self._play = play
        self._running = running
        self._in_odoo, self._at_amazon, self._of_boss = Effort(), Effort(), Effort()
        self._admin = WebClient(running.new_page(), play.odoo.url, self._in_odoo)
        self._amazon = running.new_page()
        self._boss = WebClient(running.new_page(), play.odoo.url, self._of_boss)

    def run(self) -> None:
        """Go through all steps.

        :raise Problem: at the first step that is not what it should be, or if it takes too many clicks
        """
        heading("A company that works with Odoo already")
        self._prepare()
        heading("From an empty app to active mode")
        self._connect()
        self._fill_in()
        self._check()
        self._buy()
        self._switch()
        note(f"In Odoo: {self._in_odoo}. At Amazon: {self._at_amazon}. {_BOSS_NAME}: {self._of_boss}.")
        require(
            self._in_odoo.clicks <= MOST_CLICKS,
            f"The set-up takes {self._in_odoo.clicks} clicks, and must take {MOST_CLICKS} at most.",
        )
        Mistakes(self._play, self._admin).run()

    # --- Steps ---------------------------------------------------------------------------

    def _prepare(self) -> None:
        """What has nothing to do with Amazon: accounts, people, and the addresses of the stand-in for Amazon."""
        with scene(f"It has its accounts and departments, and {_BOSS_NAME} has a login"):
            admin, url = self._play.session(ADMIN), self._play.sandbox.url
            settings = admin.call("res.config.settings", "create", {"chart_template": "generic_coa"})
            admin.call("res.config.settings", "execute", [settings])
            admin.call("res.users", "create", {"name": _BOSS_NAME, "login": _BOSS, "password": _BOSS})
            [user] = admin.call("res.users", "search", [("login", "=", ADMIN)])
            admin.call("res.users", "write", [user], {"email": _PERSON})
            [department] = admin.call("hr.department", "search", [], limit=1)
            employees = admin.call("hr.employee", "search", [("user_id", "=", user)])
            admin.call("hr.employee", "write", employees, {"department_id": department})
            for name, value in (
                ("setup_url_test", f"{url}/punchout/setup/test"),
                ("setup_url_active", f"{url}/punchout/setup"),
                ("allow_private_hosts", True),
            ):
                admin.call("ir.default", "set", "amazon.punchin.config", name, value)
            Amazon(url).configure(confirm_after_s=1)
            self._admin.sign_in(ADMIN, ADMIN)

    def _connect(self) -> None:
        admin = self._admin
        with scene("The overview shows one button") as told:
            admin.app("Amazon Business")
            expect(admin.page.locator(".o_form_sheet button:visible")).to_have_count(1)
            admin.press("Set Up Amazon Business")
            told.detail = str(self._in_odoo)
        with scene("Steps 1 and 2: what Amazon shows is pasted here, and what Odoo shows there") as told:
            admin.fill("name", _GROUP)
            admin.paste("buyer_identity", _IDENTITY)
            admin.paste("shared_secret_input", _SECRET)
            admin.paste("order_url_test", f"{self._play.sandbox.url}/orders/punch-in-us")
            admin.press("Show Odoo's Addresses and Password")
            shown = {name: admin.copy(field, ".modal") for name, field in _PASSWORD_WINDOW.items()}
            admin.close("I Have Copied It")
            self._set_up_amazon(shown)
            told.detail = str(self._in_odoo)

    def _fill_in(self) -> None:
        admin = self._admin
        with scene("Step 3: vendor, and a location that is the default at once") as told:
            admin.choose("partner_id", "Amazon Business", offer="Create")
            line = admin.add_line("location_ids")
            admin.fill("name", "Goods In", line)
            admin.choose("partner_id", "Goods In", line, offer="Create and edit")
            for name, text in (("street", "410 Terry Avenue North"), ("city", "Seattle"), ("zip", "98109")):
                admin.fill(name, text, ".modal")
            admin.choose("state_id", "Washington", ".modal")
            admin.close("Save")
            told.detail = str(self._in_odoo)
        with scene(f"Step 4: a buyer, and {_BOSS_NAME} who approves") as told:
            admin.press("Add Me as a Buyer", "#amazon_step_4")
            admin.press("Check All")
            self._finds("approval", "no approval rule applies")
            admin.press("Add an Approval Rule", "[data-check=approval]")
            admin.choose("user_ids", _BOSS_NAME, ".modal")
            admin.close("Save")
            self._finds("approval", f"Approval rules: Every order through {_GROUP}")
            told.detail = str(self._in_odoo)

    def _check(self) -> None:
        admin = self._admin
        with scene("Step 6: what fails has the button that fixes it") as told:
            self._finds("connection", "Amazon opened its shop")
            self._finds("frozen", "changes whenever")
            admin.press("Freeze Web Address", "[data-check=frozen]")
            self._finds("frozen", "is frozen")
            told.detail = str(self._in_odoo)

    def _buy(self) -> None:
        """The administrator brings a basket and confirms it; somebody else approves it; Amazon confirms it."""
        admin = self._admin
        with scene("Step 5: shops at Amazon and comes back with a basket") as told:
            with admin.page.expect_popup() as popup:
                admin.press("Shop on Amazon", "#amazon_step_5")
            shop = popup.value
            order = self._bring(shop)
            basket = WebClient(shop, self._play.odoo.url, self._in_odoo)
            basket.choose("amazon_account_id", "Expenses")
            basket.press("Confirm")
            basket.shows(".o_arrow_button_current", "Waiting for approval")
            told.detail = f"{order.summary()}, {self._in_odoo}"
        with scene(f"{_BOSS_NAME} approves it", order):
            self._boss.sign_in(_BOSS, _BOSS)
            self._boss.app("Amazon Business")
            self._boss.press("1To approve")
            self._boss.click(self._boss.page.locator(".o_data_row .o_data_cell").first)
            self._boss.press("Approve")
            self._boss.shows(".o-mail-Message", "approved on")
        with scene("Ordered at Amazon, which confirms it", order):
            order.becomes("confirmed")
            same("Its mode", order.value("amazon_mode"), "test")
            shop.close()

    def _switch(self) -> None:
        admin = self._admin
        with scene("Step 7: Amazon's address for active mode: 6 of 7"):
            admin.paste("order_url_active", f"{self._play.sandbox.url}/orders/punch-in-us")
            admin.press("Check All")
            self._finds("trial", "Amazon has confirmed the test order")
            self._progress(6)
        with scene("Switched to active, at Amazon and here: 7 of 7") as told:
            self._set_up_amazon({"mode": "active"})
            admin.press("Switch to Active", "#amazon_step_7")
            admin.shows(".modal", "From now on baskets become real orders")
            admin.close("Switch to Active")
            self._progress(7)
            told.detail = str(self._in_odoo)

    # --- What they do again and again ----------------------------------------------------

    def _bring(self, shop: Page) -> PlacedOrder:
        """Put something into a basket at Amazon, and submit it."""
        mouse = Mouse(shop, self._at_amazon)
        mouse.click(shop.get_by_role("button", name="Add").first)
        mouse.click(shop.get_by_role("button", name="Submit order for approval"))
        shop.wait_for_url("**/odoo/**")
        return PlacedOrder(self._play.session(ADMIN), int(shop.url.rpartition("/")[2]))

    def _set_up_amazon(self, values: dict[str, str]) -> None:
        """Enter the settings of our group's purchasing system at Amazon, by the names of the form."""
        mouse = Mouse(self._amazon, self._at_amazon)
        self._amazon.goto(f"{self._play.sandbox.url}/settings")
        for name, value in values.items():
            field = self._amazon.locator(f"#{name}-{slugify(_GROUP)}")
            if field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(value)
                self._at_amazon.clicks += 2
            else:
                mouse.paste(field, value)
        mouse.click(self._amazon.get_by_role("button", name=f"Save {_GROUP}"))
        expect(self._amazon.get_by_text(f"{_GROUP} is saved.")).to_be_visible()

    def _finds(self, key: str, text: str) -> None:
        self._admin.shows(f"[data-check={key}]", text)

    def _progress(self, done: int) -> None:
        self._admin.shows(".o_amazon_progress_sentence", f"{done} of 7 steps done")
