from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AmazonPunchinConfig(models.Model):
    """Where Amazon delivers for a group."""

    _inherit = "amazon.punchin.config"

    location_ids = fields.One2many("amazon.punchin.location", "config_id", string="Locations")
    location_id = fields.Many2one(
        "amazon.punchin.location",
        string="Default Location",
        domain="[('config_id', '=', id)]",
        copy=False,
        help="Where an order goes unless its buyer chooses another location.",
    )

    @api.onchange("location_ids")
    def _onchange_location_ids(self):
        """The only location is the default; where somebody ticks another one, the previous one is none any more."""
        if len(self.location_ids) == 1:
            self.location_ids.is_default = True
        ticked = self.location_ids.filtered("is_default")
        chosen = ticked.filtered(lambda location: location._origin != self._origin.location_id)[-1:]
        if chosen:
            (ticked - chosen).is_default = False

    @api.constrains("location_id")
    def _check_location(self):
        for config in self:
            if config.location_id and config.location_id.config_id != config:
                raise ValidationError(self.env._("The default location must be one of this group's locations."))
