from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ... import protocol
from ...tools.const import DOCUMENTS
from ...tools.packing import packed, unpacked
from ...tools.row_lock import retried_on_collision


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
        help="The Amazon Business group of the document.",
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
        DOCUMENTS,
        required=True,
        readonly=True,
        index=True,
        help="What kind of document it is.",
    )
    payload_id = fields.Char(
        string="Payload ID",
        size=255,
        readonly=True,
        index=True,
        help="The number that distinguishes it from all other documents of its sender.",
    )
    dedup_key = fields.Char(required=True, readonly=True, help="Identifies the document if it is received again.")
    namesake_id = fields.Many2one(
        "amazon.punchin.message",
        string="Same Payload ID As",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="A document that came before with the same payload ID, but different content.",
    )
    attempts = fields.Integer(
        readonly=True,
        help="How often a job has tried to send or process it.",
    )
    next_attempt_at = fields.Datetime(
        readonly=True,
        help="When a job handles it next.",
    )
    error = fields.Text(readonly=True, translate=True)
    raw = fields.Binary(attachment=False, readonly=True, help="The document without secrets, gzipped.")
    network = fields.Char(
        string="Came From",
        readonly=True,
        help="The network address from which Amazon's server posted it to the inbox; for IPv6, the network of 64 bits.",
    )
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
    _network_idx = models.Index("(config_id, network) WHERE network IS NOT NULL")
    _to_send_idx = models.Index("(next_attempt_at) WHERE state = 'pending'")

    @api.model
    def _new_payload_id(self):
        return protocol.envelope.new_payload_id(self._host())

    @api.model
    def _host(self):
        return urlsplit(self.get_base_url()).hostname or "localhost"

    @api.model
    def _receive(self, config, document, received, dedup_key="", network=""):
        """Store a received document, before anything is made of it, once.

        The same document again takes the place of the stored one, as long as nothing has been made of that: its header
        may be another. One with the id of another document is a document of its own.

        :param amazon.punchin.config config: of the URL that it came to
        :param str document: one of the document types, or ``unknown``
        :param amazon_punchin.protocol.received.Received received: the document
        :param str dedup_key: empty: what says the same is the same document
        :param str network: where it came from, if whoever sent it has shown credentials
        :return: the new message, or the one of the same document received before
        :rtype: amazon.punchin.message
        :raises ConcurrencyError: the same document is being received at this moment; Odoo tries again
        """
        dedup_key = dedup_key or received.digest
        self._claim_key(f"{config.id} {dedup_key}")
        if message := self._received_before(config, received, dedup_key):
            message._keep_newest(received)
            return message
        with retried_on_collision():
            message = self._begin(
                "received",
                config_id=config.id,
                direction="in",
                document=document,
                payload_id=received.payload_id,
                dedup_key=dedup_key,
                network=network,
                raw=packed(received.redacted),
                namesake_id=self._namesake(config, document, received).id,
                **(self._prepare_return(received) if document == "PunchOutOrderMessage" else {}),
            )
        if message.next_attempt_at:
            message._wake(message.next_attempt_at)
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
                ("dedup_key", "=", dedup_key or received.digest),
            ],
            limit=1,
        )

    @api.model
    def _namesake(self, config, document, received):
        """Find the last document of a type that came with the id of another one; parameters as of :meth:`_receive`.

        :rtype: amazon.punchin.message
        """
        if not received.payload_id or document == "ProfileRequest":
            return self.browse()
        return self.search(
            [
                ("config_id", "=", config.id),
                ("direction", "=", "in"),
                ("document", "=", document),
                ("payload_id", "=", received.payload_id[: self._fields["payload_id"].size]),
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
            self._wake()
