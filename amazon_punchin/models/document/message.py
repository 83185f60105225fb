import hashlib
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ... import protocol
from ...tools.packing import packed, unpacked
from ...tools.row_lock import retried_on_collision


def _digest(received):
    return hashlib.sha256(received.data).hexdigest()


class AmazonPunchinMessage(models.Model):
    _name = "amazon.punchin.message"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Document to or from Amazon Business"
    _order = "id desc"
    _rec_names_search = ["payload_id"]

    config_id = fields.Many2one(
        "amazon.punchin.config",
        string="Group at Amazon",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The Amazon Business group that the document is of.",
    )
    company_id = fields.Many2one(related="config_id.company_id", store=True, precompute=True, index=True)
    direction = fields.Selection(
        [("in", "From Amazon"), ("out", "To Amazon")],
        required=True,
        readonly=True,
        index=True,
        help="Whether Amazon sent it, or Odoo.",
    )
    document = fields.Selection(
        selection=[(name, name) for name in protocol.document.DOCUMENT_TYPES] + [("unknown", "Unknown")],
        required=True,
        readonly=True,
        index=True,
        help="What kind of document it is, by its name in cXML, the language in which shops and buyers "
        "exchange orders.",
    )
    payload_id = fields.Char(
        string="Payload ID",
        size=255,
        readonly=True,
        index=True,
        help="The number by which its sender tells it from every other document.",
    )
    dedup_key = fields.Char(
        required=True, readonly=True, help="What makes the document the same one when it comes again."
    )
    attempts = fields.Integer(
        readonly=True,
        help="How often a job has tried to send or to process it.",
    )
    next_attempt_at = fields.Datetime(
        readonly=True,
        help="When a job next sees to it.",
    )
    error = fields.Text(readonly=True)
    raw = fields.Binary(attachment=False, readonly=True, help="The document without secrets, gzipped.")
    order_ids = fields.Many2many(
        "purchase.order",
        "amazon_punchin_message_purchase_order_rel",
        "message_id",
        "order_id",
        string="Orders",
        readonly=True,
    )

    _dedup_uniq = models.Constraint(
        "UNIQUE (config_id, direction, dedup_key)", "This document has already been received."
    )
    _to_send_idx = models.Index("(next_attempt_at) WHERE state = 'pending'")

    @api.model
    def _new_payload_id(self):
        return protocol.envelope.new_payload_id(self._host())

    @api.model
    def _host(self):
        return urlsplit(self.get_base_url()).hostname or "localhost"

    @api.model
    def _receive(self, config, document, received, dedup_key=""):
        """Store a received document, before anything is made of it, once.

        :param amazon.punchin.config config: of the URL that it came to
        :param str document: one of the document types, or ``unknown``
        :param amazon_punchin.protocol.received.Received received: the document
        :param str dedup_key: empty: the same bytes are the same document
        :return: the new message, or the one of the same document received before
        :rtype: amazon.punchin.message
        :raises ConcurrencyError: the same document is being received at this moment; Odoo tries again
        """
        dedup_key = dedup_key or _digest(received)
        self._claim_key(f"{config.id} {dedup_key}")
        if message := self._received_before(config, received, dedup_key):
            return message
        with retried_on_collision():
            message = self._begin(
                "received",
                config_id=config.id,
                direction="in",
                document=document,
                payload_id=received.payload_id,
                dedup_key=dedup_key,
                raw=packed(received.redacted),
                **(self._prepare_return(received) if document == "PunchOutOrderMessage" else {}),
            )
        if message.next_attempt_at:
            self.env.ref("amazon_punchin.ir_cron_process").sudo()._trigger(message.next_attempt_at)
        return message

    @api.model
    def _received_before(self, config, received, dedup_key=""):
        """Find the message of a document that has been stored; parameters as of :meth:`_receive`.

        :rtype: amazon.punchin.message
        """
        return self.search(
            [
                ("config_id", "=", config.id),
                ("direction", "=", "in"),
                ("dedup_key", "=", dedup_key or _digest(received)),
            ],
            limit=1,
        )

    @api.model
    def _claim_key(self, key):
        """Be the only one who receives a document at this moment.

        :raises ConcurrencyError: somebody else does; Odoo tries again when they have finished
        """
        query = SQL("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", f"{self._table} {key}")
        if not self.env.execute_query(query)[0][0]:
            raise ConcurrencyError("the same document is being received")

    # --- What is stored ------------------------------------------------------------------

    def _raw_bytes(self):
        return unpacked(self.with_context(bin_size=False).raw)

    def _stored(self):
        """Read the stored document.

        :rtype: amazon_punchin.protocol.received.Received
        """
        return protocol.received.read(self._raw_bytes())

    def _process_later(self):
        """Let the job process documents again."""
        if self:
            self._move_to("received", error=False, attempts=0, next_attempt_at=False)
            self.env.ref("amazon_punchin.ir_cron_process")._trigger()
