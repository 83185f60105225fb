"""What all threads of a run share, and who dies in it."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from functools import cache
from typing import Any

import psutil

from devtools import sql
from devtools.chaos.journal import Journal
from devtools.chaos.proxy import Proxy
from devtools.chaos.schedule import DATABASE, ODOO, WEB, Purchase, Schedule, Strike
from devtools.demo.amazon import Amazon
from devtools.postgres import Server as Database
from devtools.problem import Problem
from devtools.stage import Stage

#: A minute passes for whatever waits for a job.
_HURRY = """
UPDATE {table} SET {column} = {column} - interval '1 minute' WHERE id IN (
    SELECT id FROM {table} WHERE {column} > now() AT TIME ZONE 'UTC' AND {which} FOR NO KEY UPDATE SKIP LOCKED
);
"""
_CLOCKS = (
    ("amazon_punchin_message", "next_attempt_at", "state IN ('pending', 'received')"),
    ("amazon_punchin_circuit", "retry_at", "true"),
    ("ir_cron", "nextcall", "cron_name LIKE 'Amazon%'"),
    ("ir_cron_trigger", "call_at", "true"),
)
_CLOCK_OF_JOBS = ("queue_job", "eta", "state = 'pending'")
_HURRY_S = 1
_TURN_S = 0.3


class World:
    """Both servers, the database and the network between them.

    :param database: its server
    :param queue: whether OCA's job queue is there
    :ivar baskets: by payload ID, the total of each that Amazon has handed over
    :ivar over: whether the run is
    :ivar session: gives somebody's session by the login, which threads share
    """

    def __init__(self, play: Stage, database: Database, schedule: Schedule, *, queue: bool):
        self.play, self._database = play, database
        self._clocks = (*_CLOCKS, *([_CLOCK_OF_JOBS] if queue else []))
        self.journal = Journal()
        self.over = threading.Event()
        self.proxy = Proxy(schedule, self.journal, play.odoo.url, play.sandbox.url, self.over)
        self.amazon = Amazon(play.sandbox.url)
        self.baskets: dict[str, Decimal] = {}
        self.session = cache(lambda login: self.patiently(lambda: play.session(login)))
        self._restarting = threading.Lock()

    def sql(self, statement: str) -> list[tuple]:
        """Look into the database."""
        return sql.execute(statement, self.play.database)

    def patiently(self, work: Callable[[], Any], seconds: float = 120) -> Any:
        """Do something again and again, as people and servers do, until it works, and give what it gives.

        :raise Problem: what is wrong at the end
        """
        end = time.monotonic() + seconds
        while True:
            try:
                return work()
            except (Problem, OSError, ValueError) as error:
                if self.over.is_set() or time.monotonic() > end:
                    raise Problem(f"{type(error).__name__}: {error}") from error
            time.sleep(_TURN_S)

    def begin(self, step: str, purchase: Purchase) -> None:
        """Note a step of a purchase, and let whoever is to die in it do so.

        :raise Problem: the run is over
        """
        if self.over.is_set():
            raise Problem("The run was ended.")
        self.journal.note(purchase.number, step)
        for strike in purchase.strikes:
            if strike.step == step:
                timer = threading.Timer(strike.after_s, self._strike, (strike,))
                timer.daemon = True
                timer.start()

    @contextmanager
    def attended(self) -> Iterator[None]:
        """Let time hurry, and Odoo be started again, while the block lasts; then the run is over."""
        threads = [threading.Thread(target=work, daemon=True) for work in (self._hurry, self._supervise)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()

    def _hurry(self) -> None:
        """Let a minute pass each second for whatever waits, until the run is over."""
        statement = "".join(
            _HURRY.format(table=table, column=column, which=which) for table, column, which in self._clocks
        )
        while not self.over.wait(_HURRY_S):
            with suppress(Problem):
                self.sql(statement)
                sql.execute("SELECT pg_notify('cron_trigger', %s)", values=[self.play.database])

    def _supervise(self) -> None:
        """Start Odoo again when all of it has died, as a service manager does, until the run is over.

        Odoo's first process ends when it needs a new worker at the moment at which the database is away.
        """
        while not self.over.wait(_TURN_S):
            if self.play.odoo.process.poll() is not None:
                self.journal.note(0, ODOO, "died")
                with suppress(Problem):
                    self.play.odoo.restart()
                    self.journal.note(0, "Odoo is back")

    def _strike(self, strike: Strike) -> None:
        if self.over.is_set():
            return
        if strike.target == DATABASE:
            mode = "immediate" if strike.pick < 0.5 else "fast"
            with self._restarting:
                self.journal.note(0, DATABASE, f"restarts ({mode})")
                self._database.restart(mode)
                self.journal.note(0, "database is back")
        elif pids := self._workers(web=strike.target == WEB):
            pid = pids[int(strike.pick * len(pids))]
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            self.journal.note(0, strike.target, f"{pid} killed")

    def _workers(self, *, web: bool) -> list[int]:
        """Those who answer requests, which are those who listen; or those who run jobs."""
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(self.play.odoo.process.pid).children()
            return sorted(child.pid for child in children if _is_worker(child, web))
        return []


def _is_worker(child: psutil.Process, web: bool) -> bool:
    """Whether a process is a worker of this kind; the one for the bus is neither."""
    try:
        command = child.cmdline()
        listens = any(connection.status == psutil.CONN_LISTEN for connection in child.net_connections("tcp"))
    except psutil.Error:
        return False
    return bool(command) and "gevent" not in command and listens == web
