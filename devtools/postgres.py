"""PostgreSQL that needs no set-up: started when somebody needs it, stopped when nobody does."""

import fcntl
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from devtools import cache, postgres_programs
from devtools.postgres_programs import Programs
from devtools.problem import Problem
from devtools.process import account, quietly
from devtools.progress import step

ROLE = "odoo"

_PORT = "5432"
_LONGEST_SOCKET = 107
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
}


@contextmanager
def running() -> Iterator[dict[str, str]]:
    """Keep a server running while the block lasts.

    It is the one that `PGHOST` or `PGUSER` name, which is left alone, or our own in the cache folder: the last of
    its users stops it.

    :return: the environment variables by which a client finds it
    """
    if given():
        yield {name: value for name, value in os.environ.items() if name.startswith("PG")}
        return
    server = Server(postgres_programs.find())
    with server.used():
        yield server.variables


def given() -> bool:
    """Whether the environment names a server, which is then not ours to start or stop."""
    return "PGHOST" in os.environ or "PGUSER" in os.environ


def stop_unused() -> None:
    """Stop our own server, if one still runs.

    :raise Problem: when somebody uses it
    """
    if not (cache.folder() / "postgres").is_dir():
        return
    Server(postgres_programs.find()).stop_unused()


@contextmanager
def alone(copied: str) -> Iterator["Server"]:
    """Run one more server while the block lasts, which this process alone uses, with a copy of a database.

    What it has committed, it keeps when it crashes. Clients find it by the environment variables.

    :param copied: name of a database on the server that they lead to now; the copy has the same
    """
    server = Server(postgres_programs.find(), f"alone-{os.getpid()}", {"synchronous_commit": "on"})
    before = {name: os.environ.get(name) for name in server.variables}
    try:
        with step("A PostgreSQL of its own"):
            server.copy(copied)
        os.environ.update(server.variables)
        yield server
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        server.remove()


class Server:
    """Our own server: its data folder and its socket are in the cache, and it can't be reached by network.

    :ivar variables: those of the environment by which a client finds it
    """

    def __init__(self, programs: Programs, name: str = "", settings: dict[str, str] | None = None):
        self.programs = programs
        self.user = _unprivileged()
        self.folder = cache.folder() / "postgres" / (name or str(programs.version))
        self.settings = _SETTINGS | (settings or {})
        self.data = self.folder / "data"
        self.socket = self.folder / "socket"
        self.users = self.folder / "users.lock"
        self.variables = {"PGHOST": str(self.socket), "PGPORT": _PORT, "PGUSER": ROLE}

    @contextmanager
    def used(self) -> Iterator[None]:
        """Keep it running while the block lasts.

        Every user holds a shared lock, which the system takes back even from a process that was killed; who can
        have the lock alone is the last one.
        """
        self._prepare()
        with self.users.open("w") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            with cache.locked(self.folder / "start.lock"):
                self._start()
            try:
                yield
            finally:
                with suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._stop()

    def stop_unused(self) -> None:
        """Stop it, unless somebody uses it, which is a problem."""
        with self.users.open("w") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Problem("Another ./dev is using the database server. End it first.") from error
            self._stop()

    def restart(self, mode: str) -> None:
        """End it and start it anew.

        :param mode: ``fast`` in order, ``immediate`` as after a crash
        """
        self._control("restart", "-w", "-m", mode, "-l", self._log)

    def copy(self, database: str) -> None:
        """Start it with a copy of a database of the server that the environment leads to."""
        self._prepare()
        dump = self.folder / "copied"
        self._run("pg_dump", "--format=custom", "--compress=0", "--file", dump, database)
        self._start()
        self._run("createdb", database, variables=self.variables)
        # Odoo's indexes need it, and a dump does not tell.
        unaccent = ("-c", "CREATE EXTENSION unaccent", "-c", "ALTER FUNCTION unaccent(text) IMMUTABLE")
        self._run("psql", *unaccent, database, variables=self.variables)
        self._run("pg_restore", "--jobs=2", "--dbname", database, dump, variables=self.variables)
        dump.unlink()

    def remove(self) -> None:
        """Stop it, and forget all that was in it."""
        self._stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _log(self) -> Path:
        return self.folder / "log" / "server.log"

    def _prepare(self) -> None:
        if len(f"{self.socket}/.s.PGSQL.{_PORT}") > _LONGEST_SOCKET:
            raise Problem(f"{self.socket} is too long for a socket. Set AMAZON_PUNCHIN_CACHE to a shorter path.")
        self.socket.mkdir(parents=True, exist_ok=True)
        with cache.locked(self.folder / "start.lock"):
            if not self.data.is_dir():
                self._hand_over()
                with step("Database cluster") as current:
                    current.detail = f"PostgreSQL {self.programs.version}"
                    self._initialise()

    def _start(self) -> None:
        with suppress(Problem):
            self._control("status")
            return
        options = " ".join(f"-c {name}='{value}'" for name, value in self.settings.items())
        try:
            self._control("start", "-w", "-l", self._log, "-o", f"-k '{self.socket}' -p {_PORT} {options}")
        except Problem as problem:
            raise Problem(f"PostgreSQL does not start: {problem}\nIts log: {self._log}") from problem

    def _stop(self) -> None:
        with suppress(Problem):
            self._control("stop", "-w", "-m", "fast")

    def _hand_over(self) -> None:
        (self.folder / "log").mkdir(exist_ok=True)
        if self.user is None:
            return
        for folder in (self.folder, self.socket, self.folder / "log"):
            shutil.chown(folder, self.user)
            folder.chmod(0o700)
        look = subprocess.run(["ls", self.folder], capture_output=True, check=False, cwd="/", **account(self.user))
        if look.returncode:
            raise Problem(
                f"PostgreSQL runs as {self.user}, who can't enter {self.folder}: let AMAZON_PUNCHIN_CACHE name a"
                " folder that everybody can."
            )

    def _initialise(self) -> None:
        partial = self.folder / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        self._run(
            "initdb", "--pgdata", partial, "--username", ROLE, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"
        )
        partial.rename(self.data)

    def _control(self, action: str, *arguments: str | Path) -> None:
        self._run("pg_ctl", action, "-D", self.data, *arguments)

    def _run(self, program: str, *arguments: str | Path, variables: dict[str, str] | None = None) -> None:
        """Run one of its programs, whose failing is a problem."""
        variables = {"LC_ALL": "C.UTF-8", "TZ": "UTC", **(variables or {})}
        if self.programs.libraries:
            variables["LD_LIBRARY_PATH"] = self.programs.libraries
        quietly(
            [self.programs.folder / program, *arguments],
            cache.logs() / f"{program}.log",
            variables=variables,
            user=self.user,
            folder=Path("/"),
        )


def _unprivileged() -> str | None:
    """The account that the server runs as when we are root, which it refuses to run as."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
