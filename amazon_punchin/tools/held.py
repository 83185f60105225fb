"""What a process is busy with, known to every process and machine that works on the database."""

from contextlib import contextmanager, suppress

import psycopg2

from odoo.tools import SQL

from .transaction import commit


@contextmanager
def held(env, alone, together=()):
    """Hold something while the block lasts, over commits, unless somebody else does; without waiting for it.

    The environment's own connection holds it, so that a process that dies gives it back, and one that has lost its
    connection, and so cannot write down what it did, does not hold it either. It begins with a commit: the block sees
    what was written by those who have held the same before.

    :param odoo.api.Environment env: of the database
    :param list[str] alone: names of what nobody else may hold
    :param list[str] together: names of what others may hold as well, but not alone
    :return: whether it is held
    :rtype: bool
    """
    names = [*(("", name) for name in alone), *(("_shared", name) for name in together)]
    taken = []
    try:
        answers = _ask(env.cr, "pg_try_advisory_lock", names)
        taken = [name for name, answer in zip(names, answers, strict=True) if answer]
        commit(env)
        yield len(taken) == len(names)
    except BaseException:
        with suppress(psycopg2.Error):
            env.cr.rollback()
        raise
    finally:
        # A connection that broke has given it back.
        with suppress(psycopg2.Error):
            _ask(env.cr, "pg_advisory_unlock", taken)


def _ask(cursor, function, names):
    """Call a function of PostgreSQL's for each name.

    :param odoo.sql_db.BaseCursor cursor: whose connection
    :param str function: without the end of its name that says whether others may hold the same
    :param list[tuple[str, str]] names: that end, and the name
    :return: what it says of each
    :rtype: tuple[bool, ...]
    """
    if not names:
        return ()
    calls = [SQL("%s(hashtextextended(%s, 0))", SQL.identifier(f"{function}{end}"), name) for end, name in names]
    cursor.execute(SQL("SELECT %s", SQL(", ").join(calls)), log_exceptions=False)
    return cursor.fetchone()
