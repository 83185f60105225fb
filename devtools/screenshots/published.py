"""The screens that the addon's page and the READMEs show."""

from devtools.screenshots.screens.kinds import WITH_TEST_ORDERS, action, form, records, rows
from devtools.screenshots.shot import BROAD, DESK, MIRRORED, PHONE, Shot, newest
from devtools.stage import ADMIN, Stage

_ORDERS, _BILLS = "purchase.order", "/odoo/action-account.action_move_in_invoice_type"
_RULES = action("amazon_punchin_rule_tester_action")
_GERMAN = ("amazon_config_id.marketplace", "=", "DE")
_ANSWERED = ("amazon_state", "in", ("confirmed", "shipped"))
_WAITING = ("amazon_state", "=", "waiting")
_EURO_BILL = (
    *(("amazon_order_ids", "!=", False), ("move_type", "=", "in_invoice")),
    ("currency_id.name", "=", "EUR"),
)


def tried_rules(play: Stage) -> int:
    """The rules, tried on an order that waits for its approver."""
    tester, session = "amazon.punchin.rule.tester", play.session("manager")
    made = session.call(tester, "create", {"source": "order", "order_id": newest(play, _ORDERS, _WAITING)})
    session.call(tester, "action_try", [made])
    return made


PUBLISHED = [
    Shot("home", "manager", "/odoo/amazon", ".o_form_view [name=action_open]"),
    form("order", "buyer", "/odoo/amazon-orders", _ORDERS, _ANSWERED, _GERMAN, ready=rows("order_line"), view=BROAD),
    records("orders", "manager", action("purchase_order_action_all")),
    form("approval", "head", "/odoo/amazon-approvals", _ORDERS, _WAITING, view=PHONE),
    Shot("rules", "manager", f"{_RULES}/{{id}}", ".o_field_widget[name=result] table", make=tried_rules),
    form(
        *("bill", ADMIN, _BILLS, "account.move", *_EURO_BILL),
        page="amazon_match",
        ready=rows("amazon_match_ids"),
    ),
    form("shipment", "manager", "/odoo/amazon-shipments", "amazon.punchin.shipment", ready=rows("line_ids")),
    Shot(
        *("analysis", "manager", "/odoo/amazon-analysis", ".o_graph_renderer canvas"),
        presses=(WITH_TEST_ORDERS,),
        views=(DESK, MIRRORED),
    ),
    form(
        *("configuration", "manager", "/odoo/amazon-punchin", "amazon.punchin.config", ("marketplace", "=", "US")),
        ready=".o_form_view .o_amazon_progress",
    ),
    records("messages", "manager", action("amazon_punchin_message_action")),
]
