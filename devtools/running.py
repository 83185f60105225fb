"""The demo database, by hand: everything up, what to open and whom to be, until Ctrl-C; Odoo's shell; a reset."""

from devtools import cache, database, environment, postgres
from devtools.process import foreground
from devtools.progress import heading, note
from devtools.stage import Stage, stage

_PEOPLE = {
    "buyer": "shops at Amazon, codes the order and confirms it",
    "requisitioner": "orders at Amazon directly, where the policy allows it",
    "head": "the department's head, approves from 200.00 on",
    "owner": "the budget's owner, approves from 500.00 on as well",
    "boss": "is asked when one of these two is silent for two days",
    "approver": "purchase manager, asked by Odoo's double validation from 1,000.00 on",
    "manager": "administers the connection with Amazon, and the rules",
    "admin": "administers Odoo",
}
_STEPS = [
    "Sign in to Odoo as buyer, open Amazon Business and choose Shop on Amazon.",
    "Fill a basket, check out and submit: you are back in Odoo, on the order. Its lines can't be edited.",
    "Choose department, budget, location and account, and press Confirm.",
    "The order goes to Amazon by itself, and its confirmation comes back a few seconds later.",
    "Or begin at Amazon: sign in to the sandbox as bea.buyer@example.com and check out for the group Office US.",
]
_RULES = [
    "buyer: a kettle in the basket is refused, shipping labels ask for a reason, a chair gets furniture's account.",
    "head, in a private window: approve or reject a basket of 200.00 and more, from To Approve; try it on a phone.",
    "owner: nothing is there before head has approved 500.00 and more.",
    "boss: open To Approve as head, choose Out of Office and name boss: both are asked now.",
    "approver: from 1,000.00 on it takes head, owner and then you.",
    "manager: open Configuration, Approval Rules; change an amount, and the next Confirm follows it.",
]


def run(port: int) -> None:
    """Run Odoo on the demo database at `port`, and the stand-in for Amazon at the next one, until interrupted."""
    with environment.ready(), stage(database.demo(), odoo_port=port, sandbox_port=port + 1) as play:
        _explain(play)
        play.wait()


def shell(arguments: list[str]) -> int:
    """Run Odoo's Python shell.

    :param arguments: options of Odoo's
    :return: its exit code
    """
    with environment.ready():
        options = ("--no-http", "--log-level=warn", *arguments)
        return foreground(environment.odoo_command(database.demo(), *options, command="shell"))


def reset(*, everything: bool) -> None:
    """Drop this checkout's demo database, and templates and scratch ones, unless somebody is connected.

    :param everything: remove the cache folder with all that is in it, our own database server included
    """
    if not everything or postgres.given():
        with environment.ready():
            for name, dropped in database.drop_unused():
                note(f"dropped {name}" if dropped else f"left {name}: it is in use")
    if everything:
        postgres.stop_unused()
        note(f"removed {cache.remove()}")


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
    heading("Then try the rules")
    for text in _RULES:
        note(text)
    heading("Logs")
    for server in (play.odoo, play.sandbox):
        note(f"{server.name:16}{server.log}")
    note("")
    note("Ctrl-C stops both.")
