"""The virtual environment: Odoo's Python requirements, the test tools and the linters, as pinned."""

import importlib.util
import os
import shutil
import sys
import venv
from pathlib import Path
from typing import NamedTuple

from devtools import apt, cache
from devtools.problem import Problem
from devtools.process import Command, quietly
from devtools.progress import step

REQUIREMENTS = Path(__file__).with_name("requirements.txt")

#: Of `pip install`, for any packages, and for those pinned here.
OPTIONS = ("--disable-pip-version-check", "--progress-bar", "off")
AS_PINNED = ("--no-deps", "--use-pep517")


class Environment(NamedTuple):
    """One that has been made: its Python, and how its pip is called."""

    python: Path
    pip: list[str | Path]


def enter() -> None:
    """Go on inside the virtual environment, which is made if it is not there or not as pinned."""
    version = "{}.{}".format(*sys.version_info)
    folder = cache.folder() / f"venv-{version}-{cache.digest(REQUIREMENTS, sys.base_prefix)}"
    interpreter = folder / "bin" / "python"
    complete = folder / "complete"
    if complete.is_file() and folder.samefile(sys.prefix):
        return
    with cache.locked(cache.folder() / "setup.lock"):
        if not complete.is_file():
            shutil.rmtree(folder, ignore_errors=True)
            with step(f"Python {version} packages"):
                quietly(install(make(folder).python), cache.logs() / "pip.log")
            complete.touch()
    os.execv(interpreter, [interpreter, cache.REPOSITORY / "dev", *sys.argv[1:]])


def make(folder: Path) -> Environment:
    """Make a virtual environment with nothing in it; what pip fetches is kept in the cache folder."""
    venv.EnvBuilder(symlinks=True, with_pip=_is_pip_bundled()).create(folder)
    interpreter = folder / "bin" / "python"
    os.environ["PIP_CACHE_DIR"] = str(cache.folder() / "pip")
    return Environment(interpreter, _pip(interpreter))


def install(interpreter: Path, *options: str) -> Command:
    """The command by which pip installs what is pinned, and nothing else."""
    return [*_pip(interpreter), "install", *OPTIONS, *AS_PINNED, *options, "-r", REQUIREMENTS]


def _pip(interpreter: Path) -> list[str | Path]:
    return [interpreter, "-m", "pip"] if _is_pip_bundled() else [interpreter, _debian_pip() / "pip"]


def _is_pip_bundled() -> bool:
    return importlib.util.find_spec("ensurepip") is not None


def _debian_pip() -> Path:
    """Debian keeps pip out of its Python; the wheel in its own package runs as it is."""
    suite = apt.own_suite()
    if suite is None:
        raise Problem("This Python has no ensurepip. Install it (the package is often called python3-venv).")
    folder = cache.folder() / f"pip-{suite}"
    if not folder.is_dir():
        with cache.built(folder) as partial:
            apt.fetch(["python3-pip-whl"], suite, partial)
    return next(folder.glob("usr/share/python-wheels/pip-*.whl"))
