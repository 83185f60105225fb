from odoo import api, fields, models


class AmazonPunchinShipmentLine(models.Model):
    _name = "amazon.punchin.shipment.line"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Item in a Shipment of Amazon"
    _order = "shipment_id, line_id, id"
    _rec_name = "line_id"

    shipment_id = fields.Many2one(
        "amazon.punchin.shipment", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="shipment_id.company_id", store=True, precompute=True, index=True)
    line_id = fields.Many2one(
        "purchase.order.line", string="Item", required=True, readonly=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(related="line_id.order_id", string="Order", store=True, precompute=True, index=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    is_rest = fields.Boolean(
        string="Rest of the Order",
        readonly=True,
        help="Amazon did not list the items: this is everything that is neither rejected nor in another shipment.",
    )
    quantity_ordered = fields.Float(related="line_id.product_qty", string="Ordered")
    counts = fields.Boolean(compute="_compute_counts", help="Whether the shipment is on its way to us.")

    @api.depends("shipment_id.state")
    def _compute_counts(self):
        for line in self:
            line.counts = line.shipment_id.state == "shipped"
