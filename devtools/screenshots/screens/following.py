"""What becomes of orders: documents, trips, shipments, bills, figures."""

from devtools.screenshots.screens.kinds import WITH_TEST_ORDERS, action, form, records, rows, window
from devtools.screenshots.shot import DESK, MIRRORED, PHONE, Shot
from devtools.stage import ADMIN

_BUYER, _MANAGER = "buyer", "manager"
_MESSAGES, _MESSAGE = "/odoo/amazon-messages", "amazon.punchin.message"
_BILLS = "/odoo/action-account.action_move_in_invoice_type"
_SENT = (("document", "=", "OrderRequest"), ("state", "=", "sent"))
_BUDGET, _OWNER = "account.analytic.account", "amazon_owner_id"
_ORDERS, _ORDER = "/odoo/amazon-orders", "purchase.order"
_OWN = (("amazon_requester_id.login", "=", _BUYER),)
_EXPECTED, _RECEIVED = ("amazon_to_receive", "=", True), ("amazon_receipt_ids", "!=", False)
_OF_AMAZON = ("amazon_invoice_number", "!=", False)

SHOTS = [
    form("message-sent", _MANAGER, _MESSAGES, _MESSAGE, *_SENT),
    form("message-answer", _MANAGER, _MESSAGES, _MESSAGE, *_SENT, page="answer", ready=".o_field_widget[name=answer]"),
    form("message-refused", _MANAGER, _MESSAGES, _MESSAGE, ("error", "!=", False)),
    records("inbox-failures", _MANAGER, action("amazon_punchin_inbox_failure_action")),
    records("trips", _MANAGER, action("amazon_punchin_session_action")),
    records("shipments", _BUYER, "/odoo/amazon-shipments"),
    records("to-receive", _BUYER, "/odoo/amazon-to-receive"),
    window("receive", _BUYER, _ORDERS, "button[name=action_amazon_receive]", _ORDER, *_OWN, _EXPECTED),
    form(
        "received", _BUYER, _ORDERS, _ORDER, *_OWN, _RECEIVED, page="amazon_receipts", ready=rows("amazon_receipt_ids")
    ),
    Shot(
        *("receive-item", _BUYER, f"{_ORDERS}/{{id}}", ".modal .o_field_widget[name=problem]", _ORDER),
        (*_OWN, _EXPECTED),
        ("button[name=action_amazon_receive]", ".modal .o_kanban_record:not(.o_kanban_ghost)"),
        views=(PHONE,),
    ),
    window(
        *("receipt-undo", _BUYER, _ORDERS, "", _ORDER, *_OWN, _RECEIVED),
        presses=(".nav-link[name=amazon_receipts]", "[name=amazon_receipt_ids] button:has-text('Undo')"),
    ),
    records("bills", ADMIN, f"{_BILLS}?view_type=list", views=(DESK, MIRRORED)),
    records("bills-to-look-at", ADMIN, "/odoo/amazon-bills"),
    records("waiting-bills", ADMIN, "/odoo/amazon-waiting-bills"),
    form("bill-lines", ADMIN, _BILLS, "account.move", _OF_AMAZON, ("move_type", "=", "in_invoice")),
    window("bill-release", ADMIN, _BILLS, "button[name=action_post]", "account.move", ("amazon_hold", "!=", False)),
    Shot(
        *("analysis-pivot", _MANAGER, "/odoo/amazon-analysis?view_type=pivot", ".o_pivot table"),
        presses=(WITH_TEST_ORDERS,),
        views=(DESK, MIRRORED),
    ),
    records(
        *("analysis-list", _MANAGER, "/odoo/amazon-analysis?view_type=list"),
        presses=(WITH_TEST_ORDERS,),
        views=(DESK, MIRRORED),
    ),
    form("budget", ADMIN, f"/odoo/{_BUDGET}", _BUDGET, (_OWNER, "!=", False), ready=f".o_field_widget[name={_OWNER}]"),
    form("digest", ADMIN, "/odoo/digest.digest", "digest.digest"),
]
