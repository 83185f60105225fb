from contextlib import contextmanager

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.held import held


class AmazonPunchinMessage(models.Model):
    """One document of an order at a time, in the order in which they came, however many machines process them."""

    _inherit = "amazon.punchin.message"

    _turn_idx = models.Index("(config_id, id) WHERE state = 'received'")

    @contextmanager
    def _in_turn(self):
        """Have the orders that a document is about to itself while the block lasts.

        One that names no order that is here may be about any order of its group. A basket is about none yet.

        :return: whether it can be processed now: nobody is at another document of these orders, and none that came
            before it waits to be processed
        :rtype: bool
        """
        self.ensure_one()
        if self.document == "PunchOutOrderMessage":
            yield True
            return
        group = f"{self._table} of configuration {self.config_id.id}"
        orders = [f"{self._table} of order {order_id}" for order_id in sorted(self.order_ids.ids)]
        with held(self.env, *((orders, [group]) if orders else ([group],))) as mine:
            yield mine and not self._is_behind_others()

    def _is_behind_others(self):
        return bool(self.search(self._waits_for_the_same() & Domain("id", "<", self.id), limit=1))

    def _waits_for_the_same(self):
        """What waits to be processed, and may be about the orders of this document.

        :rtype: odoo.fields.Domain
        """
        same = Domain("config_id", "=", self.config_id.id) & Domain("document", "!=", "PunchOutOrderMessage")
        if orders := self.order_ids:
            same &= Domain("order_ids", "in", orders.ids) | Domain("order_ids", "=", False)
        return same & self._is_due()

    @api.model
    def _is_due(self):
        """What was received and is to be processed now.

        :rtype: odoo.fields.Domain
        """
        is_due = Domain("next_attempt_at", "=", False) | Domain("next_attempt_at", "<=", fields.Datetime.now())
        return Domain("direction", "=", "in") & Domain("state", "=", "received") & is_due
