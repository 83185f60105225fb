from odoo import models


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _make_po_get_domain(self, company_id, values, partner):
        """Odoo hook: replenishment extends a draft order of the vendor, but a basket at Amazon is what it is.

        :rtype: tuple
        """
        domain = super()._make_po_get_domain(company_id, values, partner)
        return (*domain, ("amazon_config_id", "=", False))
