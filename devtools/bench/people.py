"""How long it takes to bring Amazon's list of people over: to check it, and to write what the preview shows."""

import base64
import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

from devtools.bench.figures import Measured

PEOPLE = 50_000

MOST_SECONDS = 60


@dataclass(frozen=True)
class PeopleRow:
    """One import of a long list; times in seconds."""

    people: int
    check_s: float
    apply_s: float
    again_s: float
    queries: int

    @property
    def total_s(self) -> float:
        """What the administrator waits for."""
        return self.check_s + self.apply_s


def people_list(number: int) -> bytes:
    """Amazon's list of people, as CSV."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["First Name", "Last Name", "Email Address", "Role", "Status"])
    for person in range(number):
        rows.writerow(["Bench", f"Person {person}", f"person{person}@bench.example", "Punchout buyer", "Active"])
    return text.getvalue().encode()


def people_row(env, config, measure: Callable[..., Measured]) -> PeopleRow:
    """Import a list as the wizard does, and look at the same list once more, when nothing is new.

    :param measure: times a function in an environment
    """
    wizards = env["amazon.punchin.person.import"]
    wizard, again = (
        wizards.create({"config_id": config.id, "file": base64.b64encode(people_list(PEOPLE))}) for _turn in range(2)
    )
    checked = measure(env, wizard.action_check)
    applied = measure(env, lambda: _apply(wizard))
    known = measure(env, again.action_check)
    return PeopleRow(PEOPLE, checked.seconds, applied.seconds, known.seconds, checked.queries + applied.queries)


def _apply(wizard) -> None:
    """Write all batches, as the screen does."""
    while wizard.apply_batch():
        pass
