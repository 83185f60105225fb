from odoo import api, models

from ...tools import distribution, lock


class PurchaseOrder(models.Model):
    """The budget of an order: accounts that exist, of its company, and percentages."""

    _inherit = "purchase.order"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse what is no budget before it is stored."""
        for vals in vals_list:
            distribution.check_form(self.env, vals.get("amazon_analytic_distribution"))
        return super().create(vals_list)

    @api.constrains("amazon_analytic_distribution")
    def _check_amazon_budget(self):
        if lock.is_open(self.env):
            return
        for order in self.filtered("amazon_analytic_distribution"):
            distribution.check(self.env, order.amazon_analytic_distribution, order.company_id)


class PurchaseOrderLine(models.Model):
    """The budget of an Amazon line: what is written is checked, what is stored is read whatever it is."""

    _inherit = "purchase.order.line"

    def write(self, vals):
        """Refuse what is no budget before core rounds it."""
        if vals.get("analytic_distribution"):
            companies = self.filtered("amazon_kind").company_id
            if companies:
                distribution.check(self.env, vals["analytic_distribution"], companies)
        return super().write(vals)

    def _compute_distribution_analytic_account_ids(self):
        """Core's computation, which no stored value breaks."""
        amazon = self.filtered("amazon_kind")
        named = {line: distribution.account_ids(line.analytic_distribution) for line in amazon}
        accounts = self.env["account.analytic.account"]
        existing = set(accounts.browse({number for ids in named.values() for number in ids}).exists().ids)
        for line, ids in named.items():
            line.distribution_analytic_account_ids = accounts.browse(number for number in ids if number in existing)
        return super(PurchaseOrderLine, self - amazon)._compute_distribution_analytic_account_ids()
