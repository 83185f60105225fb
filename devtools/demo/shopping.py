"""Bea Buyer's ways from a basket at Amazon to an order in Odoo, told step by step."""

from decimal import Decimal
from urllib.parse import urljoin

from amazon_sandbox.config import slugify
from devtools.demo.expect import require, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.shopper import Browser, Cart, Handover, handover_of, redirected
from devtools.demo.world import World, scene
from devtools.progress import Step


class Shopping:
    """Whatever comes back is compared with the cart's own document."""

    def __init__(self, world: World):
        self._odoo = world.play.odoo.url
        self._sandbox = world.play.sandbox.url
        self._world = world
        self._buyer = world.buyer
        self._browser = Browser()
        self._orders = set()

    # --- Ways ----------------------------------------------------------------------------

    def sign_in(self) -> None:
        """Sign in to Odoo in the browser."""
        with scene("Bea Buyer signs in to Odoo"):
            self._browser.sign_in(self._odoo, "buyer")

    def punch_out(self, marketplace: str, basket: dict[str, int]) -> Handover:
        """Begin in Odoo and check out at Amazon; nothing is back yet."""
        with scene("“Shop on Amazon” opens Amazon's start page"):
            config = self._shoppable(marketplace)
            action = self._buyer.call("amazon.punchin.config", "action_open_shop", [config["id"]])
            page = self._browser.get(urljoin(self._odoo, action["url"]))
            require(page.url.startswith(self._sandbox), "“Shop on Amazon” does not lead to Amazon.")
        return self._check_out(basket)

    def land(self, marketplace: str, basket: dict[str, int]) -> PlacedOrder:
        """Begin at Amazon and come in by the landing page."""
        config = self._shoppable(marketplace)
        self._world.amazon.change(config["name"], entrance="A")
        self._sign_in_at_amazon(config)
        return self.bring(self._check_out(basket, config["name"]))

    def claim(self, marketplace: str, basket: dict[str, int]) -> PlacedOrder:
        """Begin at Amazon, which posts a cart that nobody has asked for, and claim it."""
        claim, cart = self.post_unasked(marketplace, basket)
        with scene("Bea Buyer claims it") as told:
            page = self._browser.get(urljoin(self._odoo, claim))
            order = self._order_at(self._browser.submit(page, "csrf_token").url)
            self._compare(order, cart, told)
        return order

    def post_unasked(self, marketplace: str, basket: dict[str, int]) -> tuple[str, Cart]:
        """Begin at Amazon, which posts a cart that nobody has asked for.

        :return: where it can be claimed; the cart
        """
        config = self._shoppable(marketplace)
        self._world.amazon.change(config["name"], entrance="B")
        self._sign_in_at_amazon(config)
        handover = self._check_out(basket, config["name"])
        with scene("The cart comes back; no order before somebody claims it"):
            claim = redirected(handover.post())
            self._count_orders()
        return claim, handover.cart()

    def bring(self, handover: Handover) -> PlacedOrder:
        """Post a cart."""
        with scene("The cart comes back and becomes an order") as told:
            page = self._browser.get(urljoin(self._odoo, redirected(handover.post())))
            order = self._order_at(page.url)
            self._compare(order, handover.cart(), told)
        return order

    def bring_at_once(self, handover: Handover) -> PlacedOrder:
        """Post the same cart by two threads at the same moment, and once more afterwards."""
        with scene("The cart comes back twice at the same moment: one order") as told:
            first, second = (redirected(answer) for answer in handover.post_at_once(2))
            order = self._order_at(self._browser.get(urljoin(self._odoo, first)).url)
            same("The order of the second post", self._order_at(second), order)
            self._compare(order, handover.cart(), told)
        with scene("Posted once more: the same order", order):
            same("The order of the third post", self._order_at(redirected(handover.post())), order)
            self._count_orders()
        return order

    # --- Their steps ---------------------------------------------------------------------

    def _shoppable(self, marketplace: str) -> dict:
        """The configuration among those that “Shop on Amazon” lets the buyer choose from."""
        action = self._buyer.call("amazon.punchin.config", "action_shop")
        domain = [*action["domain"], ("marketplace", "=", marketplace)]
        [config] = self._buyer.call("amazon.punchin.config", "search_read", domain, ["name", "marketplace"])
        return config

    def _sign_in_at_amazon(self, config: dict) -> None:
        of_buyer = [("config_id", "=", config["id"]), ("user_id", "=", self._buyer.uid)]
        [person] = self._world.admin.call("amazon.punchin.person", "search_read", of_buyer, ["email"])
        with scene("Bea Buyer signs in at Amazon"):
            account = {"email": person["email"], "marketplace": config["marketplace"]}
            self._browser.post(f"{self._sandbox}/signin", account)

    def _check_out(self, basket: dict[str, int], group: str | None = None) -> Handover:
        """Submit a basket, and give the form that the browser ends with.

        :param group: name of the group to charge; None in a punch-out, which has chosen it
        """
        with scene("Fills the basket and checks out") as told:
            handover = handover_of(self._browser.check_out(self._sandbox, basket, group and slugify(group)))
            cart = handover.cart()
            same("The cart", {line.asin: line.quantity for line in cart.lines}, basket)
            sellers = {line.seller for line in cart.lines}
            parts = (
                _counted(len(cart.lines), "item"),
                _counted(len(sellers), "seller"),
                f"{cart.currency} {cart.total:,}",
            )
            told.detail = ", ".join(parts)
        return handover

    def _order_at(self, url: str) -> PlacedOrder:
        """The order whose page this is."""
        number = url.partition("?")[0].rpartition("/")[2]
        require(number.isdigit(), "The cart does not lead to an order.")
        self._orders.add(int(number))
        return PlacedOrder(self._buyer, int(number))

    def _compare(self, order: PlacedOrder, cart: Cart, told: Step) -> None:
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
        taxes = self._world.admin.call("account.tax", "search_read", [("type_tax_use", "=", "purchase")], ["amount"])
        rates = {tax["id"]: Decimal(str(tax["amount"])) for tax in taxes}
        same(
            "The tax rates",
            [[rates[tax] for tax in line["tax_ids"]] for line in lines],
            [[] if line.tax_rate is None else [line.tax_rate] for line in cart.lines],
        )
        order.must_be("draft · cart")
        self._count_orders()
        told.detail = order.summary()

    def _count_orders(self) -> None:
        mine = self._buyer.call("purchase.order", "search", [("amazon_requester_id", "=", self._buyer.uid)])
        same("The orders of Bea Buyer", set(mine), self._orders)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
