"""What becomes of orders: documents, trips, shipments, bills, figures."""

from devtools.screenshots.screens.kinds import action, form, records
from devtools.screenshots.shot import DESK, MIRRORED, Shot
from devtools.stage import ADMIN

_BUYER, _MANAGER = "buyer", "manager"
_MESSAGES, _MESSAGE = "/odoo/amazon-messages", "amazon.punchin.message"
_BILLS = "/odoo/action-account.action_move_in_invoice_type"
_OF_AMAZON = ("amazon_invoice_number", "!=", False)

SHOTS = [
    form("message-sent", _MANAGER, _MESSAGES, _MESSAGE, ("document", "=", "OrderRequest"), ("state", "=", "sent")),
    Shot(
        "message-answer",
        _MANAGER,
        f"{_MESSAGES}/{{id}}",
        ".o_field_widget[name=answer]",
        _MESSAGE,
        (("document", "=", "OrderRequest"), ("state", "=", "sent")),
        (".nav-link[name=answer]",),
    ),
    form("message-refused", _MANAGER, _MESSAGES, _MESSAGE, ("error", "!=", False)),
    records("inbox-failures", _MANAGER, action("amazon_punchin_inbox_failure_action")),
    records("trips", _MANAGER, action("amazon_punchin_session_action")),
    records("shipments", _BUYER, "/odoo/amazon-shipments"),
    Shot(
        "bills", ADMIN, f"{_BILLS}?view_type=list", ".o_list_view .o_data_row, .o_kanban_record", views=(DESK, MIRRORED)
    ),
    form("bill-lines", ADMIN, _BILLS, "account.move", _OF_AMAZON, ("move_type", "=", "in_invoice")),
    Shot("analysis-pivot", _MANAGER, "/odoo/amazon-analysis?view_type=pivot", ".o_pivot table"),
    records("analysis-list", _MANAGER, "/odoo/amazon-analysis?view_type=list"),
    Shot(
        "budget",
        ADMIN,
        "/odoo/account.analytic.account/{id}",
        ".o_field_widget[name=amazon_owner_id]",
        "account.analytic.account",
        (("amazon_owner_id", "!=", False),),
    ),
    form("digest", ADMIN, "/odoo/digest.digest", "digest.digest"),
]
