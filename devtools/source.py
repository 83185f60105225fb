"""Where Odoo's own code comes from: a tree that `ODOO_SOURCE` names, else Debian's package."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from devtools import apt, cache, node
from devtools.problem import Problem
from devtools.progress import step

SERIES = 19

_PACKAGE = "odoo-19"
_TREE = Path("usr/lib/python3/dist-packages")
_LINKED = [
    *("fonts-font-awesome", "fonts-inconsolata", "fonts-montserrat", "fonts-ocr-b", "fonts-roboto-unhinted"),
    *("libjs-jquery", "libjs-jquery-form", "libjs-underscore"),
]
_SEGMENTATION = "selfie_segmentation"


@dataclass(frozen=True)
class Source:
    """A tree of Odoo: the folder that holds the package `odoo`, and which version it is."""

    path: Path
    version: str


def locate() -> Source:
    """Odoo's code, fetched if it is not here.

    :raise Problem: when there is none and none can be had, or it is another series
    """
    if named := os.environ.get("ODOO_SOURCE"):
        return _checked(Path(named).expanduser().resolve())
    folder = cache.folder() / f"odoo-{cache.digest(_PACKAGE, apt.STABLE, *_LINKED)}"
    if not folder.is_dir():
        _fetch(folder)
    return Source(folder / _TREE, (folder / "version").read_text())


def _checked(tree: Path) -> Source:
    release = tree / "odoo" / "release.py"
    if not release.is_file():
        raise Problem(f"ODOO_SOURCE is {tree}, which has no odoo/release.py: so it is not an Odoo source tree.")
    series = re.search(r"^version_info = \((\d+), (\d+)", release.read_text(), re.MULTILINE)
    if series is None or int(series[1]) != SERIES:
        raise Problem(f"ODOO_SOURCE is {tree}, which is not Odoo {SERIES}.")
    return Source(tree, f"{series[1]}.{series[2]}")


def _fetch(folder: Path) -> None:
    if not apt.available():
        raise Problem(
            f"Odoo {SERIES} is fetched as a Debian package, and this is not a Debian system. Get the source of"
            f" Odoo {SERIES} Community yourself and let ODOO_SOURCE name its folder."
        )
    modules = node.modules()
    with step(f"Odoo {SERIES}") as current, cache.built(folder) as partial:
        version = apt.version(_PACKAGE, apt.UNSTABLE)
        apt.fetch([_PACKAGE], apt.UNSTABLE, partial)
        _restore_assets(partial, modules)
        (partial / "version").write_text(version)
        current.detail = f"Debian {version}"


def _restore_assets(folder: Path, modules: Path) -> None:
    """Put back what Debian's package leaves out or links to other packages: fonts, jQuery, a script of `mail`."""
    apt.fetch(_LINKED, apt.STABLE, folder)
    addons = folder / _TREE / "odoo" / "addons"
    script = addons / "mail" / "static" / "lib" / _SEGMENTATION / f"{_SEGMENTATION}.js"
    script.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(modules / "@mediapipe" / _SEGMENTATION / script.name, script)
    dangling = [path for path in addons.rglob("*") if path.is_symlink() and not path.exists()]
    if dangling:
        raise Problem(f"Debian's {_PACKAGE} links to a file that is in none of the fetched packages: {dangling[0]}")
