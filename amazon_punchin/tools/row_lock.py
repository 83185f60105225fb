from contextlib import contextmanager
from contextvars import ContextVar

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_EXPECTED = ContextVar("amazon_punchin_expected_collisions", default=())


@contextmanager
def expecting(*collisions):
    """Let the server's log make no error of a collision with somebody else after which all is tried again.

    :param collisions: classes of errors of PostgreSQL's
    """
    token = _EXPECTED.set((*_EXPECTED.get(), *collisions))
    try:
        yield
    finally:
        _EXPECTED.reset(token)


def expected_collisions():
    """The errors that whoever is at work here has named by :func:`expecting`.

    :rtype: tuple[type, ...]
    """
    return _EXPECTED.get()


def wait_for_row(record):
    """Lock one row until the end of the transaction, waiting for whoever holds it.

    Odoo's ``lock_for_update`` gives up at once; here the second of two identical requests
    must wait for the first. If the first changed the row, PostgreSQL raises a serialization
    failure and ``odoo.service.model.retrying`` runs the request again; so what this transaction
    has read of the row holds, and need not be read again.

    :param odoo.models.BaseModel record: one record
    """
    record.ensure_one()
    with expecting(*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
        record.env.execute_query(
            SQL("SELECT id FROM %s WHERE id = %s FOR UPDATE", SQL.identifier(record._table), record.id)
        )


@contextmanager
def retried_on_collision():
    """Let Odoo run a request again when somebody else created a record with the same key first.

    :raises ConcurrencyError: somebody did
    """
    try:
        with expecting(UniqueViolation, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            yield
    except UniqueViolation as error:
        raise ConcurrencyError("a record with the same key is being created") from error
