import logging
import math
from contextlib import contextmanager, suppress

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools import wording
from ...tools.const import MANAGER
from ...tools.places import Busy, place
from ...tools.transaction import run_beside
from ...transport import destination, https, soap
from ...transport.errors import TransportError
from .circuit import LIMIT, RESTS, TRIAL

_logger = logging.getLogger(__name__)

#: So many users may wait for another server at once, on all of the database's machines: each has a worker wait, too.
AT_ONCE = 2

#: What the cause of an activity begins with that tells of a server that does not answer.
_SILENCE = "silent "


class AmazonPunchinConfig(models.Model):
    """How long Odoo waits for other servers, how often at once, and when it no longer does."""

    _inherit = "amazon.punchin.config"

    silent_servers = fields.Text(
        string="Unresponsive Servers",
        compute="_compute_silent_servers",
        groups=MANAGER,
        help="Servers that have not responded in time, and when Odoo tries them again.",
    )

    def _compute_silent_servers(self):
        for config in self:
            config.silent_servers = "\n".join(map(config._describe_rest, config._silent_circuits())) or False

    def _addresses_called(self):
        """The circuits of the servers that the group calls.

        :rtype: set[str]
        """
        return {
            *map(_address_of, filter(None, (self.setup_url_test, self.setup_url_active))),
            *(self._address_of_orders(mode) for mode in ("test", "active")),
        }

    def _silent_circuits(self):
        """Those of them that do not answer.

        :return: in sudo
        :rtype: amazon.punchin.circuit
        """
        return (
            self.env["amazon.punchin.circuit"]
            .sudo()
            .search([("address", "in", list(self._addresses_called())), ("failures", ">=", LIMIT)])
        )

    def _describe_rest(self, circuit):
        """Say that a server does not answer.

        :param amazon.punchin.circuit circuit: in sudo
        :rtype: str
        """
        return self.env._(
            "“%(host)s” has not responded in time since %(since)s, %(times)s times in a row. Odoo no longer waits for "
            "it: shoppers see a message right away, and orders stay here. Odoo tries again automatically after "
            "%(until)s.",
            host=self._host_of(circuit.address),
            since=wording.moment(self, circuit.since),
            times=circuit.failures,
            until=wording.moment(self, circuit.retry_at),
        )

    @contextmanager
    def _in_turn(self):
        """Let a user wait for another server while the block lasts, unless too many do.

        :raises Busy: they do; the block does not run
        """
        with place(self.env, AT_ONCE) as is_free:
            if not is_free:
                raise Busy(self.env)
            yield

    @contextmanager
    def _noting(self, address):
        """Note how a call ends, whatever becomes of the transaction.

        :param str address: the circuit's
        """
        try:
            yield
        except TransportError as error:
            self._note_end(address, error.timed_out)
            raise
        else:
            self._note_end(address, False)

    def _note_end(self, address, timed_out):
        """Note how a call ended, and tell the administrator if nobody waits for the server from now on.

        What became of the call holds, whatever becomes of the note.

        :param str address: the circuit's
        :param bool timed_out: whether the server did not answer in time
        """
        try:
            if self.env["amazon.punchin.circuit"]._note(address, timed_out):
                run_beside(self.env, lambda env: env[self._name].browse(self.ids).exists()._report_silence(address))
        except Exception:
            _logger.exception("It could not be noted how a call of %s ended", destination.host_of(address))

    def _report_silence(self, address):
        """Tell the administrator that a server does not answer.

        :param str address: the circuit's
        """
        for config in self:
            config._call_administrator(self._say_silence(address), _silence_of(address))

    def _say_silence(self, address):
        host = self._host_of(address)
        return lambda config: (
            config.env._("“%s” does not respond", host),
            config.env._(
                "It repeatedly did not respond in time. Shoppers see a message right away, and orders stay here. Odoo "
                "tries again automatically every few minutes; the group's form shows when."
            ),
        )

    def _end_alarms_of_servers(self):
        """End what was said of servers that answer again, or that nobody calls any more."""
        silent = {_silence_of(address) for address in self._silent_circuits().mapped("address")}
        causes = filter(None, self.activity_ids.mapped("amazon_cause"))
        wording.end_cause(self, *(cause for cause in causes if cause.startswith(_SILENCE) and cause not in silent))

    def _host_of(self, address):
        return destination.host_of(address) or self.env._("The gateway")

    # --- Shoppers ------------------------------------------------------------------------

    def _refuse_while_shop_rests(self):
        """Tell a shopper at once that Amazon's shop does not answer.

        :raises UserError: it has not for a while, and somebody else tries it soon
        """
        state, until = self.env["amazon.punchin.circuit"]._admit(_address_of(self._setup_address()))
        if state != RESTS:
            return
        minutes = math.ceil((until - fields.Datetime.now()).total_seconds() / 60)
        raise UserError(
            self.env._(
                "Amazon's shop has not responded in time for a while. Try again in %s min.",
                max(minutes, 1),
            )
        )

    def _send_setup(self, document):
        """Ask Amazon's shop for its start page.

        :param bytes document: with its secret
        :return: the answer, without our secrets
        :rtype: bytes
        :raises TransportError: see ``transport.errors``
        :raises UserError: too many wait for it, or it may not be called; nothing was sent
        """
        with self._in_turn(), self._noting(_address_of(self._setup_address())):
            answer = https.ask(self._setup_url(), document, https.SETUP_S)
        return self._blacken(answer)

    # --- Orders --------------------------------------------------------------------------

    def _address_of_orders(self, mode):
        """The circuit of the server that takes orders.

        :param str mode: ``test`` or ``active``, of the order
        :rtype: str
        """
        self.ensure_one()
        if self.transport == "soap":
            return _address_of(self.soap_wsdl_url or "") or f"gateway of {self.id}"
        return _address_of((self.order_url_active if mode == "active" else self.order_url_test) or "")

    def _orders_rest_until(self, mode):
        """Until when no order is sent, because the server that takes them does not answer.

        Once that is over, the server is called without ordering anything: an order whose answer does not come is one
        that somebody has to look up.

        :param str mode: ``test`` or ``active``, of the orders
        :return: in UTC; False if they may be sent
        :rtype: datetime.datetime | bool
        """
        circuits, address = self.env["amazon.punchin.circuit"], self._address_of_orders(mode)
        state, until = circuits._admit(address)
        if state == TRIAL:
            self._try_for_orders(address, mode)
            _state, until = circuits._admit(address)
        return until

    def _try_for_orders(self, address, mode):
        try:
            # What is wrong with the address, the order's own attempt tells.
            with suppress(UserError):
                self._knock_for_orders(mode)
        except TransportError as error:
            if error.timed_out:
                self._note_end(address, True)
                return
        self.env["amazon.punchin.circuit"]._note_sign_of_life(address)

    def _knock_for_orders(self, mode):
        if self.transport == "soap":
            soap.probe(self.sudo()._gateway())
        else:
            https.knock(self._order_url(mode))


def _silence_of(address):
    """The cause of an activity that tells of a server that does not answer.

    :param str address: the circuit's
    :rtype: str
    """
    return f"{_SILENCE}{destination.host_of(address)}"


def _address_of(url):
    """A URL without what may be secret in it."""
    return url.partition("?")[0].partition("#")[0]
