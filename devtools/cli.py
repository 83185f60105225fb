"""The commands of `./dev`."""

import argparse
import os
from collections.abc import Callable
from functools import partial

from devtools import cache, database, environment, linting, postgres, running, testing
from devtools.problem import Problem
from devtools.process import foreground
from devtools.program import ended
from devtools.progress import note

_HELP = """\
usage: ./dev COMMAND [OPTIONS]

  run     Odoo with demo data, and a stand-in for Amazon Business beside it, until Ctrl-C
  demo    one purchase all the way over HTTP, printed as a timeline; --setup: an administrator in a
          browser, from a fresh database to active mode; --keyboard: a buyer and an approver without a mouse
  test    all tests by pytest, whose options and paths may follow; --odoo: by Odoo's own runner;
          --demo: on a database with demo data
  lint    every linter; --fix: let them mend what they can
  bench   how fast a cart becomes an order, the inbox answers, a list of people is imported; --json FILE
  screenshots
          play the demo, then photograph the screens for the addon's page; names of pictures may follow;
          --every: each screen of the addon on a desk, on a phone, from right to left, examined with axe
  shell   Odoo's Python shell on the demo database
  reset   drop this checkout's demo database, and templates and scratch ones, unless somebody is connected;
          --all: the whole cache folder
  help    this

The first command sets up what it needs, in {cache}
and nowhere else. ODOO_SOURCE, PGHOST, PGUSER and AMAZON_PUNCHIN_CACHE may name what you have."""


def main(arguments: list[str]) -> int:
    """Run one command.

    :param arguments: its name and what follows it
    :return: the exit code
    """
    return ended(partial(_dispatch, *(arguments or ["help"])))


def _dispatch(name: str, *arguments: str) -> int:
    command = _COMMANDS.get("help" if name in ("-h", "--help") else name)
    if command is None:
        raise Problem(f"There is no command {name}. ./dev help lists them.")
    return command(list(arguments))


def _help(_arguments: list[str]) -> int:
    print(_HELP.format(cache=cache.location()))
    return 0


def _run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("./dev run")
    parser.add_argument("--port", type=int, default=8069, help="Odoo's port; the stand-in for Amazon has the next")
    running.run(parser.parse_args(arguments).port)
    return os.EX_OK


def _test(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("./dev test", add_help=False)
    parser.add_argument("--odoo", action="store_true")
    parser.add_argument("--demo", action="store_true")
    options, rest = parser.parse_known_args(arguments)
    if options.odoo:
        return testing.by_odoo(rest, demo=options.demo)
    return testing.by_pytest(rest, demo=options.demo)


def _lint(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("./dev lint")
    parser.add_argument("--fix", action="store_true", help="let the linters mend what they can")
    return linting.lint(fix=parser.parse_args(arguments).fix)


def _module(name: str) -> Callable[[list[str]], int]:
    """A command that is a program of its own, run inside the virtual environment."""

    def command(arguments: list[str]) -> int:
        with environment.ready() as prepared:
            return foreground([prepared.python, "-m", name, *arguments], variables=prepared.variables)

    return command


def _shell(arguments: list[str]) -> int:
    with environment.ready() as prepared:
        name = database.demo(prepared)
        command = prepared.odoo_command(name, "--no-http", "--log-level=warn", *arguments, command="shell")
        return foreground(command, variables=prepared.variables)


def _reset(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("./dev reset")
    parser.add_argument("--all", action="store_true", help="remove the whole cache folder")
    options = parser.parse_args(arguments)
    if not options.all or postgres.given():
        with environment.ready() as prepared:
            for name, dropped in database.drop_unused(prepared):
                note(f"dropped {name}" if dropped else f"left {name}: it is in use")
    if options.all:
        postgres.stop_unused()
        note(f"removed {cache.remove()}")
    return os.EX_OK


_COMMANDS = {
    "run": _run,
    "demo": _module("devtools.demo"),
    "test": _test,
    "lint": _lint,
    "bench": _module("devtools.bench"),
    "screenshots": _module("devtools.screenshots"),
    "shell": _shell,
    "reset": _reset,
    "help": _help,
}
