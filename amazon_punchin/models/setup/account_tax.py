from odoo import models


class AccountTax(models.Model):
    _inherit = "account.tax"

    def _is_plain_percentage(self):
        """Whether the tax is its rate times the price, and nothing else.

        Such a tax can be matched with a rate that Amazon names.

        :rtype: bool
        """
        self.ensure_one()
        return self.amount_type == "percent" and not self.price_include and not self.has_negative_factor
