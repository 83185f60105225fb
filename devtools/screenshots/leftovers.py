"""What the demo does not leave behind, and some screens need."""

import requests

from devtools.demo.amazon import Amazon
from devtools.demo.clock import Clock
from devtools.demo.expect import eventually, refused, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.shopper import Browser, Handover, Shop
from devtools.stage import ADMIN, Stage

_CONFIG, _BUYER, _EMAIL = "amazon.punchin.config", "buyer", "bea.buyer@example.com"
_PENS = {"B0T802R2HD": 12}
_KETTLE = {"B0L7MMQ3JT": 1}
_LATE_S = 3600
_PATIENCE_S = 60


class Leftovers:
    """Orders in states that are rare, a basket of nobody, somebody who is not on the list.

    :param clock: lets the time of a basket run out
    """

    def __init__(self, play: Stage, clock: Clock):
        self._play = play
        self._clock = clock
        self._admin = play.session(ADMIN, ADMIN)
        self._buyer = play.session(_BUYER, _BUYER)
        self._amazon = Amazon(play.sandbox.url)
        [self._config] = self._admin.call(_CONFIG, "search_read", [("marketplace", "=", "US")], ["name", "token"])

    def leave(self) -> None:
        """Leave everything.

        :raise Problem: at the first step that is not what it should be
        """
        self._people()
        self._turned_away()
        self._limited()
        self._unclaimed()
        self._refused_by_rule()
        self._expired()
        self._unknown()
        self._price_asked()

    def _people(self) -> None:
        values = {"config_id": self._config["id"], "email": "quinn@example.com"}
        self._admin.call("amazon.punchin.person", "create", values)
        head = self._play.session("head", "head")
        [boss] = self._admin.call("res.users", "search", [("login", "=", "boss")])
        holiday = {"delegate_id": boss, "date_from": "2030-08-01", "date_to": "2030-08-21"}
        head.call("amazon.punchin.delegation", "create", {"user_id": head.uid, **holiday})
        browser = Browser()
        browser.sign_in(self._play.odoo.url, "owner", "owner")
        refused(lambda: browser.get(f"{self._play.odoo.url}/amazon_punchin/{self._config['token']}/start"))

    def _limited(self) -> None:
        [config] = self._admin.call(_CONFIG, "search", [("marketplace", "=", "DE")])
        self._admin.call(_CONFIG, "write", [config], {"max_quantity": 10})

    def _turned_away(self) -> None:
        url = f"{self._play.odoo.url}/amazon_punchin/{self._config['token']}/inbox"
        answer = requests.post(url, "<cXML/>", auth=("amazon", "wrong"), timeout=_PATIENCE_S)
        same("The inbox's answer to a wrong password", answer.status_code, 401)

    def _unclaimed(self) -> None:
        self._amazon.enter_by(self._config["name"], "B")
        self._checked_out(_PENS).post()
        self._amazon.enter_by(self._config["name"], "A")

    def _refused_by_rule(self) -> None:
        self._brought(_KETTLE).code()

    def _expired(self) -> None:
        order = self._brought(_PENS)
        self._clock.end_hold(order.id)
        _model, job = self._admin.call("ir.model.data", "check_object_reference", "amazon_punchin", "ir_cron_hold")
        self._admin.call("ir.cron", "method_direct_trigger", [job])
        self._becomes(order, "expired")

    def _unknown(self) -> None:
        self._amazon.confirm_after(_LATE_S)
        self._amazon.lose_next_answer()
        order = self._brought(_PENS)
        order.code()
        order.confirm()
        self._becomes(order, "unknown")

    def _price_asked(self) -> None:
        config = [self._config["id"]]
        self._admin.call(_CONFIG, "write", config, {"price_change_policy": "ask"})
        order = self._brought(_PENS)
        order.code()
        order.confirm()
        eventually(lambda: self._amazon.has(order.name), f"{order.name} does not reach Amazon")
        self._amazon.act(order.name, "confirm_repriced")
        eventually(
            lambda: order.read("amazon_price_decision")["amazon_price_decision"], f"{order.name} is not asked about"
        )

    def _brought(self, basket: dict[str, int]) -> PlacedOrder:
        """An order that came in by the landing page."""
        address = self._checked_out(basket).post().headers["Location"]
        return PlacedOrder(self._buyer, int(address.rpartition("/")[2]))

    def _checked_out(self, basket: dict[str, int]) -> Handover:
        browser = Browser()
        browser.sign_in(self._play.odoo.url, _BUYER, _BUYER)
        shop = Shop(self._play.sandbox.url, browser)
        shop.sign_in(_EMAIL, "US")
        shop.fill(basket)
        return shop.check_out(self._config["name"])

    def _becomes(self, order: PlacedOrder, state: str) -> None:
        eventually(lambda: order.read("amazon_state")["amazon_state"] == state, f"{order.name} is not {state}")
