"""Two companies that buy at Amazon, each with the records of one purchase, and what an attacker may not get to see."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache
from typing import Any

import requests

from amazon_sandbox.config import Group
from amazon_sandbox.cxml.cart_message import cart_message
from amazon_sandbox.cxml.writer import new_payload_id
from amazon_sandbox.shop.cart import make_cart
from amazon_sandbox.shop.catalog import Catalog
from amazon_sandbox.shop.marketplace import MARKETPLACES
from devtools import sql
from devtools.attack.workers import Workers
from devtools.demo.amazon import Amazon
from devtools.demo.expect import eventually
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.shopper import Browser, Handover, handover_of
from devtools.progress import step
from devtools.stage import ADMIN, Stage, connect
from devtools.stage import secrets as shared

#: An item of the stand-in's shop for which the head of the department is asked.
_DESK, _PENS = "B0ZXPWQWJC", "B0T802R2HD"

#: The other company: its people with their groups, its group at Amazon, its address.
_NEIGHBORS: dict[str, list[str]] = {
    "neighbor": ["amazon_punchin.group_punchout_buyer"],
    "neighbor_head": [],
    "neighbor_manager": ["amazon_punchin.group_manager"],
}
_GROUP = {
    "name": "Neighbor",
    "marketplace": "US",
    "buyer_identity": "ODOO-SANDBOX-NEIGHBOR",
    "shared_secret": "sandbox-secret-neighbor",
    "business_unit": "Neighbor",
}
_PLACE = {"name": "Neighbor's goods in", "street": "1 Main Street", "city": "Springfield", "zip": "62701"}

_JOBS = "SELECT res_id FROM ir_model_data WHERE model = 'ir.cron' AND module = 'amazon_punchin'"
_TRIP = """
INSERT INTO amazon_punchin_session
    (config_id, company_id, user_id, entrance, mode, state, expires_at, token_hash, create_date, write_date)
SELECT id, company_id, %s, 'punch_out', 'test', 'open', now() AT TIME ZONE 'UTC' + interval '5 hours', %s,
    now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
