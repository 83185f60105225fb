from odoo import fields, models


class AmazonPunchinBilledMixin(models.AbstractModel):
    """What of a purchase order Amazon has billed."""

    _name = "amazon.punchin.billed.mixin"
    _description = "Order That Amazon Bills"

    amazon_bill_ids = fields.Many2many(
        "account.move",
        "amazon_punchin_bill_purchase_order_rel",
        "order_id",
        "move_id",
        string="Bills from Amazon",
        readonly=True,
        copy=False,
        groups="account.group_account_readonly,account.group_account_invoice,purchase.group_purchase_user",
    )

    def _amazon_charge_line(self, kind, tax):
        """Find the order's line for a charge.

        :param str kind: ``shipping`` or ``tax``
        :param account.tax | None tax: of the charge, where the order has several lines
        :return: empty if the order has none
        :rtype: purchase.order.line
        """
        lines = self.order_line.filtered(lambda line: line.amazon_kind == kind)
        same_tax = lines.filtered(lambda line: line.tax_ids == (tax or line.tax_ids.browse()))
        return (same_tax or lines)[:1]

    def _amazon_has_arrivals(self):
        """Whether anybody counts what comes: Amazon's ship notices, or who receives it.

        :rtype: bool
        """
        return bool(self.amazon_shipment_ids) or any(self.order_line.mapped("qty_received"))

    def _is_billed_by_amazon(self):
        """Whether every item that Amazon did not reject is on a bill.

        :rtype: bool
        """
        return all(line.qty_invoiced >= line._amazon_qty_expected() for line in self._amazon_item_lines())
