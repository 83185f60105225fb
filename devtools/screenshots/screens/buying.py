"""What a buyer meets: the overview, the way to the shop, orders in each state."""

from dataclasses import replace

from devtools.screenshots.screens.kinds import form, records, rows, window
from devtools.screenshots.shot import DESK, MIRRORED, Shot

_BUYER, _MANAGER = "buyer", "manager"
_ORDERS, _MODEL = "/odoo/amazon-orders", "purchase.order"
_ITEMS = rows("order_line")
_STATES = (
    *("waiting", "partial", "confirmed", "shipped", "done"),
    *("unknown", "refused", "expired", "cancelled"),
)


def _in_state(state: str) -> tuple:
    return ("amazon_state", "=", state)


def _page(name: str, login: str, page: str, field: str, *domain: tuple) -> Shot:
    return form(name, login, _ORDERS, _MODEL, *domain, page=page, ready=rows(field))


SHOTS = [
    Shot("buyer-home", _BUYER, "/odoo/amazon", ".o_form_view [name=action_open]"),
    Shot("buyer-shops", _BUYER, "/odoo/amazon-shop", ".modal .o_kanban_record"),
    records("buyer-orders", _BUYER, _ORDERS),
    Shot("buyer-orders-cards", _BUYER, f"{_ORDERS}?view_type=kanban", ".o_kanban_view .o_kanban_record"),
    *(form(f"order-{state}", _BUYER, _ORDERS, _MODEL, _in_state(state), ready=_ITEMS) for state in _STATES),
    form("order-cart", _BUYER, _ORDERS, _MODEL, _in_state("cart"), ("amazon_total", "<", 10), ready=_ITEMS),
    form("order-verdict", _BUYER, _ORDERS, _MODEL, _in_state("cart"), ("amazon_total", ">", 10), ready=_ITEMS),
    form("order-price-asked", _MANAGER, _ORDERS, _MODEL, ("amazon_price_decision", "=", "asked"), ready=_ITEMS),
    _page("order-approvals", _BUYER, "amazon_approvals", "amazon_approval_ids", _in_state("waiting")),
    _page("order-answers", _BUYER, "amazon_answers", "amazon_status_ids", _in_state("partial")),
    _page("order-amazon", _MANAGER, "amazon", "amazon_message_ids", _in_state("partial")),
    replace(
        window("order-remember", _MANAGER, _ORDERS, "button[name=action_amazon_remember]", _MODEL, _in_state("cart")),
        views=(DESK, MIRRORED),
    ),
    window("order-preview", _MANAGER, _ORDERS, "button[name=action_amazon_preview]", _MODEL, _in_state("waiting")),
    window(
        "order-cancelled-at-amazon",
        _MANAGER,
        _ORDERS,
        "button[name=action_amazon_state_cancelled]",
        _MODEL,
        _in_state("confirmed"),
    ),
]