FROM amazon_punchin_config WHERE id = %s
"""


@dataclass(frozen=True)
class Side:
    """A company, and its group at Amazon.

    :ivar config: the group's values, with its token, login, password and secret
    :ivar buyer: the login of who shops
    :ivar approver: the login of who is asked
    """

    company: int
    config: dict[str, Any]
    buyer: str
    approver: str

    @property
    def doors(self) -> str:
        """The path of its addresses, without what follows the token."""
        return f"/amazon_punchin/{self.config['token']}"


class Arena:
    """The running servers, and both companies.

    :ivar play: the servers
    :ivar session: gives somebody's session by the login
    :ivar browser: gives somebody's browser, signed in to Odoo, by the login
    :ivar ours: the company whose people attack
    :ivar theirs: the company that they must not reach
    """

    def __init__(self, play: Stage):
        self.play = play
        self.workers = Workers(play.odoo)
        self.session = cache(play.session)
        self.browser = cache(self._browser)
        self.admin = self.session(ADMIN)
        self.amazon = Amazon(play.sandbox.url)
        with step("Another company"):
            self.ours = self._side("Office US", "buyer", "head")
            self.theirs = self._found_company()
        with step("A purchase of each company"):
            self.amazon.configure(confirm_after_s=1e6, cancel_after_s=1e6)
            for side in (self.ours, self.theirs):
                self._purchase(side)

    # --- What is done in it --------------------------------------------------------------

    def trip(self, side: Side) -> str:
        """Begin a trip without Amazon, and give its one-time token."""
        token = secrets.token_urlsafe(32)
        [(user,)] = self.sql("SELECT id FROM res_users WHERE login = %s", side.buyer)
        self.sql(_TRIP, user, hashlib.sha256(token.encode()).hexdigest(), side.config["id"])
        return token

    def cart(self, side: Side, token: str) -> bytes:
        """A basket of Amazon's for a group, of one item."""
        group, market, now = self.group(side), MARKETPLACES["US"], datetime.now(timezone.utc)
        basket = [(Catalog().items[_PENS], 1)]
        cart = make_cart(market, market.addresses[0], f"{side.buyer}@example.com", basket, now)
        return cart_message(group, cart, token, new_payload_id(group), now)

    def group(self, side: Side) -> Group:
        """A company's group, as Amazon knows it."""
        names = ("marketplace", "buyer_domain", "buyer_identity", "amazon_domain", "amazon_identity", "shared_secret")
        return Group(name=side.config["name"], **{name: side.config[name] for name in names})

    def shop(self, side: Side, basket: dict[str, int]) -> Handover:
        """Go to Amazon and check out; the basket is not back yet."""
        browser = self.browser(side.buyer)
        browser.get(f"{self.play.odoo.url}{side.doors}/start?entrance=punch_out")
        return handover_of(browser.check_out(self.play.sandbox.url, basket))

    def order(self, side: Side, basket: dict[str, int] | None = None) -> PlacedOrder:
        """Shop, come back, and confirm."""
        answer = self.shop(side, basket or {_PENS: 1}).post()
        order = PlacedOrder(self.session(side.buyer), int(answer.headers["Location"].rpartition("/")[2]))
        order.confirm()
        return order

    def run_jobs(self) -> None:
        """Let all of our scheduled actions run."""
        for (job,) in self.sql(_JOBS):
            self.admin.call("ir.cron", "method_direct_trigger", [job])

    def sql(self, statement: str, *values: Any) -> list[tuple]:
        """Look into the database, or change it behind Odoo's back."""
        return sql.execute(statement, self.play.database, values)

    def _browser(self, login: str) -> Browser:
        browser = Browser()
        browser.sign_in(self.play.odoo.url, login)
        return browser

    # --- What is in it -------------------------------------------------------------------

    def _side(self, name: str, buyer: str, approver: str) -> Side:
        [config] = self.admin.call("amazon.punchin.config", "search_read", [("name", "=", name)])
        config |= shared(self.play.database)[config["id"]]
        return Side(config["company_id"][0], config, buyer, approver)

    def _found_company(self) -> Side:
        """A second company: with accounts, people, rules and a group at Amazon of its own."""
        accounting = [(4, self._ref("analytic.group_analytic_accounting"))]
        self.admin.call("res.users", "write", [self.admin.uid], {"group_ids": accounting})
        company = self._create("res.company", name="Neighbor", currency_id=self._ref("base.USD"))
        [(chart,)] = self.sql("SELECT chart_template FROM res_company WHERE id = %s", self.ours.company)
        if chart:
            self.admin.call("account.chart.template", "try_loading", [], chart, company)
        of_company = {"company_id": company}
        users = {
            login: self._create(
                "res.users",
                **dict.fromkeys(("name", "login", "password"), login),
                email=f"{login}@example.com",
                company_ids=[company],
                group_ids=[self._ref(group) for group in ("base.group_user", *groups)],
                **of_company,
            )
            for login, groups in _NEIGHBORS.items()
        }
        supplies = {"name": "Supplies", "code": "619955", "account_type": "expense", "company_ids": [company]}
        plan = self._ref("amazon_punchin.demo_plan")
        budget = self._create("account.analytic.account", name="Supplies", plan_id=plan, **of_company)
        coding = {
            "department_id": self._create("hr.department", name="Neighbors", **of_company),
            "account_id": self._create("account.account", **supplies),
            "analytic_distribution": {str(budget): 100},
        }
        vendor = self._ref("amazon_punchin.demo_vendor")
        config = self._create("amazon.punchin.config", **_GROUP, partner_id=vendor, **coding, **of_company)
        place = {"state_id": self._ref("base.state_us_14"), "country_id": self._ref("base.us")}
        address = self._create("res.partner", **_PLACE, **place, **of_company)
        of_config = {"config_id": config}
        location = self._create("amazon.punchin.location", partner_id=address, name="Springfield", **of_config)
        self.admin.call("amazon.punchin.config", "write", [config], {"location_id": location})
        for login in ("neighbor", "neighbor_manager"):
            self._create("amazon.punchin.person", user_id=users[login], email=f"{login}@example.com", **of_config)
        self._create("amazon.punchin.item.rule", name="Neighbor's pens", unspsc="44", **coding, **of_company)
        asked = [users["neighbor_head"]]
        self._create("amazon.punchin.approval.rule", name="All", user_ids=asked, total_from=0, **of_company)
        groups = connect(self.admin, self.play.sandbox.url, shared(self.play.database))
        requests.put(f"{self.play.sandbox.url}/api/config", json=groups, timeout=30).raise_for_status()
        return self._side("Neighbor", "neighbor", "neighbor_head")

    def _purchase(self, side: Side) -> None:
        """From the basket to the bill, and all that is beside."""
        of_config = {"config_id": side.config["id"]}
        self._create("amazon.punchin.extrinsic", name=f"Site{side.company}", value="1", **of_config)
        self._create("amazon.punchin.address", name="A place", reference=f"R{side.company}", **of_config)
        order = self.order(side, {_DESK: 1})
        order.seen_by(self.session(side.approver)).approve()
        self.run_jobs()
        for action in ("confirm", "ship", "invoice"):
            self.amazon.act(order.name, action)
        arrived = f"Odoo does not get what Amazon sends of {order.name}"
        eventually(lambda: self._has_arrived(order.name), arrived)
        self.run_jobs()
        requests.post(f"{self.play.odoo.url}{side.doors}/inbox", b"<", timeout=30)
        self.shop(side, {_PENS: 1}).post()

    def _has_arrived(self, order: str) -> bool:
        return all(delivery["state"] != "pending" for delivery in self.amazon.order(order)["deliveries"])

    def _create(self, model: str, **values: Any) -> int:
        company = values.get("company_id") or [*values.get("company_ids", []), None][0]
        context = {"no_reset_password": True, **({"allowed_company_ids": [company]} if company else {})}
        return self.admin.call(model, "create", [values], context=context)[0]

    def _ref(self, name: str) -> int:
        return self.admin.call("ir.model.data", "check_object_reference", *name.split("."))[1]


def payload_id(document: bytes) -> str:
    """The number by which a document's sender tells it from every other one."""
    return re.search(rb'payloadID="([^"]*)"', document)[1].decode()
