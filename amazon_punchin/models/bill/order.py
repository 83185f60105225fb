from odoo import api, fields, models

from ...tools import lock

#: Who may see bills: whoever else sees an order reads it without them.
BILL_GROUPS = "account.group_account_invoice,account.group_account_readonly,purchase.group_purchase_user"


class PurchaseOrder(models.Model):
    """What of a purchase order Amazon has billed."""

    _inherit = "purchase.order"

    invoice_ids = fields.Many2many(groups=BILL_GROUPS)
    amazon_bill_ids = fields.Many2many(
        "account.move",
        "amazon_punchin_bill_purchase_order_rel",
        "order_id",
        "move_id",
        string="Bills from Amazon",
        readonly=True,
        copy=False,
        groups=BILL_GROUPS,
    )

    amazon_has_arrivals = fields.Boolean(
        string="Arrivals Are Counted",
        compute="_compute_amazon_has_arrivals",
        compute_sudo=True,
        help="Amazon sends ship notices, or somebody receives what comes.",
    )

    @api.depends("amazon_shipment_ids", "order_line.qty_received")
    def _compute_amazon_has_arrivals(self):
        for order in self:
            order.amazon_has_arrivals = order.amazon_shipment_ids or any(order.order_line.mapped("qty_received"))

    @api.depends("amazon_bill_ids")
    def _compute_invoice(self):
        """Count Amazon's bills that charge or give back a sum, without any of the order's lines, too."""
        res = super()._compute_invoice()
        for order in self.filtered("amazon_bill_ids"):
            order.invoice_ids |= order.amazon_bill_ids
            order.invoice_count = len(order.invoice_ids)
        return res

    def _get_invoiced(self):
        """Wait for no charge of Amazon's, e.g. a rounding difference, once every item is billed."""
        res = super()._get_invoiced()
        for order in self.filtered("amazon_config_id"):
            items = order._amazon_item_lines()
            billed = any(items.mapped("qty_invoiced")) and not any(items.mapped("qty_to_invoice"))
            if billed and order.invoice_status == "to invoice":
                order.invoice_status = "invoiced"
        return res

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

    def _is_billed_by_amazon(self):
        """Whether every item that Amazon did not reject is on a bill.

        :rtype: bool
        """
        return all(line.qty_invoiced >= line._amazon_qty_expected() for line in self._amazon_item_lines())

    def _settle_after_amazon_bill(self):
        """Say where each order stands, now that one of its bills has come, or counts no more."""
        for order in lock.opened(self):
            order._settle_amazon_state()
