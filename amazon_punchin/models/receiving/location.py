from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AmazonPunchinLocation(models.Model):
    """Who receives what is delivered to a location."""

    _inherit = "amazon.punchin.location"

    receiver_ids = fields.Many2many(
        "res.users",
        "amazon_punchin_location_receiver_rel",
        "location_id",
        "user_id",
        string="Receivers",
        domain=[("share", "=", False)],
        help="Users who receive what is delivered here, beside the requester and Purchase. They need no role.",
    )

    @api.constrains("receiver_ids", "config_id")
    def _check_receivers(self):
        for location in self.sudo():
            company = location.company_id
            if outside := location.receiver_ids.filtered(lambda user, company=company: company not in user.company_ids):
                raise ValidationError(
                    self.env._(
                        "%(user)s may not work in %(company)s, so cannot receive there.",
                        user=outside[0].name,
                        company=company.name,
                    )
                )
