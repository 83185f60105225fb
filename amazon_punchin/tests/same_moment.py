import threading
from contextlib import ExitStack
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger


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
    """Several requests at the same moment, each in a real transaction of its own."""

    def setUp(self):
        super().setUp()
        # Odoo's runner holds this lock while tests run; threads that start over need it.
        self.enterContext(patch.object(Registry, "_lock", DummyRLock()))

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
