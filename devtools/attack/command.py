"""`./dev attack`: attack a fresh database and a running server; whatever gets through ends it with a failure."""

import importlib
import os

from devtools import ports
from devtools.attack import PARTS
from devtools.attack.arena import Arena
from devtools.attack.workers import OPTIONS
from devtools.progress import heading
from devtools.stage import fresh

#: So that memory which a worker no longer needs is not counted.
_ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072"}


def attack(*, part: str | None) -> int:
    """Run one part, or all.

    :return: the exit code
    """
    os.environ.update(_ALLOCATOR)
    options = (*OPTIONS, f"--gevent-port={ports.free()}")
    with fresh(demo=True, program="devtools.attack.mortal", options=options) as play:
        arena = Arena(play)
        safe = True
        for name in [part] if part else PARTS:
            heading(name.capitalize())
            safe &= importlib.import_module(f"devtools.attack.{name}").run(arena).print()
    return int(not safe)
