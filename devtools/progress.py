"""What the terminal shows while something takes its time: one short line a step."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cached_property

try:
    from rich.live import Live
    from rich.spinner import Spinner
    from rich.text import Text
except ImportError:  # The first start has Python alone: it shows a step when it is over.
    Live = None

_COLORS = ("\033[32m", "\033[31m", "\033[1m", "\033[0m")
_GREEN, _RED, _BOLD, _END = _COLORS if sys.stdout.isatty() else [""] * 4


class Step:
    """A line in the making; `detail` may be set by the work, and is shown in brackets when it is done."""

    def __init__(self, label: str):
        self.detail = ""
        self._label = label
        self._begun = time.monotonic()

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self._label}{detail}  {time.monotonic() - self._begun:.0f} s"

    def __rich__(self) -> "Spinner":
        self._spinner.update(text=Text(str(self)))
        return self._spinner

    @cached_property
    def _spinner(self) -> "Spinner":
        return Spinner("dots")


@contextmanager
def step(label: str) -> Iterator[Step]:
    """Show `label` while the block runs, then whether it went well and how long it took."""
    current = Step(label)
    mark = f"{_RED}✗{_END}"
    try:
        with Live(current, transient=True) if Live else nullcontext():
            yield current
        mark = f"{_GREEN}✓{_END}"
    finally:
        print(f"  {mark} {current}", flush=True)


def heading(text: str) -> None:
    """Print a title of what follows."""
    print(f"\n{_BOLD}{text}{_END}", flush=True)


def note(text: str) -> None:
    """Print something to know that is not a step."""
    print(f"  {text}", flush=True)


def failure(text: str) -> None:
    """Print why the command ends here, to the error stream."""
    print(f"{_RED}✗{_END} {text}", file=sys.stderr, flush=True)
