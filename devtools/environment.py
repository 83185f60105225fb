"""Everything that a command needs, made ready on first use: Odoo, its configuration, PostgreSQL."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools import cache, node, postgres, source, sql
from devtools.postgres_programs import OLDEST
from devtools.problem import Problem
from devtools.process import quietly

#: Where our addons are, beside the Python packages.
FOLDERS = [cache.REPOSITORY]

_COMPLAINT = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ")


@contextmanager
def ready() -> Iterator[None]:
    """Set up what is missing, and keep PostgreSQL running while the block lasts.

    This process and its children work in the repository from now on, and find Odoo and PostgreSQL.
    """
    os.chdir(cache.REPOSITORY)
    with cache.locked(cache.folder() / "setup.lock"):
        tree = source.locate().path
        os.environ.update(_variables(tree))
        sys.path.insert(0, str(tree))
    with postgres.running() as connection:
        os.environ.update(connection)
        [(number,)] = sql.execute("SHOW server_version_num")
        if int(number) < OLDEST * 10000:
            raise Problem(f"The PostgreSQL set by PGHOST or PGUSER is older than {OLDEST}.")
        yield


def odoo_command(database: str, *arguments: str, command: str = "server", program: str = "odoo") -> list[str]:
    """The command line of Odoo on one database with this repository's addons.

    :param command: Odoo's subcommand
    :param program: the Python module that is run as Odoo
    """
    return [sys.executable, "-m", program, command, *database_options(database), *arguments]


def odoo(database: str, *arguments: str) -> list[str]:
    """Run Odoo on one database until it has done what the arguments ask for.

    :return: the warnings and errors in its log
    :raise Problem: when it fails
    """
    log = cache.logs() / f"{database}.log"
    quietly(odoo_command(database, *arguments, "--stop-after-init", "--no-http"), log)
    return [line for line in log.read_text(errors="replace").splitlines() if _COMPLAINT.match(line)]


def database_options(database: str) -> list[str]:
    """The options by which Odoo works on this database alone."""
    return [f"--database={database}", f"--db-filter=^{re.escape(database)}$"]


def data_folder() -> Path:
    """Where Odoo keeps attachments and sessions."""
    return cache.folder() / "data"


def _variables(odoo: Path) -> dict[str, str]:
    """The environment variables of whoever runs Odoo.

    On the PATH are the virtual environment's programs, and those of rtlcss, by which Odoo mirrors its pages. Tests find
    JavaScript packages by NODE_PATH.
    """
    home = cache.folder() / "home"
    home.mkdir(exist_ok=True)
    modules = node.modules()
    programs = [Path(sys.executable).parent, modules / ".bin", node.PROGRAM.parent]
    return {
        "AMAZON_PUNCHIN_CACHE": str(cache.folder()),
        "HOME": str(home),
        "NODE_PATH": str(modules),
        "ODOO_RC": str(_configuration()),
        "PYTEST_DEBUG_TEMPROOT": str(home),
        "PATH": os.pathsep.join([*map(str, programs), os.environ.get("PATH", os.defpath)]),
        "PYTHONPATH": os.pathsep.join([str(odoo), str(cache.REPOSITORY)]),
    }


def _configuration() -> Path:
    """Odoo's configuration file for this repository; the machine's own is left out of it.

    Addons of others, which some tests install, lie among the Python packages.
    """
    [others] = Path(sys.prefix).glob("lib/python3*/site-packages/odoo/addons")
    folders = ",".join(map(str, [*FOLDERS, others]))
    path = cache.folder() / f"odoo-{cache.digest(folders)}.conf"
    path.write_text(
        "[options]\n"
        f"addons_path = {folders}\n"
        f"data_dir = {data_folder()}\n"
        f"screenshots = {cache.folder() / 'screenshots'}\n"
        "http_interface = 127.0.0.1\n"
    )
    return path
