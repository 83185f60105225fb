"""What becomes of orders: documents, trips, shipments, bills, figures."""

from devtools.screenshots.screens.kinds import action, form, records
from devtools.screenshots.shot import DESK, MIRRORED, Shot
from devtools.stage import ADMIN

_BUYER, _MANAGER = "buyer", "manager"
_MESSAGES, _MESSAGE = "/odoo/amazon-messages", "amazon.punchin.message"
_BILLS = "/odoo/action-account.action_move_in_invoice_type"
_SENT = (("document", "=", "OrderRequest"), ("state", "=", "sent"))
_BUDGET, _OWNER = "account.analytic.account", "amazon_owner_id"
_OF_AMAZON = ("amazon_invoice_number", "!=", False)

SHOTS = [
    form("message-sent", _MANAGER, _MESSAGES, _MESSAGE, *_SENT),
    form("message-answer", _MANAGER, _MESSAGES, _MESSAGE, *_SENT, page="answer", ready=".o_field_widget[name=answer]"),
    form("message-refused", _MANAGER, _MESSAGES, _MESSAGE, ("error", "!=", False)),
    records("inbox-failures", _MANAGER, action("amazon_punchin_inbox_failure_action")),
    records("trips", _MANAGER, action("amazon_punchin_session_action")),
    records("shipments", _BUYER, "/odoo/amazon-shipments"),
    records("bills", ADMIN, f"{_BILLS}?view_type=list", views=(DESK, MIRRORED)),
    form("bill-lines", ADMIN, _BILLS, "account.move", _OF_AMAZON, ("move_type", "=", "in_invoice")),
    Shot("analysis-pivot", _MANAGER, "/odoo/amazon-analysis?view_type=pivot", ".o_pivot table"),
    records("analysis-list", _MANAGER, "/odoo/amazon-analysis?view_type=list"),
    form("budget", ADMIN, f"/odoo/{_BUDGET}", _BUDGET, (_OWNER, "!=", False), ready=f".o_field_widget[name={_OWNER}]"),
    form("digest", ADMIN, "/odoo/digest.digest", "digest.digest"),
]
