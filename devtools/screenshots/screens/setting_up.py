"""The set-up of a group at Amazon: its page, page by page, and the windows that open from there."""

from typing import Any

from devtools.screenshots.screens.kinds import form, records, window
from devtools.screenshots.shot import Shot

_MANAGER = "manager"
_GROUPS, _MODEL, _US = "/odoo/amazon-punchin", "amazon.punchin.config", ("marketplace", "=", "US")
_MODE = "button[name=action_change_mode]"
_PAGES = ("credentials", "people", "locations", "coding", "inbox", "answers", "products", "retention")


def _window(name: str, press: str, ready: str = "", **options: Any) -> Shot:
    return window(name, _MANAGER, _GROUPS, press, _MODEL, _US, ready=ready, **options)


SHOTS = [
    records("groups", _MANAGER, _GROUPS),
    Shot("group-new", _MANAGER, f"{_GROUPS}/new", ".o_form_view .o_amazon_step"),
    form("group-to-do", _MANAGER, _GROUPS, _MODEL, ("marketplace", "=", "JP"), ready=".o_amazon_progress"),
    *(form(f"group-{page}", _MANAGER, _GROUPS, _MODEL, _US, page=page) for page in _PAGES),
    _window("credentials-sheet", "button[name=action_import_credentials]"),
    _window("mode-active", f"{_MODE}:has-text('Switch to Active')", ".modal .o_field_widget[name=changes]"),
    _window("mode-paused", f"{_MODE}:has-text('Pause')"),
    _window(
        "inbox-password",
        "",
        ".modal .o_field_widget[name=password]",
        presses=("button[name=action_generate_inbox_password]", ".modal-footer .btn-primary"),
    ),
]
