"""All that the running stand-in knows. Memory only: it forgets when it stops."""

import base64
import secrets
import threading
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone

from .config import Config, Group, User
from .cxml.cart_message import cart_message, empty_message
from .cxml.writer import new_payload_id
from .shop.cart import MAX_QUANTITY, Cart, make_cart
from .shop.catalog import Catalog
from .shop.marketplace import MARKETPLACES, Address, Marketplace

START_PAGE_LIFE = timedelta(minutes=30)


@dataclass
class PunchOut:
    """A shopping session that a setup request opened; its token is the only key to it."""

    group_slug: str
    email: str
    buyer_cookie: str
    form_post_url: str
    created_at: datetime
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    opened_by: str = ""


@dataclass(frozen=True)
class Handover:
    """A cart document on its way through the browser, by a self-submitting form."""

    url: str
    field_name: str
    document: bytes = field(repr=False)
    email: str = ""
    total: str = ""

    @property
    def value(self):
        """What is in the form field."""
        if self.field_name == "cxml-base64":
            return base64.b64encode(self.document).decode()
        return self.document.decode()


@dataclass
class Visitor:
    """One browser."""

    id: str
    marketplace: str = "US"
    email: str = ""
    baskets: dict[str, dict[str, int]] = field(default_factory=dict)
    address_key: str = ""
    group_slug: str = ""
    punchout: PunchOut | None = None
    notices: list[str] = field(default_factory=list)

    @property
    def basket(self):
        """ASIN to quantity, of the marketplace where the visitor is."""
        return self.baskets.setdefault(self.marketplace, {})

    @property
    def place(self) -> Marketplace:
        """The marketplace where the visitor is."""
        return MARKETPLACES[self.marketplace]

    @property
    def address(self) -> Address:
        """The chosen ship-to address."""
        return self.place.address(self.address_key)


@dataclass
class Fault:
    """What goes wrong with the answer to the next order; `kind` is a key of FAULTS."""

    kind: str = "normal"
    seconds: float = 10


FAULTS = {
    "normal": "answer as usual",
    "401": "refuse the credentials (Status 401)",
    "500": "HTTP error 500, order not taken",
    "drop": "take the order, then drop the connection",
    "slow": "take the order, answer late",
}


class State:
    """Visitors, sessions, carts and orders. Change it only while holding `lock`.

    :param clock: function that gives the present moment, with a time zone.
    """

    def __init__(self, config: Config, clock=lambda: datetime.now(timezone.utc)):
        self.lock = threading.RLock()
        self.clock = clock
        self.config = config
        self.catalog = Catalog()
        self.visitors = {}
        self.punchouts = {}
        self.waiting = {}
        self.handovers = {}
        self.returned_lines = {}
        self.cart_documents = {}
        self.orders = {}
        self.fault = Fault()

    def available(self, item):
        """How many pieces a person may order at most."""
        if item.stock is None:
            return MAX_QUANTITY
        taken = (part for order in self.orders.values() for part in order.parts if not part.code)
        sold = sum(part.quantity for part in taken if part.line.cart_line.item is item)
        return min(MAX_QUANTITY, max(0, item.stock - sold))

    def group_of(self, order):
        """The group that sent an order, as it is configured now."""
        return self.config.group(order.group.slug) or order.group

    def visitor(self, visitor_id):
        """The visitor of a cookie, a new one if there is none."""
        if visitor_id not in self.visitors:
            visitor_id = secrets.token_urlsafe(24)
            self.visitors[visitor_id] = Visitor(visitor_id)
        return self.visitors[visitor_id]

    def basket_cart(self, visitor):
        """The visitor's basket as a cart of this moment, which is not kept."""
        pairs = [(self.catalog.items[asin], count) for asin, count in visitor.basket.items()]
        return make_cart(visitor.place, visitor.address, visitor.email, pairs, self.clock())

    def take_basket(self, visitor):
        """The visitor's basket as a cart; the basket is empty afterwards."""
        cart = self.basket_cart(visitor)
        visitor.basket.clear()
        return cart

    def open_punchout(self, group, setup):
        """Start a shopping session and return it."""
        session = PunchOut(group.slug, setup.email, setup.buyer_cookie, setup.form_post_url, self.clock())
        self.punchouts[session.token] = session
        return session

    def usable_punchout(self, token, visitor):
        """The session of a start page; None if unknown, expired or opened by another browser."""
        session = self.punchouts.get(token)
        if session is None or session.opened_by not in ("", visitor.id):
            return None
        if not session.opened_by and self.clock() - session.created_at > START_PAGE_LIFE:
            return None
        return session

    def add_user(self, group, email):
        """Make somebody a member of a group."""
        member = User(email, email.partition("@")[0])
        self.config = self.config.with_group(replace(group, users=(*group.users, member)))

    def park(self, group, cart):
        """Let a cart wait until its owner's setup request fetches it."""
        self.waiting[group.slug, cart.email.casefold()] = cart

    def parked(self, group, email):
        """The cart that waits for this person, taken out; None if there is none."""
        return self.waiting.pop((group.slug, email.casefold()), None)

    def hand_over(self, group: Group, cart: Cart, buyer_cookie, url):
        """Write the cart's document and return the key of its Handover.

        From now on the cart's lines can be ordered by this group.
        """
        document = cart_message(group, cart, buyer_cookie, new_payload_id(group), self.clock())
        self.cart_documents[cart.id] = document
        for line in cart.lines:
            self.returned_lines[group.slug, cart.auxiliary_id(line)] = cart, line
        total = cart.marketplace.show(cart.charges.total)
        return self._keep(Handover(url, group.form_field, document, cart.email, total))

    def hand_over_nothing(self, group, session):
        """Write the empty cart that ends a session and return the key of its Handover."""
        marketplace = MARKETPLACES[group.marketplace]
        document = empty_message(group, marketplace, session.buyer_cookie, new_payload_id(group), self.clock())
        handover = Handover(session.form_post_url, group.form_field, document, session.email)
        return self._keep(handover)

    def _keep(self, handover):
        token = secrets.token_urlsafe(24)
        self.handovers[token] = handover
        return token


def new_buyer_cookie():
    """A BuyerCookie of Amazon's own making, for a cart that nobody asked for."""
    return base64.b64encode(secrets.token_bytes(19)).decode()
