import hashlib
import logging
import secrets

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying

from ... import protocol
from ...protocol.errors import ProtocolError
from ...tools.packing import packed
from ...tools.problem_text import sentence
from .state import UNUSED

_logger = logging.getLogger(__name__)


def _dedup_key(document, payload_id):
    """The key of a document of Amazon's server: another document may come with the same payloadID."""
    return hashlib.sha256(f"{document} {payload_id}".encode()).hexdigest()


class AmazonPunchinMessage(models.Model):
    """A document of Amazon's server when it arrives: stored and answered at once, processed afterwards."""

    _inherit = "amazon.punchin.message"

    def _answer_inbox(self, config, data, attachments=()):
        """Store a document of Amazon's server, and write the answer to it.

        :param amazon.punchin.config config: of the URL that it came to
        :param bytes data: the document, whose sender has been authenticated
        :param tuple[amazon_punchin.protocol.mime.Attachment, ...] attachments: what came along
        :rtype: bytes
        """
        message, code, detail = self._receive_from_inbox(config, data, attachments)
        if message.document == "ProfileRequest" and code == 200:
            return message._profile()
        return protocol.response.build(code, detail, self._host())

    @api.model
    def _receive_from_inbox(self, config, data, attachments=()):
        """Store a document of Amazon's server; it is processed by the cron.

        A document that failed and comes again is processed again. One that comes corrected under the same id takes
        the place of the one that could not be processed.

        :param amazon.punchin.config config: of the URL that it came to
        :param bytes data: the document, whose sender has been authenticated
        :param tuple[amazon_punchin.protocol.mime.Attachment, ...] attachments: what came along
        :return: the message, cXML status code and a sentence
        :rtype: tuple[amazon.punchin.message, int, str]
        """
        try:
            root = protocol.document.parse(data)
        except ProtocolError as error:
            message = self._receive(config, "unknown", data)
            message._fail(sentence(self.env, error))
            return message, error.status, message.error
        name = protocol.document.document_type(root)
        payload_id = protocol.envelope.read_header(root).payload_id
        known = name in dict(self._fields["document"].selection)
        key = _dedup_key(name, payload_id) if payload_id else ""
        message = self._receive(config, name if known else "unknown", data, payload_id, key)
        message._keep_newest(data)
        message._keep_attachments(attachments)
        if name == "ProfileRequest":
            message.state = "processed"
            return message, 200, ""
        if name not in self._inbox_handlers():
            message._fail(self.env._("Documents of the type %s are not supported.", name or "-"))
            return message, 450, message.error
        if message.state not in UNUSED:
            return message, 200, ""
        code, refusal = message._refuse_at_once(name, root)
        if refusal:
            message._fail(refusal)
            return message, code, refusal
        message.state = "received"
        self.env.ref("amazon_punchin.ir_cron_process")._trigger()
        return message, 200, ""

    def _keep_newest(self, data):
        """Let the document, with what comes along, take the place of the stored one, unless that has been processed.

        :param bytes data: the document
        """
        newest = protocol.document.redact(data)
        if self.state in UNUSED and self._raw_bytes() != newest:
            self.raw = packed(newest)
            self._stored_attachments().unlink()

    @api.model
    def _cron_process(self):
        """Process what Amazon's server has sent, each document in its own transaction."""
        received = self.search(
            [("direction", "=", "in"), ("state", "=", "received"), ("document", "in", [*self._inbox_handlers()])],
            order="id",
        )
        for position, message in enumerate(received, start=1):
            if message.try_lock_for_update():
                message._process_alone()
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(received) - position):
                break

    def _process_alone(self):
        """Process a document of Amazon's server in a transaction of its own, however often somebody gets in its way.

        One that is held up for too long stays as it is, and holds up no other.
        """
        self.ensure_one()
        try:
            retrying(lambda: self._process(getattr(self, self._inbox_handlers()[self.document])), self.env)
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            _logger.info("Document %s is processed later", self.id)

    @api.model
    def _answer_too_large(self, config, data):
        """Keep a document that is too large to be read, and write the answer to it.

        :param amazon.punchin.config config: of the URL that it came to
        :param bytes data: the document, whose sender has been authenticated
        :rtype: bytes
        """
        message = self._receive(config, "unknown", data)
        try:
            protocol.form.check_size(data)
        except ProtocolError as error:
            message._fail(sentence(self.env, error))
        return protocol.response.build(413, message.error, self._host())

    @api.model
    def _answer_unread(self, config):
        """Note that a post of Amazon's server was too large to be taken in, and write the answer to it.

        :param amazon.punchin.config config: of the URL that it came to
        :rtype: bytes
        """
        message = self._receive(config, "unknown", b"", dedup_key=secrets.token_hex(32))
        megabytes = protocol.form.MAX_POST // 1024 // 1024
        message._fail(
            self.env._("A post of more than %s MB came, of which nothing could be kept: look at Amazon.", megabytes)
        )
        return protocol.response.build(413, message.error, self._host())
