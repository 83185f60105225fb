import hashlib
import logging
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ... import protocol
from ...protocol.errors import ProtocolError
from ...tools.packing import packed
from ...tools.problem_text import sentence
from ...tools.row_lock import retried_on_collision, wait_for_row
from .state import UNUSED

_logger = logging.getLogger(__name__)


class AmazonPunchinMessage(models.Model):
    _name = "amazon.punchin.message"
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
    state = fields.Selection(
        [
            ("received", "Received"),
            ("unclaimed", "Unclaimed"),
            ("processed", "Processed"),
            ("failed", "Failed"),
            ("dismissed", "Set aside"),
            ("pending", "To be sent"),
            ("sending", "Being sent"),
            ("sent", "Sent"),
            ("refused", "Refused by Amazon"),
            ("unknown", "Answer unknown"),
            ("cancelled", "Not sent, cancelled"),
        ],
        required=True,
        readonly=True,
        index=True,
        help="What became of the document: whether it waits, went through, or needs attention.",
    )
    attempts = fields.Integer(
        readonly=True,
        help="How often Odoo has tried to send it.",
    )
    next_attempt_at = fields.Datetime(
        readonly=True,
        help="When Odoo tries to send it again.",
    )
    error = fields.Text(readonly=True)
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
    def _receive(self, config, document, data, payload_id="", dedup_key=""):
        """Store a received document, before anything is made of it, once.

        :param amazon.punchin.config config: of the URL that it came to
        :param str document: one of the document types, or ``unknown``
        :param bytes data: the document
        :param str payload_id: empty if it cannot be read
        :param str dedup_key: empty: the same bytes are the same document
        :return: the new message, or the one of the same document received before
        :rtype: amazon.punchin.message
        :raises ConcurrencyError: the same document is being received at this moment; Odoo tries again
        """
        dedup_key = dedup_key or hashlib.sha256(data).hexdigest()
        self._claim_key(f"{config.id} {dedup_key}")
        domain = [("config_id", "=", config.id), ("direction", "=", "in"), ("dedup_key", "=", dedup_key)]
        if message := self.search(domain, limit=1):
            return message
        with retried_on_collision():
            return self.create(
                {
                    "config_id": config.id,
                    "direction": "in",
                    "document": document,
                    "payload_id": payload_id,
                    "dedup_key": dedup_key,
                    "state": "received",
                    "raw": packed(protocol.document.redact(data)),
                }
            )

    @api.model
    def _claim_key(self, key):
        """Be the only one who receives a document at this moment.

        :raises ConcurrencyError: somebody else does; Odoo tries again when they have finished
        """
        query = SQL("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", f"{self._table} {key}")
        if not self.env.execute_query(query)[0][0]:
            raise ConcurrencyError("the same document is being received")

    def _process(self, handler, *args):
        """Let a handler work on a received document; what it raises is kept on the message.

        Nothing that a failing handler did stays behind. A document that has been processed is
        not processed again.

        :param callable handler: a method of this model that takes the message and ``args``
        """
        self.ensure_one()
        wait_for_row(self)
        if self.state not in UNUSED:
            return
        try:
            with retried_on_collision(), self.env.cr.savepoint():
                handler(*args)
                self._learn_addresses()
        except ProtocolError as error:
            self._fail(sentence(self.env, error))
        except UserError as error:
            self._fail(str(error))
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            raise
        except Exception:
            _logger.exception("Document %s of Amazon configuration %s failed", self.id, self.config_id.id)
            self._fail(self.env._("An internal error occurred. The server's log names it by the number %s.", self.id))

    def _fail(self, reason):
        """Keep why a document cannot be processed; where nobody waits for it in a browser, tell the administrator.

        :param str reason: a sentence
        """
        self.write({"state": "failed", "error": reason})
        if self.document != "PunchOutOrderMessage":
            self.order_ids |= self._named_orders()
            self.config_id._call_administrator(
                lambda config: (
                    config.env._("Documents of Amazon's could not be processed"),
                    config.env._("The message log says which, and why. They can be processed again there."),
                )
            )
