"""Starting other programs: quietly into a log file, in the foreground, or beside us."""

import os
import pwd
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from devtools.problem import Problem

_LAST_LINES = 25
_PATIENCE = 20

Command = Sequence[str | Path]


def quietly(
    command: Command,
    log: Path,
    *,
    variables: Mapping[str, str] | None = None,
    user: str | None = None,
    folder: Path | None = None,
) -> None:
    """Run a command with its output in `log`.

    :param variables: of the environment, beside ours
    :param user: the account to run as, when we are root
    :raise Problem: when it fails, with the last lines it printed
    """
    environment = {**os.environ, **(variables or {})}
    with log.open("wb") as output:
        code = subprocess.run(command, **_into(output), env=environment, cwd=folder, **account(user)).returncode
    if code:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-_LAST_LINES:])
        raise Problem(f"{Path(command[0]).name} failed:\n{tail}\nThe full output: {log}")


def account(user: str | None) -> dict[str, Any]:
    """The arguments that make `subprocess` run as another user; none when there is nothing to change."""
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def output(command: Command) -> str:
    """What a command prints.

    :raise Problem: when it fails, with all that it said
    """
    done = _captured(command)
    if done.returncode:
        raise Problem(f"{Path(command[0]).name} failed:\n{_said(done)}")
    return done.stdout


def result(command: Command) -> tuple[int, str]:
    """The exit code of a command, and all that it said."""
    done = _captured(command)
    return done.returncode, _said(done)


def _captured(command: Command) -> subprocess.CompletedProcess:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def _said(done: subprocess.CompletedProcess) -> str:
    return "\n".join(part for part in (done.stdout.strip(), done.stderr.strip()) if part)


def foreground(command: Command, **options: Any) -> int:
    """Run a command that talks to the terminal itself, and give its exit code.

    :param options: of `subprocess.Popen`
    """
    with child(command, **options) as process:
        return process.wait()


@contextmanager
def child(command: Command, **options: Any) -> Iterator[subprocess.Popen]:
    """A process that does not outlive the block; Ctrl-C reaches it as it reaches us.

    :param options: of `subprocess.Popen`
    """
    process = subprocess.Popen(command, **options)
    try:
        yield process
    except KeyboardInterrupt:
        _end(process)
        raise
    except BaseException:
        process.terminate()
        _end(process)
        raise


@contextmanager
def beside(command: Command, log: Path) -> Iterator[subprocess.Popen]:
    """Run a command while the block lasts, its output in `log`.

    It is stopped at the end, and so are its children, even those that it has left behind.
    """
    with log.open("wb") as output_file:
        process = subprocess.Popen(command, **_into(output_file))
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        _end(process)


def _into(file: Any) -> dict[str, Any]:
    """The arguments of a process that leaves the terminal alone, with its output in a file."""
    return {"stdin": subprocess.DEVNULL, "stdout": file, "stderr": subprocess.STDOUT, "start_new_session": True}


def _end(process: subprocess.Popen) -> None:
    """Give it time to end by itself."""
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
