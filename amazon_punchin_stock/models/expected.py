from odoo import models


class PurchaseOrderLine(models.Model):
    """What Amazon rejects is not expected in the warehouse."""

    _inherit = "purchase.order.line"

    def _count_amazon_answers(self):
        """Expect fewer pieces, or again more, as Amazon rejects them, or delivers them after all."""
        before = {line: line.amazon_qty_rejected for line in self}
        res = super()._count_amazon_answers()
        for line in self.sudo():
            line._expect_amazon_pieces(before[line] - line.amazon_qty_rejected)
        return res

    def _expect_amazon_pieces(self, more):
        """Expect more pieces on the order's receipts, or fewer.

        :param float more: pieces, below zero if fewer are expected
        """
        self.ensure_one()
        if self.order_id.state != "purchase" or not self.move_ids or not more:
            return
        if more < 0:
            self._expect_fewer_amazon_pieces(-more)
            return
        receipts = self.order_id._open_amazon_receipts().filtered(lambda receipt: not receipt.amazon_shipment_id)
        receipt = receipts[:1] or self.order_id._create_amazon_receipt()
        quantity, unit = self.product_uom_id._adjust_uom_quantities(more, self.product_id.uom_id)
        vals = self._prepare_stock_move_vals(receipt, self._get_stock_move_price_unit(), quantity, unit)
        self.env["stock.move"].create({**vals, "move_dest_ids": False})._action_confirm()._action_assign()

    def _expect_fewer_amazon_pieces(self, fewer):
        """Take pieces off the receipts, first off those of no parcel.

        :param float fewer: pieces
        """
        moves = self.move_ids.filtered(lambda move: move._awaits_amazon())
        for move in moves.sorted(lambda move: (bool(move.picking_id.amazon_shipment_id), move.id)):
            if self.product_uom_id.compare(fewer, 0) <= 0:
                break
            expected = move._amazon_pieces()
            if self.product_uom_id.compare(expected, fewer) <= 0:
                move._action_cancel()
            else:
                move._expect_amazon(expected - fewer)
            fewer -= expected
