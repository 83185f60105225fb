from decimal import Decimal

from odoo import api, models
from odoo.fields import Command

from ...tools.currency import currency_unit
from . import amounts as bill_amounts


class AccountMove(models.Model):
    """The taxes on a bill: those of Odoo's that give Amazon's, each with Amazon's amount."""

    _inherit = "account.move"

    @api.model
    def _split_amazon_invoice(self, invoice, config, orders, lines, currency):
        """Decide which taxes give the tax of an invoice.

        :param list[purchase.order] orders: the order of each of the invoice's parts
        :param dict lines: as :meth:`_amazon_ordered_lines` gives them
        :return: the invoice's amounts; and sentences on taxes that are lines of their own
        :rtype: tuple[amazon_punchin.models.bill.amounts.Split, list[str]]
        """
        every_order = self.env["purchase.order"].union(*orders)
        partner = config._bill_partner(invoice)[0].with_company(config.company_id)
        place = every_order.amazon_location_id[:1] or config.location_id
        finder = config._tax_finder(self._amazon_fiscal_position(config, partner, every_order), place.partner_id)
        products = self.env["product.product"]

        def usual(place):
            return finder.usual(lines[place].product_id if place in lines else products)

        split = bill_amounts.split(
            invoice,
            currency_unit(currency),
            finder,
            {place: choice for place, line in lines.items() if (choice := line.tax_ids._amazon_choice())},
            usual,
            guess=config.tax_handling == "match" and config._recovers_tax(),
        )
        said = [config._why_no_tax(finder, tax.named, currency.format(float(tax.amount))) for tax in split.unexplained]
        return split, list(dict.fromkeys(filter(None, said)))

    @api.model
    def _amazon_fiscal_position(self, config, partner, orders):
        """The fiscal position of a bill: the order's, unless the bill is another vendor's.

        :param res.partner partner: the vendor of the bill
        :rtype: account.fiscal.position
        """
        if partner == config.partner_id and (position := orders.fiscal_position_id[:1]):
            return position
        positions = self.env["account.fiscal.position"].with_company(config.company_id)
        return positions._get_fiscal_position(partner, partner.browse(partner.address_get(["delivery"])["delivery"]))

    def _prepare_product_base_line_for_taxes_computation(self, product_line):
        """Odoo hook: Amazon's prices are without tax, whatever the company enters its own with."""
        base_line = super()._prepare_product_base_line_for_taxes_computation(product_line)
        if product_line.amazon_kind:
            base_line["special_mode"] = "total_excluded"
        return base_line

    # --- The total -----------------------------------------------------------------------

    def _reach_amazon_total(self, split):
        """Give each tax Amazon's amount, and add a line for what rounding leaves; any other difference is shown."""
        self.ensure_one()
        self._reach_amazon_taxes(split)
        difference = self.amazon_total_difference
        if difference and abs(Decimal(repr(difference))) <= split.slack:
            config = self.amazon_config_id
            self.invoice_line_ids = [
                Command.create(
                    {
                        **self._prepare_amazon_coding(config, self.amazon_order_ids[:1], None),
                        "amazon_kind": "rounding",
                        "name": self.env._("Rounding difference to Amazon's total"),
                        "price_unit": difference,
                        "quantity": 1.0,
                        "sequence": 1000,
                        "tax_ids": [Command.clear()],
                    }
                )
            ]

    def _reach_amazon_taxes(self, split):
        """Correct the amounts of taxes by what rounding makes of them, as an accountant does below the bill's lines.

        The lines remember it, so that it outlasts a change of their coding.
        """
        tax_engine = self.env["account.tax"]
        base_lines, _tax_lines = self._get_rounded_base_and_tax_lines(round_from_tax_lines=False)
        corrected = {}
        for tax, amount in split.taxes.items():
            of_tax = [
                (line, data) for line in base_lines for data in line["tax_details"]["taxes_data"] if data["tax"] == tax
            ]
            difference = self.currency_id.round(
                float(amount) - sum(data["tax_amount_currency"] for _line, data in of_tax)
            )
            tax_line = self.line_ids.filtered(lambda line, tax=tax: line.tax_line_id == tax).sorted(
                lambda line: -abs(line.amount_currency)
            )[:1]
            if tax_line and difference:
                largest = max((data for _line, data in of_tax), key=lambda data: abs(data["tax_amount_currency"]))
                largest["tax_amount_currency"] += difference
                largest["tax_amount"] += self.company_currency_id.round(difference / (base_lines[0]["rate"] or 1.0))
                tax_line.amount_currency += difference * self.direction_sign
                corrected.update((line["record"], line) for line, _data in of_tax)
        tax_engine._fix_base_lines_tax_details_on_manual_tax_amounts(corrected.values(), self.company_id)
        for line, base_line in corrected.items():
            line.extra_tax_data = tax_engine._export_base_line_extra_tax_data(base_line)
