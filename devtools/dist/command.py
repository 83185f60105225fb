"""`./dev dist`: a wheel of each addon, which can be installed, and is the same when it is built again."""

import hashlib
import os
import shutil
import tempfile
import zipfile
from pathlib import Path

from devtools import addons, cache, venv
from devtools.problem import Problem
from devtools.process import foreground, output, quietly
from devtools.progress import note, step

_TOOLS = Path(__file__).with_name("requirements.txt")

#: What an addon brings along by its own wheel, so that it is not there before.
_OWN = "multipart=="


def dist() -> int:
    """Build the wheels twice, check them, install them into a new environment, and play the demo there.

    :return: the exit code
    """
    os.chdir(cache.REPOSITORY)
    os.umask(0o022)
    with tempfile.TemporaryDirectory(dir=cache.folder()) as folder:
        wheels = _built(Path(folder))
        with step("Install them into a new virtual environment"):
            interpreter = _installed(wheels, Path(folder) / "installed")
        return foreground([interpreter, "-m", "devtools.dist.play"])


def _built(folder: Path) -> list[Path]:
    """Build in two places, and compare.

    :param folder: empty, for what is only needed meanwhile
    :return: the wheels, in the cache folder
    """
    with step("Build tools"):
        tools = venv.make(folder / "tools")
        quietly([*tools.pip, "install", *venv.OPTIONS, "-r", _TOOLS], cache.logs() / "pip-dist.log")
    builds = []
    for name in ("here", "there"):
        with step(f"Build wheels {name}"):
            tree = _tree(folder / name)
            builds.append([_wheel(tools, tree / addon, folder / f"wheels-{name}") for addon in addons.ours()])
    with step("Check them"):
        for one, other in zip(*builds, strict=True):
            if one.read_bytes() != other.read_bytes():
                raise Problem(f"{one.name} is another file when it is built again.")
        quietly([tools.python, "-m", "twine", "check", "--strict", *builds[0]], cache.logs() / "twine.log")
        for addon, wheel in zip(addons.ours(), builds[0], strict=True):
            check_content(wheel, addon, _tracked(addon))
    kept = cache.folder() / "dist"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(folder / "wheels-here", kept)
    for wheel in sorted(kept.iterdir()):
        note(f"{hashlib.sha256(wheel.read_bytes()).hexdigest()}  {wheel}")
    return sorted(kept.iterdir())


def check_content(wheel: Path, addon: str, files: list[str]) -> None:
    """See that a wheel holds all of an addon, and nothing else.

    :param files: of the addon, from the repository
    :raise Problem: it does not, or has another version than the manifest
    """
    version = addons.version(addon)
    if f"-{version}-" not in wheel.name:
        raise Problem(f"{wheel.name} is not of version {version}, which the manifest says.")
    with zipfile.ZipFile(wheel) as package:
        held = {name for name in package.namelist() if not name.startswith("odoo_addon_")}
    wanted = {f"odoo/addons/{name}" for name in files if not name.endswith("/pyproject.toml")}
    if held != wanted:
        raise Problem(f"{wheel.name} and {addon} are not the same: {', '.join(sorted(held ^ wanted))}")


def _tracked(*paths: str) -> list[str]:
    return output(["git", "ls-files", *paths]).splitlines()


def _tree(folder: Path) -> Path:
    """The files that git tracks, as they are now; each may be read by all, as nobody's umask wants it."""
    for name in _tracked():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes((cache.REPOSITORY / name).read_bytes())
    return folder


def _wheel(tools: venv.Environment, addon: Path, folder: Path) -> Path:
    epoch = output(["git", "log", "-1", "--format=%ct"]).strip()
    command = [*tools.pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, addon]
    quietly(command, cache.logs() / f"wheel-{addon.name}.log", variables={"SOURCE_DATE_EPOCH": epoch})
    [wheel] = folder.glob(f"odoo_addon_{addon.name}-*.whl")
    return wheel


def _installed(wheels: list[Path], folder: Path) -> Path:
    """Make an environment with what Odoo needs, where pip gets the rest for the addons.

    :return: its Python
    """
    made = venv.make(folder)
    pins = folder / "requirements.txt"
    lines = venv.REQUIREMENTS.read_text().splitlines(keepends=True)
    pins.write_text("".join(line for line in lines if not line.startswith(_OWN)))
    log = cache.logs() / "pip-installed.log"
    quietly([*made.pip, "install", *venv.OPTIONS, *venv.AS_PINNED, "-r", pins], log)
    [packages] = folder.glob("lib/python3*/site-packages")
    odoo = packages / "odoo-19.0.dist-info"
    odoo.mkdir()
    odoo.joinpath("METADATA").write_text("Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n")
    quietly([*made.pip, "install", *venv.OPTIONS, *wheels], log)
    return made.python
