"""How long it takes to bring Amazon's list of people over: to check it, and to write what the preview shows."""

import base64
import csv
import io

from devtools.bench.stopwatch import measure

PEOPLE = 50_000


def people_list(number: int) -> bytes:
    """Amazon's list of people, as CSV."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["First Name", "Last Name", "Email Address", "Role", "Status"])
    for person in range(number):
        rows.writerow(["Bench", f"Person {person}", f"person{person}@bench.example", "Punchout buyer", "Active"])
    return text.getvalue().encode()


def measured_people(env, config) -> dict[str, float]:
    """Import a list as the wizard does, and look at the same list once more, when nothing is new.

    :return: times in seconds; `total_s` is what the administrator waits for
    """
    wizards = env["amazon.punchin.person.import"]
    wizard, again = (
        wizards.create({"config_id": config.id, "file": base64.b64encode(people_list(PEOPLE))}) for _turn in range(2)
    )
    checked = measure(env, wizard.action_check)
    applied = measure(env, lambda: _apply(wizard))
    known = measure(env, again.action_check)
    return {
        "people": PEOPLE,
        "check_s": checked.seconds,
        "apply_s": applied.seconds,
        "again_s": known.seconds,
        "queries": checked.queries + applied.queries,
        "total_s": checked.seconds + applied.seconds,
    }


def _apply(wizard) -> None:
    """Write all batches, as the screen does."""
    while wizard.apply_batch():
        pass
