from odoo import api, models
from odoo.exceptions import UserError, ValidationError


class AccountMove(models.Model):
    """Odoo's helpers that fill in bills guess nothing about Amazon orders, and leave Amazon's bills as they are."""

    _inherit = "account.move"

    def _match_purchase_orders(self, *args, **kwargs):
        """Odoo hook: an Amazon order is never found by vendor and total, nor are a bill's lines replaced by its."""
        method, lines, pairs = super()._match_purchase_orders(*args, **kwargs)
        if lines.sudo().order_id.amazon_config_id:
            return "no_match", lines.browse(), None
        return method, lines, pairs

    def _find_and_set_purchase_orders(self, *args, **kwargs):
        """Odoo hook: a bill of Amazon's has its orders already."""
        if self.sudo().amazon_config_id:
            return None
        return super()._find_and_set_purchase_orders(*args, **kwargs)

    @api.onchange("purchase_vendor_bill_id", "purchase_id")
    def _onchange_purchase_auto_complete(self):
        """Odoo hook: a bill of Amazon's is complete."""
        if self.amazon_config_id and (self.purchase_vendor_bill_id or self.purchase_id):
            self.purchase_vendor_bill_id = self.purchase_id = False
            message = self.env._(
                "This bill was created from Amazon's invoice. To bill a line on an order, choose the order line on it."
            )
            return {"warning": {"title": self.env._("Nothing Added"), "message": message}}
        return super()._onchange_purchase_auto_complete()

    def _add_purchase_order_lines(self, purchase_order_lines):
        """Odoo hook: take what waits for a bill, and add nothing to a bill of Amazon's."""
        if self.amazon_config_id:
            raise UserError(
                self.env._("%s was created from Amazon's invoice; no lines can be added to it.", self.display_name)
            )
        waiting = purchase_order_lines.filtered(lambda line: not line.amazon_kind or line.qty_to_invoice)
        if purchase_order_lines and not waiting:
            purchase_order_lines.order_id._refuse_to_bill_nothing()
        return super()._add_purchase_order_lines(waiting)


class AccountMoveLine(models.Model):
    """A line of a bill of Amazon's bills no order but those that its group has sent to Amazon."""

    _inherit = "account.move.line"

    @api.constrains("purchase_line_id")
    def _check_amazon_purchase_line(self):
        for line in self.sudo().filtered(lambda line: line.purchase_line_id and line.move_id.amazon_config_id):
            if line.purchase_line_id.order_id.amazon_config_id != line.move_id.amazon_config_id:
                raise ValidationError(
                    self.env._(
                        "%(bill)s was created from Amazon's invoice: its lines can bill orders of %(group)s only, not "
                        "%(order)s.",
                        bill=line.move_id.display_name,
                        group=line.move_id.amazon_config_id.display_name,
                        order=line.purchase_line_id.order_id.display_name,
                    )
                )


class PurchaseBillLineMatch(models.Model):
    """Odoo's Purchase Matching, where something of Amazon's is selected."""

    _inherit = "purchase.bill.line.match"

    def action_match_lines(self):
        """Odoo hook: link lines of Amazon's one by one, delete none, and add none.

        :raises UserError: it is not clear which lines belong together
        """
        if not (self._is_of_amazon() and self.pol_id and self.aml_id):
            return super().action_match_lines()
        pairs = self._amazon_pairs()
        if not pairs:
            raise UserError(
                self.env._(
                    "It is not clear which of these lines belong together. Select one bill line and one order line at "
                    "a time."
                )
            )
        for billed, ordered in pairs:
            billed.purchase_line_id = ordered
        return None

    def action_add_to_po(self):
        """Odoo hook: an Amazon order has the items of its basket, and a bill of Amazon's bills what was ordered there.

        :raises UserError: something of Amazon's is selected
        """
        self._check_not_of_amazon()
        return super().action_add_to_po()

    def _is_of_amazon(self):
        selected = self.sudo()
        return bool(selected.pol_id.filtered("amazon_kind") or selected.aml_id.move_id.amazon_config_id)

    def _check_not_of_amazon(self):
        if self._is_of_amazon():
            raise UserError(
                self.env._(
                    "Lines of Amazon orders and of Amazon's bills cannot be added to a purchase order. To bill an "
                    "order line, select it together with the bill line and press Match."
                )
            )

    def _amazon_pairs(self):
        """Find the order line of each bill line, where there is no doubt which.

        :return: pairs of a bill line and an order line; each is in one of them
        :rtype: list[tuple[account.move.line, purchase.order.line]]
        """
        billed, ordered = self.aml_id, self.pol_id
        if len(billed) == len(ordered) == 1:
            return [(billed, ordered)]
        pairs = []
        for key in (_by_item, _by_product_and_quantity, _by_product, _by_quantity):
            of_key = ordered.grouped(key)
            for value, lines in billed.grouped(key).items():
                candidates = of_key.get(value, ordered.browse()) if value else ordered.browse()
                if len(lines) == len(candidates) == 1:
                    pairs.append((lines, candidates))
                    billed, ordered = billed - lines, ordered - candidates
        return pairs


def _by_item(line):
    return line.amazon_asin


def _by_product_and_quantity(line):
    return line.product_id.id and (*_by_product(line), _quantity(line))


def _by_product(line):
    return line.product_id.id and (line.product_id.id, line.currency_id.round(line.price_unit))


def _by_quantity(line):
    return line.currency_id.round(line.price_unit), _quantity(line)


def _quantity(line):
    return line.quantity if line._name == "account.move.line" else line.product_qty
