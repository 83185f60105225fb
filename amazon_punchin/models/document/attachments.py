from odoo import models


class AmazonPunchinMessage(models.Model):
    """What came along with a document: stored beside it, and kept as long as its content."""

    _inherit = "amazon.punchin.message"

    def _keep_attachments(self, attachments):
        """Store what came along with a document, beside it.

        Whatever a browser would run is kept as plain text.

        :param tuple[amazon_punchin.protocol.mime.Attachment, ...] attachments: parts of the post
        """
        self.ensure_one()
        stored = self._stored_attachments()
        if stored or not attachments:
            return
        stored.with_context(attachments_mime_plainxml=True).create(
            [
                {
                    "name": attachment.name or attachment.content_id or self.env._("Attachment %s", number),
                    "description": attachment.content_id,
                    "mimetype": attachment.media_type,
                    "raw": attachment.data,
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for number, attachment in enumerate(attachments, start=1)
            ]
        )

    def _stored_attachments(self):
        """What came along with the documents.

        :rtype: ir.attachment
        """
        return self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids), ("res_field", "=", False)], order="id"
        )
