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
        [
            ("planned", "Planned"),
            ("shipped", "Shipped"),
            ("returned", "Returning to Amazon"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        index=True,
        help="Whether it is on its way. Planned: nothing has been shipped yet. Returning: it goes back to Amazon. "
        "Withdrawn: Amazon withdrew it.",
    )
    noticed_at = fields.Datetime(
        string="Last Notice", required=True, readonly=True, help="When Amazon wrote the latest notice."
    )
    shipment_date = fields.Date(string="Shipped On", readonly=True)
    delivery_date = fields.Date(string="Arrives On", readonly=True)
    carrier = fields.Char(readonly=True)
    tracking_numbers = fields.Char(readonly=True)
    tracking_links = fields.Html(
        string="Tracking",
        readonly=True,
        help="The carrier's number of the parcel, with a link to its page.",
    )
    has_excess = fields.Boolean(
        string="More Than Ordered", compute="_compute_has_excess", help="More of an item was shipped than was ordered."
    )

    _name_uniq = models.Constraint("UNIQUE (config_id, name)", "This shipment already exists.")

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
        :param list[purchase.order] orders: the order of each of its portions, empty where there is none
        :param datetime.datetime noticed_at: when Amazon wrote it, in UTC
        :return: orders of which less or more is shipped now, and the shipment if it is new
        :rtype: tuple[purchase.order, amazon.punchin.shipment]
        """
        shipment = self.search([("config_id", "=", config.id), ("name", "=", notice.shipment_id)])
        if shipment and shipment.noticed_at > noticed_at:
            if shipment.line_ids or notice.operation == protocol.ship_notice.DELETE:
                return self.env["purchase.order"], self.browse()
            # What was withdrawn before anybody heard of it: what it held is known now.
            known = {"state": shipment.state, "noticed_at": shipment.noticed_at}
            shipment.write({**self._prepare_from_notice(notice, orders, noticed_at), **known})
            return shipment.order_ids, self.browse()
        if notice.operation == protocol.ship_notice.DELETE:
            vals = {"state": "withdrawn", "noticed_at": noticed_at}
        else:
            vals = self._prepare_from_notice(notice, orders, noticed_at)
        if not shipment:
            new = self.create({**vals, "name": notice.shipment_id, "config_id": config.id})
            return new.order_ids, new
        before = shipment.order_ids
        shipment.write(vals)
        return before | shipment.order_ids, self.browse()

    def _tell_requesters(self):
        """Tell those who ordered it that it is on its way."""
        for shipment in self.filtered(lambda shipment: shipment.state == "shipped"):
            for order in shipment.order_ids:
                lines = shipment.line_ids.filtered("quantity").line_id & order.order_line
                order._tell_amazon_requester("shipped", shipment=shipment, lines=lines)

    def _prepare_from_notice(self, notice, orders, noticed_at):
        """Values of a shipment.

        :rtype: dict
        """
        lines, tracking = [], {}
        for leg in notice.legs:
            for each in leg.tracking:
                tracking.setdefault(each.number, (leg.carrier, each))
        for portion, order in zip(notice.portions, orders, strict=True):
            if order:
                lines += order._prepare_amazon_shipment_lines(portion.items)
        return {
            "state": _state(notice),
            "noticed_at": noticed_at,
            "order_ids": [Command.set([order.id for order in orders if order])],
            "line_ids": [Command.clear(), *(Command.create(line) for line in lines)],
            "shipment_date": dates.day(notice.shipment),
            "delivery_date": dates.day(notice.delivery),
            "carrier": ", ".join(dict.fromkeys(leg.carrier for leg in notice.legs if leg.carrier)),
            "tracking_numbers": ", ".join(tracking),
            "tracking_links": Markup("<br/>").join(_tracking_link(*each) for each in tracking.values()),
        }


def _state(notice):
    """What a notice says of its shipment."""
    if notice.is_return:
        return "returned"
    return "planned" if notice.is_planned else "shipped"


def _tracking_link(carrier, tracking):
    """A number with a link to its page, if Amazon names the page or the carrier is known."""
    address = tracking.url or tracking_page(carrier, tracking.number)
    if not address:
        return Markup("%s") % tracking.number
    return Markup('<a href="%s" target="_blank" rel="noopener">%s</a>') % (address, tracking.number)
