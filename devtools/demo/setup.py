"""`./dev demo --setup`: an administrator, from a fresh database to a test order and to active mode."""

import base64
import io
from urllib.parse import urljoin

import openpyxl

from devtools.demo.amazon import Amazon
from devtools.demo.expect import eventually, refused, require, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.shopper import Browser, Shop
from devtools.demo.timeline import Entry, Timeline
from devtools.rpc import Session
from devtools.stage import ADMIN, Stage

_CONFIG, _WIZARD, _MODE = "amazon.punchin.config", "amazon.punchin.credentials", "amazon.punchin.mode.change"

#: The sandbox's own group, and what it shows whoever sets up its purchasing system.
_GROUP, _PERSON = "Punch-in US", "buyer@example.com"
_IDENTITY, _SECRET, _WRONG_SECRET = "ODOO-SANDBOX-US", "sandbox-secret-us", "sandbox-secret-of-yesterday"

_PENS = {"B0T802R2HD": 12}
_BUYER = "bea"


class Setup:
    """What the seven steps of the page ask for, done by RPC and HTTP instead of a browser."""

    def __init__(self, play: Stage, timeline: Timeline):
        self._play = play
        self._admin = play.session(ADMIN, ADMIN)
        self._amazon = Amazon(play.sandbox.url)
        self._timeline = timeline
        self._config = 0
        self._account = 0

    def run(self) -> None:
        """Go through all steps, with a mistake on the way.

        :raise Problem: at the first step that is not what it should be
        """
        chapter, step = self._timeline.chapter, self._timeline.step
        chapter("Nothing is there yet")
        with step("A new group has seven steps to do") as entry:
            self._create()
            self._progress("0 of 7", entry)
        chapter("Amazon's credentials, by a sheet")
        with step("A sheet with a wrong cell is refused and names the cell"):
            problem = self._import(order_url_test="http://amazon.example/orders")
            require("B9 (Order URL (Test))" in problem, f"The sheet's problem does not name its cell: {problem}")
        with step("The sheet is imported; its secret is shown nowhere"):
            same("The problem of the sheet", self._import(**self._credentials(_WRONG_SECRET)), "")
        with step("Our addresses are entered at Amazon"):
            self._enter_at_amazon()
        chapter("Vendor, addresses, people")
        with step("Vendor, account, delivery location"):
            self._fill_in()
        with step("Bea Buyer, with her e-mail at Amazon"):
            self._add_buyer()
        chapter("The checklist")
        with step("Check all: the secret is wrong, and so it says") as entry:
            self._check()
            require("shared secret" in self._found("connection"), f"It says: {self._found('connection')}")
            self._progress("4 of 7", entry)
        with step("The right secret overwrites it, because Amazon never accepted it") as entry:
            self._write(shared_secret_input=_SECRET)
            self._call("action_freeze_address")
            self._check()
            self._progress("5 of 7", entry)
        with step("Too early to switch to active; it says why"):
            refusal = refused(lambda: self._write(mode="active"))
            require("A completed test order" in refusal, f"Odoo does not name the test order: {refusal}")
        chapter("The test order")
        self._shop("test")
        chapter("Active mode")
        with step("Amazon is on this machine: allowed") as entry:
            url = self._play.sandbox.url
            live = {"setup_url_active": f"{url}/punchout/setup", "order_url_active": f"{url}/orders/punch-in-us"}
            self._write(allow_private_hosts=True, **live)
            self._check()
            self._progress("6 of 7", entry)
        with step("Switched to active, here and at Amazon") as entry:
            self._change_mode("active")
            self._amazon.change(_GROUP, mode="active")
            self._progress("7 of 7", entry)
        self._shop("active")
        with step("Paused: nobody shops"):
            self._change_mode("paused")
            refusal = refused(lambda: self._buyer().call(_CONFIG, "action_shop"))
            require("is paused" in refusal, f"Odoo does not say that it is paused: {refusal}")

    # --- Steps ---------------------------------------------------------------------------

    def _create(self) -> None:
        self._config = self._admin.call(_CONFIG, "create", {"name": "Office", "policy": "all_approved"})

    def _credentials(self, secret: str) -> dict[str, str]:
        """What Amazon shows."""
        url = self._play.sandbox.url
        return {
            "business_unit": _GROUP,
            "buyer_identity": _IDENTITY,
            "shared_secret": secret,
            "setup_url_test": f"{url}/punchout/setup/test",
            "order_url_test": f"{url}/orders/punch-in-us",
        }

    def _import(self, **values: str) -> str:
        """Download the sheet, fill it in, upload it; import it if it has no problem.

        :return: the problem
        """
        wizard = self._call("action_import_credentials")["res_id"]
        action = self._admin.call(_WIZARD, "action_download_template", [wizard])
        browser = Browser()
        browser.sign_in(self._play.odoo.url, ADMIN, ADMIN)
        book = openpyxl.load_workbook(io.BytesIO(browser.get(urljoin(self._play.odoo.url, action["url"])).content))
        for label, value, _where in book.active.iter_rows(min_row=2):
            name = next((name for name in values if self._label(name) == label.value), None)
            value.value = values.get(name, value.value)
        stream = io.BytesIO()
        book.save(stream)
        self._admin.call(_WIZARD, "write", [wizard], {"file": base64.b64encode(stream.getvalue()).decode()})
        [shown] = self._admin.call(_WIZARD, "read", [wizard], ["preview", "is_ready"])
        require(values.get("shared_secret", "?") not in shown["preview"], "The preview shows the secret.")
        if not shown["is_ready"]:
            return shown["preview"]
        self._admin.call(_WIZARD, "action_import", [wizard])
        return ""

    def _label(self, name: str) -> str:
        domain = [("model", "=", _CONFIG), ("name", "=", name)]
        [field] = self._admin.call("ir.model.fields", "search_read", domain, ["field_description"])
        return field["field_description"]

    def _enter_at_amazon(self) -> None:
        names = ["landing_url", "return_url", "inbox_url", "inbox_login"]
        [ours] = self._admin.call(_CONFIG, "read", [self._config], names)
        password = self._call("action_generate_inbox_password")["context"]["default_password"]
        self._amazon.change(_GROUP, inbox_password=password, **{name: ours[name] for name in names})
        self._amazon.confirm_after(1)

    def _fill_in(self) -> None:
        create = self._created
        self._account = create("account.account", name="Office supplies", code="610099", account_type="expense")
        [country] = self._admin.call("res.country", "search", [("code", "=", "US")])
        [state] = self._admin.call("res.country.state", "search", [("code", "=", "WA"), ("country_id", "=", country)])
        place = create(
            "res.partner",
            name="Goods In",
            street="410 Terry Avenue North",
            city="Seattle",
            zip="98109",
            state_id=state,
            country_id=country,
        )
        self._write(
            partner_id=create("res.partner", name="Amazon Business", is_company=True),
            location_id=create("amazon.punchin.location", config_id=self._config, partner_id=place, name="Goods In"),
            account_id=self._account,
            require_department=False,
            require_budget=False,
        )

    def _add_buyer(self) -> None:
        user = self._created(
            "res.users", name="Bea Buyer", login=_BUYER, password=_BUYER, group_ids=[(4, self._group_id())]
        )
        self._created("amazon.punchin.person", config_id=self._config, user_id=user, email=_PERSON)

    def _group_id(self) -> int:
        domain = [("module", "=", "amazon_punchin"), ("name", "=", "group_punchout_buyer")]
        [row] = self._admin.call("ir.model.data", "search_read", domain, ["res_id"])
        return row["res_id"]

    def _shop(self, mode: str) -> None:
        """Bea Buyer brings a basket, codes it and confirms it; Amazon confirms it."""
        step = self._timeline.step
        browser = Browser()
        with step("Bea Buyer shops at Amazon and comes back with a basket") as entry:
            browser.sign_in(self._play.odoo.url, _BUYER, _BUYER)
            buyer = self._buyer()
            page = browser.get(urljoin(self._play.odoo.url, buyer.call(_CONFIG, "action_shop")["url"]))
            require(page.url.startswith(self._play.sandbox.url), "“Shop on Amazon” does not lead to Amazon.")
            shop = Shop(self._play.sandbox.url, browser)
            shop.fill(_PENS)
            answer = shop.check_out().post()
            number = answer.headers["Location"].partition("?")[0].rpartition("/")[2]
            require(number.isdigit(), "The basket does not lead to an order.")
            order = PlacedOrder(buyer, int(number))
            entry.about(order)
        with step("Confirmed here, then by Amazon") as entry:
            order.confirm()
            eventually(lambda: order.read("amazon_state")["amazon_state"] == "confirmed", f"{order.name} waits")
            same("Its mode", order.read("amazon_mode")["amazon_mode"], mode)
            entry.about(order)

    def _buyer(self) -> Session:
        return self._play.session(_BUYER, _BUYER)

    def _change_mode(self, mode: str) -> None:
        wizard = self._call("action_change_mode", context={"amazon_mode": mode})["res_id"]
        self._admin.call(_MODE, "action_change", [wizard])

    # --- What the page says --------------------------------------------------------------

    def _check(self) -> None:
        self._call("action_check")

    def _found(self, key: str) -> str:
        domain = [("config_id", "=", self._config), ("key", "=", key)]
        [check] = self._admin.call("amazon.punchin.check", "search_read", domain, ["message"])
        return check["message"]

    def _progress(self, expected: str, entry: Entry) -> None:
        [values] = self._admin.call(_CONFIG, "read", [self._config], ["setup_progress", "setup_steps"])
        stated = ", ".join(f"{step['step']} {step['state']}" for step in values["setup_steps"])
        require(values["setup_progress"] == expected, f"{values['setup_progress']} instead of {expected}: {stated}")
        entry.text += f": {expected}"

    # --- Calls ---------------------------------------------------------------------------

    def _call(self, method: str, **options: object) -> dict:
        return self._admin.call(_CONFIG, method, [self._config], **options)

    def _write(self, **values: object) -> None:
        self._admin.call(_CONFIG, "write", [self._config], values)

    def _created(self, model: str, **values: object) -> int:
        return self._admin.call(model, "create", values)
