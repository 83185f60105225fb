"""A worker that dies: a process of its own, killed as the kernel kills one that has taken too much."""

import os
import signal
from unittest.mock import patch

from odoo import sql_db
from odoo.sql_db import Cursor
from odoo.tests import get_db_name

#: Connections of the process that this one was forked from: collecting them here would close them there.
_INHERITED = []


def worker(work, dies_at, says_so):
    """Run something in a process of its own, with connections of its own.

    :param collections.abc.Callable work: without arguments
    :param int dies_at: which of its commits to this database the process does not outlive; it may not come so far
    :param bool says_so: whether the commit still reaches the database
    :return: whether it died
    :rtype: bool
    :raises AssertionError: it failed
    """
    told, tell = os.pipe()
    process = os.fork()
    if not process:
        _live(work, dies_at, says_so, tell)
    os.close(tell)
    with os.fdopen(told) as pipe:
        said = pipe.read()
    _process, status = os.waitpid(process, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, -signal.SIGKILL), said
    return code != 0


def _live(work, dies_at, says_so, tell):
    """Be the process: it never comes back."""
    status = 1
    try:
        for pool in filter(None, (sql_db._Pool, sql_db._Pool_readonly)):
            _INHERITED.extend(pool._connections)
            pool._connections.clear()
        with patch.object(Cursor, "commit", _deadly(dies_at, says_so)):
            work()
        status = 0
    except BaseException as error:
        os.write(tell, repr(error).encode())
    finally:
        os._exit(status)


def _deadly(dies_at, says_so):
    commit, begun = Cursor.commit, []

    def deadly(cursor):
        if cursor.dbname == get_db_name():
            begun.append(cursor)
            if len(begun) == dies_at:
                if says_so:
                    cursor.flush()
                    cursor._cnx.commit()
                os.kill(os.getpid(), signal.SIGKILL)
        commit(cursor)

    return deadly
