from odoo import fields, models


class AmazonPunchinAddressCandidate(models.TransientModel):
    """A contact that an address at Amazon may be."""

    _name = "amazon.punchin.address.candidate"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Contact That an Amazon Address May Be"
    _order = "score desc, id"

    match_id = fields.Many2one("amazon.punchin.address.match", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Contact", required=True, readonly=True, ondelete="cascade")
    address = fields.Char(related="partner_id.contact_address_inline")
    score = fields.Float(
        string="Similarity",
        readonly=True,
        help="How similar the two addresses are; 100 % is identical.",
    )

    def action_choose(self):
        """Compare with this contact."""
        self.ensure_one()
        self.match_id.partner_id = self.partner_id
        return self.match_id._reopened()
