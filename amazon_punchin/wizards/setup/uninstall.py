from odoo import api, fields, models

from ...models.order.state import DRAFT, ON_THE_WAY
from ...tools.wording import listed


class BaseModuleUninstall(models.TransientModel):
    """Odoo's window that uninstalls an app says what becomes of the orders at Amazon."""

    _inherit = "base.module.uninstall"

    amazon_losses = fields.Html(string="What Happens to Your Amazon Orders", compute="_compute_amazon_losses")

    @api.depends("module_ids")
    def _compute_amazon_losses(self):
        for window in self:
            goes = "amazon_punchin" in window._get_modules().mapped("name")
            window.amazon_losses = listed(self._amazon_losses()) if goes else False

    def _amazon_losses(self):
        """What uninstalling means for the orders of every company, as sentences."""
        if orders := self._count_amazon(*ON_THE_WAY, "unknown"):
            yield self.env._(
                "Orders in progress at Amazon: %s. Amazon still delivers and bills them, but Odoo no longer receives "
                "confirmations, shipments and invoices.",
                orders,
            )
        if orders := self._count_amazon("pending"):
            yield self.env._("Approved orders that have not been sent yet: %s. They will not be sent.", orders)
        if orders := self._count_amazon(*DRAFT):
            yield self.env._(
                "Baskets that have not been ordered yet: %s. They become ordinary requests for quotation, without "
                "your approval rules. Cancel them first if nobody needs them.",
                orders,
            )
        yield self.env._(
            "Purchase orders and vendor bills stay, with their lines, totals and attachments. What Amazon reported on "
            "them is deleted, and their prices are no longer locked."
        )
        yield self.env._(
            "Groups, people, rules, approvals, secrets and the message log are deleted. Odoo's addresses stop working; "
            "after a new installation, new ones have to be entered at Amazon."
        )

    def _count_amazon(self, *states):
        return self.env["purchase.order"].sudo().search_count([("amazon_state", "in", states)])
