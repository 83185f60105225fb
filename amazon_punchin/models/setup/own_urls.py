from odoo import api, fields, models

from ...tools.const import MANAGER


class AmazonPunchinConfig(models.Model):
    """Our addresses, at which shoppers and documents of Amazon's arrive. The token in them is a secret."""

    _inherit = "amazon.punchin.config"

    landing_url = fields.Char(
        string="Landing URL",
        compute="_compute_urls",
        compute_sudo=True,
        groups=MANAGER,
        help="Where Amazon sends a buyer who begins at Amazon; enter it there.",
    )
    return_url = fields.Char(
        string="Return URL",
        compute="_compute_urls",
        compute_sudo=True,
        groups=MANAGER,
        help="Where the browser brings the basket back; enter it at Amazon.",
    )
    inbox_url = fields.Char(
        string="Inbox URL",
        compute="_compute_urls",
        compute_sudo=True,
        groups=MANAGER,
        help="Where Amazon's server sends confirmations, shipments and invoices; enter it at Amazon.",
    )

    @api.depends("token")
    def _compute_urls(self):
        for config in self:
            base = f"{config.get_base_url()}/amazon_punchin/{config.token}"
            config.landing_url = f"{base}/start"
            config.return_url = f"{base}/return"
            config.inbox_url = f"{base}/inbox"

    @api.model
    def _find_by_token(self, token):
        """Find the configuration of a landing, return or inbox URL.

        :param str token: from the URL
        :return: in sudo; empty if there is none
        :rtype: amazon.punchin.config
        """
        return self.sudo().search([("token", "=", token.replace("\0", ""))], limit=1)
