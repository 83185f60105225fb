"""Every linter, one after the other; all of them run, whatever the first ones say."""

import os
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from devtools import addons, cache, database, environment, neighbors, node, pins, translations
from devtools.problem import Problem
from devtools.process import output
from devtools.progress import failure, step

_PRETTY = ["amazon_*/**/*.{xml,js,scss,css}", "**/*.{json,yaml}"]
_DATES = re.compile(r'^"(POT-Creation-Date|PO-Revision-Date): .*$', re.MULTILINE)


Check = Callable[[], object]


def lint(*, fix: bool) -> int:
    """Run all linters on the repository.

    :param fix: let those that can fix what they find, then report the rest
    :return: the exit code
    """
    with environment.ready():
        failed = _failing(_of_files(fix=fix))
        foundations = addons.foundations(addons.bridges())
        with database.scratch(demo=False, beside=foundations) as name:
            failed += _failing(_of_translations(name, fix=fix))
        # It judges whatever is installed, and OCA's addons do not pass.
        of_odoo = [module for module in foundations if module not in neighbors.SETS["oca"]]
        with database.scratch(demo=False, beside=of_odoo) as name:
            check = partial(output, [sys.executable, "-m", "devtools.odoo_lint", name])
            failed += _failing({"Odoo's test_lint": check})
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


def _of_files(*, fix: bool) -> dict[str, Check]:
    """The checks that read files, by the names that are shown."""
    tools, modules = Path(sys.executable).parent, node.modules()
    prettier = [
        *(node.PROGRAM, modules / "prettier" / "bin" / "prettier.cjs"),
        *("--plugin", modules / "@prettier" / "plugin-xml" / "src" / "plugin.js"),
        *("--no-error-on-unmatched-pattern", "--log-level=warn"),
    ]
    commands = {
        "ruff format": [tools / "ruff", "format", "--quiet", *([] if fix else ["--diff"])],
        "ruff check": [tools / "ruff", "check", "--quiet", *(["--fix"] if fix else [])],
        "import-linter": [tools / "lint-imports"],
        # One file for each thing that an area adds to a model is how the addon is laid out.
        "pylint-odoo": [tools / "pylint", "--disable=consider-merging-classes-inherited", *addons.ours()],
        "oca-checks-odoo-module": [tools / "oca-checks-odoo-module", *(["--fix"] if fix else []), *addons.ours()],
        "oca-checks-po": [tools / "oca-checks-po", "--disable=po-pretty-format", *_catalogs()],
        "prettier": [*prettier, "--write" if fix else "--check", *_PRETTY],
    }
    checks: dict[str, Check] = {label: partial(output, command) for label, command in commands.items()}
    return {**checks, "pinned packages": pins.check}


def _catalogs() -> list[Path]:
    """The addons' templates of translations, and the translations."""
    return [path for addon in addons.ours() for path in sorted((cache.REPOSITORY / addon / "i18n").glob("*.po*"))]


def _of_translations(name: str, *, fix: bool) -> dict[str, Check]:
    """The checks of what a database with our addons says in which language, by the names that are shown."""
    checks: dict[str, Check] = {}
    for addon in addons.ours():
        template = cache.REPOSITORY / addon / "i18n" / f"{addon}.pot"
        checks[template.name] = partial(_check_template, name, template, fix=fix)
        checks[f"{addon}: translations"] = partial(translations.check, template, fix=fix)
    return checks


def _check_template(name: str, kept: Path, *, fix: bool) -> None:
    """Compare an addon's template of translations with what Odoo exports, but for the dates."""
    fresh = cache.folder() / f"{kept.stem}-{os.getpid()}.pot"
    output([sys.executable, "-m", "odoo", "i18n", "export", "-d", name, "-o", fresh, kept.stem])
    text = fresh.read_text()
    fresh.unlink()
    if kept.is_file() and _DATES.sub("", kept.read_text()) == _DATES.sub("", text):
        return
    if not fix:
        raise Problem(f"{kept.relative_to(cache.REPOSITORY)} is not up to date. Run ./dev lint --fix to update it.")
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(text)
