"""The processes of a server: what they use, and their end."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from devtools.stage import Server

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_RESET_PEAK = "5"
_POPULATION = 4
_PATIENCE_S = 30

#: Odoo's options for as many workers, without a process for jobs: these are started by hand.
OPTIONS = (f"--workers={_POPULATION}", "--max-cron-threads=0", "--proxy-mode")


class Workers:
    """Odoo's workers; its master leaves them alone while a request lasts."""

    def __init__(self, server: Server):
        self._master = server.process.pid

    def pids(self) -> list[int]:
        """Those of the workers that run now."""
        text = Path(f"/proc/{self._master}/task/{self._master}/children").read_text()
        return [pid for pid in map(int, text.split()) if self._is_worker(pid)]

    def wait(self) -> None:
        """Wait until all of them are there."""
        end = time.monotonic() + _PATIENCE_S
        while len(self.pids()) < _POPULATION and time.monotonic() < end:
            time.sleep(0.05)

    def seconds(self) -> float:
        """The processor time that they have used."""
        fields = [_read(pid, "stat").rpartition(")")[2].split() for pid in self.pids()]
        return sum(int(of[11]) + int(of[12]) for of in fields if of) / _TICKS_A_SECOND

    def watch_memory(self) -> dict[int, int]:
        """Begin to look for a peak; what each of them uses now, in bytes."""
        for pid in self.pids():
            with suppress(OSError):
                Path(f"/proc/{pid}/clear_refs").write_text(_RESET_PEAK)
        return {pid: _status(pid, "VmRSS") for pid in self.pids()}

    def peak(self, before: dict[int, int]) -> int:
        """How much more one of them has used since, at the most, in bytes."""
        return max([_status(pid, "VmHWM") - used for pid, used in before.items() if pid in self.pids()], default=0)

    def kill(self) -> None:
        """End all, and wait for the next ones."""
        for pid in self.pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.2)
        self.wait()

    def _is_worker(self, pid: int) -> bool:
        """The master's other child is the process for the bus, a program of its own; who is dead has no command."""
        command = _read(pid, "cmdline")
        return bool(command) and "gevent" not in command.split("\0")


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""


def _status(pid: int, name: str) -> int:
    for line in _read(pid, "status").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    return 0
