"""The list of people: who is on it, who arrives without being on it, and Amazon's list brought over."""

import base64
from typing import Any

from devtools.screenshots.screens.kinds import action, form, records
from devtools.screenshots.shot import DESK, MIRRORED, Shot
from devtools.stage import Stage

_MANAGER = "manager"
_PEOPLE, _NEWCOMERS = action("amazon_punchin_person_action"), "/odoo/amazon-newcomers"
_IMPORT = action("amazon_punchin_person_import_action")

_HEAD = "Email,First name,Last name,Role,Status\n"
_GOOD = (
    "bea.buyer@example.com,Bea,Buyer,Requisitioner,Active\n"
    "olga.owner@example.com,Olga,Owner,Punchout buyer,Active\n"
    "quinn@example.com,Quinn,Quartermaster,Punchout buyer,Invited\n"
    "max.manager@example.com,Max,Manager,Administrator,Active\n"
)
_BAD = "bea.buyer at example.com,Bea,Buyer,Punchout buyer,Active\nmax@example.com,Max,Manager,Emperor,Active\n"


def uploaded(name: str, path: str, wizard: str, ready: str, text: str, **options: Any) -> Shot:
    """One of our imports, once it has checked a list.

    :param path: of the import's action
    :param text: the list
    :param options: of the shot
    """

    def make(play: Stage) -> int:
        session = play.session(_MANAGER)
        [config] = session.call("amazon.punchin.config", "search", [("marketplace", "=", "US")])
        file = base64.b64encode(text.encode()).decode()
        made = session.call(wizard, "create", {"config_id": config, "file": file, "filename": "list.csv"})
        session.call(wizard, "action_check", [made])
        return made

    return Shot(name, _MANAGER, f"{path}/{{id}}", ready, make=make, **options)


def _import(name: str, ready: str, text: str, **options: Any) -> Shot:
    return uploaded(f"people-import-{name}", _IMPORT, "amazon.punchin.person.import", ready, text, **options)


SHOTS = [
    records("people", _MANAGER, _PEOPLE),
    form("person", _MANAGER, _PEOPLE, "amazon.punchin.person", ("user_id.login", "=", "buyer")),
    form("person-without-user", _MANAGER, _PEOPLE, "amazon.punchin.person", ("user_id", "=", False)),
    records("newcomers", _MANAGER, _NEWCOMERS),
    form("newcomer", _MANAGER, _NEWCOMERS, "amazon.punchin.newcomer", ("state", "=", "waiting")),
    Shot("people-import", _MANAGER, f"{_IMPORT}/new", ".o_field_widget[name=file]"),
    _import("preview", ".o_amazon_apply", _HEAD + _GOOD),
    _import("problems", ".o_field_widget[name=problems] table", _HEAD + _BAD),
    _import("refusal", ".o_field_widget[name=refusal]", "Fruit,Colour\nApple,Red\n"),
    _import(
        "whom",
        ".o_list_view .o_data_row, .o_kanban_record",
        _HEAD + _GOOD,
        presses=("button[name=action_view_lines]",),
        views=(DESK, MIRRORED),
    ),
]
