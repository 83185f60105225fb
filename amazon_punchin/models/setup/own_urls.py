from odoo import api, fields, models
from odoo.tools import str2bool

from ...tools.const import MANAGER
from ...tools.secret import same


class AmazonPunchinConfig(models.Model):
    """Our addresses, at which shoppers and documents of Amazon's arrive. The token in them is a secret."""

    _inherit = "amazon.punchin.config"

    landing_url = fields.Char(
        string="Landing URL",
        compute="_compute_urls",
        compute_sudo=True,
        groups=MANAGER,
        help="Where Amazon sends a buyer who starts at Amazon; enter it there.",
    )
    return_url = fields.Char(
        string="Return URL",
        compute="_compute_urls",
        compute_sudo=True,
        groups=MANAGER,
        help="Where the browser returns the basket; enter it at Amazon.",
    )
    inbox_url = fields.Char(
        string="Inbox URL",
        compute="_compute_urls",
        compute_sudo=True,
        groups=MANAGER,
        help="Where Amazon's server sends confirmations, shipments and invoices; enter it at Amazon.",
    )

    is_address_frozen = fields.Boolean(compute="_compute_is_address_frozen")

    def _compute_is_address_frozen(self):
        self.is_address_frozen = self._keeps_address()

    @api.model
    def _keeps_address(self):
        """Whether Odoo keeps its web address, whoever signs in by another one.

        :rtype: bool
        """
        return str2bool(self.env["ir.config_parameter"].sudo().get_param("web.base.url.freeze", ""), False)

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

        The token is compared with every group's: how long a search in an index takes tells how much of it is right.

        :param str token: from the URL
        :return: in sudo; empty if there is none
        :rtype: amazon.punchin.config
        """
        domain = [("config_id.active", "=", True)] if self.env.context.get("active_test", True) else []
        vaults = self.env["amazon.punchin.vault"].sudo().search_fetch(domain, ["config_id", "token"])
        return self.sudo().browse([vault.config_id.id for vault in vaults if same(token, vault.token)])
