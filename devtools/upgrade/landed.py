"""Versions of the addon that have landed, in the history of git."""

import ast
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools import cache
from devtools.problem import Problem
from devtools.process import output

_MANIFEST = "amazon_punchin/__manifest__.py"


def last() -> str:
    """The commit that brought the version before the present one.

    :raise Problem: when the history does not go back so far
    """
    commits = _git("log", "--format=%H", "--", _MANIFEST).split()
    versions = [(commit, _version(_git("show", f"{commit}:{_MANIFEST}"))) for commit in commits]
    if commit := before(_version((cache.REPOSITORY / _MANIFEST).read_text()), versions):
        return commit
    if _git("rev-parse", "--is-shallow-repository") == "true":
        raise Problem("This clone is shallow and lacks the version before: git fetch --unshallow brings it.")
    raise Problem("The history of git has no other version of the addon than the present one.")


def before(present: str, history: list[tuple[str, str]]) -> str | None:
    """The oldest commit of the newest version that is not the present one.

    :param history: commits with their versions, from the newest to the oldest
    """
    version = next((version for _commit, version in history if version != present), None)
    return next((commit for commit, of in reversed(history) if of == version), None)


@contextmanager
def tree(revision: str) -> Iterator[Path]:
    """A folder with the files of a revision, while the block lasts."""
    with tempfile.TemporaryDirectory(dir=cache.folder()) as folder:
        archive = Path(folder) / "tree.tar"
        _git("archive", f"--output={archive}", revision)
        shutil.unpack_archive(archive, folder)
        yield Path(folder)


def _version(manifest: str) -> str:
    return ast.literal_eval(manifest)["version"]


def _git(*arguments: str) -> str:
    return output(["git", "-C", cache.REPOSITORY, *arguments]).strip()
