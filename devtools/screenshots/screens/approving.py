"""What an approver meets, and who looks after approvals."""

from devtools.screenshots.screens.kinds import action, form, records, window
from devtools.screenshots.shot import Shot

_HEAD, _MANAGER = "head", "manager"
_APPROVALS = "/odoo/amazon-approvals"
_WAITING = ("purchase.order", ("amazon_state", "=", "waiting"))
_STEPS = action("amazon_punchin_approval_action")

SHOTS = [
    Shot("approver-home", _HEAD, "/odoo/amazon", ".o_form_view [name=action_open]"),
    records("approvals-to-do", _HEAD, _APPROVALS),
    window("approval-comment", _HEAD, _APPROVALS, "button:has-text('Approve with Comment')", *_WAITING),
    window("approval-reject", _HEAD, _APPROVALS, "button:has-text('Reject')", *_WAITING),
    records("out-of-office", _HEAD, action("amazon_punchin_delegation_action_own")),
    records("substitutes", _MANAGER, action("amazon_punchin_delegation_action")),
    records("approvals", _MANAGER, _STEPS),
    form("approval-step", _MANAGER, _STEPS, "amazon.punchin.approval", ("decision_ids", "!=", False)),
]
