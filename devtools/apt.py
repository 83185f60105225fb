"""Debian packages without touching the system: private lists, any suite, no root; unpacked, never installed."""

import functools
import os
import platform
import shutil
from collections.abc import Sequence
from pathlib import Path

from devtools import cache
from devtools.problem import Problem
from devtools.process import output, quietly
from devtools.progress import note

UNSTABLE = "sid"
STABLE = "trixie"

_MIRROR = "http://deb.debian.org/debian"
_KEYRINGS = [
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
]


def available() -> bool:
    """Whether this machine has the tools of a Debian system."""
    return all(shutil.which(tool) for tool in ("apt-get", "dpkg-deb"))


def own_suite() -> str | None:
    """The Debian suite that this machine runs, None on another system."""
    try:
        facts = platform.freedesktop_os_release()
    except OSError:
        return None
    return facts.get("VERSION_CODENAME", UNSTABLE) if facts["ID"] == "debian" else None


def fetch(packages: Sequence[str], suite: str, folder: Path) -> None:
    """Download packages of a suite and unpack them below `folder`.

    :raise Problem: when apt can't get one of them
    """
    downloads = cache.folder() / "apt" / "downloads"
    shutil.rmtree(downloads, ignore_errors=True)
    downloads.mkdir(parents=True)
    quietly([*_apt_get(), "-t", suite, "download", *packages], cache.logs() / "apt.log", folder=downloads)
    for package in sorted(downloads.glob("*.deb")):
        quietly(["dpkg-deb", "-x", package, folder], cache.logs() / "dpkg.log")
    shutil.rmtree(downloads)


def version(package: str, suite: str) -> str:
    """The version of a package that a suite offers."""
    _update()
    show = output(["apt-cache", *_options(), "madison", package])
    for line in show.splitlines():
        _name, number, source = (part.strip() for part in line.split("|"))
        if f" {suite}/" in source:
            return number
    raise Problem(f"Debian's suite {suite} has no package {package}.")


def missing_with(package: str, suite: str) -> list[str]:
    """The package and those it needs that are not installed on this machine."""
    plan = output([*_apt_get(), "-t", suite, "install", "--simulate", "--no-install-recommends", package])
    return [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]


def _apt_get() -> list[str]:
    _update()
    return ["apt-get", "-q", *_options()]


@functools.cache
def _update() -> None:
    folder = cache.folder() / "apt"
    for part in ("lists/partial", "cache/archives/partial"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    suites = dict.fromkeys([UNSTABLE, STABLE, own_suite() or STABLE])
    (folder / "sources.list").write_text("".join(f"deb {_trust()} {_MIRROR} {suite} main\n" for suite in suites))
    quietly(["apt-get", "-q", *_options(), "update"], cache.logs() / "apt.log")


@functools.cache
def _trust() -> str:
    for keyring in _KEYRINGS:
        if keyring.is_file():
            return f"[signed-by={keyring}]"
    note("! Debian's keyring (package debian-archive-keyring) is not here: signatures of its packages go unchecked.")
    return "[trusted=yes]"


def _options() -> list[str]:
    folder = cache.folder() / "apt"
    options = {
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Acquire::Languages": "none",
        "Acquire::GzipIndexes": "true",
    }
    if os.geteuid() == 0:
        options["APT::Sandbox::User"] = "root"
    return [argument for name, value in options.items() for argument in ("-o", f"{name}={value}")]
