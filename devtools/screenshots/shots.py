"""What is photographed: who looks, where, and when the screen is complete."""

from collections.abc import Callable
from dataclasses import dataclass

from devtools.problem import Problem
from devtools.rpc import Session

_DESK = (1500, 1000)
_PHONE = (390, 844)

_ORDERS = "purchase.order"
_CONFIG = "amazon.punchin.config"


@dataclass(frozen=True)
class Shot:
    """One screen.

    :ivar str name: of the file, without its end
    :ivar str login: who looks; it is the password, too
    :ivar str path: at Odoo; ``{id}`` stands for the newest record that `model` and `domain` find
    :ivar str ready: selector of what shows last
    :ivar str click: selector of what is pressed before, if anything
    :ivar make: makes the record that ``{id}`` stands for, instead
    """

    name: str
    login: str
    path: str
    ready: str
    model: str = ""
    domain: tuple = ()
    click: str = ""
    make: Callable[[Session], int] | None = None
    size: tuple[int, int] = _DESK

    def address(self, session: Session) -> str:
        """The path at Odoo, its record looked up by who looks.

        :raise Problem: the demo left none
        """
        if self.make is not None:
            return self.path.format(id=self.make(session))
        return self.path.format(id=_newest(session, self.model, *self.domain)) if self.model else self.path


def _newest(session: Session, model: str, *domain: tuple) -> int:
    ids = session.call(model, "search", [*domain], limit=1, order="id desc")
    if not ids:
        raise Problem(f"The demo left no {model} for a picture.")
    return ids[0]


def _tried_rules(session: Session) -> int:
    """The rules, tried on an order that waits for its approver."""
    order = _newest(session, _ORDERS, ("amazon_state", "=", "waiting"))
    tester = session.call("amazon.punchin.rule.tester", "create", {"source": "order", "order_id": order})
    session.call("amazon.punchin.rule.tester", "action_try", [tester])
    return tester


SHOTS = [
    Shot("home", "manager", "/odoo/amazon", ".o_form_view [name=action_open]"),
    Shot(
        "order",
        "buyer",
        "/odoo/amazon-orders/{id}",
        ".o_field_widget[name=order_line] .o_data_row",
        model=_ORDERS,
        domain=(("amazon_state", "in", ("confirmed", "shipped")), ("amazon_config_id.marketplace", "=", "DE")),
    ),
    Shot("orders", "manager", "/odoo/action-amazon_punchin.purchase_order_action_all", ".o_list_view .o_data_row"),
    Shot(
        "approval",
        "head",
        "/odoo/amazon-approvals/{id}",
        ".o_form_view .o_form_sheet",
        model=_ORDERS,
        domain=(("amazon_state", "=", "waiting"),),
        size=_PHONE,
    ),
    Shot(
        "rules",
        "manager",
        "/odoo/action-amazon_punchin.amazon_punchin_rule_tester_action/{id}",
        ".o_field_widget[name=result] table",
        make=_tried_rules,
    ),
    Shot(
        "bill",
        "admin",
        "/odoo/action-account.action_move_in_invoice_type/{id}",
        ".o_form_view .o_notebook .o_list_table",
        model="account.move",
        domain=(("amazon_order_ids", "!=", False), ("move_type", "=", "in_invoice"), ("currency_id.name", "=", "EUR")),
        click=".nav-link[name=amazon_match]",
    ),
    Shot(
        "shipment",
        "manager",
        "/odoo/amazon-shipments/{id}",
        ".o_form_view .o_data_row",
        model="amazon.punchin.shipment",
    ),
    Shot("analysis", "manager", "/odoo/amazon-analysis", ".o_graph_renderer canvas"),
    Shot(
        "configuration",
        "manager",
        "/odoo/amazon-punchin/{id}",
        ".o_form_view",
        model=_CONFIG,
        domain=(("marketplace", "=", "US"),),
    ),
    Shot(
        "messages",
        "manager",
        "/odoo/action-amazon_punchin.amazon_punchin_message_action",
        ".o_list_view .o_data_row",
    ),
]
