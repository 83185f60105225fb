from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    amazon_shipment_id = fields.Many2one(
        "amazon.punchin.shipment",
        string="Amazon Parcel",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The shipment of Amazon that this receipt expects.",
    )
    amazon_carrier = fields.Char(
        related="amazon_shipment_id.carrier", string="Carrier", help="Who brings the parcel, as Amazon says."
    )
    amazon_tracking_links = fields.Html(related="amazon_shipment_id.tracking_links")
    amazon_tracking_numbers = fields.Char(
        related="amazon_shipment_id.tracking_numbers",
        string="Tracking Numbers",
        store=True,
        index="trigram",
        help="The carrier's numbers of the parcel.",
    )
    amazon_credit = fields.Selection(
        [("expected", "Credit note expected"), ("arrived", "Credited")],
        string="Amazon's Credit Note",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Whether Amazon has credited what went back.",
    )
    amazon_credited_on = fields.Date(
        string="Credited On", readonly=True, copy=False, help="The date of Amazon's credit note."
    )
