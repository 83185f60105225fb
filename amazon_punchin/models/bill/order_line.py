from odoo import models


class PurchaseOrderLine(models.Model):
    """What bills charge for an order line, and at which price."""

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

    def _amazon_credit_lines(self):
        """Lines of bills that give pieces back.

        :rtype: account.move.line
        """
        return self.invoice_lines.filtered(
            lambda line: (
                line.parent_state != "cancel"
                and (line.move_type == "in_refund") != (line.quantity < 0)
                and line.move_type in ("in_invoice", "in_refund")
            )
        )

    def _amazon_pieces_credited(self):
        """Pieces that Amazon has credited.

        :rtype: float
        """
        return sum(
            abs(line.product_uom_id._compute_quantity(line.quantity, self.product_uom_id))
            for line in self._amazon_credit_lines()
        )

    def _prepare_account_move_line(self, move=False):
        """Carry the account of the coding to the vendor bill."""
        vals = super()._prepare_account_move_line(move)
        if self.amazon_account_id:
            vals["account_id"] = self.amazon_account_id.id
        return vals
