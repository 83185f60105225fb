"""What stands in for rich until the virtual environment is there: plain lines."""

import sys
from contextlib import nullcontext
from typing import Any


class Console:
    """Prints text as it is."""

    def __init__(self, *, stderr: bool = False, **_options: Any):
        self._file = sys.stderr if stderr else sys.stdout

    def print(self, text: str, *, style: str = "", end: str = "\n") -> None:
        """Print a text; plain lines have no style."""
        print(text, end=end, file=self._file, flush=True)


class Spinner:
    """Does not turn."""

    def __init__(self, name: str):
        self.name = name


class Live(nullcontext):
    """Shows nothing while the block runs."""

    def __init__(self, _shown: object, **_options: Any):
        super().__init__()
