"""Starting other programs: quietly into a log file, in the foreground, or beside us."""

import os
import pwd
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from devtools.problem import Problem

_LAST_LINES = 25
_PATIENCE = 20


def quietly(
    command: Sequence[str | Path],
    log: Path,
    *,
    variables: Mapping[str, str] | None = None,
    user: str | None = None,
    folder: Path | None = None,
) -> None:
    """Run a command with its output in `log`.

    :param variables: the environment, instead of ours
    :param user: the account to run as, when we are root
    :raise Problem: when it fails, with the last lines it printed
    """
    with log.open("wb") as output:
        result = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=variables,
            cwd=folder,
            start_new_session=True,
            check=False,
            **account(user),
        )
    if result.returncode:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-_LAST_LINES:])
        raise Problem(f"{Path(command[0]).name} failed:\n{tail}\nThe whole of it: {log}")


def account(user: str | None) -> dict:
    """The arguments that make `subprocess` run as another user; none when there is nothing to change."""
    if user is None:
        return {}
    return {"user": user, "group": _group(user), "extra_groups": []}


def _group(user: str) -> int:
    return pwd.getpwnam(user).pw_gid


def output(
    command: Sequence[str | Path], *, variables: Mapping[str, str] | None = None, folder: Path | None = None
) -> str:
    """What a command prints.

    :raise Problem: when it fails, with all that it said
    """
    result = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=variables,
        cwd=folder,
        check=False,
    )
    if result.returncode:
        said = "\n".join(part for part in (result.stdout.strip(), result.stderr.strip()) if part)
        raise Problem(f"{Path(command[0]).name} failed:\n{said}")
    return result.stdout


def foreground(command: Sequence[str | Path], *, variables: Mapping[str, str], folder: Path | None = None) -> int:
    """Run a command that talks to the terminal itself, and give its exit code."""
    with child(command, env=variables, cwd=folder) as process:
        return process.wait()


@contextmanager
def child(command: Sequence[str | Path], **options: Any) -> Iterator[subprocess.Popen]:
    """A process that does not outlive the block; Ctrl-C reaches it as it reaches us.

    :param options: of `subprocess.Popen`
    """
    process = subprocess.Popen([str(part) for part in command], **options)
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
def beside(
    command: Sequence[str | Path], log: Path, *, variables: Mapping[str, str], folder: Path | None = None
) -> Iterator[subprocess.Popen]:
    """Run a command while the block lasts, its output in `log`; it is stopped, with its children, at the end."""
    with log.open("wb") as output_file:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output_file,
            stderr=subprocess.STDOUT,
            env=variables,
            cwd=folder,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            _end(process)


def _end(process: subprocess.Popen) -> None:
    """Give it time to end by itself."""
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
