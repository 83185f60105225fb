"""The addons of this repository, and the modules of Odoo that they stand on."""

from pathlib import Path

from manifestoo_core.addons_set import AddonsSet

from devtools import cache

_NOT_CODE = {"__pycache__", "tests"}


def ours(repository: Path = cache.REPOSITORY) -> list[str]:
    """The names of the addons in the repository."""
    return sorted(_found(repository))


def version(name: str, repository: Path = cache.REPOSITORY) -> str:
    """The version of one of them, as its manifest says."""
    return _found(repository)[name].manifest.version


def bridges(repository: Path = cache.REPOSITORY) -> list[str]:
    """The names of those of them that install themselves, once the other apps they stand on are there."""
    return sorted(
        name for name, addon in _found(repository).items() if addon.manifest.manifest_dict.get("auto_install")
    )


def alone(repository: Path = cache.REPOSITORY) -> list[str]:
    """The names of the others, which somebody installs."""
    return sorted(set(ours(repository)).difference(bridges(repository)))


def foundations(names: list[str], repository: Path = cache.REPOSITORY) -> list[str]:
    """The names of the modules that some of our addons depend on and that are not ours.

    :param names: of these addons
    """
    found = _found(repository)
    needed = {name for addon in names for name in found[addon].manifest.depends}
    return sorted(needed.difference(found))


def fingerprint(repository: Path = cache.REPOSITORY) -> str:
    """Digits that change when a file of an installed addon does; its tests are not installed."""
    files = [
        path
        for name in ours(repository)
        for path in sorted((repository / name).rglob("*"))
        if path.is_file() and not _NOT_CODE.intersection(path.relative_to(repository).parts)
    ]
    return cache.digest(*(part for path in files for part in (str(path.relative_to(repository)), path)))


def _found(repository: Path) -> AddonsSet:
    found = AddonsSet()
    found.add_from_addons_dir(repository)
    return found
