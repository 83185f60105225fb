"""Rules: what items get, who approves, and trying both."""

from devtools.screenshots.screens.kinds import action, form, records
from devtools.screenshots.shot import Shot

_MANAGER = "manager"
_ITEM_RULES, _APPROVAL_RULES = action("amazon_punchin_item_rule_action"), action("amazon_punchin_approval_rule_action")

SHOTS = [
    records("item-rules", _MANAGER, _ITEM_RULES),
    form("item-rule", _MANAGER, _ITEM_RULES, "amazon.punchin.item.rule", ("verdict", "=", "reason")),
    Shot("item-rule-new", _MANAGER, f"{_ITEM_RULES}/new", ".o_form_view .o_form_sheet"),
    records("approval-rules", _MANAGER, _APPROVAL_RULES),
    form("approval-rule", _MANAGER, _APPROVAL_RULES, "amazon.punchin.approval.rule"),
    Shot(
        "rules-to-try", _MANAGER, f"{action('amazon_punchin_rule_tester_action')}/new", ".o_field_widget[name=source]"
    ),
    records("product-codes", _MANAGER, action("amazon_punchin_unspsc_action")),
]
