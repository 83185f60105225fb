"""Play the demo with the addons that are installed in this virtual environment: `python -m devtools.dist.play`."""

import sys

from devtools import environment
from devtools.demo.command import demo
from devtools.problem import Problem
from devtools.progress import failure


def main() -> int:
    """Play it beside Inventory, where the bridge installs itself."""
    environment.FOLDERS.clear()
    try:
        demo(setup=False, keyboard=False, beside="inventory")
    except Problem as problem:
        failure(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
