"""The list of people: who is on it, who arrives without being on it, and Amazon's list brought over."""

import base64

from devtools.screenshots.screens.kinds import action, form, records
from devtools.screenshots.shot import DESK, MIRRORED, Shot
from devtools.stage import Stage

_MANAGER = "manager"
_PEOPLE, _NEWCOMERS = action("amazon_punchin_person_action"), "/odoo/amazon-newcomers"
_IMPORT, _WIZARD = action("amazon_punchin_person_import_action"), "amazon.punchin.person.import"

_HEAD = "Email,First name,Last name,Role,Status\n"
_GOOD = (
    "bea.buyer@example.com,Bea,Buyer,Requisitioner,Active\n"
    "olga.owner@example.com,Olga,Owner,Punchout buyer,Active\n"
    "quinn@example.com,Quinn,Quartermaster,Punchout buyer,Invited\n"
    "max.manager@example.com,Max,Manager,Administrator,Active\n"
)
_BAD = "bea.buyer at example.com,Bea,Buyer,Punchout buyer,Active\nmax@example.com,Max,Manager,Emperor,Active\n"


def upload(play: Stage, wizard: str, text: str, *methods: str) -> int:
    """Give a list to one of our imports, and let it go on from there."""
    session = play.session(_MANAGER, _MANAGER)
    [config] = session.call("amazon.punchin.config", "search", [("marketplace", "=", "US")])
    file = base64.b64encode(text.encode()).decode()
    made = session.call(wizard, "create", {"config_id": config, "file": file, "filename": "list.csv"})
    for method in methods:
        session.call(wizard, method, [made])
    return made


def _uploaded(name: str, ready: str, text: str, *methods: str) -> Shot:
    def make(play: Stage) -> int:
        return upload(play, _WIZARD, text, *methods)

    return Shot(name, _MANAGER, f"{_IMPORT}/{{id}}", ready, make=make)


SHOTS = [
    records("people", _MANAGER, _PEOPLE),
    form("person", _MANAGER, _PEOPLE, "amazon.punchin.person", ("user_id.login", "=", "buyer")),
    form("person-without-user", _MANAGER, _PEOPLE, "amazon.punchin.person", ("user_id", "=", False)),
    records("newcomers", _MANAGER, _NEWCOMERS),
    form("newcomer", _MANAGER, _NEWCOMERS, "amazon.punchin.newcomer", ("state", "=", "waiting")),
    Shot("people-import", _MANAGER, f"{_IMPORT}/new", ".o_field_widget[name=file]"),
    _uploaded("people-import-preview", ".o_amazon_apply", _HEAD + _GOOD, "action_check"),
    _uploaded("people-import-problems", ".o_field_widget[name=problems] table", _HEAD + _BAD, "action_check"),
    _uploaded("people-import-refusal", ".o_field_widget[name=refusal]", "Fruit,Colour\nApple,Red\n", "action_check"),
    Shot(
        "people-import-whom",
        _MANAGER,
        f"{_IMPORT}/{{id}}",
        ".o_list_view .o_data_row, .o_kanban_record",
        presses=("button[name=action_view_lines]",),
        views=(DESK, MIRRORED),
        make=lambda play: upload(play, _WIZARD, _HEAD + _GOOD, "action_check"),
    ),
]
