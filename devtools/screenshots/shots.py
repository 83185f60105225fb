"""What is photographed: who looks, where, and when the screen is complete."""

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
    """

    name: str
    login: str
    path: str
    ready: str
    model: str = ""
    domain: tuple = ()
    click: str = ""
    size: tuple[int, int] = _DESK

    def address(self, admin: Session) -> str:
        """The path at Odoo, its record looked up.

        :raise Problem: the demo left none
        """
        if not self.model:
            return self.path
        ids = admin.call(self.model, "search", [*self.domain], limit=1, order="id desc")
        if not ids:
            raise Problem(f"The demo left no {self.model} for the picture {self.name}.")
        return self.path.format(id=ids[0])


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
        "/odoo/action-amazon_punchin.amazon_punchin_approval_rule_action",
        ".o_list_view .o_data_row",
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
