from odoo import models


class PurchaseOrderLine(models.Model):
    """What of an order line Amazon has billed: items by the piece, charges by their amount."""

    _inherit = "purchase.order.line"

    def _amazon_price_expected(self):
        """The unit price that a bill should have, as Amazon confirmed it, or as it was ordered.

        :rtype: float
        """
        self.ensure_one()
        return self.amazon_confirmed_price if self.amazon_answered_at else self.price_unit

    def _is_amazon_price(self, price):
        """Whether a price is the one that was ordered or confirmed, so that whole pieces come or go back for it.

        :param float price: without tax
        :rtype: bool
        """
        return any(
            not self.currency_id.compare_amounts(price, known)
            for known in (self.price_unit, self._amazon_price_expected())
        )

    def _amazon_amount_billed(self):
        """What all bills together charge, less what credit notes give back, without tax.

        :rtype: float
        """
        self.ensure_one()
        counted = self.invoice_lines.filtered(lambda line: line.parent_state != "cancel")
        return sum(line.price_subtotal * line._amazon_direction() for line in counted)

    def _amazon_charge_billed(self):
        """How much of a charge is billed, of one: shipping comes in parts, or other than it was ordered.

        :rtype: float
        """
        if not self.price_subtotal:
            return float(any(line.parent_state != "cancel" for line in self.invoice_lines))
        return min(max(self._amazon_amount_billed() / self.price_subtotal, 0.0), 1.0)
