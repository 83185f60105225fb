"""The shop: list, item, basket, sign-in."""

from werkzeug.exceptions import NotFound

from ..shop.marketplace import MARKETPLACES
from .routing import Routes

routes = Routes()


@routes("/")
def home(visit):
    """The items, searched and filtered."""
    chosen = {key: visit.request.args.get(key, "") for key in ("q", "category", "seller")}
    catalog = visit.state.catalog
    items = catalog.search(chosen["q"], chosen["category"], chosen["seller"])
    return visit.page("home.html", items=items, chosen=chosen, catalog=catalog)


@routes("/item/<asin>")
def item_page(visit, asin):
    """One item."""
    return visit.page("item.html", item=_item(visit, asin))


@routes("/basket")
def basket(visit):
    """The basket and what it costs."""
    return visit.page("basket.html", cart=visit.state.basket_cart(visit.visitor))


@routes("/basket/add", "POST")
def add_to_basket(visit):
    """Put pieces into the basket. Form: asin, quantity."""
    item = _item(visit, visit.request.form.get("asin", ""))
    asked = _quantity(visit, 1)
    if asked is None:
        return visit.go("/basket", "The quantity must be a whole number.")
    return _set_quantity(visit, item, visit.visitor.basket.get(item.asin, 0) + asked)


@routes("/basket/update", "POST")
def update_basket(visit):
    """Set a quantity; 0 takes the item out. Form: asin, quantity."""
    item = _item(visit, visit.request.form.get("asin", ""))
    quantity = _quantity(visit, 0)
    if quantity is None:
        return visit.go("/basket", "The quantity must be a whole number.")
    return _set_quantity(visit, item, quantity)


@routes("/signin")
def signin_page(visit):
    """Pick who you are."""
    return visit.page("signin.html", next_path=_local_path(visit.request.args.get("next")))


@routes("/signin", "POST")
def sign_in(visit):
    """Sign in as anybody. Form: email, marketplace, next."""
    form, visitor = visit.request.form, visit.visitor
    email = form.get("email", "").strip()
    if "@" not in email:
        return visit.go("/signin", "An e-mail address is needed.")
    if visitor.punchout:
        _leave_punchout(visitor)
    visitor.email = email
    visitor.marketplace = _marketplace(visit, form.get("marketplace"), email)
    return visit.go(_local_path(form.get("next")))


@routes("/signout", "POST")
def sign_out(visit):
    """Sign out; the baskets are emptied."""
    _leave_punchout(visit.visitor)
    visit.visitor.baskets.clear()
    return visit.go("/", "You are signed out.")


@routes("/marketplace", "POST")
def change_marketplace(visit):
    """Go to another country. Form: code."""
    if visit.visitor.punchout is None:
        visit.visitor.marketplace = _marketplace(visit, visit.request.form.get("code"), "")
    return visit.go("/")


def _leave_punchout(visitor):
    visitor.email, visitor.group_slug, visitor.punchout = "", "", None


def _item(visit, asin):
    item = visit.state.catalog.items.get(asin)
    if item is None:
        raise NotFound("There is no such item.")
    return item


def _quantity(visit, least):
    text = visit.request.form.get("quantity", "1").strip()
    return max(least, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else None


def _set_quantity(visit, item, quantity):
    most = visit.state.available(item)
    basket = visit.visitor.basket
    basket[item.asin] = min(quantity, most)
    if not basket[item.asin]:
        del basket[item.asin]
    return visit.go("/basket", f"At most {most} of this item can be ordered." if quantity > most else None)


def _marketplace(visit, code, email):
    """The marketplace asked for; else the first one where the person has a group."""
    if code in MARKETPLACES:
        return code
    own = (group.marketplace for group in visit.state.config.groups if group.has_user(email))
    return next(own, visit.visitor.marketplace)


def _local_path(path):
    """The path if it leads to this server, else the home page."""
    safe = path and path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if safe else "/"
