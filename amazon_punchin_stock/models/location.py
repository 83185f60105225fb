from odoo import api, fields, models


class AmazonPunchinLocation(models.Model):
    """The warehouse that receives what is delivered to a location."""

    _inherit = "amazon.punchin.location"

    picking_type_id = fields.Many2one(
        "stock.picking.type",
        string="Receive In",
        compute="_compute_picking_type_id",
        store=True,
        readonly=False,
        check_company=True,
        domain=[("code", "=", "incoming")],
        ondelete="set null",
        help="The operation type, and so the warehouse, that receives orders for this location. Default: the warehouse "
        "with this address; if there is none, the company's first.",
    )

    @api.depends("partner_id", "config_id")
    def _compute_picking_type_id(self):
        warehouses = self.env["stock.warehouse"].sudo()
        for location in self:
            location.picking_type_id = (
                location.picking_type_id
                or warehouses.search(
                    [
                        ("partner_id", "=", location.partner_id.id),
                        ("partner_id", "!=", False),
                        ("company_id", "=", location.company_id.id),
                    ],
                    limit=1,
                ).in_type_id
            )

    def _usable_picking_type(self):
        """The operation type that receives, unless it is archived.

        :rtype: stock.picking.type
        """
        return self.sudo().picking_type_id.filtered("active")
