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
        help="Set if Amazon sends ship notices, or somebody receives the products.",
    )

    @api.depends("amazon_shipment_ids.state", "order_line.qty_received")
    def _compute_amazon_has_arrivals(self):
        for order in self:
            shipped = order.amazon_config_id and "shipped" in order.amazon_shipment_ids.mapped("state")
            order.amazon_has_arrivals = shipped or any(order.order_line.mapped("qty_received"))

    @api.depends("amazon_bill_ids")
    def _compute_invoice(self):
        """Count Amazon's bills that charge or give back a sum, without any of the order's lines, too."""
        res = super()._compute_invoice()
        for order in self.filtered("amazon_config_id").filtered("amazon_bill_ids"):
            order.invoice_ids |= order.amazon_bill_ids
            order.invoice_count = len(order.invoice_ids)
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

    def _settle_after_amazon_bill(self):
        """Say where each order stands, now that one of its bills has come, or counts no more."""
        self.order_line.modified(["invoice_lines"])
        for order in lock.opened(self):
            order._settle_amazon_state()
            if any(order.order_line.mapped("amazon_qty_problem")):
                order._settle_amazon_receiving()
