"""Gateways by the SOAP servers of others, as real processes."""

import os
import shutil
import subprocess
import sys
import unittest
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

_PROGRAMS = Path(__file__).with_name("gateways")
_NODE = shutil.which("node")

needs_spyne = unittest.skipUnless(find_spec("spyne"), "spyne is not installed")
needs_npm_soap = unittest.skipUnless(
    _NODE and any(Path(folder, "soap").is_dir() for folder in os.environ.get("NODE_PATH", "").split(os.pathsep)),
    "NODE_PATH names no folder with the npm package soap",
)


def spyne_gateway(version):
    """Run a gateway by spyne.

    :param str version: of SOAP
    :return: context manager that gives its URL
    """
    return _running([sys.executable, "-Wignore", _PROGRAMS / "spyne_gateway.py", version])


def npm_gateway(wsdl):
    """Run a gateway by the npm package soap.

    :param str wsdl: its WSDL, with ``{url}`` where its address belongs
    :return: context manager that gives its URL
    """
    return _running([_NODE, _PROGRAMS / "npm_gateway.js"], f"{wsdl}\n\n")


@contextmanager
def _running(command, told=""):
    """Run a program while the block lasts. It says where it listens once it does, however long that takes."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            process.stdin.write(told)
            process.stdin.flush()
            port = process.stdout.readline().strip()
            if not port:
                raise RuntimeError(f"{command[-1]} ended with {process.wait()}")
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.kill()
