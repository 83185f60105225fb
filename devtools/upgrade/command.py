"""`./dev upgrade`: from a landed version to the code as it is, and what is no longer the same."""

import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from devtools import addons, cache, database, environment
from devtools.process import quietly
from devtools.progress import failure, step
from devtools.upgrade import landed

_SHOWN = 10

Figures = dict[str, dict[str, Any]]


def upgrade(*, revision: str | None) -> int:
    """Install a landed version, fill it, upgrade it twice, and compare.

    :param revision: of git; None: the commit that brought the version before the present one
    :return: the exit code
    """
    with environment.ready():
        commit = revision or landed.last()
        with landed.tree(commit) as old, database.bare(demo=True) as name:
            every = ",".join(addons.alone(old))
            _odoo(f"Install {commit[:9]}", name, old, "-i", every, "--with-demo")
            _python("Fill", "filling", name, old)
            before = _figures(name, old)
            complaints = _odoo("Upgrade", name, cache.REPOSITORY, "-u", every)
            after = _figures(name, cache.REPOSITORY)
            complaints += _odoo("Upgrade again", name, cache.REPOSITORY, "-u", every)
            again = _figures(name, cache.REPOSITORY)
    findings = lost(before, after)
    table = Table("", "Before", "After", "Not the same")
    for section, figures in before.items():
        table.add_row(section, str(len(figures)), str(len(after[section])), str(len(findings[section]) or ""))
    Console(width=100).print(table)
    for section, texts in {**findings, "Second upgrade": moved(after, again), "Log": complaints}.items():
        for text in [*texts[:_SHOWN], *([f"{len(texts) - _SHOWN} more"] if texts[_SHOWN:] else [])]:
            failure(f"{section}: {text}")
    return int(any(findings.values()) or after != again or bool(complaints))


def lost(before: Figures, after: Figures) -> Figures:
    """What the upgrade took away or changed, by section; what it added is fine, but for orphans."""
    return {section: _changed(figures, after[section]) for section, figures in before.items()} | {
        "Orphans": sorted(after["Orphans"])
    }


def moved(after: Figures, again: Figures) -> list[str]:
    """What a second upgrade changed, which is to change nothing."""
    gone = [text for section, figures in after.items() for text in _changed(figures, again[section])]
    return gone + [f"{key}: new" for section in again for key in again[section].keys() - after[section].keys()]


def _changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    changed = ((key, value, after.get(key, "gone")) for key, value in before.items())
    return [f"{key}: {value}, now {now}" for key, value, now in changed if now != value]


def _odoo(label: str, name: str, folder: Path, *arguments: str) -> list[str]:
    """Run Odoo with the addons in a folder, and give the complaints in its log."""
    with step(label):
        return environment.odoo(name, f"--addons-path={folder}", *arguments)


def _figures(name: str, folder: Path) -> Figures:
    file = cache.folder() / f"{name}.json"
    _python("Figures", "figures", name, folder, file)
    figures = json.loads(file.read_text())
    file.unlink()
    return figures


def _python(label: str, module: str, name: str, *arguments: Path) -> None:
    with step(label):
        command = [sys.executable, "-m", f"devtools.upgrade.{module}", name, *arguments]
        quietly(command, cache.logs() / f"{name}-{module}.log")
