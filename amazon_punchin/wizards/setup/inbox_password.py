from odoo import api, fields, models


class AmazonPunchinInboxPassword(models.TransientModel):
    """Shows a password that was just made. It is never saved, so it is seen once."""

    _name = "amazon.punchin.inbox.password"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "New Inbox Password"

    config_id = fields.Many2one("amazon.punchin.config", string="Group at Amazon", readonly=True)
    url = fields.Char(
        compute="_compute_inbox",
        string="Inbox URL",
        help="Where Amazon's server sends confirmations, shipments and invoices.",
    )
    login = fields.Char(
        compute="_compute_inbox",
        string="Inbox Login",
        help="The user name with which Amazon's server signs in at the inbox.",
    )
    password = fields.Char(store=False, readonly=True, string="New Password")
    previous_until = fields.Datetime(compute="_compute_inbox", string="Previous Password Until")

    @api.depends("config_id")
    def _compute_inbox(self):
        """Only whoever may see the configuration sees its inbox; a related field would ask nobody."""
        self.config_id.check_access("read")
        for window in self:
            window.url = window.config_id.inbox_url
            window.login = window.config_id.inbox_login
            window.previous_until = window.config_id.inbox_previous_until
