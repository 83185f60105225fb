"""What the terminal shows while something takes its time: one short line a step."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_TTY = sys.stdout.isatty()
_GREEN, _RED, _DIM, _BOLD, _END = ("\033[32m", "\033[31m", "\033[2m", "\033[1m", "\033[0m") if _TTY else [""] * 5
_CLEAR = "\r\033[K"
_TURNS = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class Step:
    """A line in the making; `detail` may be set by the work, and is shown in brackets when it is done."""

    def __init__(self, label: str):
        self.label = label
        self.detail = ""
        self._begun = time.monotonic()
        self._over = threading.Event()

    def line(self, mark: str) -> str:
        """The step as shown, with its mark and the seconds it has taken so far."""
        detail = f" ({self.detail})" if self.detail else ""
        return f"  {mark} {self.label}{detail}  {_DIM}{time.monotonic() - self._begun:.0f} s{_END}"

    def turn(self) -> None:
        """Keep the line moving until `end` is called."""
        turn = 0
        while not self._over.wait(0.1):
            sys.stdout.write(_CLEAR + self.line(_TURNS[turn % len(_TURNS)]))
            sys.stdout.flush()
            turn += 1

    def end(self) -> None:
        """Stop the line from moving."""
        self._over.set()


@contextmanager
def step(label: str) -> Iterator[Step]:
    """Show `label` while the block runs, then whether it went well and how long it took."""
    current = Step(label)
    mover = threading.Thread(target=current.turn, daemon=True)
    if _TTY:
        mover.start()
    mark = f"{_RED}✗{_END}"
    try:
        yield current
        mark = f"{_GREEN}✓{_END}"
    finally:
        current.end()
        if _TTY:
            mover.join()
        print((_CLEAR if _TTY else "") + current.line(mark), flush=True)


def heading(text: str) -> None:
    """Print a title of what follows."""
    print(f"\n{_BOLD}{text}{_END}", flush=True)


def note(text: str) -> None:
    """Print something to know that is not a step."""
    print(f"  {text}", flush=True)


def failure(text: str) -> None:
    """Print why the command ends here, to the error stream."""
    print(f"{_RED}✗{_END} {text}", file=sys.stderr, flush=True)
