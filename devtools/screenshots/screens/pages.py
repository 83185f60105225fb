"""Pages between Odoo and Amazon, as a browser without a menu shows them."""

from devtools.demo.shopper import Browser
from devtools.screenshots.shot import Shot, newest
from devtools.stage import ADMIN, Stage

_READY = "main .card h1"
_BUYER, _STRANGER = "buyer", "head"
_TOO_MANY = 12
_PENS = "B0T802R2HD"


def _token(play: Stage, marketplace: str = "US") -> str:
    domain = [("marketplace", "=", marketplace)]
    [config] = play.session(ADMIN).call("amazon.punchin.config", "search_read", domain, ["token"])
    return config["token"]


def _claim(play: Stage) -> str:
    message = newest(play, "amazon.punchin.message", ("state", "=", "unclaimed"))
    return f"/amazon_punchin/{_token(play)}/claim/{message}"


def _shopping(play: Stage, marketplace: str) -> Browser:
    browser = Browser()
    browser.sign_in(play.odoo.url, _BUYER)
    browser.get(f"{play.odoo.url}/amazon_punchin/{_token(play, marketplace)}/start?entrance=punch_out")
    return browser


def _empty(play: Stage) -> str:
    """The page at the shop that sends the browser back with nothing."""
    return _shopping(play, "US").post(f"{play.sandbox.url}/punchout/end").url


def _too_much(play: Stage) -> str:
    """The page at the shop that sends the browser back with more than Odoo takes."""
    browser = _shopping(play, "DE")
    browser.post(f"{play.sandbox.url}/basket/add", {"asin": _PENS, "quantity": _TOO_MANY})
    return browser.post(f"{play.sandbox.url}/checkout/submit").url


SHOTS = [
    Shot("page-newcomer", _STRANGER, "/amazon_punchin/{id}/start", _READY, make=_token),
    Shot("page-claim", _BUYER, "{id}", _READY, make=_claim),
    Shot("page-empty", _BUYER, "{id}", _READY, make=_empty),
    Shot("page-error", _BUYER, "{id}", _READY, make=_too_much),
]
