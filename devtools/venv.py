"""The virtual environment: Odoo's Python requirements, the test tools and the linters, as pinned."""

import importlib.util
import os
import shutil
import sys
import venv
from pathlib import Path

from devtools import apt, cache
from devtools.problem import Problem
from devtools.process import quietly
from devtools.progress import step

REQUIREMENTS = Path(__file__).with_name("requirements.txt")


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
                _make(folder, interpreter)
            complete.touch()
    os.execv(interpreter, [interpreter, cache.REPOSITORY / "dev", *sys.argv[1:]])


def _make(folder: Path, interpreter: Path) -> None:
    bundled = importlib.util.find_spec("ensurepip") is not None
    venv.EnvBuilder(symlinks=True, with_pip=bundled).create(folder)
    pip = [interpreter, "-m", "pip"] if bundled else [interpreter, _debian_pip() / "pip"]
    install = ["install", "--no-deps", "--use-pep517", "--disable-pip-version-check", "--progress-bar", "off"]
    variables = {**os.environ, "PIP_CACHE_DIR": str(cache.folder() / "pip")}
    quietly([*pip, *install, "-r", REQUIREMENTS], cache.logs() / "pip.log", variables=variables)


def _debian_pip() -> Path:
    """Debian keeps pip out of its Python; the wheel in its own package runs as it is."""
    suite = apt.own_suite()
    if suite is None:
        raise Problem("This Python has no ensurepip: install it (the package is often called python3-venv).")
    folder = cache.folder() / f"pip-{suite}"
    if not folder.is_dir():
        with cache.built(folder) as partial:
            apt.fetch(["python3-pip-whl"], suite, partial)
    return next(folder.glob("usr/share/python-wheels/pip-*.whl"))
