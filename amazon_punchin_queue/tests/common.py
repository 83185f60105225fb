"""A job runner that is at work, as far as others see it."""

from contextlib import contextmanager

from odoo.addons.amazon_punchin.tests.same_moment import Transaction
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID


@contextmanager
def runner():
    """Hold what the runner holds while it lives."""
    with Transaction() as env:
        env.cr.execute("SELECT pg_try_advisory_lock(%s)", [PG_ADVISORY_LOCK_ID])
        [(taken,)] = env.cr.fetchall()
        assert taken, "another runner is at work on the database of the tests"
        env.cr.commit()
        try:
            yield
        finally:
            env.cr.execute("SELECT pg_advisory_unlock(%s)", [PG_ADVISORY_LOCK_ID])
