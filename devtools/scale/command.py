"""`./dev scale`: the same pile for one, two and four machines, documents a minute, and then a count."""

import sys
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial

from rich.console import Console
from rich.table import Table

from devtools import sql
from devtools.demo.amazon import Amazon
from devtools.problem import Problem
from devtools.progress import failure, note, step
from devtools.scale.counts import Pile, violations
from devtools.scale.machines import running
from devtools.scale.network import far_away
from devtools.stage import ADMIN, Stage, connect, fresh, secrets

_MACHINES = (1, 2, 4)
_WIDTH = 100
_PATIENCE_S = 300
_LATE_S = 86400
_SHOWN = 10

#: The one that the stage needs works off nothing.
_IDLE = ("--workers=0", "--max-cron-threads=0")
_JOBS_OF_OTHERS = "UPDATE ir_cron SET nextcall = nextcall + interval '1 day' WHERE cron_name NOT LIKE 'Amazon%'"
_LEFT = "SELECT count(*) FROM amazon_punchin_message WHERE state IN ('received', 'pending', 'sending')"


@dataclass(frozen=True)
class Run:
    """So many machines worked off so many documents in so many seconds."""

    machines: int
    documents: int
    seconds: float

    @property
    def per_minute(self) -> float:
        """Documents."""
        return self.documents / self.seconds * 60


def scale(*, queue: bool) -> int:
    """Measure, print the table, and count.

    :param queue: with OCA's job queue
    :return: the exit code
    """
    posted: Counter = Counter()
    with (
        fresh(demo=True, beside=["queue_job"] if queue else [], options=_IDLE) as play,
        far_away(play.sandbox.url, posted) as way,
    ):
        from devtools.scale.pile import Filler

        amazon = Amazon(play.sandbox.url)
        amazon.configure(confirm_after_s=_LATE_S, cancel_after_s=_LATE_S)
        connect(play.session(ADMIN), way, secrets(play.database))
        sql.execute(_JOBS_OF_OTHERS, play.database)
        filler, runs, found = Filler(play), [], []
        for number in _MACHINES:
            with running(play.database, number, queue=queue):
                with step("Fill") as current:
                    pile = filler.fill()
                    current.detail = f"{pile.size} documents"
                runs.append(Run(number, pile.size, _work_off(play, pile)))
            query = partial(_query, play.database)
            found += violations(pile, query, posted, [order["order_id"] for order in amazon.every()])
    Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False).print(table(runs))
    for text in found[:_SHOWN]:
        failure(text)
    note(f"{sum(run.documents for run in runs)} documents, each once; off: {len(found)}")
    return int(bool(found))


def table(runs: list[Run]) -> Table:
    """The figures, and how many times as fast as the first run each is."""
    made = Table("Machines", "Documents", "Seconds", "Documents a minute", "Ratio")
    for column in made.columns:
        column.justify = "right"
    for run in runs:
        ratio = run.per_minute / runs[0].per_minute
        made.add_row(
            str(run.machines), str(run.documents), f"{run.seconds:.1f}", f"{run.per_minute:.0f}", f"{ratio:.2f}"
        )
    return made


def _work_off(play: Stage, pile: Pile) -> float:
    """Wait until nothing of a pile is left, and give the seconds that it took.

    :raise Problem: some of it is left for too long
    """
    begun = time.monotonic()
    with step("Work off") as current:
        while left := sql.execute(_LEFT, play.database)[0][0]:
            current.detail = f"{pile.size - left} of {pile.size}"
            if time.monotonic() - begun > _PATIENCE_S:
                raise Problem(f"{left} documents are left after {_PATIENCE_S} s.")
            time.sleep(0.1)
        return time.monotonic() - begun


def _query(database: str, statement: str, values: list) -> list[tuple]:
    return sql.execute(statement, database, values)
