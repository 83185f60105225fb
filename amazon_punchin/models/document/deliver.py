import logging
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
from ...tools.packing import packed
from ...tools.row_lock import wait_for_row
from ...tools.transaction import run_until_committed
from ...transport.errors import AnswerLost, NotDelivered, Refused
from .state import UNANSWERED

_logger = logging.getLogger(__name__)

#: Pauses between attempts to deliver a document, in minutes; the last one repeats.
RETRY_MINUTES = (1, 5, 15, 60)


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
        self.env.ref("amazon_punchin.ir_cron_send").sudo()._trigger()
        return message

    @api.model
    def _cron_send(self):
        """Send what is due, each document in its own transactions: attempt, then outcome."""
        for interrupted in map(self.browse, self.search([("state", "=", "sending")]).ids):
            interrupted._settle_interrupted()
        self.env["amazon.punchin.config"]._pause_copies()
        now = fields.Datetime.now()
        may_leave = Domain("next_attempt_at", "<=", now) & Domain("config_id.mode", "!=", "paused")
        is_too_late = Domain("order_ids.amazon_expires_at", "<=", now)
        due = self.search(Domain("state", "=", "pending") & (may_leave | is_too_late), order="id")
        for position, message in enumerate(map(self.browse, due.ids), start=1):
            message._try_to_send()
            if not job.go_on(self.env, len(due) - position):
                break

    def _settle_interrupted(self):
        """A server that stopped while it was sending cannot know whether Amazon has the order."""

        def settle():
            message = self._as_buyer_reads()
            message._write_outcome("unknown", message.env._("The server stopped while the order was being sent."))
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
        reason = self.env._("An internal error occurred. The server's log names it by the number %s.", self.id)
        self.write({"attempts": self.attempts + 1, "error": reason})
        if self.state == "pending":
            self.next_attempt_at = self._next_attempt()
            self.env.ref("amazon_punchin.ir_cron_send")._trigger(self.next_attempt_at)
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
        state, reason, answer = self._outcome()
        self.env["ir.cron"]._commit_progress()
        self._settle(state, reason, answer)

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
            self._conclude("cancelled", self.env._("It was due after Amazon's hold of price and stock had ended."))
            return False
        return self.config_id.mode != "paused"

    def _wait_for_server(self, until):
        """Leave a document here, untried, while nobody waits for its server.

        :param datetime.datetime until: in UTC
        """

        def wait():
            self.env.invalidate_all()
            if self.state == "pending":
                reason = self.env._(
                    "Amazon's server has not answered in time for a while. It is tried again after %s.",
                    wording.moment(self, until),
                )
                self.write({"next_attempt_at": until, "error": reason})
                self.env.ref("amazon_punchin.ir_cron_send").sudo()._trigger(until)

        run_until_committed(self.env, wait)

    def _outcome(self):
        """Deliver, and tell what became of it.

        :return: state of the message, or ``not_ready`` if a setting is missing; a sentence or False; and the answer,
            empty if none came
        :rtype: tuple[str, str | bool, bytes]
        """
        answer = b""
        try:
            answer = self._deliver()
            status = protocol.response.read(answer)
        except NotDelivered as error:
            return "pending", self.env._("Amazon could not be reached (%s).", error), answer
        except Refused as error:
            return "refused", self.env._("Amazon's server refused the document (%s).", error), answer
        except (AnswerLost, ProtocolError) as error:
            reason = self.env._("The order was sent, but Amazon's answer did not arrive (%s).", error)
            return "unknown", reason, answer
        except UserError as error:
            return "not_ready", str(error), answer
        if status.success:
            return "sent", False, answer
        return ("pending" if status.temporary else "refused"), str(status), answer

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

    def _settle(self, state, reason, answer=b""):
        """Write an outcome down, however often somebody else changes the order at the same moment."""
        run_until_committed(self.env, partial(self._write_outcome, state, reason, answer))

    def _write_outcome(self, state, reason, answer=b""):
        self.env.invalidate_all()
        if answer:
            self.raw_answer = packed(protocol.received.redact_answer(answer))
        if self.order_ids._is_answered_by_amazon():
            self._conclude("sent", False)
        elif state in ("pending", "not_ready"):
            self._requeue(self._next_attempt(), reason)
            self._report_delay(state == "not_ready")
        else:
            self._conclude(state, reason)

    def _conclude(self, state, reason):
        if self._move_to(state, error=reason, next_attempt_at=False):
            self.order_ids.with_context(**{DOCUMENT: self.id})._after_amazon_sending(
                "expired" if state == "cancelled" else state, reason
            )

    def _next_attempt(self):
        """When to try the same document again, in UTC."""
        minutes = RETRY_MINUTES[min(self.attempts, len(RETRY_MINUTES)) - 1]
        return fields.Datetime.now() + timedelta(minutes=minutes)

    def _report_delay(self, is_for_us):
        """Tell the administrator of an order that does not get away, once trying again has not helped.

        :param bool is_for_us: trying again never helps, so do not wait
        """
        if is_for_us or self.attempts >= len(RETRY_MINUTES):
            self.config_id._call_administrator(
                lambda config: (
                    config.env._("Orders do not reach Amazon"),
                    config.env._(
                        "%(order)s is still to be sent: %(reason)s", order=self.order_ids.name, reason=self.error
                    ),
                )
            )

    def _requeue(self, when=None, reason=False):
        """Make the same document due, now or later.

        :param datetime.datetime | None when: in UTC
        :param str | bool reason: why it is not sent yet
        """
        when = when or fields.Datetime.now()
        self._move_to("pending", error=reason, next_attempt_at=when)
        self.env.ref("amazon_punchin.ir_cron_send").sudo()._trigger(when)

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
                raise UserError(self.env._("The order is on its way to Amazon at this moment."))
            if message.state == "pending":
                message._move_to("cancelled", next_attempt_at=False)
