"""`./dev run`: everything up, what to open and whom to be, until Ctrl-C."""

from devtools import database, environment
from devtools.progress import heading, note
from devtools.stage import Stage, stage

_PEOPLE = {
    "buyer": "shops at Amazon, codes the order and confirms it",
    "requisitioner": "orders at Amazon directly, where the policy allows it",
    "approver": "approves orders of 200.00 and more",
    "manager": "administers the connection with Amazon",
    "admin": "administers Odoo",
}
_STEPS = [
    "Sign in to Odoo as buyer, open Amazon Business and choose Shop on Amazon.",
    "Fill a basket, check out and submit: you are back in Odoo, on the order. Its lines can't be edited.",
    "Choose department, budget, location and account, and press Confirm.",
    "From 200.00 on, sign in as approver in a private window and approve it.",
    "The order goes to Amazon by itself, and its confirmation comes back a few seconds later.",
    "Or begin at Amazon: sign in to the sandbox as bea.buyer@example.com and check out for the group Office US.",
]


def run(port: int) -> None:
    """Run Odoo on the demo database at `port`, and the stand-in for Amazon at the next one, until interrupted."""
    with environment.ready() as prepared:
        name = database.demo(prepared)
        with stage(prepared, name, odoo_port=port, sandbox_port=port + 1) as play:
            _explain(play)
            play.wait()


def _explain(play: Stage) -> None:
    heading("Open")
    for server in (play.odoo, play.sandbox):
        note(f"{server.name:16}{server.url}")
    heading("Sign in to Odoo: the password is the login")
    for login, role in _PEOPLE.items():
        note(f"{login:16}{role}")
    heading("Try this")
    for number, text in enumerate(_STEPS, 1):
        note(f"{number}. {text}")
    heading("Logs")
    for server in (play.odoo, play.sandbox):
        note(f"{server.name:16}{server.log}")
    note("")
    note("Ctrl-C stops both.")
