"""Rules for items and approvals, and what an approver meets, and who looks after approvals."""

from devtools.screenshots.screens.kinds import action, form, records, rows, window
from devtools.screenshots.shot import DESK, MIRRORED, Shot

_HEAD, _MANAGER = "head", "manager"
_APPROVALS, _DECISIONS = "/odoo/amazon-approvals", "/odoo/amazon-decisions"
_ORDER = "purchase.order"
_WAITING = (_ORDER, ("amazon_state", "=", "waiting"))
_STEPS = action("amazon_punchin_approval_action")
_ITEM_RULES, _APPROVAL_RULES = action("amazon_punchin_item_rule_action"), action("amazon_punchin_approval_rule_action")
_OUT = action("amazon_punchin_delegation_action_own")
_TESTER = action("amazon_punchin_rule_tester_action")

SHOTS = [
    Shot("approver-home", _HEAD, "/odoo/amazon", ".o_form_view [name=action_open]"),
    records("approvals-to-do", _HEAD, _APPROVALS),
    Shot(
        *("approvals-to-do-cards", _HEAD, f"{_APPROVALS}?view_type=kanban"),
        ".o_kanban_view .o_kanban_record",
        views=(DESK, MIRRORED),
    ),
    window("approval-comment", _HEAD, _APPROVALS, "button:has-text('Approve with Comment')", *_WAITING),
    window("approval-reject", _HEAD, _APPROVALS, "button:has-text('Reject')", *_WAITING),
    records("decisions", _HEAD, _DECISIONS),
    form("decision", _HEAD, _DECISIONS, _ORDER, ("amazon_rejected_by_id.login", "=", _HEAD), ready=rows("order_line")),
    Shot("out-of-office-new", _HEAD, f"{_OUT}/new", ".o_form_view .o_form_sheet"),
    records("out-of-office", _HEAD, _OUT),
    records("substitutes", _MANAGER, action("amazon_punchin_delegation_action")),
    records("approvals", _MANAGER, _STEPS),
    form("approval-step", _MANAGER, _STEPS, "amazon.punchin.approval", ("decision_ids", "!=", False)),
    records("item-rules", _MANAGER, _ITEM_RULES),
    form("item-rule", _MANAGER, _ITEM_RULES, "amazon.punchin.item.rule", ("verdict", "=", "reason")),
    Shot("item-rule-new", _MANAGER, f"{_ITEM_RULES}/new", ".o_form_view .o_form_sheet"),
    records("approval-rules", _MANAGER, _APPROVAL_RULES),
    form("approval-rule", _MANAGER, _APPROVAL_RULES, "amazon.punchin.approval.rule"),
    Shot("rules-to-try", _MANAGER, f"{_TESTER}/new", ".o_field_widget[name=source]"),
    records("product-codes", _MANAGER, action("amazon_punchin_unspsc_action")),
]
