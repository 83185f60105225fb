"""Forgetting what was made: databases that nobody uses, or the whole cache folder."""

from devtools import cache, database, environment, postgres
from devtools.progress import note


def reset(*, everything: bool) -> None:
    """Drop this checkout's demo database, and templates and scratch ones, unless somebody is connected.

    :param everything: remove the cache folder with all that is in it, our own database server included
    """
    if not everything or postgres.given():
        with environment.ready():
            for name, dropped in database.drop_unused():
                note(f"dropped {name}" if dropped else f"left {name}: it is in use")
    if everything:
        postgres.stop_unused()
        note(f"removed {cache.remove()}")
