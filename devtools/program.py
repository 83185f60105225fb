"""How a command that is a program of its own ends: tidily, with an exit code and a sentence a person can read."""

import os
import signal
import sys
from collections.abc import Callable

from devtools.problem import Problem
from devtools.progress import failure


def ended(work: Callable[[], int | None]) -> int:
    """Do the work, and give the exit code: its own if it has one.

    However it ends, its `with` blocks are left in order: what they started is stopped.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        return work() or os.EX_OK
    except Problem as problem:
        failure(str(problem))
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
