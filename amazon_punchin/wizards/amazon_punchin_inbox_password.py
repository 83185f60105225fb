from odoo import fields, models


class AmazonPunchinInboxPassword(models.TransientModel):
    """Shows a password that was just made. It is never saved, so it is seen once."""

    _name = "amazon.punchin.inbox.password"
    _description = "New Inbox Password"

    config_id = fields.Many2one("amazon.punchin.config", string="Configuration", readonly=True)
    url = fields.Char(related="config_id.inbox_url", string="Inbox URL")
    login = fields.Char(related="config_id.inbox_login", string="Inbox Login")
    password = fields.Char(store=False, readonly=True, string="New Password")
    previous_until = fields.Datetime(related="config_id.inbox_previous_until")
