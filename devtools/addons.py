"""The addons of this repository, and the modules of Odoo that they stand on."""

import ast
from pathlib import Path

from devtools import cache

_MANIFEST = "__manifest__.py"
_NOT_CODE = {"__pycache__", "tests"}


def ours(repository: Path = cache.REPOSITORY) -> list[str]:
    """The names of the addons in the repository."""
    return sorted(manifest.parent.name for manifest in repository.glob(f"*/{_MANIFEST}"))


def foundations(repository: Path = cache.REPOSITORY) -> list[str]:
    """The names of the modules that our addons depend on and that are not ours."""
    needed = set()
    for name in ours(repository):
        needed.update(ast.literal_eval((repository / name / _MANIFEST).read_text())["depends"])
    return sorted(needed.difference(ours(repository)))


def fingerprint(repository: Path = cache.REPOSITORY) -> str:
    """Digits that change when a file of an installed addon does; its tests are not installed."""
    files = [
        path
        for name in ours(repository)
        for path in sorted((repository / name).rglob("*"))
        if path.is_file() and not _NOT_CODE.intersection(path.relative_to(repository).parts)
    ]
    return cache.digest(*(part for path in files for part in (str(path.relative_to(repository)), path)))
