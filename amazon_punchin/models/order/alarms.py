from odoo import models

from ...tools import wording
from .state import ALARMING


class PurchaseOrder(models.Model):
    """What the administrator is told of an order that goes on only with them, as long as it does not."""

    _inherit = "purchase.order"

    def _call_amazon_administrator(self):
        """Give the administrator an activity on the group that names the order."""
        self.ensure_one()
        state = self.amazon_state
        self.amazon_config_id._call_administrator(self._say_amazon_alarm(state), self._amazon_alarm_cause(state))

    def _amazon_alarm_cause(self, state):
        return f"{state} {self.id}"

    def _say_amazon_alarm(self, state):
        """What the administrator is told of an order in a state.

        :param str state: one of :data:`.state.ALARMING`
        :return: as ``_call_administrator`` takes it
        :rtype: collections.abc.Callable
        """

        def say(config):
            message = self._outgoing_amazon_message()[:1].with_env(config.env)
            summary = (
                config.env._("Find out whether Amazon has order %s", self.name)
                if state == "unknown"
                else config.env._("Amazon refused order %s", self.name)
            )
            return summary, message.error or self.amazon_refusal or ""

        return say

    def _end_amazon_causes(self, causes):
        """End what the administrator was told of an order in a state, too."""
        res = super()._end_amazon_causes(causes)
        if over := [self._amazon_alarm_cause(state) for state in ALARMING if state in causes]:
            wording.end_cause(self.sudo().amazon_config_id, *over)
        return res
