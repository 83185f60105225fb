from odoo import fields
from odoo.modules.module import load_script
from odoo.tests import tagged

from ..models.amazon_punchin_retention import DEFAULT_DAYS
from .common import AmazonCase


@tagged("post_install", "-at_install")
class TestMigrations(AmazonCase):
    """An older database gets what a new one begins with."""

    def migrate(self, version):
        self.env.flush_all()
        script = load_script(f"amazon_punchin/migrations/{version}/post-migrate.py", "migration")
        script.migrate(self.env.cr, None)
        self.env.invalidate_all()

    def test_documents_are_kept_as_long_as_in_a_new_configuration(self):
        archived = self.other_config
        archived.active = False
        (self.config | archived).retention_ids.unlink()
        own = self.make_config("Own", self.company)
        own.retention_ids[1:].unlink()
        self.migrate("19.0.1.2.0")
        for config in (self.config, archived):
            kept = {line.document: (line.body_days, line.row_days) for line in config.retention_ids}
            self.assertEqual(kept, DEFAULT_DAYS)
        self.assertEqual(len(own.retention_ids), 1)

    def test_digest_has_amazon_figures(self):
        digest = self.env.ref("digest.digest_digest_default")
        digest.write({"kpi_amazon_orders": False, "kpi_amazon_trouble": False})
        self.migrate("19.0.1.2.0")
        self.assertTrue(digest.kpi_amazon_orders and digest.kpi_amazon_trouble)

    def test_database_without_a_digest(self):
        self.env.ref("digest.digest_digest_default").unlink()
        self.migrate("19.0.1.2.0")

    def test_verdict_that_no_longer_holds_has_no_date(self):
        forgotten, held = self.config.check_ids[:2]
        (forgotten | held).checked_at = fields.Datetime.now()
        held.state = "done"
        self.migrate("19.0.1.3.0")
        self.assertFalse(forgotten.checked_at)
        self.assertTrue(held.checked_at)
