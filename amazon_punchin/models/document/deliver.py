import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ... import protocol
from ...protocol.errors import ProtocolError
from ...tools import job, wording
from ...tools.const import DOCUMENT
from ...tools.held import held
from ...tools.packing import packed
from ...tools.problem_text import Problem, said_of
from ...tools.row_lock import wait_for_row
from ...tools.transaction import run_until_committed
from ...transport.errors import AnswerLost, Fault, NotDelivered, Refused, Unfit
from .alarms import say_delayed, say_unauthorized
from .state import UNANSWERED

_logger = logging.getLogger(__name__)

#: Pauses between attempts to deliver a document, in minutes; the last one repeats.
RETRY_MINUTES = (1, 5, 15, 60)


#: So many characters of what a server says are told; the answer itself is kept.
_SAID_LENGTH = 500

#: Status codes, of HTTP and of cXML, by which a server says that it does not know who sends.
UNAUTHORIZED = (401, 403)


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt to deliver.

    :ivar str state: of the message; ``not_ready`` if a setting is missing
    :ivar collections.abc.Callable | bool reason: takes an environment and gives a sentence; False if all is well
    :ivar bytes answer: what came back; empty if nothing did
    :ivar int pause: so many seconds the server asks to be left alone; 0 if it does not say so
    :ivar bool is_unauthorized: whether the server does not know who sends
    """

    state: str
    reason: Callable | bool
    answer: bytes = b""
    pause: int = 0
    is_unauthorized: bool = False


class AmazonPunchinMessage(models.Model):
    """How an order's document reaches Amazon once: attempts, their outcome, and when to try again."""

    _inherit = "amazon.punchin.message"

    @api.model
    def _queue(self, order, payload_id, data):
        """Queue an order's document, in the transaction that approves the order.

        :param purchase.order order: the order
        :param str payload_id: the document's one id
        :param bytes data: the document without its secret
        :rtype: amazon.punchin.message
        """
        message = self.sudo()._begin(
            "pending",
            config_id=order.amazon_config_id.id,
            direction="out",
            document="OrderRequest",
            payload_id=payload_id,
            dedup_key=payload_id,
            next_attempt_at=fields.Datetime.now(),
            raw=packed(data),
            order_ids=[fields.Command.set(order.ids)],
        )
        message._wake()
        return message

    @api.model
    def _cron_send(self):
        """Send what is due, each document in its own transactions: attempt, then outcome."""
        for interrupted in map(self.browse, self.search([("state", "=", "sending")]).ids):
            interrupted._send_one()
        self.env["amazon.punchin.config"]._pause_copies()
        now = fields.Datetime.now()
        may_leave = Domain("next_attempt_at", "<=", now) & Domain("config_id.mode", "!=", "paused")
        is_too_late = Domain("order_ids.amazon_expires_at", "<=", now)
        due = self.search(Domain("state", "=", "pending") & (may_leave | is_too_late), order="id")
        for position, message in enumerate(map(self.browse, due.ids), start=1):
            message._send_one()
            if not job.go_on(self.env, len(due) - position):
                return
        self._alone(self.env["amazon.punchin.config"]._end_alarms)

    def _send_one(self):
        """Send a document that is due, or settle one whose sending was interrupted; not while somebody else is at it.

        Whoever is at it may be on another machine, and wait for Amazon.
        """
        self.ensure_one()
        with held(self.env, [f"sending {self._table} {self.id}"]) as mine:
            if mine and self.state == "sending":
                self._settle_interrupted()
            elif mine:
                self._try_to_send()

    def _settle_interrupted(self):
        """A server that stopped while it was sending cannot know whether Amazon has the order."""

        def settle():
            message = self._as_buyer_reads()
            message._write_outcome(Outcome("unknown", Problem("stopped_while_sending")))
            return True

        if not self._alone(settle):
            self._alone(self._put_off)

    def _try_to_send(self):
        """Send once; what goes wrong in Odoo itself puts off this document alone."""
        try:
            self._as_buyer_reads()._attempt()
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            self.env.cr.rollback()
            _logger.info("Document %s is sent later", self.id)
        except Exception:
            self.env.cr.rollback()
            _logger.exception("Sending document %s failed", self.id)
            self._alone(self._put_off)

    def _put_off(self):
        """See to a document later that Odoo itself could not send, and tell the administrator."""
        self.attempts += 1
        self._say_why(Problem("internal", {"number": self.id}))
        if self.state == "pending":
            self.next_attempt_at = self._next_attempt()
            self._wake(self.next_attempt_at)
        self._report_delay(True)

    def _as_buyer_reads(self):
        """Give an order's document with the reasons in the language of its buyer, who gets them as activity."""
        return wording.read_by(self, self.order_ids._amazon_reader())

    def _attempt(self):
        """Send once.

        The attempt is committed before the document leaves, so that it never leaves twice as new. The
        outcome is written in a transaction of its own, which sees what happened during the call.
        """
        self.ensure_one()
        if not self._is_to_leave():
            return
        # Trying whether a server answers again takes its time, in which nothing is locked.
        self.env["ir.cron"]._commit_progress()
        if until := self.config_id._orders_rest_until(self.order_ids.amazon_mode):
            self._wait_for_server(until)
            return
        if not self._is_to_leave():
            return
        self._move_to("sending", attempts=self.attempts + 1, next_attempt_at=False)
        self.env["ir.cron"]._commit_progress()
        outcome = self._outcome()
        self.env["ir.cron"]._commit_progress()
        self._settle(outcome)

    def _is_to_leave(self):
        """Lock the document, and decide whether it is sent now; one that is no longer to be sent is concluded.

        :rtype: bool
        """
        if not self.try_lock_for_update() or self.state != "pending":
            return False
        if self.config_id._is_in_copy():
            return False
        if self.order_ids._is_answered_by_amazon():
            self._conclude("sent", False)
            return False
        if self.order_ids._amazon_hold_is_over():
            self._conclude("cancelled", Problem("hold_over"))
            return False
        if self.next_attempt_at and self.next_attempt_at > fields.Datetime.now():
            return False
        return self.config_id.mode != "paused"

    def _wait_for_server(self, until):
        """Leave a document here, untried, while nobody waits for its server.

        :param datetime.datetime until: in UTC
        """

        def wait():
            self.env.invalidate_all()
            if self.state == "pending":
                self.next_attempt_at = until
                self._say_why(Problem("silent", {"until": lambda env: wording.moment(self.with_env(env), until)}))
                self._wake(until)

        run_until_committed(self.env, wait)

    def _outcome(self):
        """Deliver, and tell what became of it.

        :rtype: Outcome
        """
        answer = b""
        try:
            answer = self._deliver()
            status = protocol.response.read(answer)
        except Unfit as error:
            return Outcome("not_ready", said_of(error))
        except Fault as error:
            return self._outcome_of_fault(error)
        except NotDelivered as error:
            return Outcome("pending", self._because("not_delivered", error), error.answer, pause=error.pause)
        except Refused as error:
            reason = self._because("refused_by_server", error)
            return Outcome("refused", reason, error.answer, is_unauthorized=error.status in UNAUTHORIZED)
        except AnswerLost as error:
            return Outcome("unknown", self._because("answer_lost", error), error.answer)
        except ProtocolError as error:
            return Outcome("unknown", self._because("answer_lost", error), answer)
        except UserError as error:
            return Outcome("not_ready", said_of(error))
        return self._outcome_of_status(status, _told(str(status)), answer)

    def _outcome_of_status(self, status, said, answer):
        """What a Status means for the document.

        :param amazon_punchin.protocol.response.Status status: Amazon's
        :param str said: what to tell of it
        :param bytes answer: what came back
        :rtype: Outcome
        """
        if status.success or status.exists:
            return Outcome("sent", False, answer)
        if status.undecided:
            return Outcome("unknown", Problem("answer_lost_as_said", {"said": said}), answer)
        if status.temporary:
            return Outcome("pending", Problem("too_busy", {"said": said}), answer)
        if status.code in UNAUTHORIZED:
            return Outcome("refused", Problem("refused_credentials", {"said": said}), answer, is_unauthorized=True)
        return Outcome("refused", Problem("refused_by_amazon", {"said": said}), answer)

    def _outcome_of_fault(self, fault):
        """What a gateway's fault means for the document: what Amazon's Status in it says, else what its code says.

        :param amazon_punchin.transport.errors.Fault fault: its answer
        :rtype: Outcome
        """
        status = self._status_in(fault)
        said = _told(self.config_id._blacken(fault.said.encode()).decode(errors="replace"))
        said = " – ".join(filter(None, (said, _told(str(status or ""))))) or _without_reason
        if status and not status.success:
            return self._outcome_of_status(status, said, fault.answer)
        if fault.is_refusal and not status:
            reason = Problem("refused_login" if fault.is_unauthorized else "refused_by_gateway", {"said": said})
            return Outcome("refused", reason, fault.answer, is_unauthorized=fault.is_unauthorized)
        return Outcome("unknown", Problem("answer_lost_as_said", {"said": said}), fault.answer)

    def _status_in(self, fault):
        """Amazon's Status in a fault; None if there is none.

        :rtype: amazon_punchin.protocol.response.Status | None
        """
        with suppress(ProtocolError):
            return protocol.response.read(self.config_id._blacken(fault.document)) if fault.document else None

    def _because(self, code, error):
        """Tell what became of the order because of an exception.

        :param str code: what
        :param ProtocolError | TransportError error: the exception
        :rtype: Problem
        """
        config = self.config_id
        address = config._address_of_orders(self.order_ids.amazon_mode)
        problem = said_of(error, lambda env: config.with_env(env)._host_of(address))
        return Problem(code, {"cause": problem.cause if code == "answer_lost" else problem})

    def _deliver(self):
        """Post the document.

        :return: the answer
        :rtype: bytes
        :raises TransportError: see ``transport.errors``
        :raises UserError: no URL or no secret is configured
        """
        config = self.config_id
        document = protocol.envelope.with_secret(self._raw_bytes(), config._required_secret())
        return config._blacken(config._send_order(document, self.order_ids.amazon_mode))

    def _settle(self, outcome):
        """Write an outcome down, however often somebody else changes the order at the same moment."""
        run_until_committed(self.env, partial(self._write_outcome, outcome))

    def _write_outcome(self, outcome):
        self.env.invalidate_all()
        if outcome.answer:
            self.raw_answer = packed(protocol.received.redact_answer(self.config_id._blacken(outcome.answer)))
        if self.order_ids._is_answered_by_amazon():
            self._conclude("sent", False)
        elif outcome.state in ("pending", "not_ready"):
            self._requeue(self._next_attempt(outcome.pause), outcome.reason)
            self._report_delay(outcome.state == "not_ready")
        else:
            self._conclude(outcome.state, outcome.reason)
            self._report_refusal(outcome)

    def _conclude(self, state, reason):
        if self._move_to(state, error=reason, next_attempt_at=False):
            self.order_ids.with_context(**{DOCUMENT: self.id})._after_amazon_sending(
                "expired" if state == "cancelled" else state, reason
            )

    def _report_refusal(self, outcome):
        """Tell the administrator of an order that Amazon does not take; of wrong credentials, until it takes one."""
        if outcome.is_unauthorized:
            self.config_id._call_administrator(lambda config: say_unauthorized(config, self), "unauthorized")
        elif outcome.state == "refused":
            self.order_ids._call_amazon_administrator()
        elif outcome.state == "sent":
            wording.end_cause(self.config_id, "unauthorized")

    def _next_attempt(self, pause=0):
        """When to try the same document again, in UTC.

        :param int pause: so many seconds the server asks to be left alone; it is not left for longer than the longest
            pause of ours
        """
        minutes = RETRY_MINUTES[min(self.attempts, len(RETRY_MINUTES)) - 1]
        seconds = max(minutes * 60, min(pause, RETRY_MINUTES[-1] * 60))
        return fields.Datetime.now() + timedelta(seconds=seconds)

    def _report_delay(self, is_for_us):
        """Tell the administrator of an order that does not get away, once trying again has not helped.

        :param bool is_for_us: trying again never helps, so do not wait
        """
        if is_for_us or self.attempts >= len(RETRY_MINUTES):
            self.config_id._call_administrator(lambda config: say_delayed(config, self), "unsent")

    def _requeue(self, when=None, reason=False):
        """Make the same document due, now or later.

        :param datetime.datetime | None when: in UTC
        :param str | bool reason: why it is not sent yet
        """
        when = when or fields.Datetime.now()
        self._move_to("pending", error=reason, next_attempt_at=when)
        self._wake(when)

    def _note_arrival(self):
        """Amazon speaks of the order, so it has the document: it is not sent again."""
        for message in self.filtered(lambda message: message.state in UNANSWERED):
            wait_for_row(message)
            if message.state != "sending":
                message._move_to("sent", error=False, next_attempt_at=False)

    def _withdraw(self):
        """Take back what has not been sent.

        :raises UserError: a document is being sent
        """
        for message in self:
            wait_for_row(message)
            if message.state == "sending":
                raise UserError(self.env._("The order is being sent to Amazon right now."))
            if message.state == "pending":
                message._move_to("cancelled", next_attempt_at=False)


def _without_reason(env):
    return env._("an error without a reason")


def _told(said):
    """What a server says, as far as people are told."""
    said = said.strip().rstrip(".")
    return said if len(said) <= _SAID_LENGTH else f"{said[:_SAID_LENGTH]}…"
