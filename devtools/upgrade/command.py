"""`./dev upgrade`: from landed versions to the code as it is, and what is no longer the same."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from devtools import addons, cache, database, environment
from devtools.process import quietly, result
from devtools.progress import failure, heading, step
from devtools.upgrade import landed

_SHOWN = 10

Figures = dict[str, dict[str, Any]]


def upgrade(*, revisions: list[str]) -> int:
    """Try the upgrade from each revision, as many at a time as there are processors.

    :param revisions: of git; none: each version that somebody may still have
    :return: the exit code
    """
    with environment.ready():
        chosen = landed.known(revisions) if revisions else landed.needed()
        if len(chosen) == 1:
            return _try(*chosen)
        with step(f"Upgrades from {', '.join(chosen)}"), ThreadPoolExecutor(os.cpu_count()) as threads:
            results = list(threads.map(_by_itself, chosen))
    for revision, (_code, said) in zip(chosen, results, strict=True):
        heading(f"From {revision}")
        print(said, flush=True)
    return max(code for code, _said in results)


def _by_itself(revision: str) -> tuple[int, str]:
    """Try one of several in a process of its own: its exit code, and what it shows."""
    return result([sys.executable, cache.REPOSITORY / "dev", "upgrade", revision])


def _try(commit: str) -> int:
    """Install a landed version, fill it, upgrade it twice, and compare; then uninstall the addon, and install it again.

    :return: the exit code
    """
    with landed.tree(commit) as old, database.bare(demo=True) as name:
        every = ",".join(addons.alone(old))
        _odoo(f"Install {commit[:9]}", name, old, "-i", every, "--with-demo")
        _python("Fill", "filling", name, old)
        before = _figures(name, old)
        complaints = _odoo("Upgrade", name, cache.REPOSITORY, "-u", every)
        after = _figures(name, cache.REPOSITORY)
        complaints += _odoo("Upgrade again", name, cache.REPOSITORY, "-u", every)
        again = _figures(name, cache.REPOSITORY)
        left = _uninstalled(name)
    findings = lost(before, after)
    table = Table("", "Before", "After", "Not the same")
    for section, figures in before.items():
        table.add_row(section, str(len(figures)), str(len(after[section])), str(len(findings[section]) or ""))
    Console(width=100).print(table)
    others = {"Second upgrade": moved(after, again), "Log": complaints, "Uninstalled": left}
    for section, texts in {**findings, **others}.items():
        for text in [*texts[:_SHOWN], *([f"{len(texts) - _SHOWN} more"] if texts[_SHOWN:] else [])]:
            failure(f"{section}: {text}")
    return int(any(findings.values()) or any(others.values()))


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


def _uninstalled(name: str) -> list[str]:
    """What is wrong when the addon goes, and comes back."""
    wrong = _asked("Say what uninstalling deletes", "leaving", name, "announced")
    for action, look, label in (("uninstall", "left", "Purchase without it"), ("install", "back", "Shop again")):
        with step(f"{action.capitalize()} {', '.join(addons.alone())}"):
            log = cache.logs() / f"{name}-{action}.log"
            quietly([sys.executable, "-m", "odoo", "module", action, "-d", name, *addons.alone()], log)
        wrong += _asked(label, "leaving", name, look)
    return wrong


def _figures(name: str, folder: Path) -> Figures:
    return _asked("Figures", "figures", name, folder)


def _asked(label: str, module: str, name: str, *arguments: str | Path) -> Any:
    """Run a module of this package on the database, and give what it has found."""
    file = cache.folder() / f"{name}.json"
    _python(label, module, name, *arguments, file)
    found = json.loads(file.read_text())
    file.unlink()
    return found


def _python(label: str, module: str, name: str, *arguments: str | Path) -> None:
    with step(label):
        command = [sys.executable, "-m", f"devtools.upgrade.{module}", name, *arguments]
        quietly(command, cache.logs() / f"{name}-{module}.log")
