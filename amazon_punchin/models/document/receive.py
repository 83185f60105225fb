import hashlib
import secrets

from odoo import api, fields, models

from ... import protocol
from ...protocol.errors import ProtocolError
from ...tools.packing import packed
from .refusal import DocumentRefused
from .state import UNUSED


def _dedup_key(document, payload_id):
    """The key of a document of Amazon's server: another document may come with the same payloadID."""
    return hashlib.sha256(f"{document} {payload_id}".encode()).hexdigest()


class AmazonPunchinMessage(models.Model):
    """A document of Amazon's server when it arrives: stored and answered at once, processed afterwards."""

    _inherit = "amazon.punchin.message"

    def _answer_inbox(self, config, received, attachments=()):
        """Store a document of Amazon's server, and write the answer to it.

        :param amazon.punchin.config config: of the URL that it came to
        :param amazon_punchin.protocol.received.Received received: the document, whose sender has been authenticated
        :param tuple[amazon_punchin.protocol.mime.Attachment, ...] attachments: what came along
        :rtype: bytes
        """
        message, code, detail = self._receive_from_inbox(config, received, attachments)
        if message.document == "ProfileRequest" and code == 200:
            return message._profile()
        return protocol.response.build(code, detail, self._host())

    def _profile(self):
        """Write the answer to a ProfileRequest: the documents that the inbox takes.

        :rtype: bytes
        """
        config = self.config_id
        names = ["ProfileRequest", *self._inbox_handlers()]
        return protocol.profile.build(
            dict.fromkeys(names, config.inbox_url), fields.Datetime.context_timestamp(self, config.create_date)
        )

    @api.model
    def _receive_from_inbox(self, config, received, attachments=()):
        """Store a document of Amazon's server; it is processed by the cron.

        A document that failed and comes again is processed again. One that comes corrected under the same id takes
        the place of the one that could not be processed.

        :param amazon.punchin.config config: of the URL that it came to
        :param amazon_punchin.protocol.received.Received received: the document, whose sender has been authenticated
        :param tuple[amazon_punchin.protocol.mime.Attachment, ...] attachments: what came along
        :return: the message, cXML status code and a sentence
        :rtype: tuple[amazon.punchin.message, int, str]
        """
        if received.problem:
            message = self._receive(config, "unknown", received)
            message._refuse(received.problem, received)
            return message, received.problem.status, message.error
        name, payload_id = received.type, received.payload_id
        known = name in dict(self._fields["document"].selection)
        key = _dedup_key(name, payload_id) if payload_id else ""
        message = self._receive(config, name if known else "unknown", received, key)
        message._keep_newest(received)
        message._keep_attachments(attachments)
        if name == "ProfileRequest":
            message._move_to("processed")
            return message, 200, ""
        if name not in self._inbox_handlers():
            message._fail(self.env._("Documents of the type %s are not supported.", name or "-"), received)
            return message, 450, message.error
        if message.state not in UNUSED:
            return message, 200, ""
        try:
            message._check_at_once(received)
        except (ProtocolError, DocumentRefused) as error:
            message._refuse(error, received)
            return message, error.status, message.error
        message._process_later()
        return message, 200, ""

    def _check_at_once(self, received):
        """Check what can be said of a document as soon as it is here.

        :param amazon_punchin.protocol.received.Received received: the document
        :raises ProtocolError: it cannot be read exactly
        :raises DocumentRefused: of an order that is not here, or an invoice again
        """
        self._check_named_orders(received.content)
        if isinstance(received.content, protocol.invoice.Invoice):
            self._check_not_billed(received.content)

    def _keep_newest(self, received):
        """Let the document, with what comes along, take the place of the stored one, unless that has been processed.

        :param amazon_punchin.protocol.received.Received received: the document
        """
        if self.state in UNUSED and self._raw_bytes() != received.redacted:
            self.raw = packed(received.redacted)
            self._stored_attachments().unlink()

    @api.model
    def _answer_unread(self, config):
        """Note that a post of Amazon's server was too large to be taken in, and write the answer to it.

        :param amazon.punchin.config config: of the URL that it came to
        :rtype: bytes
        """
        message = self._receive(config, "unknown", protocol.received.read(b""), secrets.token_hex(32))
        megabytes = protocol.form.MAX_POST // 1024 // 1024
        message._fail(
            self.env._("A post of more than %s MB came, of which nothing could be kept: look at Amazon.", megabytes)
        )
        return protocol.response.build(413, message.error, self._host())
