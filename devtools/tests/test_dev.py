import subprocess
import sys

import pytest

from devtools import cache, cli, neighbors, running, testing
from devtools.demo import command
from devtools.problem import Problem


def test_it_starts_on_a_bare_machine():
    """With nothing but the standard library: no site-packages, no environment."""
    result = subprocess.run(
        [sys.executable, "-E", "-S", "-s", cache.REPOSITORY / "dev", "help"],
        capture_output=True,
        text=True,
        check=False,
        env={"AMAZON_PUNCHIN_CACHE": str(cache.folder())},
    )
    assert result.returncode == 0, result.stderr
    assert "./dev COMMAND" in result.stdout


def test_an_unknown_command_fails():
    result = subprocess.run([cache.REPOSITORY / "dev", "fly"], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "invalid choice: 'fly'" in result.stderr


@pytest.mark.parametrize(
    "arguments", [["lint", "amazon_punchin"], ["demo", "--setup", "--keyboard"], ["run", "--prot", "1"]]
)
def test_what_a_command_does_not_know_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    assert end.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_what_follows_test_is_for_the_runner(monkeypatch):
    given = {}
    monkeypatch.setattr(testing, "test", lambda **options: given.update(options))
    assert cli.main(["test", "-x", "--demo", "-k", "not slow", "--lf", "devtools/tests"]) == 0
    arguments = ["-x", "-k", "not slow", "--lf", "devtools/tests"]
    assert given == {"odoo": False, "demo": True, "beside": None, "arguments": arguments}


def test_other_apps_may_be_beside_what_is_shown(monkeypatch):
    given = []
    monkeypatch.setattr(running, "run", lambda **options: given.append(options))
    monkeypatch.setattr(command, "demo", lambda **options: given.append(options))
    assert cli.main(["run", "--beside", "inventory"]) == cli.main(["demo", "--beside", "inventory"]) == 0
    assert [options["beside"] for options in given] == ["inventory", "inventory"]
    assert neighbors.named("inventory") == neighbors.SETS["inventory"]
    assert neighbors.named(None) == []


@pytest.mark.parametrize("error", [Problem("Get a mouse."), PermissionError("Get a mouse.")])
def test_a_problem_is_a_sentence(monkeypatch, capsys, error):
    def fail(**_options):
        raise error

    monkeypatch.setattr(testing, "test", fail)
    assert cli.main(["test"]) == 1
    assert capsys.readouterr().err == "✗ Get a mouse.\n"
