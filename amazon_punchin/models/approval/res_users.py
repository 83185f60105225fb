from odoo import fields, models


class ResUsers(models.Model):
    """The substitutes of users, read at once for the approvers of a batch of orders; who decides is in ``step.py``."""

    _inherit = "res.users"

    amazon_delegation_ids = fields.One2many(
        "amazon.punchin.delegation", "user_id", string="Substitutes for Approvals", groups=fields.NO_ACCESS
    )
