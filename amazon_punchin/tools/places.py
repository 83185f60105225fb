"""A few places for what takes long, shared by every process and machine that works on a database."""

from contextlib import contextmanager, suppress

import psycopg2

from odoo.exceptions import UserError
from odoo.tools import SQL

#: First half of the advisory locks that stand for places; the second is the number of the place.
_PLACES = 0x414D5A4E


class Busy(UserError):
    """So many users wait for another server that one more would have to wait for them; nothing was sent.

    :param odoo.api.Environment env: whose language
    """

    def __init__(self, env):
        super().__init__(
            env._("Amazon is responding slowly, and other users are already waiting. Try again in a few seconds.")
        )


@contextmanager
def place(env, number):
    """Take one of a few places while the block lasts, without waiting for one.

    It is held by a connection of its own, which has no open transaction meanwhile; a process that dies gives it back.

    :param odoo.api.Environment env: of the database
    :param int number: how many places there are
    :return: whether one was free
    :rtype: bool
    """
    cursor, taken = env.registry.cursor(), None
    try:
        taken = next((one for one in range(number) if _ask(cursor, "pg_try_advisory_lock", one)), None)
        yield taken is not None
    finally:
        # A connection that broke has given its place back.
        with suppress(psycopg2.Error):
            if taken is not None:
                _ask(cursor, "pg_advisory_unlock", taken)
        with suppress(psycopg2.Error):
            cursor.close()


def _ask(cursor, function, place):
    cursor.execute(SQL("SELECT %s(%s, %s)", SQL.identifier(function), _PLACES, place))
    [(answer,)] = cursor.fetchall()
    cursor.commit()
    return answer
