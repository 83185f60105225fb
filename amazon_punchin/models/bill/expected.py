from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import float_compare


class PurchaseOrder(models.Model):
    """Which bills an Amazon order still waits for."""

    _inherit = "purchase.order"

    def _get_invoiced(self):
        """Odoo hook: an order waits for bills of its items; what was billed once stays billed after a return."""
        res = super()._get_invoiced()
        for order in self.filtered(lambda order: order.amazon_config_id and order.state == "purchase"):
            if any(order._amazon_item_lines().mapped("qty_to_invoice")):
                order.invoice_status = "to invoice"
            else:
                order.invoice_status = "invoiced" if order._has_amazon_bill() and order._is_billed_by_amazon() else "no"
        return res

    def _has_amazon_bill(self):
        """Whether a bill that counts charges for the order: one of its items, or a sum.

        :rtype: bool
        """
        return any(line._amazon_qty_charged() for line in self._amazon_item_lines()) or self._is_billed_as_a_sum()

    def _is_billed_by_amazon(self):
        """Whether every item that Amazon did not reject is on a bill, whatever was credited since.

        :rtype: bool
        """
        items = self._amazon_item_lines()
        return all(line._is_amazon_charged(line._amazon_qty_expected()) for line in items) or self._is_billed_as_a_sum()

    def _is_billed_as_a_sum(self):
        """Whether bills without the order's lines charge as much as its items cost, whatever was credited since.

        :rtype: bool
        """
        bills = self.sudo().amazon_bill_ids.filtered(lambda bill: bill.state != "cancel")
        sums = bills.invoice_line_ids.filtered(lambda line: line.amazon_kind == "sum")
        if not sums:
            return False
        charged = sum(max(line.price_subtotal * line._amazon_direction(), 0.0) for line in sums)
        cost = sum(self._amazon_item_lines().mapped("price_subtotal"))
        return self.currency_id.compare_amounts(charged, cost) >= 0

    def action_create_invoice(self, attachment_ids=False):
        """Odoo hook: bill what waits for a bill, and never make a bill of nothing.

        :raises UserError: none of the orders waits for one
        """
        done = self.filtered(lambda order: order.amazon_config_id and order.invoice_status != "to invoice")
        if done and done == self:
            done._refuse_to_bill_nothing()
        return super(PurchaseOrder, self - done).action_create_invoice(attachment_ids=attachment_ids)

    def _refuse_to_bill_nothing(self):
        """:raises UserError: always"""
        raise UserError(
            self.env._("Nothing to bill on %s for now. Amazon's invoices become bills by themselves.", self[0].name)
        )


class PurchaseOrderLine(models.Model):
    """How much of an order line its group at Amazon expects to be billed, and how much is."""

    _inherit = "purchase.order.line"

    @api.depends(
        "amazon_qty_rejected",
        "amazon_qty_shipped",
        "invoice_lines.price_subtotal",
        "order_id.amazon_config_id.bill_policy",
    )
    def _compute_qty_invoiced(self):
        """Odoo hook: an Amazon line waits for what the group's policy says, and never for less than nothing.

        Core would read its product, whose policy has no say.
        """
        amazon = self.filtered("amazon_kind")
        res = super(PurchaseOrderLine, self - amazon)._compute_qty_invoiced()
        billed = amazon._prepare_qty_invoiced()
        for order, lines in amazon.grouped("order_id").items():
            is_waiting = order.state == "purchase" and not order._is_billed_by_amazon()
            for line in lines:
                line.qty_invoiced = billed[line]
                line.qty_to_invoice = line._amazon_qty_due() if is_waiting else 0.0
            if order.state == "purchase":
                # Once all items are billed no charge is waited for; their lines may not be on the bill.
                charges = order.order_line.filtered(lambda line: line.amazon_kind not in (False, "item"))
                self.env.add_to_compute(self._fields["qty_to_invoice"], charges - self)
        return res

    def _prepare_qty_invoiced(self):
        """Odoo hook: count Amazon's charges by their amount."""
        quantities = super()._prepare_qty_invoiced()
        for line in self.filtered(lambda line: line.amazon_kind and line.amazon_kind != "item"):
            quantities[line] = line._amazon_charge_billed()
        return quantities

    def _amazon_qty_due(self):
        """How much should be billed by now, and is not: pieces of an item; of a charge at most one.

        :rtype: float
        """
        if self.amazon_kind == "item":
            return max(self._amazon_qty_billable() - self._amazon_qty_charged(), 0.0)
        return 1.0 - self._amazon_charge_billed()

    def _amazon_qty_billable(self):
        """Pieces of an item that the policy of its group expects to be billed by now.

        :rtype: float
        """
        policy = self.sudo().order_id.amazon_config_id.bill_policy
        if policy == "ordered":
            return self._amazon_qty_expected()
        return min(self.amazon_qty_shipped if policy == "shipped" else self.qty_received, self.product_qty)

    def _amazon_qty_charged(self):
        """Pieces on bills. What a credit note or a negative line gives back was billed all the same.

        :rtype: float
        """
        self.ensure_one()
        return sum(
            max(line.product_uom_id._compute_quantity(line.quantity, self.product_uom_id) * line._amazon_direction(), 0)
            for line in self.sudo().invoice_lines
            if line.parent_state != "cancel"
        )

    def _is_amazon_charged(self, quantity):
        """Whether bills charge for so many pieces.

        :param float quantity: in the order's unit
        :rtype: bool
        """
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return float_compare(self._amazon_qty_charged(), quantity, precision_digits=digits) >= 0

    def _amazon_charge_billed(self):
        """How much of a charge is billed, of one: shipping comes in parts, or other than it was ordered.

        :rtype: float
        """
        if not self.price_subtotal:
            return float(any(line.parent_state != "cancel" for line in self.invoice_lines))
        return min(max(self._amazon_amount_billed() / self.price_subtotal, 0.0), 1.0)
