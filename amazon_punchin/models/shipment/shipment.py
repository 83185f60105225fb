from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Command

from ... import protocol
from ...tools import dates
from ...tools.carriers import tracking_page


class AmazonPunchinShipment(models.Model):
    _name = "amazon.punchin.shipment"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Shipment of Amazon"
    _order = "shipment_date desc, id desc"

    name = fields.Char(
        string="Shipment",
        required=True,
        readonly=True,
        index="trigram",
        help="Amazon's number of the shipment.",
    )
    config_id = fields.Many2one(
        "amazon.punchin.config",
        string="Group at Amazon",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The Amazon Business group that ordered it.",
    )
    company_id = fields.Many2one(related="config_id.company_id", store=True, precompute=True, index=True)
    order_ids = fields.Many2many(
        "purchase.order",
        "amazon_punchin_shipment_purchase_order_rel",
        "shipment_id",
        "order_id",
        string="Orders",
        readonly=True,
    )
    line_ids = fields.One2many("amazon.punchin.shipment.line", "shipment_id", string="Items", readonly=True)
    state = fields.Selection(
        [("shipped", "Shipped"), ("withdrawn", "Withdrawn")],
        required=True,
        readonly=True,
        index=True,
        help="Whether it is on its way, or was withdrawn by Amazon.",
    )
    noticed_at = fields.Datetime(
        string="Last Notice", required=True, readonly=True, help="When Amazon wrote the notice that counts."
    )
    shipment_date = fields.Date(string="Left On", readonly=True)
    delivery_date = fields.Date(string="Arrives On", readonly=True)
    carrier = fields.Char(readonly=True)
    tracking_numbers = fields.Char(readonly=True)
    tracking_links = fields.Html(
        string="Tracking",
        readonly=True,
        help="The carrier's number of the parcel, with a link to its page.",
    )
    has_excess = fields.Boolean(
        string="More Than Ordered", compute="_compute_has_excess", help="More of an item came than was ordered."
    )

    _name_uniq = models.Constraint("UNIQUE (config_id, name)", "This shipment is there already.")

    @api.depends("line_ids.line_id.amazon_qty_shipped", "line_ids.line_id.product_qty", "state")
    def _compute_has_excess(self):
        for shipment in self:
            shipment.has_excess = shipment.state == "shipped" and any(
                line.amazon_qty_shipped > line.product_qty for line in shipment.line_ids.line_id
            )

    @api.model
    def _apply_notice(self, notice, config, orders, noticed_at):
        """Take over a ship notice. An older one never undoes a newer one of the same shipment.

        :param amazon_punchin.protocol.ship_notice.ShipNotice notice: the notice
        :param amazon.punchin.config config: whose inbox it came to
        :param list[purchase.order] orders: the order of each of its portions
        :param datetime.datetime noticed_at: when Amazon wrote it, in UTC
        :return: orders of which less or more is shipped now
        :rtype: purchase.order
        :raises UserError: an order has no such line
        """
        shipment = self.search([("config_id", "=", config.id), ("name", "=", notice.shipment_id)])
        if shipment and shipment.noticed_at > noticed_at:
            return self.env["purchase.order"]
        if notice.operation == protocol.ship_notice.DELETE:
            vals = {"state": "withdrawn", "noticed_at": noticed_at}
        else:
            vals = self._prepare_from_notice(notice, orders, noticed_at)
        before = shipment.order_ids
        if shipment:
            shipment.write(vals)
        else:
            shipment = self.create({**vals, "name": notice.shipment_id, "config_id": config.id})
        return before | shipment.order_ids

    def _prepare_from_notice(self, notice, orders, noticed_at):
        """Values of a shipment.

        :rtype: dict
        """
        lines = []
        for portion, order in zip(notice.portions, orders, strict=True):
            lines += order._prepare_amazon_shipment_lines(portion.items)
        return {
            "state": "shipped",
            "noticed_at": noticed_at,
            "order_ids": [Command.set([order.id for order in orders])],
            "line_ids": [Command.clear(), *(Command.create(line) for line in lines)],
            "shipment_date": dates.day(notice.shipment),
            "delivery_date": dates.day(notice.delivery),
            "carrier": ", ".join(dict.fromkeys(leg.carrier for leg in notice.legs if leg.carrier)),
            "tracking_numbers": ", ".join(tracking.number for leg in notice.legs for tracking in leg.tracking),
            "tracking_links": Markup("<br/>").join(
                _tracking_link(leg.carrier, tracking) for leg in notice.legs for tracking in leg.tracking
            ),
        }


def _tracking_link(carrier, tracking):
    """A number with a link to its page, if Amazon names the page or the carrier is known."""
    address = tracking.url or tracking_page(carrier, tracking.number)
    if not address:
        return Markup("%s") % tracking.number
    return Markup('<a href="%s" target="_blank" rel="noopener">%s</a>') % (address, tracking.number)
