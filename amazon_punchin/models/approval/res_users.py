from odoo import fields, models


class ResUsers(models.Model):
    """Who decides on Amazon orders for a user, read at once for the approvers of a batch of orders."""

    _inherit = "res.users"

    amazon_delegation_ids = fields.One2many(
        "amazon.punchin.delegation", "user_id", string="Substitutes for Approvals", groups=fields.NO_ACCESS
    )
