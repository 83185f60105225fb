from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..same_moment import SameMomentCase, Transaction

TYPED = "typed-by-the-second-one"


@tagged("post_install", "-at_install")
class TestSecretsSameMoment(SameMomentCase):
    """Two administrators save a secret at the same moment.

    The statement that fails, which PostgreSQL logs, is the one about the configuration, and not about its vault.
    """

    def setUp(self):
        super().setUp()
        with Transaction() as env:
            config = env["amazon.punchin.config"].create(
                {"name": "Secrets at the same moment", "partner_id": env["res.partner"].create({"name": "Amazon"}).id}
            )
            self.config_id = config.id

    @mute_logger("odoo.sql_db")
    def test_statement_that_fails_holds_no_secret(self):
        late = Transaction()
        with self.assertRaises(SerializationFailure) as failure, late as env:
            config = env["amazon.punchin.config"].browse(self.config_id)
            self.assertTrue(config.inbox_password)
            with Transaction() as early:
                early["amazon.punchin.config"].browse(self.config_id).soap_password = "typed-by-the-first-one"
            config.soap_password = TYPED
            env.flush_all()
        self.assertNotIn(TYPED, f"{failure.exception} {failure.exception.cursor.query.decode()}")
