"""Machines: processes of Odoo that share a database, each of which does one thing at a time."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from devtools import environment, job_queue, ports, sql
from devtools.problem import Problem
from devtools.scale.network import balanced
from devtools.stage import Server

_PATIENCE_S = 60
_BY_JOBS = ("--workers=0", "--max-cron-threads=1")
_BY_QUEUE = ("--workers=1", "--max-cron-threads=0", job_queue.LOADED)
_RUNNER = """
SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@contextmanager
def running(database: str, number: int, *, queue: bool) -> Iterator[list[Server]]:
    """So many of them while the block lasts, which begins when all are at work.

    :param queue: they do the jobs of OCA's queue, which its runner posts to a load balancer in front of all; otherwise
        the scheduled actions
    :raise Problem: nobody takes up jobs
    """
    places = [ports.free() for _ in range(number)]
    with ExitStack() as stack:
        front = stack.enter_context(balanced([f"http://localhost:{port}" for port in places])) if queue else ""
        machines = [
            stack.enter_context(
                Server(f"Machine {place}", _command(database, port, number, front), port, "/web/health")
            )
            for place, port in enumerate(places, start=1)
        ]
        end = time.monotonic() + _PATIENCE_S
        while queue and not sql.execute(_RUNNER, database):
            if time.monotonic() > end:
                raise Problem(f"No job runner came up within {_PATIENCE_S} s. A log: {machines[0].log}")
            time.sleep(0.2)
        yield machines


def _command(database: str, port: int, number: int, front: str) -> list[str]:
    """The command line of one of so many.

    :param front: address of the load balancer; empty without OCA's queue
    """
    if not front:
        return environment.odoo_command(database, f"--http-port={port}", *_BY_JOBS)
    command = environment.odoo_command(database, f"--http-port={port}", f"--gevent-port={ports.free()}", *_BY_QUEUE)
    return job_queue.with_runner(command, capacity=number, port=int(front.rpartition(":")[2]))
