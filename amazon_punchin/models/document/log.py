import base64
import time

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import protocol
from ...tools.const import MANAGER
from ...tools.notification import notification
from ...tools.packing import packed, unpacked
from .state import UNUSED

CXML_NAME_HELP = "What it is called in cXML, the language in which shops and buyers exchange orders."

#: How long a user waits for documents to be processed again, in seconds; the rest follows in the background.
PATIENCE_S = 10


def cxml_name(document):
    """What a document is called in cXML.

    :param str | bool document: its kind
    :return: empty where it is not known
    :rtype: str
    """
    return "" if document == "unknown" else document or ""


class AmazonPunchinMessage(models.Model):
    """A stored document as an administrator reads it, and what an administrator can do with it."""

    _inherit = "amazon.punchin.message"

    raw_answer = fields.Binary(attachment=False, readonly=True, help="Amazon's answer to it, gzipped.")
    cxml_name = fields.Char(string="In cXML", compute="_compute_cxml_name", help=CXML_NAME_HELP)
    body = fields.Text(string="Content", compute="_compute_body")
    answer = fields.Text(string="Amazon's Answer", compute="_compute_answer")
    file = fields.Binary(string="Download", compute="_compute_file", help="The document as it was, without secrets.")
    file_name = fields.Char(compute="_compute_file_name")
    can_process_again = fields.Boolean(compute="_compute_can_process_again")
    can_set_aside = fields.Boolean(compute="_compute_can_set_aside")

    @api.depends("document")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """The number that a page shows to whoever brought a document that failed."""
        labels = dict(self._fields["document"]._description_selection(self.env))
        for message in self:
            message.display_name = f"{labels.get(message.document, '')} {message.id or ''}".strip()

    @api.depends("document")
    def _compute_cxml_name(self):
        for message in self:
            message.cxml_name = cxml_name(message.document)

    @api.depends("raw")
    def _compute_body(self):
        for message in self:
            message.body = protocol.document.pretty(message._raw_bytes())

    @api.depends("raw_answer")
    def _compute_answer(self):
        for message in self:
            message.answer = protocol.document.pretty(unpacked(message.with_context(bin_size=False).raw_answer))

    @api.depends("raw")
    def _compute_file(self):
        for message in self:
            message.file = base64.b64encode(message._raw_bytes()) or False

    @api.depends("document")
    def _compute_file_name(self):
        for message in self:
            message.file_name = f"{message.document}-{message.id}.xml"

    @api.depends("state", "direction", "document", "session_id", "raw", "bill_id.state", "bill_id.amazon_withdrawn")
    def _compute_can_process_again(self):
        handlers = self._inbox_handlers()
        for message in self.with_context(bin_size=True):
            message.can_process_again = (
                (message.state in UNUSED or message._is_bill_cancelled())
                and message.direction == "in"
                and (message.state == "received" or message.document in handlers or bool(message.session_id))
                and bool(message.raw)
            )

    @api.depends("state", "document")
    def _compute_can_set_aside(self):
        for message in self:
            message.can_set_aside = message.state in ("received", "failed") or (
                message.state == "refused" and message.document == "PunchOutSetupRequest"
            )

    def action_view_orders(self):
        """Show the orders that the document is about."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.purchase_order_action_all")
        action["domain"] = [("id", "in", self.order_ids.ids)]
        if len(self.order_ids) == 1:
            action.update(views=[(False, "form")], res_id=self.order_ids.id)
        return action

    def action_process_again(self):
        """Process documents that failed, or that wait, and say what became of them.

        Each is processed in a transaction of its own. What takes too long to wait for follows in the background.

        :return: action
        :rtype: dict
        :raises UserError: none of them can be processed again
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only an Amazon administrator can process documents again."))
        self.check_access("read")
        again = self.filtered("can_process_again").with_env(self.env(user=SUPERUSER_ID, context={}))
        if not again:
            raise UserError(
                self.env._(
                    "Only failed documents from Amazon's server, and documents waiting to be processed, can be "
                    "processed again."
                )
            )
        again.filtered(lambda message: message.state == "processed")._move_to("failed")
        begun = time.monotonic()
        done = again.browse()
        for message in again.sorted("id"):
            if time.monotonic() - begun > PATIENCE_S:
                break
            if message._process_alone():
                done |= message
        (again - done)._process_later()
        later = again.filtered(lambda message: message.state == "received")
        return self._tell_processed(again - later, later)

    def action_set_aside(self):
        """Say that documents that failed, or that wait, have been seen to; they are counted nowhere any more.

        :raises UserError: none of them has failed or waits
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only an Amazon administrator can set documents aside."))
        self.check_access("read")
        failed = self.filtered("can_set_aside")
        if not failed:
            raise UserError(self.env._("Only documents that failed or are waiting to be processed can be set aside."))
        failed.sudo()._move_to("dismissed", next_attempt_at=False)

    def _tell_processed(self, done, later):
        failed = done.filtered(lambda message: message.state == "failed")
        sentences = [
            self.env._("Processed: %s.", len(done - failed)),
            failed and self.env._("Failed again: %s. Each says why.", len(failed)),
            later and self.env._("Processed in the background: %s.", len(later)),
        ]
        return notification("\n".join(filter(None, sentences)), "warning" if failed else "success")

    @api.model
    def _log_setup(self, config, request, answer, state, problem):
        """Keep a setup request and the shop's answer.

        :param amazon.punchin.config config: which group's shop
        :param amazon_punchin.protocol.setup.SetupRequest request: what was asked
        :param bytes answer: what came back, empty if nothing did
        :param str state: ``sent``, ``refused`` or ``failed``
        :param collections.abc.Callable | None problem: what the shopper is told: takes an environment and gives a
            sentence; None if all is well
        """
        message = self.sudo()._begin(
            state,
            config_id=config.id,
            direction="out",
            document="PunchOutSetupRequest",
            payload_id=request.payload_id,
            dedup_key=request.payload_id,
            attempts=1,
            raw=packed(protocol.received.read(protocol.setup.build(request)).redacted),
            raw_answer=packed(protocol.received.redact_answer(answer)),
        )
        if problem:
            message._say_why(problem)
