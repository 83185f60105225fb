from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.document.retention import DEFAULT_DAYS
from ...tools.packing import packed
from ..carts import CartDocument
from ..common import AmazonCase


@tagged("post_install", "-at_install")
class TestRetention(AmazonCase):
    """Documents are kept for as long as the configuration says: content first, then the rest."""

    def setUp(self):
        super().setUp()
        self.messages = self.env["amazon.punchin.message"]
        self.config.retention_ids.filtered(lambda kept: kept.document == "ConfirmationRequest").write(
            {"body_days": 10, "row_days": 20}
        )

    def make(self, state, days, document="ConfirmationRequest", config=None):
        message = self.messages.create(
            {
                "config_id": (config or self.config).id,
                "direction": "in",
                "document": document,
                "dedup_key": f"{state} {days} {document}",
                "state": state,
                "raw": packed(b"<cXML/>"),
                "raw_answer": packed(b"<cXML/>"),
            }
        )
        return self.aged(message, days)

    def aged(self, message, days):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE amazon_punchin_message SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=days), message.id],
        )
        self.env.invalidate_all()
        return message

    def clean(self):
        self.env["amazon.punchin.retention"]._gc_messages()
        self.env.invalidate_all()

    def test_content_goes_before_the_entry(self):
        young, old, ancient = (self.make("processed", days) for days in (9, 11, 21))
        self.clean()
        self.assertTrue(young.raw and young.raw_answer)
        self.assertTrue(old.exists())
        self.assertFalse(old.raw or old.raw_answer or old.body)
        self.assertFalse(ancient.exists())

    def test_attachments_go_with_the_content(self):
        young, old = (self.make("processed", days) for days in (9, 11))
        files = [
            self.env["ir.attachment"].create({"name": "a.pdf", "raw": b"%PDF", "res_model": m._name, "res_id": m.id})
            for m in (young, old)
        ]
        self.clean()
        self.assertEqual([bool(file.exists()) for file in files], [True, False])

    def test_failed_documents_too(self):
        failed = self.make("failed", 21)
        self.clean()
        self.assertFalse(failed.exists())

    def test_what_waits_is_never_deleted(self):
        waiting = [self.make(state, 10000) for state in ("received", "pending", "sending", "unknown")]
        self.clean()
        for message in waiting:
            self.assertTrue(message.exists() and message.raw, message.state)

    def test_basket_that_nobody_claimed(self):
        message = self.bring(CartDocument("never issued"))
        self.assertEqual(message.state, "unclaimed")
        self.aged(message, DEFAULT_DAYS["PunchOutOrderMessage"][0] + 1)
        self.clean()
        self.assertEqual((message.state, message.raw), ("failed", False))
        self.assertIn("Nobody claimed", message.error)

    def test_type_that_is_not_listed_is_kept(self):
        self.config.retention_ids.filtered(lambda kept: kept.document == "unknown").unlink()
        message = self.make("failed", 10000, "unknown")
        self.clean()
        self.assertTrue(message.raw)

    def test_each_configuration_for_itself(self):
        mine, theirs = self.make("processed", 21), self.make("processed", 21, config=self.other_config)
        self.clean()
        self.assertFalse(mine.exists())
        self.assertTrue(theirs.raw)

    def test_every_type_has_a_default(self):
        types = set(dict(self.messages._fields["document"].selection))
        self.assertEqual(set(self.config.retention_ids.mapped("document")), types)

    @mute_logger("odoo.sql_db")
    def test_entry_never_goes_before_the_content(self):
        for days in ({"body_days": 30, "row_days": 20}, {"body_days": 0, "row_days": 20}):
            with self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self.config.retention_ids[0].write(days)
                self.env.flush_all()
