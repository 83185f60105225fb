"""Versions of the addon that have landed, in the history of git."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools import cache
from devtools.problem import Problem
from devtools.process import output, result

#: Where versions landed that somebody may still have: the oldest one, and the last one before the present.
LANDED = {
    "19.0.1.4.0": "684fb718fc7c482fea2da40d725a07f690c872ec",
    "19.0.1.6.0": "f2a05ff76e776a1c2ba8175eba8f97e82311c426",
    "19.0.1.7.0": "220dcc20f6af61f40152406278687b071185a37f",
}


def needed() -> list[str]:
    """The revisions from which an upgrade has to work: each version's tag, and what landed without one.

    :raise Problem: when the clone lacks some
    """
    tags = _git("tag", "--list", "19.0.*", "v19.0.*").split()
    tagged = {_git("rev-parse", f"{tag}^{{commit}}") for tag in tags}
    return known([*tags, *(commit for commit in LANDED.values() if commit not in tagged)])


def known(revisions: list[str]) -> list[str]:
    """The revisions, which the clone has.

    :raise Problem: when it lacks some
    """
    missing = [revision for revision in revisions if not _is_here(revision)]
    if not missing:
        return revisions
    names = {commit: f"{commit[:9]} (version {version})" for version, commit in LANDED.items()}
    lacks = f"This clone lacks {', '.join(names.get(revision, revision) for revision in missing)}."
    if _git("rev-parse", "--is-shallow-repository") == "true":
        raise Problem(f"{lacks} It is shallow; get the rest with git fetch --unshallow.")
    raise Problem(f"{lacks} Get it with git fetch --tags, or name another revision: ./dev upgrade REVISION.")


@contextmanager
def tree(revision: str) -> Iterator[Path]:
    """A folder with the files of a revision, while the block lasts."""
    with tempfile.TemporaryDirectory(dir=cache.folder()) as folder:
        archive = Path(folder) / "tree.tar"
        _git("archive", f"--output={archive}", revision)
        shutil.unpack_archive(archive, folder)
        yield Path(folder)


def _is_here(revision: str) -> bool:
    code, _said = result(["git", "-C", cache.REPOSITORY, "cat-file", "-e", f"{revision}^{{tree}}"])
    return not code


def _git(*arguments: str) -> str:
    return output(["git", "-C", cache.REPOSITORY, *arguments]).strip()
