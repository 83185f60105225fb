"""The commands of `./dev`: what they are called, and how each comes to a tidy end.

A first stage, for which Python alone is enough, makes the virtual environment; a second one runs inside it.
"""

import argparse
import os
import pkgutil
import signal
import sys
from pathlib import Path

from devtools import cache, neighbors, venv
from devtools.attack import PARTS as ATTACKS
from devtools.problem import Problem
from devtools.progress import failure

_EPILOG = """\
The first command sets up what it needs, in {cache}
and nowhere else. ODOO_SOURCE, PGHOST, PGUSER and AMAZON_PUNCHIN_CACHE may name what you have."""


def main(arguments: list[str]) -> int:
    """Run one command.

    However it ends, its `with` blocks are left in order: what they started is stopped.

    :param arguments: its name and what follows it
    :return: the exit code
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    parser = _parser()
    options, others = parser.parse_known_args(arguments or ["help"])
    if options.work is None:
        parser.print_help()
        return os.EX_OK
    chosen = vars(options)
    if "arguments" in chosen:
        chosen["arguments"] = others
    elif others:
        parser.error(f"{chosen['command']} knows no {' '.join(others)}")
    try:
        venv.enter()
        work = pkgutil.resolve_name(f"devtools.{chosen.pop('work')}")
        return work(**{name: value for name, value in chosen.items() if name != "command"}) or os.EX_OK
    except (Problem, OSError) as problem:
        failure(str(problem))
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _parser() -> argparse.ArgumentParser:
    """The commands, each with the function that does its `work`; its options are the function's arguments."""
    parser = argparse.ArgumentParser(
        "./dev",
        usage="./dev COMMAND [OPTIONS]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_EPILOG.format(cache=cache.location()),
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND", prog="./dev", required=True)

    def command(name: str, work: str | None, text: str, **defaults: object) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        added.set_defaults(work=work, **defaults)
        return added

    others = {"choices": sorted(neighbors.SETS), "help": "on a database with these other apps"}

    run = command(
        "run", "running:run", "Odoo with demo data, and a stand-in for Amazon Business beside it, until Ctrl-C"
    )
    run.add_argument("--port", type=int, default=8069, help="Odoo's port; the stand-in for Amazon has the next")
    run.add_argument("--beside", **others)

    demo = command("demo", "demo.command:demo", "one purchase from start to finish over HTTP, told step by step")
    which = demo.add_mutually_exclusive_group()
    which.add_argument(
        "--setup", action="store_true", help="an administrator in a browser, from a fresh database to active mode"
    )
    which.add_argument("--keyboard", action="store_true", help="a buyer and an approver without a mouse, in a browser")
    demo.add_argument("--beside", **others)

    test = command("test", "testing:test", "all tests by pytest, whose options and paths may follow", arguments=[])
    test.add_argument("--odoo", action="store_true", help="by Odoo's own runner, whose test tags may follow")
    test.add_argument("--demo", action="store_true", help="on a database with demo data")
    test.add_argument("--beside", **others)

    lint = command("lint", "linting:lint", "every linter")
    lint.add_argument("--fix", action="store_true", help="let the linters fix what they can")

    bench = command(
        "bench",
        "bench.command:bench",
        "how fast a cart becomes an order, what Amazon says of it is processed, the inbox answers, a list is imported",
    )
    bench.add_argument(
        "--ordinary", action="store_true", help="instead: an ordinary purchase order beside the addon, and without it"
    )
    bench.add_argument("--runs", type=int, default=5, help="at least, of each size (default: %(default)s)")
    bench.add_argument(
        "--json", type=lambda name: Path(name).absolute(), metavar="FILE", help="write the figures there as well"
    )

    screenshots = command(
        "screenshots",
        "screenshots.command:screenshots",
        "play the demo, then photograph the screens for the addon's page",
    )
    screenshots.add_argument("names", nargs="*", metavar="NAME", help="a picture (default: all)")
    screenshots.add_argument(
        "--every",
        action="store_true",
        help="each screen of the addon on a desk, on a phone, from right to left, examined; goes on where it stopped",
    )

    upgrade = command(
        "upgrade",
        "upgrade.command:upgrade",
        "fills landed versions, and upgrades them to this one: nothing may get lost; then uninstalls it",
    )
    upgrade.add_argument(
        "revisions", nargs="*", metavar="REVISION", help="of git (default: each version that somebody may still have)"
    )

    attack = command(
        "attack",
        "attack.command:attack",
        "hostile posts, killed workers, access across companies, an Amazon that hangs: shows what gets through",
    )
    attack.add_argument("part", nargs="?", choices=ATTACKS, help="one of the four (default: all)")

    chaos = command(
        "chaos",
        "chaos.command:chaos",
        "purchases while workers die, the database restarts and the network fails: nothing is lost or doubled",
    )
    many = chaos.add_mutually_exclusive_group()
    many.add_argument("--purchases", type=int, default=500, help="how many (default: %(default)s)")
    many.add_argument("--short", action="store_const", const=40, dest="purchases", help="40 of them")
    chaos.add_argument("--seed", type=int, help="that of the run to repeat")
    chaos.add_argument("--queue", action="store_true", help="with OCA's job queue, beside scheduled actions")

    load = command(
        "load",
        "load.command:load",
        "many clients at once: baskets return, Amazon's server posts, beside Odoo's own `create`",
    )
    amount = load.add_mutually_exclusive_group()
    amount.add_argument("--short", action="store_true", help="fewer requests, of fewer clients")
    amount.add_argument(
        "--full",
        action="store_true",
        help="instead: screens and jobs in a database with 20,000 orders and 100,000 messages, beside a small one",
    )

    scale = command(
        "scale", "scale.command:scale", "one, two and four machines on one database: documents a minute, and each once"
    )
    scale.add_argument("--queue", action="store_true", help="with OCA's job queue, instead of scheduled actions")

    replay = command(
        "replay", "replay.command:replay", "post a folder of Amazon's documents, and see what becomes of each"
    )
    replay.add_argument("folder", type=lambda name: Path(name).absolute(), metavar="FOLDER")

    command(
        "dist", "dist.command:dist", "build wheels of the addons, install them somewhere new, play the demo from there"
    )

    fuzz = command("fuzz", "fuzz.command:fuzz", "try every reader of what others send at random; needs x86-64")
    fuzz.add_argument("--minutes", type=float, default=10, help="for all together (default: %(default)s)")
    fuzz.add_argument(
        "--again", type=lambda name: Path(name).absolute(), metavar="FILE", help="instead: one input that was found"
    )

    command("shell", "running:shell", "Odoo's Python shell on the demo database; its options may follow", arguments=[])

    reset = command(
        "reset",
        "running:reset",
        "drop this checkout's demo database, and templates and scratch ones, unless somebody is connected",
    )
    reset.add_argument("--all", action="store_true", help="the entire cache folder", dest="everything")

    command("help", None, "this")
    return parser
