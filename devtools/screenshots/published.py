"""The screens that the addon's page and the READMEs show."""

from devtools.screenshots.screens.kinds import ROWS, rows
from devtools.screenshots.shot import BROAD, PHONE, Shot, newest
from devtools.stage import ADMIN, Stage

_ORDERS = "purchase.order"


def tried_rules(play: Stage) -> int:
    """The rules, tried on an order that waits for its approver."""
    tester, session = "amazon.punchin.rule.tester", play.session("manager", "manager")
    order = newest(play, _ORDERS, ("amazon_state", "=", "waiting"))
    made = session.call(tester, "create", {"source": "order", "order_id": order})
    session.call(tester, "action_try", [made])
    return made


PUBLISHED = [
    Shot("home", "manager", "/odoo/amazon", ".o_form_view [name=action_open]"),
    Shot(
        "order",
        "buyer",
        "/odoo/amazon-orders/{id}",
        ".o_field_widget[name=order_line] .o_data_row, .o_field_widget[name=order_line] .o_kanban_record",
        model=_ORDERS,
        domain=(("amazon_state", "in", ("confirmed", "shipped")), ("amazon_config_id.marketplace", "=", "DE")),
        view=BROAD,
    ),
    Shot(
        "orders",
        "manager",
        "/odoo/action-amazon_punchin.purchase_order_action_all",
        ".o_list_view .o_data_row, .o_kanban_view .o_kanban_record",
    ),
    Shot(
        "approval",
        "head",
        "/odoo/amazon-approvals/{id}",
        ".o_form_view .o_form_sheet",
        model=_ORDERS,
        domain=(("amazon_state", "=", "waiting"),),
        view=PHONE,
    ),
    Shot(
        "rules",
        "manager",
        "/odoo/action-amazon_punchin.amazon_punchin_rule_tester_action/{id}",
        ".o_field_widget[name=result] table",
        make=tried_rules,
    ),
    Shot(
        "bill",
        ADMIN,
        "/odoo/action-account.action_move_in_invoice_type/{id}",
        ".o_form_view .o_field_widget[name=amazon_match_ids] table",
        model="account.move",
        domain=(("amazon_order_ids", "!=", False), ("move_type", "=", "in_invoice"), ("currency_id.name", "=", "EUR")),
        presses=(".nav-link[name=amazon_match]",),
    ),
    Shot(
        "shipment",
        "manager",
        "/odoo/amazon-shipments/{id}",
        rows("line_ids"),
        model="amazon.punchin.shipment",
    ),
    Shot("analysis", "manager", "/odoo/amazon-analysis", ".o_graph_renderer canvas"),
    Shot(
        "configuration",
        "manager",
        "/odoo/amazon-punchin/{id}",
        ".o_form_view .o_amazon_progress",
        model="amazon.punchin.config",
        domain=(("marketplace", "=", "US"),),
    ),
    Shot(
        "messages",
        "manager",
        "/odoo/action-amazon_punchin.amazon_punchin_message_action",
        ROWS,
    ),
]
