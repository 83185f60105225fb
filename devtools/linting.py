"""Every linter, one after the other; all of them run, whatever the first ones say."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from devtools import addons, cache, database, environment, node
from devtools.environment import Environment
from devtools.problem import Problem
from devtools.process import output
from devtools.progress import failure, step

_PRETTY = ["amazon_*/**/*.{xml,js,scss,css}", "**/*.{json,yaml}"]
_DATES = re.compile(r'^"(POT-Creation-Date|PO-Revision-Date): .*$', re.MULTILINE)


Check = Callable[[], object]


def lint(*, fix: bool) -> int:
    """Run all linters on the repository.

    :param fix: let those that can mend what they find, then report the rest
    :return: the exit code
    """
    with environment.ready() as prepared:
        failed = _failing(_of_files(prepared, fix=fix))
        with database.scratch(prepared, demo=False) as name:
            failed += _failing(_of_installed(prepared, name, fix=fix))
    if failed:
        failure(f"{len(failed)} failed: {', '.join(failed)}")
        return 1
    return os.EX_OK


def _failing(checks: dict[str, Check]) -> list[str]:
    """Run the checks, and give the names of those that found something."""
    return [label for label, check in checks.items() if not _passes(label, check)]


def _passes(label: str, check: Check) -> bool:
    try:
        with step(label):
            check()
    except Problem as problem:
        print(f"\n{problem}\n", flush=True)
        return False
    return True


def _of_files(prepared: Environment, *, fix: bool) -> dict[str, Check]:
    """The checks that read files, by the names that are shown."""
    tools = prepared.python.parent
    modules = node.modules(prepared.python)
    prettier = [
        *(node.program(prepared.python), modules / "prettier" / "bin" / "prettier.cjs"),
        *("--plugin", modules / "@prettier" / "plugin-xml" / "src" / "plugin.js"),
        *("--no-error-on-unmatched-pattern", "--log-level=warn"),
    ]
    commands = {
        "ruff format": [tools / "ruff", "format", "--quiet", *([] if fix else ["--diff"])],
        "ruff check": [tools / "ruff", "check", "--quiet", *(["--fix"] if fix else [])],
        "import-linter": [tools / "lint-imports"],
        "pylint-odoo": [tools / "pylint", *addons.ours()],
        "oca-checks-odoo-module": [tools / "oca-checks-odoo-module", *(["--fix"] if fix else []), *addons.ours()],
        "prettier": [*prettier, "--write" if fix else "--check", *_PRETTY],
    }
    return {label: _command(prepared, command) for label, command in commands.items()}


def _of_installed(prepared: Environment, name: str, *, fix: bool) -> dict[str, Check]:
    """The checks that need a database with our addons, by the names that are shown."""
    checks: dict[str, Check] = {}
    for addon in addons.ours():
        checks[f"{addon}.pot"] = partial(_check_catalogue, prepared, name, addon, fix=fix)
        template = cache.REPOSITORY / addon / "i18n" / f"{addon}.pot"
        translations = [prepared.python, "-m", "devtools.translations", template, *(["--fix"] if fix else [])]
        checks[f"{addon}: translations"] = _command(prepared, translations)
    checks["Odoo's test_lint"] = _command(prepared, [prepared.python, "-m", "devtools.odoo_lint", name])
    return checks


def _command(prepared: Environment, command: list[str | Path]) -> Check:
    return partial(output, command, variables=prepared.variables, folder=cache.REPOSITORY)


def _check_catalogue(prepared: Environment, name: str, addon: str, *, fix: bool) -> None:
    """Compare the addon's template of translations with what Odoo exports, but for the dates."""
    kept = cache.REPOSITORY / addon / "i18n" / f"{addon}.pot"
    fresh = cache.folder() / f"{addon}-{os.getpid()}.pot"
    export = [prepared.python, "-m", "odoo", "i18n", "export", "-d", name, "-o", fresh, addon]
    output(export, variables=prepared.variables, folder=cache.REPOSITORY)
    text = fresh.read_text()
    fresh.unlink()
    present = ""
    with suppress(FileNotFoundError):
        present = kept.read_text()
    if _DATES.sub("", present) == _DATES.sub("", text):
        return
    if not fix:
        raise Problem(f"{kept.relative_to(cache.REPOSITORY)} is not up to date: ./dev lint --fix writes it.")
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(text)
