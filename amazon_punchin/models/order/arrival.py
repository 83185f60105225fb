from odoo import api, fields, models

from ...tools import job, lock
from .state import UNDELIVERED


class PurchaseOrder(models.Model):
    """When Amazon says that an order arrives, and what is late."""

    _inherit = "purchase.order"

    amazon_delivery_date = fields.Date(
        string="Arrival According to Amazon",
        compute="_compute_amazon_delivery_date",
        compute_sudo=True,
        help="When the last of it should arrive, as Amazon says.",
    )
    amazon_late_day = fields.Date(
        string="Late Notice For",
        readonly=True,
        copy=False,
        help="The day that passed without a shipment when the requester was last told.",
    )

    @api.depends("order_line.amazon_delivery_date")
    def _compute_amazon_delivery_date(self):
        for order in self:
            order.amazon_delivery_date = max(
                filter(None, order.order_line.mapped("amazon_delivery_date")), default=False
            )

    @api.model
    def _cron_amazon_late(self):
        """Tell requesters, once for each day, of what should have arrived and was not even shipped, nor billed."""
        overdue = (
            self.env["purchase.order.line"]
            .sudo()
            .search(
                [
                    ("amazon_delivery_date", "<", fields.Date.context_today(self)),
                    ("order_id.amazon_state", "in", UNDELIVERED),
                ],
                order="order_id",
            )
            .filtered(lambda line: line._amazon_qty_come() < line._amazon_qty_expected())
            .grouped("order_id")
        )
        late = [
            (order, lines)
            for order, lines in overdue.items()
            if order.amazon_late_day != max(lines.mapped("amazon_delivery_date"))
        ]
        self.env["ir.cron"]._commit_progress(remaining=len(late))
        for done, (order, lines) in enumerate(late, start=1):
            if order.try_lock_for_update():
                lock.opened(order).amazon_late_day = max(lines.mapped("amazon_delivery_date"))
                order._tell_amazon_requester("late", lines=lines)
            if not job.go_on(self.env, len(late) - done):
                break


class PurchaseOrderLine(models.Model):
    """Items that arrive later than Amazon said before."""

    _inherit = "purchase.order.line"

    def _amazon_qty_come(self):
        """Pieces that have left Amazon, whoever says so: a ship notice, whoever received them, or a bill.

        :rtype: float
        """
        self.ensure_one()
        return max(self.amazon_qty_shipped, self.qty_received, self.qty_invoiced)

    def _tell_amazon_delay(self, days_before):
        """Tell the requester which of the items arrive later.

        :param dict[purchase.order.line, datetime.date] days_before: what Amazon had said
        """
        later = self.filtered(
            lambda line: (
                line.amazon_delivery_date and days_before[line] and line.amazon_delivery_date > days_before[line]
            )
        )
        for order, lines in later.grouped("order_id").items():
            order._tell_amazon_requester("late", lines=lines, days_before=days_before)
