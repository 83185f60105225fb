"""The set-up of a group at Amazon: its page, page by page, and the windows that open from there."""

from typing import Any

from devtools import sql
from devtools.screenshots.screens.kinds import form, records, window
from devtools.screenshots.shot import Shot, newest
from devtools.stage import Stage

_MANAGER = "manager"
_GROUPS, _MODEL, _US = "/odoo/amazon-punchin", "amazon.punchin.config", ("marketplace", "=", "US")
_MODE = "button[name=action_change_mode]"
_PAGES = ("credentials", "people", "coding", "inbox", "answers", "products", "retention")


def _window(name: str, press: str, ready: str = "", **options: Any) -> Shot:
    return window(name, _MANAGER, _GROUPS, press, _MODEL, _US, ready=ready, **options)


def _unseen(play: Stage) -> int:
    """The group, as if nobody had seen its inbox password yet: a later one asks before it is made."""
    group = newest(play, _MODEL, _US)
    sql.execute(f"UPDATE amazon_punchin_config SET inbox_password_known = false WHERE id = {group:d}", play.database)
    return group


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
        "button[name=action_generate_inbox_password]",
        ".modal .o_field_widget[name=password]",
        make=_unseen,
    ),
    _window(
        "touchless",
        "",
        ".modal .o_form_view",
        presses=(".nav-link[name=answers]", "button[name=action_preview_touchless]"),
    ),
]
