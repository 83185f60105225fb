from odoo import models


class AccountMoveLine(models.Model):
    """How an order is coded is how its bills are; a budget stays, whatever account somebody chooses on the bill."""

    _inherit = "account.move.line"

    def _compute_account_id(self):
        """Odoo hook: the order's account comes before the product's."""
        res = super()._compute_account_id()
        for line in self.filtered(lambda line: line.display_type == "product" and line.purchase_line_id):
            if account := line.sudo().purchase_line_id.amazon_account_id:
                line.account_id = account
        return res

    def _compute_analytic_distribution(self):
        """Odoo hook: distribution models have a say where the coding has chosen no budget."""
        coded = self.filtered(lambda line: line.analytic_distribution and line._is_budget_coded())
        return super(AccountMoveLine, self - coded)._compute_analytic_distribution()

    def _is_budget_coded(self):
        """Whether an Amazon order, or for what is of no order the configuration, says which budget pays.

        :rtype: bool
        """
        line = self.sudo()
        if line.purchase_line_id:
            return bool(line.purchase_line_id.amazon_kind and line.purchase_line_id.analytic_distribution)
        if orders := line.move_id.amazon_order_ids:
            return any(orders.mapped("amazon_analytic_distribution"))
        return bool(line.move_id.amazon_config_id.analytic_distribution)
