"""The scenes of the demo. What must come out is read from the other side: the cart's own document, Amazon's orders."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from urllib.parse import urljoin

import requests

from devtools.demo.amazon import Amazon
from devtools.demo.expect import eventually, refused, require, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.shopper import Browser, Cart, Handover, Shop
from devtools.demo.timeline import Entry, Timeline
from devtools.stage import ADMIN, Stage

_BUYER = "buyer"
_APPROVER = "approver"

_SEVERAL_SELLERS = {"B0627VTTMY": 1, "B0ZR8LDVWX": 2, "B0XCCL5GBZ": 3, "B068M6XXGB": 1}
_PENS = {"B0T802R2HD": 12}
_FOOD_BOOKS_AND_MORE = {"B00MHWF9QT": 2, "B0RKSP49HH": 1, "3442017122": 1}
_OVER_TEN_THOUSAND_YEN = {"B0NQGPWVQ5": 1, "B0GQNJYCBC": 3, "B00657WJBB": 1}

_CONFIRM_AFTER_S = 1


class Story:
    """Bea Buyer shops, Ada Approver approves, Amazon confirms."""

    def __init__(self, play: Stage, timeline: Timeline):
        self._odoo = play.odoo.url
        self._sandbox = play.sandbox.url
        self._timeline = timeline
        self._buyer = play.session(_BUYER, _BUYER)
        self._approver = play.session(_APPROVER, _APPROVER)
        self._admin = play.session(ADMIN, ADMIN)
        self._browser = Browser()
        self._shop = Shop(self._sandbox, self._browser)
        self._amazon = Amazon(self._sandbox)
        self._orders = set()

    def run(self) -> None:
        """Play all scenes.

        :raise Problem: at the first step that is not what it should be
        """
        self._amazon.confirm_after(_CONFIRM_AFTER_S)
        chapter = self._timeline.chapter
        chapter("From Odoo to Amazon and back, in dollars")
        test_order = self._large_purchase()
        chapter("From Amazon by the landing page, in dollars")
        self._code_and_confirm(self._land("US", _PENS))
        chapter("From Amazon by a cart that its buyer claims, in euros")
        self._code_and_confirm(self._claim("DE", _FOOD_BOOKS_AND_MORE))
        chapter("From Odoo to Amazon and back, in yen")
        self._code_and_confirm(self._bring(self._punch_out("JP", _OVER_TEN_THOUSAND_YEN)))
        chapter("Test mode")
        self._be_cancelled(test_order)

    # --- Scenes --------------------------------------------------------------------------

    def _large_purchase(self) -> PlacedOrder:
        with self._timeline.step("Bea Buyer signs in to Odoo"):
            self._browser.sign_in(self._odoo, _BUYER, _BUYER)
        handover = self._punch_out("US", _SEVERAL_SELLERS)
        order = self._bring_at_once(handover)
        self._try_to_change(order)
        self._confirm_uncoded(order)
        self._code_and_confirm(order)
        return order

    def _punch_out(self, marketplace: str, basket: dict[str, int]) -> Handover:
        with self._timeline.step("“Shop on Amazon” opens Amazon's start page"):
            config = self._shoppable(marketplace)
            action = self._buyer.call("amazon.punchin.config", "action_open_shop", [config["id"]])
            page = self._browser.get(urljoin(self._odoo, action["url"]))
            require(page.url.startswith(self._sandbox), "“Shop on Amazon” does not lead to Amazon.")
        return self._check_out(basket)

    def _land(self, marketplace: str, basket: dict[str, int]) -> PlacedOrder:
        config = self._shoppable(marketplace)
        self._amazon.enter_by(config["name"], "A")
        self._sign_in_at_amazon(config)
        return self._bring(self._check_out(basket, config["name"]))

    def _claim(self, marketplace: str, basket: dict[str, int]) -> PlacedOrder:
        config = self._shoppable(marketplace)
        self._amazon.enter_by(config["name"], "B")
        self._sign_in_at_amazon(config)
        handover = self._check_out(basket, config["name"])
        with self._timeline.step("The cart comes back; no order before somebody claims it"):
            claim = _redirected(handover.post())
            self._count_orders()
        with self._timeline.step("Bea Buyer claims it") as entry:
            page = self._browser.get(urljoin(self._odoo, claim))
            order = self._order_at(self._browser.submit(page, "csrf_token").url)
            self._compare(order, handover.cart(), entry)
        return order

    def _try_to_change(self, order: PlacedOrder) -> None:
        before = order.lines("price_unit", "product_qty")
        line = before[0]["id"]
        approvers = PlacedOrder(self._approver, order.id)
        with self._timeline.step("Bea Buyer cannot change price or quantity") as entry:
            _locked(order, lambda: order.write_line(line, price_unit=0.01))
            _locked(order, lambda: order.write_line(line, product_qty=999))
            entry.order = order.name
        with self._timeline.step("Ada Approver cannot either, nor add or delete lines") as entry:
            _locked(order, lambda: approvers.write_line(line, price_unit=0.01))
            _locked(order, lambda: approvers.write(order_line=[(2, line, 0)]))
            _locked(order, lambda: approvers.write(order_line=[(0, 0, {"name": "One more", "product_qty": 1})]))
            same("The lines", order.lines("price_unit", "product_qty"), before)
            entry.order = order.name

    def _confirm_uncoded(self, order: PlacedOrder) -> None:
        with self._timeline.step("Confirm is refused and lists what is missing") as entry:
            order.uncode()
            refusal = refused(order.confirm)
            for label in order.coding_labels():
                require(label in refusal, f"Confirm does not say that {label} is missing: {refusal}")
            same(f"{order.name}", order.states(), "draft · cart")
            _show(order, entry)

    def _code_and_confirm(self, order: PlacedOrder) -> None:
        """From coding to Amazon's confirmation, by way of an approver where the total demands it."""
        order.code()
        if order.company_total() < self._approval_limit(order):
            with self._timeline.step("Coded and confirmed, below the limit of approval") as entry:
                order.confirm()
                self._check_queued(order, entry)
        else:
            with self._timeline.step("Coded and confirmed, above the limit of approval") as entry:
                order.confirm()
                same(f"{order.name}", order.states(), "to approve · waiting")
                _show(order, entry)
            with self._timeline.step("Ada Approver approves") as entry:
                self._approver.call("purchase.order", "button_approve", [order.id])
                self._check_queued(order, entry)
        self._follow_to_amazon(order)

    def _follow_to_amazon(self, order: PlacedOrder) -> None:
        with self._timeline.step("Sent in one attempt; Amazon has the same document") as entry:
            [message] = eventually(lambda: self._sent_documents(order), f"{order.name} is not sent")
            same("The payloadID at Amazon", self._amazon.order(order.name)["payload_id"], message["payload_id"])
            same("The number of attempts", message["attempts"], 1)
            _show(order, entry)
        with self._timeline.step("Amazon confirms") as entry:
            self._await_state(order, "confirmed")
            numbers = self._amazon.order(order.name)["amazon_order_numbers"]
            same("Amazon's order number", order.read("amazon_order_ref")["amazon_order_ref"], ", ".join(numbers))
            _show(order, entry)
            more = f" and {len(numbers) - 1} more" if len(numbers) > 1 else ""
            entry.text += f" as {numbers[0]}{more}"

    def _be_cancelled(self, order: PlacedOrder) -> None:
        with self._timeline.step("Amazon cancels the test order; Odoo follows") as entry:
            self._amazon.cancel(order.name)
            self._await_state(order, "refused", "cancelled")
            same(f"State of {order.name}", order.read("state")["state"], "cancel")
            same("The state at Amazon", self._amazon.order(order.name)["state"], "cancelled")
            _show(order, entry)

    # --- Steps of several scenes ---------------------------------------------------------

    def _shoppable(self, marketplace: str) -> dict:
        """The configuration among those that “Shop on Amazon” lets the buyer choose from."""
        action = self._buyer.call("amazon.punchin.config", "action_shop")
        domain = [*action["domain"], ("marketplace", "=", marketplace)]
        [config] = self._buyer.call("amazon.punchin.config", "search_read", domain, ["name", "marketplace"])
        return config

    def _sign_in_at_amazon(self, config: dict) -> None:
        of_buyer = [("config_id", "=", config["id"]), ("user_id", "=", self._buyer.uid)]
        [person] = self._admin.call("amazon.punchin.person", "search_read", of_buyer, ["email"])
        with self._timeline.step("Bea Buyer signs in at Amazon"):
            self._shop.sign_in(person["email"], config["marketplace"])

    def _check_out(self, basket: dict[str, int], group: str | None = None) -> Handover:
        with self._timeline.step("Fills the basket and checks out") as entry:
            self._shop.fill(basket)
            handover = self._shop.check_out(group)
            cart = handover.cart()
            same("The cart", {line.asin: line.quantity for line in cart.lines}, basket)
            sellers = {line.seller for line in cart.lines}
            entry.text += f": {_counted(len(cart.lines), 'item')}, {_counted(len(sellers), 'seller')}"
            entry.total = f"{cart.currency} {cart.total:,}"
        return handover

    def _bring(self, handover: Handover) -> PlacedOrder:
        with self._timeline.step("The cart comes back and becomes an order") as entry:
            page = self._browser.get(urljoin(self._odoo, _redirected(handover.post())))
            order = self._order_at(page.url)
            self._compare(order, handover.cart(), entry)
        return order

    def _bring_at_once(self, handover: Handover) -> PlacedOrder:
        """Post the same cart by two threads at the same moment, and once more afterwards."""
        with self._timeline.step("The cart comes back twice at the same moment: one order") as entry:
            first, second = (_redirected(answer) for answer in _post_at_once(handover, 2))
            order = self._order_at(self._browser.get(urljoin(self._odoo, first)).url)
            same("The order of the second post", self._order_at(second), order)
            self._compare(order, handover.cart(), entry)
        with self._timeline.step("Posted once more: the same order") as entry:
            same("The order of the third post", self._order_at(_redirected(handover.post())), order)
            self._count_orders()
            entry.order = order.name
        return order

    def _order_at(self, url: str) -> PlacedOrder:
        """The order whose page this is."""
        number = url.partition("?")[0].rpartition("/")[2]
        require(number.isdigit(), "The cart does not lead to an order.")
        self._orders.add(int(number))
        return PlacedOrder(self._buyer, int(number))

    def _compare(self, order: PlacedOrder, cart: Cart, entry: Entry) -> None:
        """Compare an order with its cart: total to the cent, line by line, tax by tax."""
        values = order.read("amount_total", "amazon_total", "currency_id")
        same("The currency", values["currency_id"][1], cart.currency)
        same("Amazon's total", Decimal(str(values["amazon_total"])), cart.total)
        same("The order's total", Decimal(str(values["amount_total"])), cart.total)
        names = ("amazon_asin", "amazon_aux_id", "product_qty", "price_unit", "amazon_seller")
        lines = order.lines("tax_ids", *names)
        same(
            "The lines",
            [tuple(line[name] for name in names) for line in lines],
            [(line.asin, line.auxiliary_id, line.quantity, float(line.unit_price), line.seller) for line in cart.lines],
        )
        taxes = self._admin.call("account.tax", "search_read", [("type_tax_use", "=", "purchase")], ["amount"])
        rates = {tax["id"]: Decimal(str(tax["amount"])) for tax in taxes}
        same(
            "The tax rates",
            [[rates[tax] for tax in line["tax_ids"]] for line in lines],
            [[] if line.tax_rate is None else [line.tax_rate] for line in cart.lines],
        )
        same(order.name, order.states(), "draft · cart")
        self._count_orders()
        _show(order, entry)

    def _count_orders(self) -> None:
        mine = self._buyer.call("purchase.order", "search", [("amazon_requester_id", "=", self._buyer.uid)])
        same("The orders of Bea Buyer", set(mine), self._orders)

    def _approval_limit(self, order: PlacedOrder) -> Decimal:
        """From where on an approver must agree, in the currency of the order's company."""
        company = order.read("company_id")["company_id"][0]
        [values] = self._admin.call("res.company", "read", [company], ["po_double_validation_amount"])
        return Decimal(str(values["po_double_validation_amount"]))

    def _check_queued(self, order: PlacedOrder, entry: Entry) -> None:
        values = order.read("state", "amazon_state")
        same(f"State of {order.name}", values["state"], "purchase")
        on_its_way = values["amazon_state"] in ("pending", "sent", "confirmed")
        require(on_its_way, f"{order.name} is {values['amazon_state']} at Amazon after its approval.")
        _show(order, entry)

    def _sent_documents(self, order: PlacedOrder) -> list[dict]:
        sent = [("order_ids", "=", order.id), ("direction", "=", "out"), ("state", "=", "sent")]
        return self._admin.call("amazon.punchin.message", "search_read", sent, ["payload_id", "attempts"])

    def _await_state(self, order: PlacedOrder, *states: str) -> None:
        eventually(
            lambda: order.read("amazon_state")["amazon_state"] in states,
            f"{order.name} does not become {' or '.join(states)} at Amazon",
        )


def _post_at_once(handover: Handover, times: int) -> list[requests.Response]:
    """Post the same form by several threads at the same moment."""
    barrier = Barrier(times)

    def post() -> requests.Response:
        barrier.wait()
        return handover.post()

    with ThreadPoolExecutor(times) as threads:
        return [future.result() for future in [threads.submit(post) for _ in range(times)]]


def _redirected(answer: requests.Response) -> str:
    """Where an answer leads to, which must be a 303."""
    same("The answer to a cart", answer.status_code, 303)
    return answer.headers["Location"]


def _locked(order: PlacedOrder, attempt: Callable[[], None]) -> None:
    """Something that Odoo must refuse because of the order's lock, whose sentence names the order."""
    refusal = refused(attempt)
    require(order.name in refusal, f"Odoo refuses for another reason than the lock: {refusal}")


def _show(order: PlacedOrder, entry: Entry) -> None:
    entry.order, entry.total, entry.state = order.name, order.shown_total(), order.states()


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
