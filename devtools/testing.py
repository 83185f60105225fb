"""The tests, by pytest and by Odoo's own runner; neither passes when nothing ran, or what may not be skipped was."""

import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from devtools import addons, cache, chromium, database, environment, neighbors, ports
from devtools.process import child, foreground
from devtools.progress import failure, note

_WITHOUT_ODOO = ["amazon_sandbox", "devtools"]

#: Tests that need other apps beside our addons, and which ones.
_BESIDE = {
    "amazon_punchin/tests/beside_tier_validation.py": ["purchase_tier_validation"],
    "amazon_punchin_queue": ["queue_job"],
    "amazon_punchin_stock": neighbors.SETS["inventory"],
}

#: The runner of OCA's queue begins with the HTTP server of the tests, and would run jobs beside them.
_WITHOUT_RUNNER = {"ODOO_QUEUE_JOB_CHANNELS": "root:0"}

_OPTIONS_WITH_VALUE = ("-k", "-m")
_NOTHING_COLLECTED = 5
_DOCUMENTS = "AMAZON_PUNCHIN_CXML"
_NO_CHART = re.compile(r"(?P<module>l10n_\w+) is not installed")

#: Reasons to leave a test out that are none here: `./dev` brings what a tour and a SOAP server need.
_BROUGHT = re.compile(r"chrome|websocket|devtools|spyne|npm", re.IGNORECASE)

_RECORD = re.compile(r"^\S+ \S+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>[\w.?-]+): (?P<text>.*)")
_TOTALS = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")


@dataclass
class Outcome:
    """What a run of tests came to; `skipped` maps the tests left out to the reasons given."""

    passed: int = 0
    failed: int = 0
    skipped: dict[str, str] = field(default_factory=dict)

    def complaints(self, *, documents: bool, beside: Sequence[str] = ()) -> list[str]:
        """Why the run does not count as passed.

        :param documents: the cXML documents are there, so that no test has a reason to be left out, but one of a
            country whose chart of accounts is not
        :param beside: names of other apps that are there
        """
        found = []
        if not self.passed + self.failed:
            found.append("No test ran.")
        for test, reason in self.skipped.items():
            chart = _NO_CHART.match(reason)
            if chart and chart["module"] not in beside:
                continue
            if chart or documents or _BROUGHT.search(reason):
                found.append(f"Skipped, and must not be: {test}: {reason}")
        if self.failed:
            found.append(f"{self.failed} failed.")
        return found


def test(arguments: list[str], *, odoo: bool, demo: bool, beside: str | None) -> int:
    """Run the tests.

    :param arguments: for the runner
    :param odoo: by Odoo's own runner instead of pytest
    :param demo: on a database with demo data
    :param beside: name of a set of other apps
    :return: the exit code
    """
    return (by_odoo if odoo else by_pytest)(arguments, demo=demo, beside=neighbors.named(beside))


def by_pytest(arguments: list[str], *, demo: bool, beside: list[str]) -> int:
    """Run all tests by pytest: the addons' on a database, the others without Odoo in their process.

    :param arguments: for pytest: options, and paths to run instead of everything
    :param demo: on a database with demo data
    :param beside: names of other apps that are there
    :return: the exit code
    """
    options, paths = split_arguments(arguments)
    of_addons = [path for path in paths if Path(path).parts[0] in addons.ours()]
    of_others = [path for path in paths if path not in of_addons]
    if of_addons:
        chromium.require()
    outcome = Outcome()
    codes = []
    with environment.ready():
        if of_others and not beside:
            codes.append(_pytest(["-p", "no:odoo", *options, *of_others], outcome))
        for others, tests in by_apps(of_addons, beside).items():
            with database.scratch(demo=demo, beside=others) as name:
                odoo = ["--odoo-http", f"--odoo-database={name}", f"--odoo-extra=db-filter=^{name}$"]
                codes.append(_pytest([*odoo, *options, *tests], outcome))
    return _conclude(outcome, max(codes, default=0), beside)


def by_apps(paths: list[str], beside: list[str]) -> dict[tuple[str, ...], list[str]]:
    """Put tests together that run on one database.

    :param paths: of the addons' tests
    :param beside: names of other apps that are there for all of them
    :return: names of other apps, to the tests that run beside them
    """
    if set(addons.ours()) <= set(paths) and not beside:
        paths = [*paths, *(path for path in _BESIDE if path not in paths)]
    found = defaultdict(list)
    for path in paths:
        others = next(
            (apps for start, apps in _BESIDE.items() if Path(path.partition("::")[0]).is_relative_to(start)), []
        )
        found[tuple(sorted({*beside, *others}))].append(path)
    return dict(found)


