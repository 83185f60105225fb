from odoo import fields, models


class MailActivity(models.Model):
    """An activity that Odoo gave because of something, and deletes once that is over."""

    _inherit = "mail.activity"

    amazon_cause = fields.Char(
        readonly=True, copy=False, help="What it was given for: Odoo deletes the activity once that is over."
    )
