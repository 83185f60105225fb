from odoo import api, fields, models


class AmazonPunchinInboxPassword(models.TransientModel):
    """Shows a password that was just made. It is never saved, so it is seen once."""

    _name = "amazon.punchin.inbox.password"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Odoo's Addresses and the Inbox Password"

    config_id = fields.Many2one("amazon.punchin.config", string="Group at Amazon", readonly=True)
    landing_url = fields.Char(
        compute="_compute_inbox", string="Landing URL", help="Where Amazon sends a buyer who begins at Amazon."
    )
    return_url = fields.Char(
        compute="_compute_inbox", string="Return URL", help="Where the browser submits the basket."
    )
    url = fields.Char(
        compute="_compute_inbox",
        string="Inbox URL",
        help="Where Amazon's server sends confirmations, shipments and invoices.",
    )
    login = fields.Char(
        compute="_compute_inbox",
        string="Inbox Login",
        help="The user name that Amazon's server uses to sign in to the inbox.",
    )
    password = fields.Char(
        store=False,
        readonly=True,
        string="Inbox Password",
        help="The password that Amazon's server uses to sign in to the inbox.",
    )
    previous_until = fields.Datetime(compute="_compute_inbox", string="Previous Password Until")

    @api.depends("config_id")
    def _compute_inbox(self):
        """Only whoever may see the configuration sees its inbox; a related field would ask nobody."""
        self.config_id.check_access("read")
        for window in self:
            window.landing_url = window.config_id.landing_url
            window.return_url = window.config_id.return_url
            window.url = window.config_id.inbox_url
            window.login = window.config_id.inbox_login
            window.previous_until = window.config_id.inbox_previous_until
