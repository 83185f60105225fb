import hashlib
import logging
import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying
from odoo.tools import SQL

from .. import protocol
from ..protocol.errors import ProtocolError
from ..transport.errors import AnswerLost, NotDelivered, Refused
from . import reader
from .packing import packed
from .protocol_sentence import sentence
from .row_lock import retried_on_collision, wait_for_row

_logger = logging.getLogger(__name__)


def _dedup_key(document, payload_id):
    """The key of a document of Amazon's server: another document may come with the same payloadID."""
    return hashlib.sha256(f"{document} {payload_id}".encode()).hexdigest()


#: Pauses between attempts to deliver a document, in minutes; the last one repeats.
RETRY_MINUTES = (1, 5, 15, 60)


class AmazonPunchinMessage(models.Model):
    _name = "amazon.punchin.message"
    _inherit = [
        "amazon.punchin.answers.mixin",
        "amazon.punchin.document.mixin",
        "amazon.punchin.learning.mixin",
    ]
    _description = "Document to or from Amazon Business"
    _order = "id desc"
    _rec_name = "payload_id"

    config_id = fields.Many2one(
        "amazon.punchin.config", string="Configuration", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="config_id.company_id", store=True, precompute=True, index=True)
    direction = fields.Selection(
        [("in", "From Amazon"), ("out", "To Amazon")], required=True, readonly=True, index=True
    )
    document = fields.Selection(
        selection=[(name, name) for name in protocol.document.DOCUMENT_TYPES] + [("unknown", "Unknown")],
        required=True,
        readonly=True,
        index=True,
    )
    payload_id = fields.Char(string="Payload ID", size=255, readonly=True, index=True)
    dedup_key = fields.Char(
        required=True, readonly=True, help="What makes the document the same one when it comes again."
    )
    state = fields.Selection(
        [
            ("received", "Received"),
            ("unclaimed", "Unclaimed"),
            ("processed", "Processed"),
            ("failed", "Failed"),
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
    )
    attempts = fields.Integer(readonly=True)
    next_attempt_at = fields.Datetime(readonly=True)
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

    # --- What comes in -------------------------------------------------------------------

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
        if self.state not in ("received", "failed"):
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

    def _process_cart(self, data, problem=None):
        """Make an order of a cart, unless that has been done before.

        :param bytes data: the document as it came; the stored one has lost its token
        :param ProtocolError | None problem: why no document was found in the form
        """
        self._process(self._handle_cart, data, problem)

    def _handle_cart(self, data, problem):
        if problem:
            raise problem
        config = self.config_id
        config._check_not_paused()
        protocol.form.check_size(data)
        root = protocol.document.parse(data)
        token = protocol.cart.read_buyer_cookie(root)
        session = self.env["amazon.punchin.session"]._consume(config, token)
        cart = protocol.cart.parse(root)
        self.payload_id = cart.header.payload_id
        config._check_header(cart.header)
        if session and config._refuse_requisitioner(session.user_id):
            self._fail(config._requisitioner_refusal(session.user_id))
        elif session and config._person(session.user_id):
            self._bring_back(session, cart)
        elif cart.items:
            # Whoever is not on the list, or not any more, claims it when they are on it.
            self.env["purchase.order"]._check_amazon_cart(cart, config)
            self.write({"state": "unclaimed", "error": False})
        else:
            self.write({"state": "processed", "error": False})

    def _bring_back(self, session, cart):
        order = self.env["purchase.order"]
        if cart.items:
            order = order._create_from_amazon_cart(cart, session)
            session.write({"state": "returned", "order_id": order.id})
        else:
            session.state = "empty"
        self.write({"state": "processed", "error": False, "order_ids": [fields.Command.set(order.ids)]})

    def _claim(self, user):
        """Make the order of a cart that came from Amazon without a session of ours.

        :param res.users user: the signed-in buyer who claims it
        :raises UserError: not on the list of people, or the cart cannot be taken
        """
        self.ensure_one()
        wait_for_row(self)
        if self.state != "unclaimed":
            return
        config = self.config_id
        config._check_not_paused()
        config._check_person(user)
        cart = self._stored_cart()
        with retried_on_collision():
            self._bring_back(self.env["amazon.punchin.session"]._claimed(config, user), cart)

    def _stored_cart(self):
        try:
            return protocol.cart.parse(protocol.document.parse(self._raw_bytes()))
        except ProtocolError as error:
            raise UserError(sentence(self.env, error)) from error

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
        if message.state not in ("received", "failed"):
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
        if self.state in ("received", "failed") and self._raw_bytes() != newest:
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

    # --- What goes out -------------------------------------------------------------------

    @api.model
    def _queue(self, order, payload_id, data):
        """Queue an order's document, in the transaction that approves the order.

        :param purchase.order order: the order
        :param str payload_id: the document's one id
        :param bytes data: the document without its secret
        :rtype: amazon.punchin.message
        """
        message = self.sudo().create(
            {
                "config_id": order.amazon_config_id.id,
                "direction": "out",
                "document": "OrderRequest",
                "payload_id": payload_id,
                "dedup_key": payload_id,
                "state": "pending",
                "next_attempt_at": fields.Datetime.now(),
                "raw": packed(data),
                "order_ids": [fields.Command.set(order.ids)],
            }
        )
        self.env.ref("amazon_punchin.ir_cron_send").sudo()._trigger()
        return message

    @api.model
    def _cron_send(self):
        """Send what is due, each document in its own transactions: attempt, then outcome."""
        self._recover_interrupted()
        self.env["amazon.punchin.config"]._pause_copies()
        due = self.search(
            [
                ("state", "=", "pending"),
                ("next_attempt_at", "<=", fields.Datetime.now()),
                ("config_id.mode", "!=", "paused"),
            ],
            order="id",
        )
        for position, message in enumerate(due, start=1):
            message._as_buyer_reads()._attempt()
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(due) - position):
                break

    @api.model
    def _recover_interrupted(self):
        """A server that stopped while it was sending cannot know whether Amazon has the order."""
        for found in self.search([("state", "=", "sending")]):
            message = found._as_buyer_reads()
            message._settle("unknown", message.env._("The server stopped while the order was being sent."))

    def _as_buyer_reads(self):
        """Give an order's document with the reasons in the language of its buyer, who gets them as activity."""
        return reader.read_by(self, self.order_ids._amazon_reader())

    def _attempt(self):
        """Send once.

        The attempt is committed before the document leaves, so that it never leaves twice as new. The
        outcome is written in a transaction of its own, which sees what happened during the call.
        """
        self.ensure_one()
        if not self.try_lock_for_update() or self.state != "pending":
            return
        if self.config_id.mode == "paused" or self.config_id._is_in_copy():
            return
        if self.order_ids._is_answered_by_amazon():
            self._conclude("sent", False)
            return
        if self.order_ids._amazon_hold_is_over():
            self._conclude("cancelled", self.env._("It was due after Amazon's hold of price and stock had ended."))
            return
        self.write({"state": "sending", "attempts": self.attempts + 1, "next_attempt_at": False})
        self.env["ir.cron"]._commit_progress()
        state, reason, answer = self._outcome()
        self.env["ir.cron"]._commit_progress()
        self._settle(state, reason, answer)

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

        def settle():
            self.env.invalidate_all()
            if answer:
                self.raw_answer = packed(protocol.document.redact(answer))
            if self.order_ids._is_answered_by_amazon():
                self._conclude("sent", False)
            elif state in ("pending", "not_ready"):
                self._postpone(reason)
                self._report_delay(state == "not_ready")
            else:
                self._conclude(state, reason)

        retrying(settle, self.env)

    def _conclude(self, state, reason):
        self.write({"state": state, "error": reason, "next_attempt_at": False})
        self.order_ids._after_amazon_sending("expired" if state == "cancelled" else state, reason)

    def _postpone(self, reason):
        """Try the same document again later."""
        minutes = RETRY_MINUTES[min(self.attempts, len(RETRY_MINUTES)) - 1]
        self._requeue(fields.Datetime.now() + timedelta(minutes=minutes), reason)

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
        self.write({"state": "pending", "error": reason, "next_attempt_at": when})
        self.env.ref("amazon_punchin.ir_cron_send").sudo()._trigger(when)

    def _note_arrival(self):
        """Amazon speaks of the order, so it has the document: it is not sent again."""
        for message in self.filtered(lambda message: message.state in ("pending", "sending", "unknown")):
            wait_for_row(message)
            if message.state != "sending":
                message.write({"state": "sent", "error": False, "next_attempt_at": False})

    def _withdraw(self):
        """Take back what has not been sent.

        :raises UserError: a document is being sent
        """
        for message in self:
            wait_for_row(message)
            if message.state == "sending":
                raise UserError(self.env._("The order is on its way to Amazon at this moment."))
            if message.state == "pending":
                message.write({"state": "cancelled", "next_attempt_at": False})
