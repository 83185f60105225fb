"""What an attack came to: a row of a table, with what was wrong."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from devtools.progress import step

_WIDTH = 150


@dataclass
class Row:
    """One attack.

    :ivar cells: what was seen, by column
    :ivar faults: what must not be so; none: the attack failed
    """

    attack: str
    cells: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def require(self, condition: bool, fault: str) -> None:
        """Note a fault, once, unless the condition is met."""
        if not condition and fault not in self.faults:
            self.faults.append(fault)


class Report:
    """The rows of a part.

    :param title: what the table shows
    :param columns: beside the attack and the verdict
    """

    def __init__(self, title: str, *columns: str):
        self.rows: list[Row] = []
        self._title = title
        self._columns = columns

    @contextmanager
    def attack(self, text: str) -> Iterator[Row]:
        """Show that an attack is under way; its row is what the block fills in."""
        row = Row(text)
        with step(text) as current:
            yield row
            current.detail = "it got through" if row.faults else ""
        self.rows.append(row)

    def print(self) -> bool:
        """Print the table.

        :return: whether every attack failed
        """
        table = Table(title=self._title, title_justify="left")
        for name in ("Attack", *self._columns, "Verdict"):
            table.add_column(name, justify="right" if name in ("Posts", "Seconds", "MB", "Tries") else "left")
        for row in self.rows:
            verdict = f"[red]✗ {escape('; '.join(row.faults))}[/]" if row.faults else "[green]✓[/]"
            table.add_row(row.attack, *(escape(row.cells.get(name, "")) for name in self._columns), verdict)
        Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False).print(table)
        return not any(row.faults for row in self.rows)
