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
_BESIDE = {"inventory": {"warehouse": "works in Inventory: validates receipts, returns goods to Amazon"}}
_STEPS = [
    "Sign in to Odoo as buyer, open Amazon Business and choose Shop on Amazon.",
    "Fill a basket, check out and submit: you are back in Odoo, on the order. Its lines can't be edited.",
    "Choose department, budget, location and account, and press Confirm.",
    "The order is sent to Amazon automatically, and its confirmation arrives a few seconds later.",
    "Or start at Amazon: sign in to the sandbox as bea.buyer@example.com and check out for the group Office US.",
]
_RULES = [
    "buyer: a kettle in the basket is refused, shipping labels require a reason, a chair gets the furniture account.",
    "head, in a private window: approve or reject a basket of $200 or more, from To Approve; try it on a phone.",
    "owner: nothing to approve until head has approved an order of $500 or more.",
    "boss: open To Approve as head, choose Out of Office and set boss as substitute: both are asked now.",
    "approver: from $1,000, head, owner and then you must approve.",
    "manager: open Configuration, Approval Rules; change an amount; it applies from the next Confirm.",
]


def run(port: int, beside: str | None) -> None:
    """Run Odoo on the demo database at `port`, and the stand-in for Amazon at the next one, until interrupted.

    :param beside: name of a set of other apps that are there
    """
    with environment.ready(), stage(database.demo(beside), odoo_port=port, sandbox_port=port + 1) as play:
        _explain(play, _PEOPLE | _BESIDE.get(beside, {}))
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


def _explain(play: Stage, people: dict[str, str]) -> None:
    heading("Open")
    for server in (play.odoo, play.sandbox):
        note(f"{server.name:16}{server.url}")
    heading("Sign in to Odoo: the password is the login")
    for login, role in people.items():
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
