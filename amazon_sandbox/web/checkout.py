"""Checkout: address, group, last look, and the cart's way to the purchasing system."""

from functools import wraps

from werkzeug.exceptions import NotFound

from ..state import new_buyer_cookie
from .routing import Routes

routes = Routes()
DIRECT = "direct"


def with_basket(handler):
    """Send visitors away who are not signed in or have nothing in the basket."""

    @wraps(handler)
    def checked(visit):
        if not visit.visitor.basket:
            return visit.go("/basket", "The basket is empty.")
        if not visit.visitor.email:
            return visit.go("/signin?next=/checkout/address", "Please sign in first.")
        return handler(visit)

    return checked


@routes("/checkout/address")
@with_basket
def address_page(visit):
    """Step 1: where to."""
    return visit.page("checkout_address.html")


@routes("/checkout/address", "POST")
@with_basket
def choose_address(visit):
    """Form: address."""
    visit.visitor.address_key = visit.request.form.get("address", "")
    return visit.go("/checkout/review" if visit.visitor.punchout else "/checkout/group")


@routes("/checkout/group")
@with_basket
def group_page(visit):
    """Step 2: on whose account."""
    return visit.page("checkout_group.html", groups=_groups(visit))


@routes("/checkout/group", "POST")
@with_basket
def choose_group(visit):
    """Form: group, the group's slug or "direct"."""
    chosen = visit.request.form.get("group", "")
    if chosen not in (DIRECT, *(group.slug for group in _groups(visit))):
        return visit.go("/checkout/group", "Please choose one of the groups.")
    visit.visitor.group_slug = chosen
    return visit.go("/checkout/review")


@routes("/checkout/review")
@with_basket
def review_page(visit):
    """Step 3: the last look."""
    if not visit.visitor.group_slug:
        return visit.go("/checkout/group")
    cart = visit.state.basket_cart(visit.visitor)
    return visit.page("checkout_review.html", cart=cart, group=_group(visit))


@routes("/checkout/submit", "POST")
@with_basket
def submit(visit):
    """Place the order, or send the cart for approval."""
    state, visitor = visit.state, visit.visitor
    if not visitor.group_slug:
        return visit.go("/checkout/group")
    group = _group(visit)
    if group is None:
        order = visit.desk.place_direct(state.take_basket(visitor))
        return visit.go(f"/placed/{order.id}")
    if visitor.punchout:
        return _return_to_session(visit, group)
    return _punch_in(visit, group)


@routes("/placed/<int:order_id>")
def placed_page(visit, order_id):
    """Thanks for a direct purchase."""
    order = visit.state.orders.get(order_id)
    if order is None or order.request:
        raise NotFound("There is no such order.")
    return visit.page("placed.html", order=order)


@routes("/handover/<token>")
def handover_page(visit, token):
    """The form that posts a cart to the purchasing system by itself."""
    handover = visit.state.handovers.get(token)
    if handover is None:
        raise NotFound("There is no such cart.")
    return visit.page("handover.html", handover=handover)


@routes("/punchout/end", "POST")
def end_session(visit):
    """End catalogue link and sign out: an empty cart goes back."""
    session = visit.visitor.punchout
    if session is None:
        return visit.go("/", "There is no session of a purchasing system.")
    token = visit.state.hand_over_nothing(_group(visit), session)
    visit.visitor.basket.clear()
    _close_session(visit)
    return visit.go(f"/handover/{token}")


def _return_to_session(visit, group):
    session = visit.visitor.punchout
    cart = visit.state.take_basket(visit.visitor)
    token = visit.state.hand_over(group, cart, session.buyer_cookie, session.form_post_url)
    _close_session(visit)
    return visit.go(f"/handover/{token}")


def _punch_in(visit, group):
    """Entrance A: the cart waits and the browser lands there. B: the cart goes at once."""
    url = group.landing_url if group.entrance == "A" else group.return_url
    if not url:
        missing = "landing" if group.entrance == "A" else "return"
        return visit.go("/settings", f"First set the {missing} URL of {group.name}.")
    cart = visit.state.take_basket(visit.visitor)
    visit.visitor.group_slug = ""
    if group.entrance == "A":
        visit.state.park(group, cart)
        return visit.go(url)
    token = visit.state.hand_over(group, cart, new_buyer_cookie(), url)
    return visit.go(f"/handover/{token}")


def _close_session(visit):
    visitor = visit.visitor
    visitor.punchout, visitor.email, visitor.group_slug = None, "", ""


def _groups(visit):
    return visit.state.config.groups_of(visit.visitor.email, visit.visitor.marketplace)


def _group(visit):
    """The chosen group; None for a direct purchase."""
    if visit.visitor.group_slug == DIRECT:
        return None
    group = visit.state.config.group(visit.visitor.group_slug)
    if group is None:
        raise NotFound("This group is no longer configured.")
    return group
