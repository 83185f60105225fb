"""What a buyer meets: the overview, the way to the shop, orders in each state."""

from typing import Any

from devtools.screenshots.screens.kinds import form, records, rows, window
from devtools.screenshots.shot import DESK, MIRRORED, Shot

_BUYER, _MANAGER, _REQUISITIONER, _PURCHASE = "buyer", "manager", "requisitioner", "approver"
_ORDERS, _MODEL = "/odoo/amazon-orders", "purchase.order"
_STATES = ("waiting", "partial", "confirmed", "shipped", "done", "unknown", "refused", "expired", "cancelled")


def _in_state(state: str) -> tuple:
    return ("amazon_state", "=", state)


def _order(name: str, login: str, *domain: tuple) -> Shot:
    return form(name, login, _ORDERS, _MODEL, *domain, ready=rows("order_line"))


def _page(name: str, login: str, page: str, field: str, state: str) -> Shot:
    return form(name, login, _ORDERS, _MODEL, _in_state(state), page=page, ready=rows(field))


def _window(name: str, method: str, state: str, **options: Any) -> Shot:
    return window(name, _MANAGER, _ORDERS, f"button[name={method}]", _MODEL, _in_state(state), **options)


SHOTS = [
    Shot("buyer-home", _BUYER, "/odoo/amazon", ".o_form_view [name=action_open]"),
    Shot("requisitioner-home", _REQUISITIONER, "/odoo/amazon", ".o_form_view [name=action_open]"),
    Shot("purchase-home", _PURCHASE, "/odoo/amazon", ".o_form_view [name=action_open]"),
    Shot("buyer-shops", _BUYER, "/odoo/amazon-shop", ".modal .o_kanban_record"),
    records("buyer-orders", _BUYER, _ORDERS),
    Shot("buyer-orders-cards", _BUYER, f"{_ORDERS}?view_type=kanban", ".o_kanban_view .o_kanban_record"),
    records("purchases", _PURCHASE, "/odoo/purchase?view_type=list", views=(DESK, MIRRORED)),
    _order("purchase-order", _PURCHASE, _in_state("shipped")),
    *(_order(f"order-{state}", _BUYER, _in_state(state)) for state in _STATES),
    _order("order-cart", _BUYER, _in_state("cart"), ("amazon_total", "<", 10)),
    _order("order-verdict", _BUYER, _in_state("cart"), ("amazon_total", ">", 10)),
    _order("order-price-asked", _MANAGER, ("amazon_price_decision", "=", "asked")),
    _page("order-approvals", _BUYER, "amazon_approvals", "amazon_approval_ids", "waiting"),
    _page("order-answers", _BUYER, "amazon_answers", "amazon_status_ids", "partial"),
    _page("order-amazon", _MANAGER, "amazon", "amazon_message_ids", "partial"),
    _window("order-remember", "action_amazon_remember", "cart", views=(DESK, MIRRORED)),
    _window("order-preview", "action_amazon_preview", "waiting"),
    _window("order-cancelled-at-amazon", "action_amazon_state_cancelled", "confirmed"),
]
