from datetime import timedelta

from odoo import api, fields, models

from ...tools.const import DOCUMENTS
from ...tools.problem_text import Problem
from .log import CXML_NAME_HELP, cxml_name
from .state import OPEN

#: Type of a document to the days after which its body is deleted, and the days after which nothing of it is left.
DEFAULT_DAYS = {
    "PunchOutSetupRequest": (30, 90),
    "PunchOutOrderMessage": (365, 730),
    "OrderRequest": (730, 3650),
    "ConfirmationRequest": (730, 3650),
    "ShipNoticeRequest": (730, 3650),
    "InvoiceDetailRequest": (3650, 3650),
    "StatusUpdateRequest": (365, 730),
    "ProfileRequest": (30, 90),
    "unknown": (90, 365),
}

#: How many documents are cleaned up at a time.
_BATCH = 1000


class AmazonPunchinRetention(models.Model):
    """How long documents of one type are kept. A type without such a record is kept forever."""

    _name = "amazon.punchin.retention"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Retention of Amazon Documents"
    _rec_name = "document"

    config_id = fields.Many2one(
        "amazon.punchin.config", string="Group at Amazon", required=True, index=True, ondelete="cascade"
    )
    document = fields.Selection(
        DOCUMENTS,
        required=True,
        help="The kind of document.",
    )
    cxml_name = fields.Char(string="In cXML", compute="_compute_cxml_name", help=CXML_NAME_HELP)
    body_days = fields.Integer(
        string="Keep Content (Days)",
        required=True,
        help="Days after which the document's content is deleted; the entry remains.",
    )
    row_days = fields.Integer(
        string="Keep Entry (Days)",
        required=True,
        help="Days after which the entry is deleted as well.",
    )

    _document_uniq = models.Constraint(
        "UNIQUE (config_id, document)", "Each document type can have only one retention period."
    )
    _days_ordered = models.Constraint(
        "CHECK (body_days > 0 AND row_days >= body_days AND row_days <= 36500)",
        "Content is kept for at least one day, the entry at least as long, and for 36500 days at most.",
    )

    @api.depends("document")
    def _compute_cxml_name(self):
        for retention in self:
            retention.cxml_name = cxml_name(retention.document)

    @api.model
    def _default_commands(self):
        """Records for a new configuration.

        :rtype: list
        """
        return [
            fields.Command.create({"document": name, "body_days": body_days, "row_days": row_days})
            for name, (body_days, row_days) in DEFAULT_DAYS.items()
        ]

    @api.autovacuum
    def _gc_messages(self):
        """Delete contents, and later what is left of their documents; never what still waits for something.

        :return: how many documents were cleaned up, and whether there may be more
        :rtype: tuple[int, int]
        """
        done = 0
        for retention in self.search([("row_days", ">", 0)]):
            done += retention._delete_bodies(_BATCH - done)
            done += retention._delete_rows(_BATCH - done)
            if done >= _BATCH:
                return done, 1
        return done, 0

    def _delete_bodies(self, limit):
        has_body = ["|", ("raw", "!=", False), ("raw_answer", "!=", False)]
        old = self._older_than(self.body_days, has_body, limit)
        unclaimed = old.filtered(lambda message: message.state == "unclaimed")
        unclaimed._move_to("failed", error=Problem("unclaimed"))
        old._stored_attachments().unlink()
        old.write({"raw": False, "raw_answer": False})
        return len(old)

    def _delete_rows(self, limit):
        old = self._older_than(self.row_days, [], limit)
        old.unlink()
        return len(old)

    def _older_than(self, days, domain, limit):
        return self.env["amazon.punchin.message"].search(
            [
                ("config_id", "=", self.config_id.id),
                ("document", "=", self.document),
                ("state", "not in", OPEN),
                ("create_date", "<", fields.Datetime.now() - timedelta(days=days)),
                *domain,
            ],
            order="id",
            limit=max(limit, 1),
        )
