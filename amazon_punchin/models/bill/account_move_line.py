from odoo import api, fields, models
from odoo.tools import float_compare


class AccountMoveLine(models.Model):
    """A line of a vendor bill, and how it fits the order's line that it bills."""

    _inherit = "account.move.line"

    amazon_kind = fields.Selection(
        [
            ("item", "Item"),
            ("correction", "Corrected price"),
            ("sum", "Order amount"),
            ("shipping", "Shipping"),
            ("handling", "Handling"),
            ("discount", "Discount"),
            ("other", "Other charge"),
            ("tax", "Tax"),
            ("rounding", "Rounding difference"),
        ],
        string="Kind at Amazon",
        readonly=True,
        copy=False,
        help="An item, or a charge such as shipping, tax or a rounding difference.",
    )
    amazon_asin = fields.Char(
        string="ASIN", readonly=True, copy=False, help="Amazon's item number, as shown on the invoice."
    )
    amazon_qty_ordered = fields.Float(
        string="Ordered", digits="Product Unit", compute="_compute_amazon_match", compute_sudo=True
    )
    amazon_qty_rejected = fields.Float(
        string="Rejected", digits="Product Unit", compute="_compute_amazon_match", compute_sudo=True
    )
    amazon_qty_shipped = fields.Float(
        string="Shipped", digits="Product Unit", compute="_compute_amazon_match", compute_sudo=True
    )
    amazon_qty_received = fields.Float(
        string="Received", digits="Product Unit", compute="_compute_amazon_match", compute_sudo=True
    )
    amazon_qty_on_other_bills = fields.Float(
        string="Other Bills",
        digits="Product Unit",
        compute="_compute_amazon_match",
        compute_sudo=True,
        help="Pieces on other bills, less those on credit notes.",
    )
    amazon_qty_on_this_bill = fields.Float(
        string="This Bill",
        digits="Product Unit",
        compute="_compute_amazon_qty_on_this_bill",
        help="Pieces on this bill; below zero on a credit note.",
    )
    amazon_price_ordered = fields.Float(
        string="Expected",
        min_display_digits="Product Price",
        compute="_compute_amazon_match",
        compute_sudo=True,
        help="The price that Amazon confirmed; if Amazon has not confirmed, the ordered price.",
    )
    amazon_difference = fields.Text(
        string="Difference",
        compute="_compute_amazon_difference",
        compute_sudo=True,
        help="How the line differs, by more than the group's tolerance, from what was ordered, confirmed, shipped or "
        "billed before.",
    )

    @api.depends(
        "purchase_line_id.amazon_confirmed_price",
        "purchase_line_id.amazon_qty_rejected",
        "purchase_line_id.amazon_qty_shipped",
        "purchase_line_id.qty_invoiced",
        "purchase_line_id.qty_received",
    )
    def _compute_amazon_match(self):
        for (ordered, bill), lines in self.grouped(lambda line: (line.purchase_line_id, line.move_id)).items():
            lines.amazon_qty_ordered = ordered.product_qty
            lines.amazon_qty_rejected = ordered.amazon_qty_rejected
            lines.amazon_qty_shipped = ordered.amazon_qty_shipped
            lines.amazon_qty_received = ordered.qty_received
            lines.amazon_qty_on_other_bills = sum(
                other.quantity * other._amazon_direction()
                for other in ordered.invoice_lines
                if other.move_id != bill and other.parent_state != "cancel"
            )
            lines.amazon_price_ordered = ordered._amazon_price_expected() if ordered else 0.0

    @api.depends("move_id.move_type", "quantity")
    def _compute_amazon_qty_on_this_bill(self):
        for line in self:
            line.amazon_qty_on_this_bill = line.quantity * line._amazon_direction()

    def write(self, vals):
        """Let a bill follow to the orders of which somebody says that its lines are."""
        res = super().write(vals)
        if vals.get("purchase_line_id"):
            self.move_id.filtered("amazon_config_id")._follow_amazon_assignment()
        return res

    def _amazon_direction(self):
        """Whether a line bills, or gives back.

        :rtype: int
        """
        return -1 if self.move_id.move_type == "in_refund" else 1

    # --- Differences ---------------------------------------------------------------------

    @api.depends(
        "amazon_asin", "amazon_price_ordered", "amazon_qty_on_other_bills", "move_id.amazon_config_id", "price_subtotal"
    )
    @api.depends_context("lang")
    def _compute_amazon_difference(self):
        for line in self:
            matched = line.display_type == "product" and line._amazon_config()
            line.amazon_difference = (matched and " ".join(line._amazon_differences())) or False

    def _amazon_config(self):
        """Whose tolerance counts: of the bill's configuration, or of the order's where a person made the bill.

        :return: empty if the line is none of Amazon's
        :rtype: amazon.punchin.config
        """
        return self.move_id.amazon_config_id or self.purchase_line_id.order_id.amazon_config_id

    def _amazon_differences(self):
        """Say how the line differs from its order by more than the configuration tolerates.

        :return: sentences
        :rtype: list[str]
        """
        self.ensure_one()
        if (self.amazon_kind or self.purchase_line_id.amazon_kind) in ("shipping", "handling", "other", "tax"):
            return self._amazon_charge_differences()
        if self.purchase_line_id:
            return [
                *self._amazon_item_differences(),
                *self._amazon_quantity_differences(),
                *self._amazon_price_differences(),
            ]
        return [self.env._("Not on any order.")] if self.amazon_kind in ("item", False) else []

    def _amazon_item_differences(self):
        ordered = self.purchase_line_id.amazon_asin
        if not (self.amazon_asin and ordered) or self.amazon_asin == ordered:
            return []
        return [self.env._("Billed %(billed)s; ordered %(ordered)s.", billed=self.amazon_asin, ordered=ordered)]

    def _amazon_quantity_differences(self):
        ordered = self.purchase_line_id
        billed = ordered.qty_invoiced
        if self._amazon_is_more(0.0, billed):
            return [self.env._("More is credited than was billed.")]
        if self._amazon_direction() < 0:
            return []
        if ordered.order_id.state == "cancel":
            return [self.env._("Its order is cancelled.")]
        if self._amazon_is_more(billed, ordered._amazon_qty_expected()):
            if ordered.amazon_qty_rejected:
                return [
                    self.env._(
                        "Billed %(billed)g in total, but Amazon rejected %(rejected)g of %(ordered)g.",
                        billed=billed,
                        rejected=ordered.amazon_qty_rejected,
                        ordered=ordered.product_qty,
                    )
                ]
            return [
                self.env._(
                    "Billed %(billed)g in total; ordered %(ordered)g.", billed=billed, ordered=ordered.product_qty
                )
            ]
        return self._amazon_arrival_differences(billed)

    def _amazon_arrival_differences(self, billed):
        """Compare what is billed with what has arrived, in the way that the policy of the bill's group names.

        :param float billed: pieces of the order's line on all bills
        :rtype: list[str]
        """
        ordered, policy = self.purchase_line_id, self._amazon_config().bill_policy
        shipped, received = ordered.amazon_qty_shipped, ordered.qty_received
        if policy == "received" and self._amazon_is_more(billed, received):
            return [self.env._("Billed %(billed)g in total; %(arrived)g received.", billed=billed, arrived=received)]
        if policy == "shipped" and self._amazon_is_more(billed, shipped):
            return [self.env._("Billed %(billed)g in total; %(arrived)g shipped.", billed=billed, arrived=shipped)]
        arrived = max(shipped, received)
        if policy == "ordered" and ordered.order_id.amazon_has_arrivals and self._amazon_is_more(billed, arrived):
            return [
                self.env._(
                    "Billed %(billed)g in total; %(arrived)g shipped or received so far.",
                    billed=billed,
                    arrived=arrived,
                )
            ]
        return []

    def _amazon_is_more(self, quantity, than):
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return float_compare(quantity, than, precision_digits=digits) > 0

    def _amazon_price_differences(self):
        currency, expected = self.currency_id, self.amazon_price_ordered
        price = self.price_unit * (1 - (self.discount or 0.0) / 100)
        if not self._amazon_config()._is_price_change(expected, price, currency):
            return []
        return [
            self.env._(
                "Billed at %(price)s; expected %(expected)s.",
                price=currency.format(price),
                expected=currency.format(expected),
            )
        ]

    def _amazon_charge_differences(self):
        """Charges are compared by their amount: all that is billed of them, with what was ordered."""
        ordered, currency = self.purchase_line_id, self.currency_id
        if ordered:
            billed, expected = ordered._amazon_amount_billed(), ordered.price_subtotal
        else:
            billed, expected = self.price_subtotal * self._amazon_direction(), 0.0
        if billed <= expected or not self._amazon_config()._is_price_change(expected, billed, currency):
            return []
        return [
            self.env._(
                "Billed %(billed)s in total; ordered %(expected)s.",
                billed=currency.format(billed),
                expected=currency.format(expected),
            )
        ]