def split_arguments(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Tell pytest's options from the paths to run.

    :return: the options; the paths from the repository, which are all there are if none is given
    """
    options, paths = [], []
    for before, argument in zip(["", *arguments], arguments, strict=False):
        file, mark, test = argument.partition("::")
        path = Path(file).resolve()
        value = argument.startswith("-") or before in _OPTIONS_WITH_VALUE
        if value or not path.exists() or not path.is_relative_to(cache.REPOSITORY):
            options.append(argument)
        else:
            paths.append(f"{path.relative_to(cache.REPOSITORY)}{mark}{test}")
    return options, paths or [*addons.ours(), *_WITHOUT_ODOO]


def by_odoo(tags: list[str], *, demo: bool, beside: list[str]) -> int:
    """Run the addons' tests by Odoo's own runner, as they are installed on a fresh database.

    :param tags: Odoo's test tags to run instead of all tests of our addons
    :param demo: on a database with demo data
    :param beside: names of other apps that are there before
    :return: the exit code
    """
    chromium.require()
    selected = ",".join(tags or [f"/{name}" for name in addons.ours()])
    with environment.ready(), database.bare(demo=demo, beside=beside) as name:
        command = environment.odoo_command(
            name,
            "-i",
            ",".join(addons.alone()),
            "--test-tags",
            selected,
            "--stop-after-init",
            f"--http-port={ports.free()}",
        )
        log = cache.logs() / f"{name}.log"
        note(f"Odoo's test runner is at work; its log: {log}")
        code, outcome = _follow(command, log)
    return _conclude(outcome, code, beside)


def has_documents() -> bool:
    """Whether the cXML documents are all there, the DTDs as well as the samples."""
    folder = os.environ.get(_DOCUMENTS)
    return bool(folder) and all(Path(folder, part).is_dir() for part in ("dtd", "samples"))


def read_report(report: Path, outcome: Outcome) -> None:
    """Add what a JUnit report of pytest tells to an outcome."""
    for case in ET.parse(report).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        skip = case.find("skipped")
        if skip is not None:
            outcome.skipped[name] = skip.get("message", "")
        elif case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
        else:
            outcome.passed += 1


def read_log(lines: list[str]) -> Outcome:
    """The outcome in the log of Odoo's runner."""
    outcome = Outcome()
    for line in lines:
        record = _RECORD.match(line)
        if record is None:
            continue
        text = record["text"]
        if text.startswith("skipped "):
            test, _, reason = text.removeprefix("skipped ").partition(" : ")
            outcome.skipped[test] = reason
        elif record["logger"] == "odoo.tests.result" and (totals := _TOTALS.match(text)):
            failed, errors, ran = map(int, totals.groups())
            outcome.failed = failed + errors
            outcome.passed = ran - outcome.failed
    outcome.passed -= len(outcome.skipped)
    return outcome


def _follow(command: list, log: Path) -> tuple[int, Outcome]:
    """Run Odoo, keep its log, and print the errors."""
    lines = []
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with child(command, **streams, text=True, errors="replace") as runner, log.open("w") as copy:
        loud = False
        for line in runner.stdout:
            copy.write(line)
            lines.append(line)
            if record := _RECORD.match(line):
                loud = record["level"] in ("ERROR", "CRITICAL")
            if loud:
                print(line, end="", flush=True)
        return runner.wait(), read_log(lines)


def _pytest(arguments: list[str], outcome: Outcome) -> int:
    """Run pytest, and add what it came to; to find no test is no failure yet."""
    report = cache.logs() / f"pytest-{os.getpid()}.xml"
    code = foreground(
        [sys.executable, "-m", "pytest", f"--junitxml={report}", *arguments], env={**os.environ, **_WITHOUT_RUNNER}
    )
    if report.is_file():
        read_report(report, outcome)
        report.unlink()
    return 0 if code == _NOTHING_COLLECTED else code


def _conclude(outcome: Outcome, code: int, beside: Sequence[str]) -> int:
    """Print the counts and what is wrong with them, and give the exit code.

    :param code: the runner's own
    :param beside: names of other apps that are there
    """
    for complaint in outcome.complaints(documents=has_documents(), beside=beside):
        failure(complaint)
        code = code or 1
    print(f"\n{outcome.passed} passed, {outcome.failed} failed, {len(outcome.skipped)} skipped", flush=True)
    return code
