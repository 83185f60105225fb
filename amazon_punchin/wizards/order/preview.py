from odoo import fields, models


class AmazonPunchinPreview(models.TransientModel):
    """An order's document as it would go to Amazon now: nothing is queued, nothing is sent."""

    _name = "amazon.punchin.preview"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Preview of an Order's Document"

    order_id = fields.Many2one("purchase.order", required=True, readonly=True)
    url = fields.Char(
        string="Would Be Sent To",
        readonly=True,
        help="The address at Amazon, or of the company's gateway.",
    )
    body = fields.Text(string="Document", readonly=True)
