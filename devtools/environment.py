"""Everything that a command needs, made ready on first use: Odoo, its Python, PostgreSQL."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devtools import cache, node, postgres, source, venv
from devtools.postgres_programs import OLDEST
from devtools.problem import Problem
from devtools.process import output


@dataclass(frozen=True)
class Environment:
    """What it takes to run Odoo: its interpreter, its code, and the process environment of every child."""

    python: Path
    odoo: source.Source
    variables: dict[str, str]

    def odoo_command(self, database: str, *arguments: str, command: str = "server") -> list[str | Path]:
        """The command line of Odoo on one database with this repository's addons.

        :param command: Odoo's subcommand
        """
        return [self.python, "-m", "odoo", command, *database_options(database), *arguments]

    def sql(self, statement: str, database: str = "postgres") -> list[str]:
        """Execute a statement outside a transaction, and give its rows as text, tab between columns."""
        return output([self.python, "-m", "devtools.sql", database, statement], variables=self.variables).splitlines()


def database_options(database: str) -> list[str]:
    """The options by which Odoo works on this database alone."""
    return [f"--database={database}", f"--db-filter=^{re.escape(database)}$"]


def data_folder() -> Path:
    """Where Odoo keeps attachments and sessions."""
    return cache.folder() / "data"


@contextmanager
def ready() -> Iterator[Environment]:
    """Set up what is missing and keep PostgreSQL running while the block lasts."""
    with cache.locked(cache.folder() / "setup.lock"):
        python = venv.python()
        odoo = source.locate(python)
    with postgres.running() as connection:
        environment = Environment(python, odoo, {**os.environ, **_variables(python, odoo), **connection})
        _check(environment)
        yield environment


def _variables(python: Path, odoo: source.Source) -> dict[str, str]:
    home = cache.folder() / "home"
    home.mkdir(exist_ok=True)
    return {
        "AMAZON_PUNCHIN_CACHE": str(cache.folder()),
        "HOME": str(home),
        "ODOO_RC": str(_configuration(python)),
        "PYTEST_DEBUG_TEMPROOT": str(home),
        "PATH": os.pathsep.join([*_tools(python), os.environ.get("PATH", os.defpath)]),
        "PYTHONPATH": os.pathsep.join([str(odoo.path), str(cache.REPOSITORY)]),
    }


def _tools(python: Path) -> list[str]:
    """Folders of programs: the virtual environment's, and those of rtlcss, by which Odoo mirrors its pages."""
    return [str(python.parent), str(node.modules(python) / ".bin"), str(node.program(python).parent)]


def _configuration(python: Path) -> Path:
    """Odoo's configuration file for this repository; the machine's own is left out of it.

    Addons of others, which some tests install, lie among the Python packages.
    """
    [others] = python.parent.parent.glob("lib/python3*/site-packages/odoo/addons")
    path = cache.folder() / f"odoo-{cache.digest(str(cache.REPOSITORY))}.conf"
    path.write_text(
        "[options]\n"
        f"addons_path = {cache.REPOSITORY},{others}\n"
        f"data_dir = {data_folder()}\n"
        f"screenshots = {cache.folder() / 'screenshots'}\n"
        "http_interface = 127.0.0.1\n"
    )
    return path


def _check(environment: Environment) -> None:
    [number] = environment.sql("SHOW server_version_num")
    if int(number) < OLDEST * 10000:
        raise Problem(f"The PostgreSQL that PGHOST or PGUSER name is older than {OLDEST}.")
