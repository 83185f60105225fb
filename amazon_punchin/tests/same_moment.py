import threading
from contextlib import ExitStack
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name
from odoo.tools import SQL, mute_logger


class Transaction:
    """A real transaction beside the tests' own."""

    def __enter__(self):
        self.cursor = db_connect(get_db_name()).cursor()
        return api.Environment(self.cursor, SUPERUSER_ID, {})

    def __exit__(self, kind, _error, _traceback):
        if kind is None:
            self.cursor.commit()
        self.cursor.close()


class SameMomentCase(BaseCase):
    """Several requests at the same moment, each in a real transaction of its own.

    Whatever they add to the database is deleted again.
    """

    def setUp(self):
        super().setUp()
        # Odoo's runner holds this lock while tests run; threads that start over need it.
        self.enterContext(patch.object(Registry, "_lock", DummyRLock()))
        with Transaction() as env:
            # A server that answers a test may stand where one of an earlier test was silent, and is then forgiven.
            env["amazon.punchin.circuit"].search([]).unlink()
        with Transaction() as env:
            self.addCleanup(self.clean_up, _last_ids(env.cr), _counts(env.cr))

    def make_config(self):
        """A configuration that every transaction sees.

        :return: its id
        """
        with Transaction() as env:
            vendor = env["res.partner"].create({"name": "Amazon at the same moment"})
            return (
                env["amazon.punchin.config"]
                .create({"name": "Same moment", "partner_id": vendor.id, "buyer_identity": "ODOO-TEST"})
                .id
            )

    def clean_up(self, last_ids, counts):
        """Delete what was added, and see that the database has as many rows of each kind as before."""
        with Transaction() as env:
            grown = {table for table, last_id in _last_ids(env.cr).items() if last_id > last_ids.get(table, 0)}
            while grown:
                deleted = {table for table in grown if _delete(env.cr, table, last_ids.get(table, 0))}
                self.assertTrue(deleted, f"these rows hold on to each other: {grown}")
                grown -= deleted
            env.registry.clear_all_caches()
        with Transaction() as env:
            found = _counts(env.cr)
        self.assertEqual({table: count for table, count in found.items() if count != counts.get(table)}, {})

    def at_once(self, *works):
        """Run functions of an environment at the same moment, each as Odoo runs a request.

        :return: what they gave
        """
        barrier = threading.Barrier(len(works))
        results = []

        def run(work, env):
            barrier.wait()
            results.append(retrying(lambda: work(env), env))

        with mute_logger("odoo.sql_db"), ExitStack() as transactions:
            threads = [
                threading.Thread(target=run, args=[work, transactions.enter_context(Transaction())]) for work in works
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        return results


def _last_ids(cr):
    """The highest id in each table that has ids."""
    cr.execute(
        """
        SELECT table_name
          FROM information_schema.columns
          JOIN information_schema.tables USING (table_schema, table_name)
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND column_name = 'id'
        """
    )
    return _of_each(cr, SQL("COALESCE(MAX(id), 0)"), [table for (table,) in cr.fetchall()])


def _counts(cr):
    """How many rows each table has, and how many tables and sequences there are."""
    cr.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return _of_each(cr, SQL("COUNT(*)"), [table for (table,) in cr.fetchall()] + ["pg_class"])


def _of_each(cr, what, tables):
    parts = [SQL("SELECT %s, %s FROM %s", table, what, SQL.identifier(table)) for table in tables]
    cr.execute(SQL(" UNION ALL ").join(parts))
    return dict(cr.fetchall())


@mute_logger("odoo.sql_db")
def _delete(cr, table, last_id):
    """Delete the rows after one, unless rows of another table still need them.

    :return: whether they are gone
    """
    try:
        with cr.savepoint():
            cr.execute(SQL("DELETE FROM %s WHERE id > %s", SQL.identifier(table), last_id))
    except IntegrityError:
        return False
    return True
