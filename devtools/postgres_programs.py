"""The programs of a PostgreSQL server: those of this machine, else Debian's, unpacked in the cache."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from devtools import apt, cache
from devtools.problem import Problem
from devtools.process import output
from devtools.progress import step

OLDEST = 13


@dataclass(frozen=True)
class Programs:
    """The folder of one version's programs, and where the libraries are that came with them (as a search path)."""

    folder: Path
    version: int
    libraries: str = ""


def find() -> Programs:
    """The newest that is installed, fetched if there is none.

    :raise Problem: when none can be had
    """
    folders = [*Path("/usr/lib/postgresql").glob("*/bin")]
    if (found := shutil.which("pg_ctl")) and shutil.which("initdb"):
        folders.append(Path(found).parent)
    installed = [Programs(folder, _version(folder)) for folder in folders if (folder / "initdb").exists()]
    fitting = [programs for programs in installed if programs.version >= OLDEST]
    return max(fitting, key=lambda programs: programs.version) if fitting else _of_debian()


def _version(folder: Path) -> int:
    return int(re.search(r"(\d+)", output([folder / "pg_ctl", "--version"]))[1])


def _of_debian() -> Programs:
    suite = apt.own_suite()
    if suite is None or not apt.available():
        raise Problem(
            f"There is no PostgreSQL here: install version {OLDEST} or later, or let PGHOST and PGUSER name a server."
        )
    folder = cache.folder() / f"postgresql-{suite}"
    if not folder.is_dir():
        with step("PostgreSQL") as current, cache.built(folder) as partial:
            apt.fetch(_packages(suite), suite, partial)
            current.detail = f"Debian {suite}"
    programs = next(folder.glob("usr/lib/postgresql/*/bin"))
    libraries = ":".join(str(path) for path in folder.glob("usr/lib/*-linux-*"))
    return Programs(programs, int(programs.parent.name), libraries)


def _packages(suite: str) -> list[str]:
    """The server and the libraries it is linked with; the compiler library, for JIT, is large and not used."""
    return [
        package
        for package in apt.missing_with("postgresql", suite)
        if re.fullmatch(r"postgresql(-client)?-\d+|lib(?!llvm).*(?<!-perl)", package)
    ]
