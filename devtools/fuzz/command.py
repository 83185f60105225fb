"""`./dev fuzz`: every reader, one after the other; or one input once more."""

import gc
import importlib.util
import multiprocessing
import os
import random
import re
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FunctionType

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from devtools import cache, environment
from devtools.fuzz.mutation import changed
from devtools.fuzz.watch import Watch
from devtools.problem import Problem
from devtools.progress import failure, step

#: Whose code is to be covered: the readers', and that of the parsers that are in Python as well.
_COVERED = (
    *(f"odoo.addons.amazon_punchin.{part}." for part in ("addresses", "protocol", "tools", "transport", "uploads")),
    "multipart",
    "zeep.",
)

#: The longest input in bytes, and where a reader is given up: after so many seconds, at so many megabytes. Seconds here
#: are those of the clock, so that a busy machine takes some, too; `Watch` counts those of the processor.
_LIMITS = ("-max_len=65536", "-timeout=120", "-report_slow_units=120", "-rss_limit_mb=2048")

_COUNTS = re.compile(r"^#(\d+)\t.* corp: (\d+)/", re.MULTILINE)
_FOUND = re.compile(r"^FINDING (\S+): (.*)|; Test unit written to (\S+)", re.MULTILINE)

Readers = dict[str, Callable[[bytes], None]]


def fuzz(*, minutes: float, again: Path | None) -> int:
    """Try what others may send.

    :param minutes: for all readers together
    :param again: what was found by an earlier run, to be tried once more, alone
    :return: the exit code
    """
    if importlib.util.find_spec("atheris") is None:
        raise Problem("The fuzzer, atheris, is built for Linux on x86-64 alone.")
    with environment.ready():
        with step("Readers and documents"):
            readers = _readers()
        return _once(readers, again) if again else _all(readers, minutes * 60)


def _readers() -> Readers:
    """Import the readers, so that what they reach is seen, and write the inputs to begin with."""
    import atheris

    from odoo.modules.module import initialize_sys_path
    from odoo.tools import config

    config.parse_config([], setup_logging=False)
    initialize_sys_path()
    from devtools.fuzz import seeds, targets

    for function in gc.get_objects():
        if isinstance(function, FunctionType) and (function.__module__ or "").startswith(_COVERED):
            atheris.instrument_func(function)
    gc.freeze()
    shutil.rmtree(_folder("seeds"), ignore_errors=True)
    seeds.write(_folder("seeds"))
    return targets.TARGETS


def _once(readers: Readers, file: Path) -> int:
    if file.parent.name not in readers:
        raise Problem(f"{file} must be in a folder named after its reader: {', '.join(readers)}.")
    watch = Watch(readers[file.parent.name], file.parent)
    text = watch.try_one(file.read_bytes())
    print(text or "Nothing is wrong with it.")
    return int(bool(text))


def _all(readers: Readers, seconds: float) -> int:
    table, findings = Table("Reader", "Runs", "Paths", "Findings"), []
    with Progress(auto_refresh=False) as progress:
        bar = progress.add_task("", total=seconds)
        for name, read in readers.items():
            log = cache.logs() / f"fuzz-{name}.log"
            process = multiprocessing.get_context("fork").Process(
                target=_fuzz_one, args=(name, read, seconds / len(readers), log)
            )
            progress.update(bar, description=name)
            begun = time.monotonic()
            process.start()
            while process.is_alive():
                process.join(0.5)
                progress.update(bar, advance=-begun + (begun := time.monotonic()), refresh=True)
            text = log.read_text(errors="replace")
            found = [(file or unit, kind or "no end, or no memory") for file, kind, unit in _FOUND.findall(text)]
            if process.exitcode and not found:
                found = [(log, f"the reader ended with {process.exitcode}")]
            findings += found
            runs, paths = (_COUNTS.findall(text) or [("0", "0")])[-1]
            table.add_row(name, f"{int(runs):,}", paths, str(len(found) or ""))
    Console(width=80).print(table)
    for file, kind in findings:
        failure(f"{kind}\n    ./dev fuzz --again {file}")
    return int(bool(findings))


def _fuzz_one(name: str, read: Callable[[bytes], None], seconds: float, log: Path) -> None:
    """Let the fuzzer work, which ends this process."""
    import atheris

    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(output, stream)
    found = _folder("findings") / name
    found.mkdir(parents=True, exist_ok=True)

    def mutate(data: bytes, size: int, seed: int) -> bytes:
        chance = random.Random(seed)
        return changed(data, chance, size) if chance.randrange(3) else atheris.Mutate(data, size)

    options = (f"-max_total_time={max(seconds, 1):.0f}", f"-artifact_prefix={found}/", *_LIMITS)
    atheris.Setup([sys.argv[0], *options, str(_folder("seeds") / name)], Watch(read, found), custom_mutator=mutate)
    atheris.Fuzz()


def _folder(name: str) -> Path:
    return cache.folder() / "fuzz" / name
