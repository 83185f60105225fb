from odoo import api, fields, models

#: Fields that are taken together.
_REGION = ("state_id", "country_id")


class AmazonPunchinAddressDifference(models.TransientModel):
    """One field of an address, as it is at Amazon and here."""

    _name = "amazon.punchin.address.difference"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Field of an Amazon Address"
    _order = "id"

    match_id = fields.Many2one("amazon.punchin.address.match", required=True, index=True, ondelete="cascade")
    field = fields.Selection(
        [
            ("street", "Street"),
            ("street2", "Street 2"),
            ("zip", "ZIP"),
            ("city", "City"),
            ("state_id", "State or province"),
            ("country_id", "Country"),
            ("reference", "Amazon Address ID"),
        ],
        required=True,
        readonly=True,
    )
    amazon_value = fields.Char(string="At Amazon", readonly=True)
    own_value = fields.Char(string="In Odoo", readonly=True)
    same = fields.Boolean(readonly=True)
    take = fields.Selection(
        [("leave", "Keep both"), ("amazon", "Use Amazon's"), ("own", "Use mine")],
        string="Decision",
        required=True,
        default="leave",
        help="Use Amazon's: the contact in Odoo is changed. Use mine: the address is recorded here as it is in Odoo; "
        "change it at Amazon, too.",
    )
    outcome = fields.Char(compute="_compute_outcome")

    @api.depends("take", "amazon_value", "own_value")
    def _compute_outcome(self):
        for line in self:
            line.outcome = {
                "leave": "",
                "amazon": self.env._("Odoo: %s", line.amazon_value or "—"),
                "own": self.env._("Amazon: %s", line.own_value or "—"),
            }[line.take]

    def action_take_amazon(self):
        """Take the field as it is at Amazon."""
        return self._decide("amazon")

    def action_take_own(self):
        """Take the field as it is in Odoo."""
        return self._decide("own")

    def _decide(self, take):
        """A state lies in its country: of the two, none is taken without the other."""
        decided = self
        if self.field in _REGION:
            decided = self.match_id.line_ids.filtered(lambda line: line.field in _REGION)
        decided.take = take
        return self.match_id._reopened()
