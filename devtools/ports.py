"""Ports of this machine."""

import socket

from devtools.problem import Problem

_LOCAL = "127.0.0.1"


def free() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind((_LOCAL, 0))
        return probe.getsockname()[1]


def require(port: int) -> None:
    """Make sure that a port can be used.

    :raise Problem: when it is taken
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOCAL, port))
        except OSError as error:
            raise Problem(f"Port {port} is in use. Choose another with --port.") from error
