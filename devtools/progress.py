"""What the terminal shows while something takes its time: one short line a step.

The first start has nothing but Python, and prints plain lines; from then on, rich shows what goes on.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

try:
    from rich.console import Console
    from rich.live import Live
    from rich.spinner import Spinner
except ImportError:
    from devtools.plain import Console, Live, Spinner

_console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
_errors = Console(highlight=False, markup=False, emoji=False, soft_wrap=True, stderr=True)


class Step:
    """A line in the making; `detail` may be set by the work, and is shown in brackets when it is done."""

    def __init__(self, label: str):
        self.detail = ""
        self._label = label
        self._begun = time.monotonic()
        self._spinner = Spinner("dots")

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self._label}{detail}  {time.monotonic() - self._begun:.0f} s"

    def __rich__(self) -> Spinner:
        self._spinner.update(text=str(self))
        return self._spinner


@contextmanager
def step(label: str) -> Iterator[Step]:
    """Show `label` while the block runs, then whether it went well and how long it took."""
    current = Step(label)
    mark, color = "✗", "red"
    try:
        with Live(current, console=_console, transient=True):
            yield current
        mark, color = "✓", "green"
    finally:
        _console.print(f"  {mark}", style=color, end=" ")
        _console.print(str(current))


def heading(text: str) -> None:
    """Print a title of what follows."""
    _console.print(f"\n{text}", style="bold")


def note(text: str) -> None:
    """Print something to know that is not a step."""
    _console.print(f"  {text}")


def failure(text: str) -> None:
    """Print why the command ends here, to the error stream."""
    _errors.print("✗", style="red", end=" ")
    _errors.print(text)
