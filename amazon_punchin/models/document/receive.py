import hashlib
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import protocol
from ...protocol.errors import ProtocolError
from ...tools.packing import packed
from ...tools.problem_text import Problem
from .state import UNUSED


def _question_key(payload_id):
    """The key of a document that asks something: it says the same each time, and is another one all the same."""
    return hashlib.sha256(f"ProfileRequest {payload_id}".encode()).hexdigest()


class AmazonPunchinMessage(models.Model):
    """A document of Amazon's server when it arrives: stored and answered at once, processed afterwards."""

    _inherit = "amazon.punchin.message"

    def _answer_inbox(self, config, received, attachments=(), network=""):
        """Store a document of Amazon's server, and write the answer to it.

        :param amazon.punchin.config config: of the URL that it came to
        :param amazon_punchin.protocol.received.Received received: the document, whose sender has been authenticated
        :param tuple[amazon_punchin.protocol.mime.Attachment, ...] attachments: what came along
        :param str network: where it came from, see :func:`tools.network.network_of`
        :rtype: bytes
        """
        message, code, detail = self._receive_from_inbox(config, received, attachments, network)
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
    def _receive_from_inbox(self, config, received, attachments=(), network=""):
        """Store a document of Amazon's server; it is processed by the cron.

        A document that failed and comes again is processed again.

        :param amazon.punchin.config config: of the URL that it came to
        :param amazon_punchin.protocol.received.Received received: the document, whose sender has been authenticated
        :param tuple[amazon_punchin.protocol.mime.Attachment, ...] attachments: what came along
        :param str network: where it came from, see :func:`tools.network.network_of`
        :return: the message, cXML status code and a sentence
        :rtype: tuple[amazon.punchin.message, int, str]
        """
        if received.problem:
            message = self._receive(config, "unknown", received, network=network)
            message._refuse(received.problem, received)
            return message, received.problem.status, message.error
        name, payload_id = received.type, received.payload_id
        known = name in dict(self._fields["document"].selection)
        key = _question_key(payload_id) if name == "ProfileRequest" and payload_id else ""
        message = self._receive(config, name if known else "unknown", received, key, network)
        message._keep_attachments(attachments)
        if name == "ProfileRequest":
            message._move_to("processed")
            return message, 200, ""
        if name not in self._inbox_handlers():
            message._fail(Problem("unsupported", {"type": name or "-"}), received)
            return message, 450, message.error
        if message.state not in UNUSED:
            return message, 200, ""
        try:
            message.order_ids = message._check_at_once(received)
        except (ProtocolError, UserError) as error:
            message._refuse(error, received)
            return message, getattr(error, "status", 406), message.error
        message._process_later()
        return message, 200, ""

    def _keep_newest(self, received):
        """Let the document take the place of the stored one, unless something has been made of that.

        :param amazon_punchin.protocol.received.Received received: the document
        """
        if self.state in UNUSED and self._raw_bytes() != received.redacted:
            self.write({"raw": packed(received.redacted), "payload_id": received.payload_id})
            self._stored_attachments().unlink()

    @api.model
    def _answer_unread(self, config):
        """Note that a post of Amazon's server was too large to be taken in, and write the answer to it.

        :param amazon.punchin.config config: of the URL that it came to
        :rtype: bytes
        """
        message = self._receive(config, "unknown", protocol.received.read(b""), secrets.token_hex(32))
        megabytes = protocol.form.MAX_POST // 1024 // 1024
        message._fail(Problem("too_large_post", {"megabytes": megabytes}))
        return protocol.response.build(413, message.error, self._host())
