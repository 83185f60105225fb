"""Rules for items and approvals, and what an approver meets, and who looks after approvals."""

from devtools.screenshots.screens.kinds import action, form, records, window
from devtools.screenshots.shot import Shot

_HEAD, _MANAGER = "head", "manager"
_APPROVALS = "/odoo/amazon-approvals"
_WAITING = ("purchase.order", ("amazon_state", "=", "waiting"))
_STEPS = action("amazon_punchin_approval_action")
_ITEM_RULES, _APPROVAL_RULES = action("amazon_punchin_item_rule_action"), action("amazon_punchin_approval_rule_action")
_TESTER = action("amazon_punchin_rule_tester_action")

SHOTS = [
    Shot("approver-home", _HEAD, "/odoo/amazon", ".o_form_view [name=action_open]"),
    records("approvals-to-do", _HEAD, _APPROVALS),
    window("approval-comment", _HEAD, _APPROVALS, "button:has-text('Approve with Comment')", *_WAITING),
    window("approval-reject", _HEAD, _APPROVALS, "button:has-text('Reject')", *_WAITING),
    records("out-of-office", _HEAD, action("amazon_punchin_delegation_action_own")),
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
