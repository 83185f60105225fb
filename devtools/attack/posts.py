"""Hostile posts to both doors: what they cost, what is kept of them, and what the log says."""

from devtools.attack.arena import Arena
from devtools.attack.attacker import Attacker
from devtools.attack.report import Report
from devtools.attack.shapes import DISGUISES, FORMS, documents


def run(arena: Arena) -> Report:
    """Post everything."""
    report = Report("Hostile posts", "Posts", "Status", "Seconds", "MB", "Stored")
    attacker = Attacker(arena)
    attacker.warm_up()
    for name, shape in FORMS.items():
        with report.attack(name) as row, attacker.storing(row):
            attacker.forms(row, shape)
    for name, change in documents(attacker.spy).items():
        with report.attack(name) as row, attacker.storing(row):
            attacker.documents(row, change)
    for name, change in DISGUISES.items():
        with report.attack(f"a secret in {name}") as row, attacker.storing(row):
            attacker.documents(row, change)
    for text, attempt in {
        "HEAD, OPTIONS and others on every route": attacker.other_methods,
        "the token in other addresses": attacker.other_addresses,
        "the same basket eight times at once": attacker.at_once,
        "a forwarded address of 5,000 characters": attacker.long_address,
        "the right password from where somebody guesses": attacker.guesses,
        "ten posts of 15 MB with an unknown token": attacker.flood,
    }.items():
        with report.attack(text) as row, attacker.storing(row):
            attempt(row)
    with report.attack("the server's log") as row:
        attacker.log(row)
    return report
