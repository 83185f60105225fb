"""Where a transaction ends before the request or the job does."""

from odoo.service.model import retrying


def commit(env):
    """Commit what a request has written so far.

    Odoo commits a request once, at its end, and keeps nothing of one that fails. A document of Amazon's is kept
    whatever becomes of it, and its outcome whatever becomes of the page that shows it.

    :param odoo.api.Environment env: of the request
    """
    cursor = env.cr
    cursor.commit()


def run_until_committed(env, work):
    """Run work and commit it; run it again when somebody else has changed the same records meanwhile.

    Odoo does so with every request, but not with a job, which takes many documents one after the other: one that
    collides must neither end the job nor undo what was done before it. A new try begins with a rollback, so whatever
    must outlive one is committed before.

    :param odoo.api.Environment env: whose transaction it is
    :param collections.abc.Callable work: without arguments; reads anew what it needs
    :return: what it gave
    :raises psycopg2.errors.OperationalError | odoo.exceptions.ConcurrencyError: it collided too often
    """
    return retrying(work, env)
