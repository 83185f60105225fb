"""Screens that have nothing to show yet, and say what comes next."""

from devtools.screenshots.screens.kinds import action
from devtools.screenshots.shot import Shot
from devtools.stage import ADMIN

_BUYER, _MANAGER = "buyer", "manager"


def _empty(name: str, login: str, path: str) -> Shot:
    return Shot(f"empty-{name}", login, path, ".o_view_nocontent")


SHOTS = [
    Shot("empty-home", _BUYER, "/odoo/amazon", ".o_form_view [name=action_open]"),
    _empty("orders", _BUYER, "/odoo/amazon-orders"),
    _empty("approvals-to-do", "head", "/odoo/amazon-approvals"),
    _empty("decisions", "head", "/odoo/amazon-decisions"),
    _empty("out-of-office", "head", action("amazon_punchin_delegation_action_own")),
    _empty("to-receive", _BUYER, "/odoo/amazon-to-receive"),
    _empty("shipments", _BUYER, "/odoo/amazon-shipments"),
    _empty("messages", _MANAGER, "/odoo/amazon-messages"),
    _empty("approvals", _MANAGER, action("amazon_punchin_approval_action")),
    _empty("newcomers", _MANAGER, "/odoo/amazon-newcomers"),
    _empty("addresses", _MANAGER, "/odoo/amazon-addresses"),
    _empty("substitutes", _MANAGER, action("amazon_punchin_delegation_action")),
    _empty("analysis", _MANAGER, "/odoo/amazon-analysis"),
    _empty("waiting-bills", ADMIN, "/odoo/amazon-waiting-bills"),
    _empty("trips", _MANAGER, action("amazon_punchin_session_action")),
    _empty("inbox-failures", _MANAGER, action("amazon_punchin_inbox_failure_action")),
]
