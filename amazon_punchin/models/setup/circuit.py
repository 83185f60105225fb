from datetime import timedelta

from odoo import api, fields, models

from ...tools.row_lock import retried_on_collision, wait_for_row
from ...tools.transaction import run_beside

#: Whether a server may be called: by everybody, by the one who has asked to try it, by nobody.
FREE, TRIAL, RESTS = "free", "trial", "rests"

#: After so many time-outs in a row nobody waits for a server any more.
LIMIT = 3

#: How long a server is left alone then, in minutes, the first time and the next ones; the last one repeats.
REST_MINUTES = (1, 5, 15)

#: How long the one call that tries it again has before another one may, in minutes.
_TRIAL_MINUTES = 1


class AmazonPunchinCircuit(models.Model):
    """A server that did not answer in time, and how long it is left alone for that.

    Every process and machine on the database knows it, by a transaction of its own, whatever becomes of the caller's.
    """

    _name = "amazon.punchin.circuit"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Unresponsive Server"
    _rec_name = "address"
    _log_access = False

    address = fields.Char(required=True, readonly=True)
    since = fields.Datetime(required=True, readonly=True)
    failures = fields.Integer(readonly=True)
    rests = fields.Integer(readonly=True)
    retry_at = fields.Datetime(readonly=True)
    is_tried = fields.Boolean(readonly=True)

    _address_uniq = models.Constraint("UNIQUE (address)", "Each server can be listed only once.")

    @api.model
    def _admit(self, address):
        """Ask whether a server may be called.

        Once it has been left alone for long enough, the first who asks is to try it, and everybody else goes on leaving
        it alone.

        :param str address: the server's
        :return: :data:`FREE`, :data:`TRIAL` or :data:`RESTS`; and until when it rests, in UTC
        :rtype: tuple[str, datetime.datetime | bool]
        """
        return self._alone(lambda circuits: circuits._find(address)._ask())

    @api.model
    def _note(self, address, timed_out):
        """Note how a call of a server ended.

        :param str address: the server's
        :param bool timed_out: whether it did not answer in time
        :return: whether the server is left alone from now on
        :rtype: bool
        """
        if timed_out:
            return self._alone(lambda circuits: circuits._note_time_out(address))
        self._alone(lambda circuits: circuits._find(address).unlink())
        return False

    @api.model
    def _note_sign_of_life(self, address):
        """Note that a server answers something, so that one call may show whether it does its work again.

        :param str address: the server's
        """
        self._alone(
            lambda circuits: circuits._find(address).write(
                {"failures": LIMIT - 1, "retry_at": False, "is_tried": False}
            )
        )

    @api.model
    def _alone(self, work):
        return run_beside(self.env, lambda env: work(env[self._name]))

    @api.model
    def _find(self, address):
        return self.search([("address", "=", address)])

    def _ask(self):
        now = fields.Datetime.now()
        if self.failures < LIMIT:
            return FREE, False
        if self.retry_at > now:
            return RESTS, self.retry_at
        wait_for_row(self)
        self.write({"retry_at": now + timedelta(minutes=_TRIAL_MINUTES), "is_tried": True})
        return TRIAL, False

    def _note_time_out(self, address):
        now = fields.Datetime.now()
        circuit = self._find(address)
        if not circuit:
            with retried_on_collision():
                circuit = self.create({"address": address, "since": now})
        circuit.failures += 1
        is_resting = circuit.retry_at and circuit.retry_at > now and not circuit.is_tried
        opens = circuit.failures >= LIMIT and not is_resting
        if opens:
            minutes = REST_MINUTES[min(circuit.rests, len(REST_MINUTES) - 1)]
            circuit.write({"retry_at": now + timedelta(minutes=minutes), "rests": circuit.rests + 1, "is_tried": False})
        return opens
