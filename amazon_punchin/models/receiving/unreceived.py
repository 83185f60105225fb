from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import job, lock, wording


class PurchaseOrder(models.Model):
    """What Amazon has shipped and nobody has received."""

    _inherit = "purchase.order"

    amazon_unreceived_day = fields.Date(
        string="Asked Whether It Arrived",
        readonly=True,
        copy=False,
        help="Arrival day of the latest parcel about which the requester was asked.",
    )

    def _follow_amazon_shipments(self):
        """A parcel that was withdrawn need not be received: settle what was asked or said of parcels, if anything."""
        res = super()._follow_amazon_shipments()
        self.filtered(lambda order: order.amazon_unreceived_day or order.amazon_receipt_ids)._settle_amazon_receiving()
        return res

    @api.model
    def _cron_amazon_unreceived(self):
        """Ask requesters, once for each parcel, about what should have arrived and nobody has received."""
        orders = self._find_amazon_unreceived()
        self.env["ir.cron"]._commit_progress(remaining=len(orders))
        for done, order in enumerate(orders, start=1):
            if order.try_lock_for_update():
                order._ask_amazon_unreceived()
            if not job.go_on(self.env, len(orders) - done):
                break

    @api.model
    def _find_amazon_unreceived(self):
        """Orders with a parcel that is overdue by the days of its group, and about which nobody was asked yet.

        :rtype: purchase.order
        """
        self.env.flush_all()
        query = SQL(
            """
            SELECT DISTINCT ordered.id
              FROM purchase_order ordered
              JOIN amazon_punchin_config config ON config.id = ordered.amazon_config_id
              JOIN amazon_punchin_shipment_line piece ON piece.order_id = ordered.id
              JOIN amazon_punchin_shipment parcel ON parcel.id = piece.shipment_id
        CROSS JOIN LATERAL (
                   SELECT COALESCE(
                       GREATEST(parcel.shipment_date, parcel.delivery_date), parcel.noticed_at::date
                   ) AS day
                   ) arrival
              JOIN purchase_order_line line ON line.id = piece.line_id
             WHERE ordered.state = 'purchase'
               AND config.receive_days > 0
               AND parcel.state = 'shipped'
               AND arrival.day < %s - config.receive_days
               AND arrival.day > COALESCE(ordered.amazon_unreceived_day, '-infinity'::date)
               AND COALESCE(line.qty_received, 0) + COALESCE(line.amazon_qty_problem, 0) < line.amazon_qty_shipped
          ORDER BY ordered.id
            """,
            fields.Date.context_today(self),
        )
        return self.sudo().browse(row[0] for row in self.env.execute_query(query))

    def _ask_amazon_unreceived(self):
        """Give the requester an activity, unless everything that is overdue has been received meanwhile."""
        self.ensure_one()
        lines = self._amazon_overdue_lines()
        if not lines:
            return
        recipient = self.amazon_requester_id.filtered("active") or self.amazon_config_id._administrator()
        days = [parcel._arrival_day() for parcel in self._amazon_overdue_parcels()]
        lock.opened(self).amazon_unreceived_day = max(days)
        wording.give_activity(
            self,
            "mail.mail_activity_data_todo",
            recipient,
            lambda order: (
                order.env._("Has %s arrived?", order.name),
                order.env._(
                    "Amazon shipped %s, and nobody has received it. Press Receive on the order, and record there "
                    "what is missing or damaged.",
                    lines.with_env(order.env)._amazon_titles(),
                ),
            ),
            cause="unreceived",
        )

    def _amazon_overdue_parcels(self):
        """Parcels that should have been received, by the days of the group.

        :rtype: amazon.punchin.shipment
        """
        self.ensure_one()
        days = self.amazon_config_id.receive_days
        if self.state != "purchase" or not days:
            return self.env["amazon.punchin.shipment"]
        last = fields.Date.context_today(self) - timedelta(days=days)
        return self.amazon_shipment_ids.filtered(
            lambda parcel: parcel.state == "shipped" and parcel._arrival_day() < last
        )

    def _amazon_overdue_lines(self):
        """Items of overdue parcels that nobody has received.

        :rtype: purchase.order.line
        """
        pieces = self._amazon_overdue_parcels().line_ids.filtered(lambda piece: piece.order_id == self)
        overdue = self.env["purchase.order.line"]
        for line, of_line in pieces.grouped("line_id").items():
            if sum(of_line.mapped("quantity")) > line.qty_received + line.amazon_qty_problem:
                overdue |= line
        return overdue


class AmazonPunchinShipment(models.Model):
    """The day from which a parcel counts as overdue."""

    _inherit = "amazon.punchin.shipment"

    def _arrival_day(self):
        """The day on which it arrives, at the notice's word, or on which it was shipped.

        :rtype: datetime.date
        """
        self.ensure_one()
        named = list(filter(None, (self.shipment_date, self.delivery_date)))
        return max(named) if named else self.noticed_at.date()
