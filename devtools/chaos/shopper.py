"""Somebody who shops over HTTP as a browser does, and tries again whatever went wrong."""

import re
import time
from collections.abc import Callable
from functools import partial
from urllib.parse import urljoin, urlsplit

import requests

from amazon_sandbox.config import slugify
from devtools.chaos.schedule import SEND, SENT_AGAIN, Purchase
from devtools.chaos.world import World
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.shopper import Browser, Handover, handover_of, redirected
from devtools.problem import Problem

_PATIENCE_S = 120
_TURN_S = 0.3
_APPROVERS = ("head", "owner", "approver")
_GIVEN_UP = ("refused", "cancelled", "expired", "rejected")


class Shopper:
    """One of them.

    :param login: in Odoo
    :param groups: by marketplace, the name and the token of the group at Amazon
    """

    def __init__(self, world: World, login: str, groups: dict[str, tuple[str, str]]):
        self._world = world
        self._insist = world.patiently
        self._email = f"{login}@example.com"
        self._groups = groups
        self._user = world.session(login)
        self._browser = Browser()
        self._browser.cookies.update(self._user.cookies)

    def buy(self, purchase: Purchase) -> None:
        """Go all the way with one.

        :raise Problem: it does not go on
        """
        purchases = self._world.proxy.purchases
        purchases[self._email] = purchase.number
        self._world.begin("shop", purchase)
        handover = self._shop(purchase)
        [document] = handover.fields.values()
        basket = re.search('payloadID="([^"]*)"', document)[1]
        purchases[basket], self._world.baskets[basket] = purchase.number, handover.cart().total
        self._world.begin("return", purchase)
        order = PlacedOrder(self._user, self._bring_back(purchase, handover))
        purchases[self._insist(lambda: order.name)] = purchase.number
        self._world.begin("confirm", purchase)
        if purchase.fate == "cancelled":
            self._press(order.cancel, lambda: self._state(order) == "cancelled")
            return
        self._insist(order.code)
        self._press(order.confirm, lambda: self._state(order) != "cart")
        self._world.begin("approve", purchase)
        while self._insist(lambda: self._decide(order, purchase.fate)):
            pass
        if purchase.fate != "rejected":
            self._world.begin(SEND, purchase)
            self._await_amazon(order, purchase.number)
            self._world.begin("answer", purchase)
            for act, pause in purchase.acts:
                self._world.amazon.act(order.name, act)
                time.sleep(pause)

    # --- At Amazon -----------------------------------------------------------------------

    def _shop(self, purchase: Purchase) -> Handover:
        """From an empty basket to the form that hands it over."""
        group, token = self._groups[purchase.marketplace]
        start = f"{self._world.play.odoo.url}/amazon_punchin/{token}/start"
        amazon, slug = self._world.play.sandbox.url, None
        if purchase.way == "punch_out":
            self._insist(lambda: self._open(f"{start}?entrance=punch_out"))
        else:
            slug = slugify(group)
            self._browser.post(f"{amazon}/signin", {"email": self._email, "marketplace": purchase.marketplace})
        try:
            page = self._browser.check_out(amazon, purchase.basket, slug)
        except (Problem, OSError):
            # Amazon keeps the basket until Odoo has asked for it.
            page = self._insist(lambda: self._open(start))
        return handover_of(page)

    # --- Back in Odoo --------------------------------------------------------------------

    def _bring_back(self, purchase: Purchase, handover: Handover) -> int:
        """Post the basket, by several browsers at once, and give the order's id."""
        locations = self._insist(lambda: [*map(redirected, handover.post_at_once(purchase.posts))])
        return self._insist(lambda: self._claim(locations[0]))

    def _claim(self, location: str) -> int:
        """The order that a basket has led to, or leads to when it is claimed."""
        if "/claim/" in location:
            page = self._open(urljoin(self._world.play.odoo.url, location))
            if "/claim/" in page.url:
                page = self._browser.submit(page, "csrf_token")
            location = page.url
        return int(location.partition("?")[0].rpartition("/")[2])

    def _open(self, url: str) -> requests.Response:
        """Open a page of Odoo's, and sign in again first if need be: without its database Odoo signs people out."""
        page = self._browser.get(url)
        if urlsplit(page.url).path == "/web/login":
            self._user.sign_in()
            self._browser.cookies.update(self._user.cookies)
            page = self._browser.get(url)
        return page

    def _decide(self, order: PlacedOrder, fate: str) -> bool:
        """Let the next one approve or reject; whether somebody had to."""
        values = order.read("amazon_state", "amazon_approver_ids")
        if values["amazon_state"] != "waiting":
            return False
        asked = [user for user in map(self._world.session, _APPROVERS) if user.uid in values["amazon_approver_ids"]]
        # Above the steps, Odoo's double validation asks the purchase manager.
        seen = order.seen_by(asked[0] if asked else self._world.session(_APPROVERS[-1]))
        if fate == "rejected":
            seen.reject("Two are left.")
        else:
            seen.approve()
        return True

    def _await_amazon(self, order: PlacedOrder, number: int) -> None:
        """Wait until Amazon has the order; if Odoo does not know whether it has, the administrator looks it up."""
        end = time.monotonic() + _PATIENCE_S
        manager = self._world.session("manager")
        while not self._world.amazon.has(order.name):
            state = self._state(order)
            if state in _GIVEN_UP or time.monotonic() > end:
                raise Problem(f"{order.name} is not at Amazon: {state}")
            if state == "unknown":
                self._world.journal.note(number, SENT_AGAIN)
                send = partial(manager.call, "purchase.order", "action_amazon_send_again", [order.id])
                self._press(send, lambda: self._state(order) != "unknown")
            time.sleep(_TURN_S)

    def _state(self, order: PlacedOrder) -> str:
        return self._insist(lambda: order.value("amazon_state"))

    def _press(self, button: Callable[[], object], is_done: Callable[[], bool]) -> None:
        """Press a button until it has worked, though its answer may have been lost."""
        self._insist(lambda: is_done() or button())
