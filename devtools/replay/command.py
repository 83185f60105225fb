"""`./dev replay FOLDER`: post each file of a folder as what it is, against an order that fits, and print a table."""

import sys
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from devtools.problem import Problem
from devtools.progress import step
from devtools.stage import fresh

_WIDTH = 200

#: Documents are processed here, one after the other, so that each row tells of its own.
_NO_JOBS = ("--workers=0", "--max-cron-threads=0")


def replay(*, folder: Path) -> None:
    """Post the files of a folder in the order of their names.

    :param folder: with documents of Amazon's, or of other systems; `{{…}}` in them is filled in
    """
    files = sorted(path for path in folder.iterdir() if path.suffix in (".xml", ".txt"))
    if not files:
        raise Problem(f"There is no .xml or .txt file in {folder}.")
    with fresh(demo=True, options=_NO_JOBS) as play:
        from devtools.replay.ground import Ground

        ground = Ground(play.database, play.odoo.url)
        with step("Orders that fit"):
            ground.prepare({path.stem: path.read_bytes() for path in files})
        table = Table("Document", "Answer", "Understood", "Made of it", "Remarks", show_lines=True)
        for path in files:
            with step(path.name):
                row = ground.play(path.stem)
            table.add_row(path.name, *map(escape, row))
    Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False).print(table)
