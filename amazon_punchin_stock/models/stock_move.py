from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_synch_order(self):
        """Odoo hook: what comes with a receipt beside what was ordered stays a move; it was in no basket at Amazon."""
        extra = self.filtered(lambda move: move._is_beside_amazon_order())
        return super(StockMove, self - extra)._action_synch_order()

    def _is_beside_amazon_order(self):
        """Whether core would add a line to an Amazon order for this move.

        :rtype: bool
        """
        order = self.picking_id.sudo().purchase_id or self.picking_id.sudo().return_id.purchase_id
        of_order = self.purchase_line_id or order.order_line.filtered(lambda line: line.product_id == self.product_id)
        return bool(order.amazon_config_id) and not of_order

    def _action_done(self, cancel_backorder=False):
        """Odoo hook: end what requesters were asked about what has arrived, and expect credit for what goes back."""
        done = super()._action_done(cancel_backorder=cancel_backorder)
        amazon = done.sudo().filtered(lambda move: move.purchase_line_id.order_id.amazon_config_id)
        for order in amazon.purchase_line_id.order_id:
            order._settle_amazon_receiving()
            order._expect_amazon_credit(
                amazon.filtered(lambda move, order=order: move.purchase_line_id.order_id == order)
            )
        return done

    def _awaits_amazon(self):
        """Whether the move waits for Amazon's pieces as it was planned, so that nobody in the warehouse has begun.

        :rtype: bool
        """
        self.ensure_one()
        return (
            self.state in ("confirmed", "partially_available", "assigned")
            and not self.picked
            and not self.origin_returned_move_id
            and self.location_id.usage == "supplier"
            and not any(line.lot_id or line.lot_name for line in self.move_line_ids)
            and (not self.quantity or self.product_uom.compare(self.quantity, self.product_uom_qty) == 0)
        )

    def _amazon_pieces(self):
        """How many pieces of the order's line the move is of: those that came, or that are expected.

        :rtype: float
        """
        self.ensure_one()
        quantity = self.quantity if self.state == "done" else self.product_uom_qty
        unit = self.purchase_line_id.product_uom_id
        return self.product_uom._compute_quantity(quantity, unit, rounding_method="HALF-UP")

    def _expect_amazon(self, pieces):
        """Expect so many pieces, and pre-fill as many.

        :param float pieces: of the order's line
        """
        self.ensure_one()
        unit = self.purchase_line_id.product_uom_id
        self._do_unreserve()
        self.product_uom_qty = unit._compute_quantity(pieces, self.product_uom, rounding_method="HALF-UP")
        self._action_assign()

    def _put_on_amazon_receipt(self, pieces, receipt):
        """Move pieces to another receipt of the order, and pre-fill what each one expects.

        :param float pieces: of the order's line, at most what the move expects
        :param stock.picking receipt: where they go
        """
        self.ensure_one()
        unit = self.purchase_line_id.product_uom_id
        moved = self
        self._do_unreserve()
        if unit.compare(pieces, self._amazon_pieces()) < 0:
            moved = self.create(self._split(unit._compute_quantity(pieces, self.product_id.uom_id, round=False)))
            self._action_assign()
        moved.picking_id = receipt
        moved._action_confirm(merge=False)
        moved._action_assign()
