"""What happened when: one line a step, with the order that it was about."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape

from devtools.demo.placed_order import PlacedOrder

_TIME, _TEXT, _ORDER, _TOTAL, _STATE = 7, 56, 7, 12, 20
_INDENT = _TIME + 5
_WIDTH = _INDENT + _TEXT + _ORDER + _TOTAL + _STATE + 6


@dataclass
class Entry:
    """A step in the making; what the work fills in is shown when it is done."""

    text: str
    order: str = ""
    total: str = ""
    state: str = ""

    def about(self, order: PlacedOrder) -> None:
        """Say of an order which it is, what it comes to and where it stands."""
        self.order, self.total, self.state = order.name, order.shown_total(), order.states()


class Timeline:
    """Prints each step when it is over, with the seconds since the beginning."""

    def __init__(self):
        self._console = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False)
        self._begun = time.monotonic()

    def chapter(self, title: str) -> None:
        """Print a title of the steps that follow."""
        self._console.print(f"\n[bold]{title}[/]")

    def end(self, text: str) -> None:
        """Print how it ended."""
        self._console.print(f"\n[bold green]{text}[/], in {self._seconds()}.")

    @contextmanager
    def step(self, text: str, order: PlacedOrder | None = None) -> Iterator[Entry]:
        """Show that something is being done, then whether it went well.

        :param order: what it is about
        """
        entry = Entry(text)
        try:
            with self._console.status(text):
                yield entry
                if order:
                    entry.about(order)
        except Exception:
            self._print(entry, "[red]✗[/]")
            raise
        self._print(entry, "[green]✓[/]")

    def _print(self, entry: Entry, mark: str) -> None:
        """One line, or two on a narrow terminal."""
        about = f"{entry.order:<{_ORDER}}  {entry.total:>{_TOTAL}}  [cyan]{escape(entry.state)}[/]"
        gap = "" if self._console.width >= _WIDTH else "\n" + " " * _INDENT
        text = escape(entry.text).ljust(0 if gap else _TEXT)
        if gap and not (entry.order or entry.total):
            gap = about = ""
        line = f"[dim]{self._seconds():>{_TIME}}[/]  {mark}  {text}{gap or '  '}{about}"
        self._console.print(line.rstrip(), soft_wrap=True)

    def _seconds(self) -> str:
        return f"{time.monotonic() - self._begun:.1f} s"
