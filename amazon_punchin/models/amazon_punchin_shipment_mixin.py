from odoo import api, fields, models

from . import lock


class AmazonPunchinShipmentMixin(models.AbstractModel):
    """What of a purchase order Amazon has sent."""

    _name = "amazon.punchin.shipment.mixin"
    _description = "Order That Amazon Ships"

    amazon_shipment_ids = fields.Many2many(
        "amazon.punchin.shipment",
        "amazon_punchin_shipment_purchase_order_rel",
        "order_id",
        "shipment_id",
        string="Shipments",
        readonly=True,
        copy=False,
    )
    amazon_shipment_count = fields.Integer(
        string="Shipments from Amazon", compute="_compute_amazon_shipment_count", compute_sudo=True
    )

    @api.depends("amazon_shipment_ids")
    def _compute_amazon_shipment_count(self):
        for order in self:
            order.amazon_shipment_count = len(order.amazon_shipment_ids)

    def _prepare_amazon_shipment_lines(self, items, shipment_id):
        """Values of what a shipment holds of this order.

        :param tuple[amazon_punchin.protocol.ship_notice.ShippedItem, ...] items: empty: all that is not on its way yet
        :param str shipment_id: Amazon's number of the shipment
        :rtype: list[dict]
        :raises UserError: the order has no such line
        """
        self.ensure_one()
        lines = self._amazon_lines_by_number(item.line for item in items)
        if items:
            return [{"line_id": lines[item.line].id, "quantity": float(item.quantity)} for item in items]
        quantities = {line: line._amazon_qty_left_to_ship(shipment_id) for line in lines.values()}
        return [{"line_id": line.id, "quantity": quantity} for line, quantity in quantities.items() if quantity]

    def _follow_amazon_shipments(self):
        """Count what has been shipped, and say where each order stands."""
        for order in lock.opened(self):
            lines = order._amazon_item_lines()
            excess_before = order._amazon_excess()
            lines._count_amazon_answers()
            order._settle_amazon_unknown()
            order._settle_amazon_state()
            if (excess := order._amazon_excess()) and excess != excess_before:
                order._tell_amazon_buyer(self.env._("Amazon ships more than was ordered"), "\n".join(excess))

    def _amazon_excess(self):
        """Say of which items Amazon ships more than was ordered.

        :return: sentences
        :rtype: list[str]
        """
        self.ensure_one()
        return [
            self.env._(
                "Line %(number)s: Amazon ships %(shipped)g of %(item)s, but %(ordered)g were ordered.",
                number=line.amazon_line_number,
                shipped=line.amazon_qty_shipped,
                item=line._amazon_title(),
                ordered=line.product_qty,
            )
            for line in self._amazon_item_lines()
            if line.amazon_qty_shipped > line.product_qty
        ]

    def action_view_amazon_shipments(self):
        """Show the order's shipments."""
        self.ensure_one()
        self.check_access("read")
        self.env["amazon.punchin.shipment"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.amazon_punchin_shipment_action")
        return {**action, "domain": [("order_ids", "in", self.ids)]}
