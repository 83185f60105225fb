"""Odoo and the stand-in for Amazon Business, running side by side and connected to each other."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import requests

from amazon_sandbox.config import slugify
from devtools import cache, database, environment, job_queue, ports, sql
from devtools.problem import Problem
from devtools.process import Command, beside
from devtools.progress import step
from devtools.rpc import Session

ADMIN = "admin"

_PATIENCE = 120
_ONE_PROCESS = ("--workers=0", "--max-cron-threads=1")
_IDENTITIES = ["buyer_domain", "buyer_identity", "amazon_domain", "amazon_identity"]
_SHARED = ["name", "marketplace", "mode", *_IDENTITIES, "inbox_login"]


class Server:
    """A server that runs while a block lasts, which begins when it answers.

    :ivar url: its address, without a slash at the end
    :ivar process: the one that runs now
    """

    def __init__(self, name: str, command: Command, port: int, health: str):
        self.name = name
        self.url = f"http://localhost:{port}"
        self.log = cache.logs() / f"{name.lower().replace(' ', '-')}-{port}.log"
        self.process: subprocess.Popen
        self._command = command
        self._health = health
        self._running = ExitStack()

    def __enter__(self) -> "Server":
        with step(self.name):
            self._start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._running.close()

    def restart(self) -> None:
        """End the process, and start it anew."""
        self._running.close()
        self._start()

    def require_alive(self) -> None:
        """Raise a problem when it has ended by itself."""
        if self.process.poll() is not None:
            raise Problem(f"{self.name} ended with code {self.process.returncode}. Its log: {self.log}")

    def _start(self) -> None:
        with ExitStack() as stack:
            self.process = stack.enter_context(beside(self._command, self.log))
            self._await_answer()
            self._running = stack.pop_all()

    def _await_answer(self) -> None:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            self.require_alive()
            with suppress(requests.ConnectionError):
                if requests.get(self.url + self._health, timeout=_PATIENCE).ok:
                    return
            time.sleep(0.2)
        raise Problem(f"{self.name} does not answer within {_PATIENCE} s. Its log: {self.log}")


@dataclass(frozen=True)
class Stage:
    """Both servers, and the database that Odoo works on."""

    database: str
    odoo: Server
    sandbox: Server

    def session(self, login: str) -> Session:
        """A session at Odoo of somebody whose password is the login, in the language that is theirs now."""
        return Session(self.odoo.url, self.database, login, login)

    def wait(self) -> None:
        """Wait until interrupted.

        :raise Problem: when one of the two ends by itself
        """
        while True:
            self.odoo.require_alive()
            self.sandbox.require_alive()
            time.sleep(1)


@contextmanager
def fresh(
    *, demo: bool, beside: Sequence[str] = (), program: str = "odoo", options: Sequence[str] = _ONE_PROCESS
) -> Iterator[Stage]:
    """Run both while the block lasts, on a database and on ports of their own.

    :param demo: with demo data
    :param beside: names of other apps that are there
    :param program: the Python module that is run as Odoo
    :param options: of Odoo's: its processes
    """
    with (
        environment.ready(),
        database.scratch(demo=demo, beside=beside) as name,
        stage(name, odoo_port=ports.free(), sandbox_port=ports.free(), program=program, options=options) as play,
    ):
        try:
            yield play
        except (requests.RequestException, ConnectionError, TimeoutError) as error:
            for server in (play.odoo, play.sandbox):
                server.require_alive()
            logs = f"Odoo ({play.odoo.log}) or the Amazon sandbox ({play.sandbox.log})"
            raise Problem(f"{logs} does not answer ({type(error).__name__}).") from error


@contextmanager
def stage(
    name: str,
    *,
    odoo_port: int,
    sandbox_port: int,
    program: str = "odoo",
    options: Sequence[str] = _ONE_PROCESS,
    jobs: int = 0,
) -> Iterator[Stage]:
    """Run both while the block lasts.

    :param name: of a database with our addons; its configurations become groups of the sandbox, which has groups of
        its own where there is none
    :param jobs: of OCA's queue that are at work at once; 0: without it
    :raise Problem: when a port is taken, or one of them does not come up
    """
    ports.require(odoo_port)
    ports.require(sandbox_port)
    sandbox_url = f"http://localhost:{sandbox_port}"
    if jobs:
        options = (*options, job_queue.LOADED)
    command = environment.odoo_command(name, f"--http-port={odoo_port}", *options, program=program)
    if jobs:
        command = job_queue.with_runner(command, capacity=jobs, port=odoo_port)
    with tempfile.TemporaryDirectory() as folder, Server("Odoo", command, odoo_port, "/web/health") as odoo:
        command = [sys.executable, "-m", "amazon_sandbox", "--port", str(sandbox_port)]
        groups = connect(Session(odoo.url, name, ADMIN, ADMIN), sandbox_url, secrets(name))
        if groups["groups"]:
            config = Path(folder) / "sandbox.json"
            config.write_text(json.dumps(groups))
            command += ["--config", str(config)]
        with Server("Amazon sandbox", command, sandbox_port, "/healthz") as sandbox:
            yield Stage(name, odoo, sandbox)


def secrets(name: str) -> dict[int, dict[str, str]]:
    """What both sides show each other, by configuration. Odoo tells nobody, so it is read from the database."""
    statement = "SELECT config_id, coalesce(shared_secret, ''), coalesce(inbox_password, '') FROM amazon_punchin_vault"
    return {
        number: {"shared_secret": secret, "inbox_password": password}
        for number, secret, password in sql.execute(statement, name)
    }


def connect(admin: Session, sandbox_url: str, secrets: dict[int, dict[str, str]]) -> dict:
    """Point Odoo's configurations at the sandbox, and give the sandbox's own configuration that matches them."""
    configs = admin.call("amazon.punchin.config", "search_read", [("mode", "!=", "paused")], [*_SHARED, "token"])
    for config in configs:
        order_url = f"{sandbox_url}/orders/{slugify(config['name'])}"
        addresses = {
            "setup_url_test": f"{sandbox_url}/punchout/setup/test",
            "setup_url_active": f"{sandbox_url}/punchout/setup",
            "order_url_test": order_url,
            "order_url_active": order_url,
        }
        admin.call("amazon.punchin.config", "write", [config["id"]], addresses)
    groups = [_group(admin, config) | secrets[config["id"]] for config in configs]
    return {"groups": groups, "confirm_after_s": 5, "cancel_after_s": 60}


def _group(admin: Session, config: dict) -> dict:
    """A configuration of Odoo as a group of the sandbox."""
    of_config = [("config_id", "=", config["id"])]
    people = admin.call("amazon.punchin.person", "search_read", of_config, ["email", "user_id"])
    doors = f"{admin.url}/amazon_punchin/{config['token']}"
    return {
        **{name: config[name] or "" for name in _SHARED},
        "entrance": "A",
        "landing_url": f"{doors}/start",
        "return_url": f"{doors}/return",
        "inbox_url": f"{doors}/inbox",
        "users": [{"email": person["email"], "name": person["user_id"] and person["user_id"][1]} for person in people],
    }
