"""Odoo and the stand-in for Amazon Business, running side by side and connected to each other."""

import json
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from amazon_sandbox.config import slugify
from devtools import cache, ports
from devtools.environment import Environment
from devtools.problem import Problem
from devtools.process import beside
from devtools.progress import step
from devtools.rpc import Session

ADMIN = "admin"

_PATIENCE = 120
_SHARED = [
    "name",
    "marketplace",
    "mode",
    "buyer_domain",
    "buyer_identity",
    "amazon_domain",
    "amazon_identity",
    "inbox_login",
]


class Server:
    """A server that runs while a block lasts, which begins when it answers.

    :ivar url: its address, without a slash at the end
    :ivar process: the one that runs now
    """

    def __init__(self, name: str, command: list[str | Path], port: int, health: str, prepared: Environment):
        self.name = name
        self.url = f"http://localhost:{port}"
        self.log = cache.logs() / f"{name.lower().replace(' ', '-')}-{port}.log"
        self.process: subprocess.Popen
        self._command = command
        self._health = health
        self._variables = prepared.variables
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
            running = beside(self._command, self.log, variables=self._variables, folder=cache.REPOSITORY)
            self.process = stack.enter_context(running)
            self._await_answer()
            self._running = stack.pop_all()

    def _await_answer(self) -> None:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            self.require_alive()
            try:
                with urllib.request.urlopen(self.url + self._health, timeout=_PATIENCE):
                    return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        raise Problem(f"{self.name} does not answer within {_PATIENCE} s. Its log: {self.log}")


@dataclass(frozen=True)
class Stage:
    """Both servers, and the database that Odoo works on."""

    database: str
    odoo: Server
    sandbox: Server

    def session(self, login: str, password: str) -> Session:
        """A user's session at Odoo."""
        return Session(self.odoo.url, self.database, login, password)

    def wait(self) -> None:
        """Wait until interrupted.

        :raise Problem: when one of the two ends by itself
        """
        while True:
            self.odoo.require_alive()
            self.sandbox.require_alive()
            time.sleep(1)


@contextmanager
def stage(prepared: Environment, database: str, *, odoo_port: int, sandbox_port: int) -> Iterator[Stage]:
    """Run both while the block lasts.

    :param database: one with our addons; its configurations become groups of the sandbox, which has groups of its own
        where there is none
    :raise Problem: when a port is taken, or one of them does not come up
    """
    ports.require(odoo_port)
    ports.require(sandbox_port)
    sandbox_url = f"http://localhost:{sandbox_port}"
    command = prepared.odoo_command(database, f"--http-port={odoo_port}", "--workers=0", "--max-cron-threads=1")
    with (
        tempfile.TemporaryDirectory() as folder,
        Server("Odoo", command, odoo_port, "/web/health", prepared) as odoo,
    ):
        command = [prepared.python, "-m", "amazon_sandbox", "--port", str(sandbox_port)]
        groups = _connect(Session(odoo.url, database, ADMIN, ADMIN), sandbox_url, _secrets(prepared, database))
        if groups["groups"]:
            config = Path(folder) / "sandbox.json"
            config.write_text(json.dumps(groups))
            command += ["--config", config]
        with Server("Amazon sandbox", command, sandbox_port, "/healthz", prepared) as sandbox:
            yield Stage(database, odoo, sandbox)


def _secrets(prepared: Environment, database: str) -> dict[int, dict[str, str]]:
    """What both sides show each other, by configuration. Odoo tells nobody, so it is read from the database."""
    statement = "SELECT config_id, coalesce(shared_secret, ''), coalesce(inbox_password, '') FROM amazon_punchin_vault"
    rows = [row.split("\t") for row in prepared.sql(statement, database)]
    return {int(number): {"shared_secret": secret, "inbox_password": password} for number, secret, password in rows}


def _connect(admin: Session, sandbox_url: str, secrets: dict[int, dict[str, str]]) -> dict:
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
