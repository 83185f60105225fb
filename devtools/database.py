"""Databases: templates with Odoo's own modules, made once, and what is copied from them in a second."""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from devtools import addons, cache, venv
from devtools.environment import Environment, data_folder
from devtools.process import quietly
from devtools.progress import note, step

#: Each checkout of the repository has its own.
DEMO = f"amazon_punchin_demo_{cache.digest(str(cache.REPOSITORY))}"

_OURS = re.compile(rf"{DEMO}|amazon_punchin_(template|scratch)_\w+")
_COMPLAINT = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ")


@contextmanager
def scratch(environment: Environment, *, demo: bool, beside: Sequence[str] = ()) -> Iterator[str]:
    """A database with our addons freshly installed, dropped at the end of the block.

    :param demo: with demo data
    :param beside: names of other addons to install with ours
    :return: its name
    """
    names = [*addons.ours(), *beside]
    with bare(environment, demo=demo) as name:
        with step(f"Install {', '.join(names)}"):
            _odoo(environment, name, "-i", ",".join(names), *(["--with-demo"] if demo else []))
        yield name


@contextmanager
def bare(environment: Environment, *, demo: bool) -> Iterator[str]:
    """A database with the modules that our addons stand on, dropped at the end of the block."""
    name = f"amazon_punchin_scratch_{os.getpid()}"
    _copy(environment, _template(environment, demo=demo), name)
    try:
        yield name
    finally:
        drop(environment, name)


def demo(environment: Environment) -> str:
    """The database for trying things by hand, kept between runs and updated to the code as it is.

    :return: its name
    """
    state = addons.fingerprint()
    every = ",".join(addons.ours())
    if not _exists(environment, DEMO):
        template = _template(environment, demo=True)
        with step("Demo database"):
            _copy(environment, template, DEMO)
            _odoo(environment, DEMO, "-i", every, "--with-demo")
    elif _remark(environment, DEMO) != state:
        with step("Update demo database"):
            _odoo(environment, DEMO, "-i", every, "-u", every)
    environment.sql(f"COMMENT ON DATABASE {DEMO} IS '{state}'")
    return DEMO


def drop(environment: Environment, name: str) -> None:
    """Remove a database and its attachments, whoever is connected to it."""
    environment.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    _forget_attachments(name)


def drop_unused(environment: Environment) -> Iterator[tuple[str, bool]]:
    """Remove this checkout's demo database, and what all checkouts share, unless somebody is connected.

    :return: each one's name, and whether it was dropped
    """
    for name in filter(_OURS.fullmatch, environment.sql("SELECT datname FROM pg_database ORDER BY datname")):
        used = environment.sql(
            f"SELECT 1 FROM pg_stat_activity WHERE datname = '{name}' AND backend_type = 'client backend' LIMIT 1"
        )
        if not used:
            environment.sql(f"DROP DATABASE IF EXISTS {name}")
            _forget_attachments(name)
        yield name, not used


def _template(environment: Environment, *, demo: bool) -> str:
    modules = addons.foundations()
    key = cache.digest(str(environment.odoo), venv.REQUIREMENTS, *modules)
    name = f"amazon_punchin_template_{'demo_' if demo else ''}{key}"
    with cache.locked(cache.folder() / "template.lock"):
        if not _exists(environment, name):
            with step("Template database" + (" with demo data" if demo else "")) as current:
                current.detail = ", ".join(modules)
                _make_template(environment, name, modules, demo=demo)
    return name


def _make_template(environment: Environment, name: str, modules: list[str], *, demo: bool) -> None:
    partial = f"{name}_partial"
    drop(environment, partial)
    _odoo(environment, partial, "-i", ",".join(modules), "--unaccent", *(["--with-demo"] if demo else []))
    _forget_attachments(name)
    if _filestore(partial).is_dir():
        _filestore(partial).rename(_filestore(name))
    environment.sql(f"ALTER DATABASE {partial} RENAME TO {name}")


def _copy(environment: Environment, template: str, name: str) -> None:
    """Attachments are named by their content and never change, so the copy may share them."""
    drop(environment, name)
    environment.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    if _filestore(template).is_dir():
        shutil.copytree(_filestore(template), _filestore(name), copy_function=os.link)


def _odoo(environment: Environment, name: str, *arguments: str) -> None:
    log = cache.logs() / f"{name}.log"
    command = environment.odoo_command(name, *arguments, "--stop-after-init", "--no-http")
    quietly(command, log, variables=environment.variables, folder=cache.REPOSITORY)
    for line in log.read_text(errors="replace").splitlines():
        if _COMPLAINT.match(line):
            note(line)


def _exists(environment: Environment, name: str) -> bool:
    return bool(environment.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def _remark(environment: Environment, name: str) -> str:
    [remark] = environment.sql(
        f"SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = '{name}'"
    )
    return remark


def _forget_attachments(name: str) -> None:
    shutil.rmtree(_filestore(name), ignore_errors=True)


def _filestore(name: str) -> Path:
    return data_folder() / "filestore" / name
