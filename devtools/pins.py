"""What the package registry says of the pinned packages, by the words of pip.

What pip reads there tells of releases that were withdrawn, for a fault or a hole, and of those that are gone. It tells
of no other advisories.
"""

import re
import sys
from pathlib import Path

from devtools import venv
from devtools.problem import Problem
from devtools.process import result
from devtools.progress import note

_PATIENCE_S = 15
_WITHDRAWN = re.compile(r"is a yanked version: '(.+?)' candidate \(version (\S+) .*?\)\s+Reason for being yanked: (.*)")
_GONE = re.compile(r"No matching distribution found for (\S+)")
_OFFLINE = re.compile(r"Retrying \(|Connection ?Error|Could not fetch URL|timed out|Name or service not known", re.I)


def check() -> None:
    """Ask about each pinned release; without a registry it is said that nobody was asked.

    :raise Problem: when one was withdrawn or is gone
    """
    options = ["--dry-run", "--ignore-installed", "--quiet", "--retries=1", f"--timeout={_PATIENCE_S}"]
    code, said = result(venv.install(Path(sys.executable), *options))
    judge(code, said)


def judge(code: int, said: str) -> None:
    """Judge what pip said of the pinned releases.

    :param code: pip's exit code
    :raise Problem: when one was withdrawn or is gone, or pip failed for another reason
    """
    withdrawn = [f"{name} {version} was withdrawn: {why}" for name, version, why in _WITHDRAWN.findall(said)]
    if withdrawn:
        raise Problem("\n".join([*withdrawn, f"Pin other releases in {venv.REQUIREMENTS.name}."]))
    if code and _OFFLINE.search(said):
        note("Pinned packages: skipped, the package registry cannot be reached.")
    elif code and (gone := _GONE.findall(said)):
        raise Problem(f"The package registry no longer has {', '.join(gone)}.")
    elif code:
        raise Problem(f"pip failed:\n{said}")
