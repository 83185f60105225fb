import logging

from odoo import api, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ... import protocol
from ...protocol.errors import ProtocolError
from ...tools.const import DOCUMENT
from ...tools.problem_text import sentence
from ...tools.row_lock import retried_on_collision, wait_for_row
from ...tools.transaction import run_until_committed
from .refusal import DocumentRefused
from .state import UNUSED

_logger = logging.getLogger(__name__)


class AmazonPunchinMessage(models.Model):
    """What is made of a received document: once, all of it or nothing; and by which job."""

    _inherit = "amazon.punchin.message"

    # --- The job -------------------------------------------------------------------------

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
        """Process a document in a transaction of its own, however often somebody gets in its way.

        One that is held up for too long stays as it is, and holds up no other.
        """
        self.ensure_one()
        try:
            run_until_committed(self.env, self._process)
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            _logger.info("Document %s is processed later", self.id)

    # --- One document --------------------------------------------------------------------

    def _process(self, received=None):
        """Make of a received document what it is for; why that cannot be done is kept on the message.

        A handler of the document's type does it: it raises if it cannot, and then nothing that it did stays behind. A
        document that has been processed is not processed again.

        :param amazon_punchin.protocol.received.Received | None received: the document as it came; None: the stored
            one, which has lost its secrets
        """
        self.ensure_one()
        wait_for_row(self)
        if self.state not in UNUSED:
            return
        received = received or self._stored()
        try:
            with retried_on_collision(), self.env.cr.savepoint():
                self._move_to(self.with_context(**{DOCUMENT: self.id})._handle(received), error=False)
        except (ProtocolError, UserError) as error:
            self._refuse(error, received)
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            raise
        except Exception:
            _logger.exception("Document %s of Amazon configuration %s failed", self.id, self.config_id.id)
            reason = self.env._("An internal error occurred. The server's log names it by the number %s.", self.id)
            self._fail(reason, received)

    def _handle(self, received):
        """Give a document to the handler of its type.

        :param amazon_punchin.protocol.received.Received received: the document
        :return: the state that it is in now
        :rtype: str
        :raises ProtocolError | UserError: nothing can be made of it
        """
        if self.document == "PunchOutOrderMessage":
            return self._handle_cart(received)
        return self._handle_answer(received)

    def _handle_answer(self, received):
        """Make of a document of Amazon's server what it is for, and note what is wrong with it.

        :param amazon_punchin.protocol.received.Received received: the document
        :return: the state that it is in now
        :rtype: str
        :raises ProtocolError | UserError: nothing can be made of it
        """
        received.check()
        defects = [sentence(self.env, error) for error in protocol.validity.defects(received.root)]
        self.note = "\n".join(defects) or False
        getattr(self, self._inbox_handlers()[self.document])(received)
        self._learn_addresses(received)
        return "processed"

    @api.model
    def _inbox_handlers(self):
        """Methods that process the documents of Amazon's server.

        :return: document type to name of the method
        :rtype: dict[str, str]
        """
        return {
            "ConfirmationRequest": "_handle_confirmation",
            "InvoiceDetailRequest": "_handle_invoice",
            "ShipNoticeRequest": "_handle_ship_notice",
            "StatusUpdateRequest": "_handle_status_update",
        }

    def _refuse(self, error, received):
        """Keep why nothing can be made of a document, and what is known of it all the same.

        :param ProtocolError | UserError error: why
        :param amazon_punchin.protocol.received.Received received: the document
        """
        if isinstance(error, DocumentRefused):
            error.remember()
        reason = sentence(self.env, error) if isinstance(error, ProtocolError) else str(error)
        self._fail(reason, received)

    def _fail(self, reason, received=None):
        """Keep why a document cannot be processed; where nobody waits for it in a browser, tell the administrator.

        :param str reason: a sentence
        :param amazon_punchin.protocol.received.Received | None received: the document; None if nothing of it came
        """
        self._move_to("failed", error=reason)
        if self.document != "PunchOutOrderMessage":
            if received:
                self.order_ids |= self._named_orders(received)
            self.config_id._call_administrator(
                lambda config: (
                    config.env._("Documents of Amazon's could not be processed"),
                    config.env._("The message log says which, and why. They can be processed again there."),
                )
            )
