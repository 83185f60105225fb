from odoo import models


class PurchaseOrder(models.Model):
    """Core's amounts of an Amazon order, with the tax rounded so that the total is Amazon's."""

    _inherit = "purchase.order"

    def _amount_all(self):
        """Core's computation, but on one base line for each tax where only sums are rounded."""
        amazon = self.filtered(
            lambda order: order.amazon_config_id and order.tax_calculation_rounding_method == "round_globally"
        )
        tax_engine = self.env["account.tax"]
        for order in amazon:
            base_lines = order._amazon_base_lines()
            tax_engine._add_tax_details_in_base_lines(base_lines, order.company_id)
            tax_engine._round_base_lines_tax_details(base_lines, order.company_id)
            totals = tax_engine._get_tax_totals_summary(base_lines, order.currency_id, order.company_id)
            order.amount_untaxed = totals["base_amount_currency"]
            order.amount_tax = totals["tax_amount_currency"]
            order.amount_total = totals["total_amount_currency"]
            order.amount_total_cc = totals["total_amount"]
        return super(PurchaseOrder, self - amazon)._amount_all()

    def _compute_tax_totals(self):
        """Core's summary, with the tax rounded as it was when the basket came, whatever the company chose since."""
        res = super()._compute_tax_totals()
        for order in self.filtered("amazon_config_id"):
            totals = order.tax_totals
            if totals and order.currency_id.compare_amounts(totals["total_amount_currency"], order.amount_total):
                order.tax_totals = order._amazon_totals_of_before() | {
                    name: value for name, value in totals.items() if name == "amount_total_cc"
                }
        return res

    def _amazon_totals_of_before(self):
        """The summary with the tax rounded the other way than the company rounds it now.

        :return: as core gives it
        :rtype: dict
        """
        tax_engine = self.env["account.tax"]
        other = {"round_globally": "round_per_line"}.get(self.tax_calculation_rounding_method, "round_globally")
        base_lines = [line._prepare_base_line_for_taxes_computation() for line in self.order_line]
        for base_line in base_lines:
            tax_engine._add_tax_details_in_base_line(base_line, self.company_id, rounding_method=other)
        tax_engine._round_base_lines_tax_details(base_lines, self.company_id)
        return tax_engine._get_tax_totals_summary(base_lines, self.currency_id, self.company_id)

    def _amazon_base_lines(self):
        """Base lines of ``account.tax``, the lines with the same tax summed up."""
        return [
            self.env["account.tax"]._prepare_base_line_for_taxes_computation(
                None,
                tax_ids=taxes,
                price_unit=sum(line.price_subtotal for line in lines),
                quantity=1.0,
                partner_id=self.partner_id,
                currency_id=self.currency_id,
                rate=self.currency_rate,
                special_mode="total_excluded",
            )
            for taxes, lines in self.order_line.grouped("tax_ids").items()
        ]
