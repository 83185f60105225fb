"""Where things are kept: the repository, and one cache folder. Nothing is written anywhere else."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools.problem import Problem
from devtools.progress import note

REPOSITORY = Path(__file__).resolve().parent.parent

_TAG = "CACHEDIR.TAG"
_SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by the ./dev of amazon_punchin.\n"


def location() -> Path:
    """Where the cache folder is, or will be.

    `AMAZON_PUNCHIN_CACHE` names it; else a user has it in `XDG_CACHE_HOME`, and root where the unprivileged user
    that PostgreSQL runs as can enter.
    """
    if named := os.environ.get("AMAZON_PUNCHIN_CACHE"):
        return Path(named).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/cache/amazon_punchin")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "amazon_punchin"


def folder() -> Path:
    """The cache folder, made and marked as one if it is not there."""
    path = location()
    if not path.is_dir():
        path.mkdir(parents=True)
        path.chmod(0o755)
    if not any(path.iterdir()):
        (path / _TAG).write_text(_SIGNATURE)
    return path


def remove() -> Path:
    """Delete the cache folder with all that is in it, and say which it was.

    :raise Problem: when it had other things in it before it became ours
    """
    path = folder()
    if not (path / _TAG).is_file():
        raise Problem(f"{path} was not empty when it became the cache. Delete it yourself.")
    shutil.rmtree(path)
    return path


def logs() -> Path:
    """The folder of log files inside the cache."""
    path = folder() / "logs"
    path.mkdir(exist_ok=True)
    return path


def digest(*parts: str | bytes | Path) -> str:
    """Eight hexadecimal digits that change with any of the parts; a path stands for the content of its file."""
    total = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else part
        total.update(content.encode() if isinstance(content, str) else content)
        total.update(b"\0")
    return total.hexdigest()[:8]


@contextmanager
def built(target: Path) -> Iterator[Path]:
    """An empty folder to fill, which becomes `target` when the block ends well, and is begun anew when it did not."""
    partial = target.with_name(f"{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    yield partial
    partial.rename(target)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file for this process alone; wait while another one has it."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note("Waiting for another ./dev…")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
