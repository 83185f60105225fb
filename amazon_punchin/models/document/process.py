import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ... import protocol
from ...protocol.errors import ProtocolError
from ...tools import job
from ...tools.const import DOCUMENT
from ...tools.problem_text import Problem, remark, said_of
from ...tools.row_lock import retried_on_collision, wait_for_row
from ...tools.transaction import run_until_committed
from .alarms import say_failed
from .cart import LEFT_TO_BUYERS
from .state import UNUSED

_logger = logging.getLogger(__name__)

#: Pauses before a document is taken up again whose processing did not end, in minutes; after the last it has failed.
RETRY_MINUTES = (1, 5, 15)

#: When to look again whether it is a document's turn.
LOOK_AGAIN = timedelta(seconds=5)


class AmazonPunchinMessage(models.Model):
    """What is made of a received document: once, all of it or nothing; and by which job."""

    _inherit = "amazon.punchin.message"

    # --- The job -------------------------------------------------------------------------

    @api.model
    def _cron_process(self):
        """Process what Amazon has sent, and baskets that no request sees to, each in its own transaction.

        They are taken in the order in which they came; one that is held up holds up no other.
        """
        due = self.search(self._is_due(), order="id")
        for position, message in enumerate(map(self.browse, due.ids), start=1):
            message._take_up()
            if not job.go_on(self.env, len(due) - position):
                return
        self._alone(self._report_unclaimed)
        self._alone(self.env["amazon.punchin.config"]._end_alarms)

    def _take_up(self):
        """Process a document that waits and is due; one whose attempt does not end is seen to later.

        So is one whose turn it is not.
        """
        self.ensure_one()
        with self._in_turn() as is_its_turn:
            if is_its_turn and self._alone(self._begin_attempt):
                self._alone(self._process)
        if self.state == "received":
            later = is_its_turn and self.next_attempt_at
            self._wake(later or fields.Datetime.now() + LOOK_AGAIN)

    def _begin_attempt(self):
        """Write down that a document that waits is processed now: if that ends the server, it does so a few times only.

        :return: whether it may be processed
        :rtype: bool
        """
        if not self.try_lock_for_update() or not self.filtered_domain(self._is_due()):
            return False
        if self.attempts >= len(RETRY_MINUTES):
            self._fail(Problem("stopped"))
            return False
        self.next_attempt_at = fields.Datetime.now() + timedelta(minutes=RETRY_MINUTES[self.attempts])
        self.attempts += 1
        return True

    def _process_alone(self):
        """Process a document in a transaction of its own, however often somebody gets in its way.

        One that is held up for too long, or whose failure cannot be written down, stays as it is.

        :return: whether that happened; otherwise something else of its orders comes first
        :rtype: bool
        """
        with self._in_turn() as is_its_turn:
            if is_its_turn:
                self._alone(self._process)
        return is_its_turn

    def _alone(self, work):
        """Run a part of the job in a transaction of its own; what goes wrong there stops no other document.

        :param collections.abc.Callable work: without arguments
        :return: what it gave; None if it went wrong
        """
        try:
            return run_until_committed(self.env, work)
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            _logger.info("Document %s is seen to later", self.id)
        except Exception:
            _logger.exception("A job could not see to document %s", self.id)
        self.env.cr.rollback()
        return None

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
        arrived_at = fields.Datetime.now() if received else self.create_date
        try:
            received = received or self._stored()
            with retried_on_collision(), self.env.cr.savepoint():
                state = self.with_context(**{DOCUMENT: self.id})._handle(received, arrived_at)
                look_again = state == "unclaimed" and fields.Datetime.now() + LEFT_TO_BUYERS
                self._move_to(state, error=False, next_attempt_at=look_again)
        except (ProtocolError, UserError) as error:
            self._refuse(error, received)
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            raise
        except Exception:
            _logger.exception("Document %s of Amazon configuration %s failed", self.id, self.config_id.id)
            self._fail(Problem("internal", {"number": self.id}), received)

    def _handle(self, received, arrived_at):
        """Give a document to the handler of its type.

        :param amazon_punchin.protocol.received.Received received: the document
        :param datetime.datetime arrived_at: when it came, in UTC
        :return: the state that it is in now
        :rtype: str
        :raises ProtocolError | UserError: nothing can be made of it
        """
        if self.note:
            self.note = False
        self._remark_namesake()
        self._remark_address(received)
        if self.document == "PunchOutOrderMessage":
            return self._handle_cart(received, arrived_at)
        return self._handle_answer(received)

    def _remark_namesake(self):
        """Note that another document came with the same id."""
        if namesake := self.namesake_id:
            self._add_note(
                lambda env: env._(
                    "It has the same payload ID as %s but different content, so both count.",
                    namesake.with_env(env).display_name,
                )
            )

    def _remark_address(self, received):
        """Note that a document is addressed to somebody else, and tell the administrator if that is another group.

        :param amazon_punchin.protocol.received.Received received: the document
        """
        config, addressed = self.config_id, () if received.problem else received.header.to
        own = protocol.envelope.Credential(config.buyer_domain, config.buyer_identity or "")
        if not addressed or any(own.matches(credential) for credential in addressed):
            return
        named = ", ".join(dict.fromkeys(credential.identity for credential in addressed))
        identities = [credential.identity for credential in addressed]
        others = config.with_context(active_test=False).search_count(
            [("buyer_identity", "in", identities), ("id", "!=", config.id)], limit=1
        )
        if others:
            config._call_administrator(
                lambda config: (
                    config.env._("Amazon posts documents of another group here"),
                    config.env._(
                        "%(document)s is addressed to “%(identity)s”, another group's identity. Compare the inbox URLs "
                        "of your groups with those at Amazon.",
                        document=self.with_env(config.env).display_name,
                        identity=named,
                    ),
                )
            )
        self._add_note(
            lambda env: env._(
                "It is addressed to “%(found)s”; this group's identity is “%(own)s”.",
                found=named,
                own=config.buyer_identity or "-",
            )
        )

    def _handle_answer(self, received):
        """Make of a document of Amazon's server what it is for, and note what is wrong with it.

        :param amazon_punchin.protocol.received.Received received: the document
        :return: the state that it is in now
        :rtype: str
        :raises ProtocolError | UserError: nothing can be made of it
        """
        self._remark_defects(received)
        getattr(self, self._inbox_handlers()[self.document])(received)
        self._learn_addresses(received)
        return "processed"

    def _remark_defects(self, received):
        """Note what is wrong with a document that can be read all the same.

        :param amazon_punchin.protocol.received.Received received: the document
        :raises ProtocolError: it cannot be read
        """
        if defects := received.defects:
            self._add_note(lambda env: "\n".join(remark(env, error) for error in defects))

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
        if remember := getattr(error, "remember", None):
            remember()
        self._fail(said_of(error), received)

    def _fail(self, why, received=None):
        """Keep why a document cannot be processed; where nobody waits for it in a browser, tell who can do something.

        :param collections.abc.Callable why: takes an environment and gives a sentence
        :param amazon_punchin.protocol.received.Received | None received: the document; None if nothing of it came
        """
        self._move_to("failed", error=why, next_attempt_at=False)
        if not self._is_waited_for():
            if received:
                self.order_ids |= self._named_orders(received)
            self._tell_shopper_of_failure()
            self.config_id._call_administrator(say_failed, "failed")
