from odoo import fields, models


class AmazonPunchinConfig(models.Model):
    """When a group asks whether a parcel has arrived."""

    _inherit = "amazon.punchin.config"

    receive_days = fields.Integer(
        string="Ask After Days",
        default=7,
        help="How many days after a parcel should have arrived its requester is asked about it, if nobody has received "
        "it. 0: never.",
    )

    _receive_days_positive = models.Constraint(
        "CHECK (receive_days BETWEEN 0 AND 3650)", "Requesters are asked after 0 to 3650 days."
    )
