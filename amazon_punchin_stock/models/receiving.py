from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError


class PurchaseOrder(models.Model):
    """Receiving is the warehouse's; what is not tracked may be received by whoever ordered it."""

    _inherit = "purchase.order"

    @api.depends("picking_ids.state")
    def _compute_amazon_can_receive(self):
        """People who work in Inventory have core's button, as long as it leads to a receipt."""
        res = super()._compute_amazon_can_receive()
        if self.env.user.has_group("stock.group_stock_user"):
            for order in self.filtered("amazon_can_receive"):
                order.amazon_can_receive = order.is_shipped or not order.picking_ids
        return res

    def action_amazon_receive(self):
        """Open the receipts, for people who work in Inventory."""
        self.ensure_one()
        if self.env.user.has_group("stock.group_stock_user"):
            self._check_amazon_receiver()
            if receipts := self.sudo()._open_amazon_receipts():
                return self._get_action_view_picking(receipts.sudo(self.env.su))
        return super().action_amazon_receive()

    def _count_amazon_arrival(self, rows):
        """What Inventory counts is counted by its receipts."""
        by_moves = [
            row
            for row in rows
            if self.env["purchase.order.line"].browse(row["line_id"]).qty_received_method == "stock_moves"
        ]
        if by_moves:
            pieces = defaultdict(float)
            for row in by_moves:
                pieces[row["line_id"]] += row.get("quantity") or 0.0
            self._validate_amazon_pieces(pieces)
        return super()._count_amazon_arrival([row for row in rows if row not in by_moves])

    def _validate_amazon_pieces(self, pieces):
        """Receive pieces on the order's open receipts; what is left stays on a backorder.

        :param dict[int, float] pieces: id of a line to pieces
        :raises UserError: no receipt expects them, or the warehouse has begun
        """
        receipts = self._open_amazon_receipts()
        picked = self.env["stock.move"]
        begun = receipts.move_ids.filtered("picked")
        for line in self.order_line.filtered(lambda line: pieces.get(line.id)):
            left = pieces[line.id]
            moves = receipts.move_ids.filtered(
                lambda move, line=line: move.purchase_line_id == line and move.state not in ("done", "cancel")
            )
            if not moves:
                raise UserError(
                    self.env._(
                        "No receipt in Inventory expects “%s” any more. Ask the warehouse.", line._amazon_title()
                    )
                )
            for move in moves.sorted(lambda move: (not move.picking_id.amazon_shipment_id, move.id)):
                taken = left if move == moves[-1:] else min(left, move._amazon_pieces())
                if line.product_uom_id.compare(taken, 0) <= 0:
                    continue
                move.quantity = line.product_uom_id._compute_quantity(taken, move.product_uom)
                move.picked = True
                picked |= move
                left -= taken
        if begun & picked.picking_id.move_ids:
            raise UserError(
                self.env._("The warehouse is receiving %s at the moment. Ask the warehouse.", self.display_name)
            )
        picked.picking_id.with_context(cancel_backorder=False)._action_done()


class PurchaseOrderLine(models.Model):
    """Who counts what arrives of a line."""

    _inherit = "purchase.order.line"

    def _is_amazon_receivable(self):
        """What Inventory tracks is received by people who work there, everything else by whoever ordered it, too.

        :rtype: bool
        """
        if self.qty_received_method != "stock_moves":
            return super()._is_amazon_receivable()
        return not self.product_id.is_storable or self.env.user.has_group("stock.group_stock_user")

    def _take_back_amazon_received(self, receipt):
        """What is in a validated receipt goes back by a return.

        :raises UserError: Inventory has counted it
        """
        if self.qty_received_method == "stock_moves" and receipt.quantity:
            raise UserError(
                self.env._("“%s” was received in Inventory. Return it there instead.", self._amazon_title())
            )
        return super()._take_back_amazon_received(receipt)
