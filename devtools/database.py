"""Databases: templates with Odoo's own modules, made once, and what is copied from them in a second."""

import itertools
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from devtools import addons, cache, neighbors, source, sql, venv
from devtools.environment import data_folder, odoo
from devtools.progress import note, step

#: Each checkout of the repository has its own.
DEMO = f"amazon_punchin_demo_{cache.digest(str(cache.REPOSITORY))}"

_numbers = itertools.count(1)
_OURS = re.compile(rf"{DEMO}(_\w+)?|amazon_punchin_(template|scratch)_\w+")


@contextmanager
def scratch(*, demo: bool, beside: Sequence[str] = ()) -> Iterator[str]:
    """A database with our addons freshly installed, dropped at the end of the block.

    :param demo: with demo data
    :param beside: names of other apps that are there before ours
    :return: its name
    """
    names = addons.alone()
    with bare(demo=demo, beside=beside) as name:
        with step(f"Install {', '.join(names)}"):
            _odoo(name, "-i", ",".join(names), *(["--with-demo"] if demo else []))
        yield name


@contextmanager
def bare(*, demo: bool, beside: Sequence[str] = ()) -> Iterator[str]:
    """A database with the modules that our addons stand on, dropped at the end of the block.

    :param demo: with demo data
    :param beside: names of other apps to be there
    :return: its name
    """
    name = f"amazon_punchin_scratch_{os.getpid()}_{next(_numbers)}"
    _copy(_template(demo=demo, beside=beside), name)
    try:
        yield name
    finally:
        drop(name)


def demo(beside: str | None = None) -> str:
    """The database for trying things by hand, kept between runs and updated to the code as it is.

    :param beside: name of a set of other apps; each set has a database of its own
    :return: its name
    """
    state = addons.fingerprint()
    every = ",".join(addons.alone())
    name = f"{DEMO}_{beside}" if beside else DEMO
    if not _exists(name):
        template = _template(demo=True, beside=neighbors.named(beside))
        with step("Demo database"):
            _copy(template, name)
            _odoo(name, "-i", every, "--with-demo")
    elif _remark(name) != state:
        with step("Update demo database"):
            _odoo(name, "-i", every, "-u", every)
    sql.execute(f"COMMENT ON DATABASE {name} IS '{state}'")
    return name


def drop(name: str) -> None:
    """Remove a database and its attachments, whoever is connected to it."""
    sql.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    _forget_attachments(name)


def drop_unused() -> Iterator[tuple[str, bool]]:
    """Remove this checkout's demo database, and what all checkouts share, unless somebody is connected.

    :return: each one's name, and whether it was dropped
    """
    names = [name for (name,) in sql.execute("SELECT datname FROM pg_database ORDER BY datname")]
    for name in filter(_OURS.fullmatch, names):
        used = sql.execute(
            f"SELECT 1 FROM pg_stat_activity WHERE datname = '{name}' AND backend_type = 'client backend' LIMIT 1"
        )
        if not used:
            sql.execute(f"DROP DATABASE IF EXISTS {name}")
            _forget_attachments(name)
        yield name, not used


def _template(*, demo: bool, beside: Sequence[str] = ()) -> str:
    modules = sorted({*addons.foundations(addons.alone()), *beside})
    key = cache.digest(str(source.locate()), venv.REQUIREMENTS, *modules)
    name = f"amazon_punchin_template_{'demo_' if demo else ''}{key}"
    with cache.locked(cache.folder() / "template.lock"):
        if not _exists(name):
            with step("Template database" + (" with demo data" if demo else "")) as current:
                current.detail = ", ".join(modules)
                _make_template(name, modules, demo=demo)
    return name


def _make_template(name: str, modules: list[str], *, demo: bool) -> None:
    partial = f"{name}_partial"
    drop(partial)
    _odoo(partial, "-i", ",".join(modules), "--unaccent", *(["--with-demo"] if demo else []))
    _forget_attachments(name)
    if _filestore(partial).is_dir():
        _filestore(partial).rename(_filestore(name))
    sql.execute(f"ALTER DATABASE {partial} RENAME TO {name}")


def _copy(template: str, name: str) -> None:
    """Attachments are named by their content and never change, so the copy may share them."""
    drop(name)
    sql.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    if _filestore(template).is_dir():
        shutil.copytree(_filestore(template), _filestore(name), copy_function=os.link)


def _odoo(name: str, *arguments: str) -> None:
    for complaint in odoo(name, *arguments):
        note(complaint)


def _exists(name: str) -> bool:
    return bool(sql.execute(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def _remark(name: str) -> str:
    [(remark,)] = sql.execute(
        f"SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = '{name}'"
    )
    return remark


def _forget_attachments(name: str) -> None:
    shutil.rmtree(_filestore(name), ignore_errors=True)


def _filestore(name: str) -> Path:
    return data_folder() / "filestore" / name
