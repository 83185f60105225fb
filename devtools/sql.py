"""SQL on the PostgreSQL that runs for us, outside Odoo."""

from collections.abc import Sequence
from contextlib import closing

import psycopg2

from devtools.problem import Problem


def execute(statement: str, database: str = "postgres", values: Sequence | None = None) -> list[tuple]:
    """Execute a statement outside a transaction, and give its rows.

    :param values: in the place of its ``%s``
    :raise Problem: when the server refuses it
    """
    try:
        with closing(psycopg2.connect(dbname=database)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
    except psycopg2.Error as error:
        raise Problem(f"PostgreSQL: {error}") from error
