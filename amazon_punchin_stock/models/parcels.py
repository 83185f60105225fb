from datetime import datetime, time

from odoo import models


class PurchaseOrder(models.Model):
    """One receipt for each parcel of Amazon's, with what Amazon says is in it, and one for what is to be shipped."""

    _inherit = "purchase.order"

    def _follow_amazon_shipments(self):
        """Let the receipts follow the parcels; nobody but the warehouse validates one."""
        res = super()._follow_amazon_shipments()
        for order in self.sudo().filtered(lambda order: order.state == "purchase"):
            receipts = order._open_amazon_receipts()
            order._release_amazon_receipts()
            receipts |= order._open_amazon_receipts()
            for parcel in order.amazon_shipment_ids.filtered(lambda parcel: parcel.state == "shipped").sorted("id"):
                order._fill_amazon_receipt(parcel)
            receipts.filtered(lambda receipt: not receipt.move_ids).unlink()
        return res

    def _open_amazon_receipts(self):
        """Receipts that the warehouse has not finished.

        :rtype: stock.picking
        """
        return self.picking_ids.filtered(
            lambda receipt: receipt.state not in ("done", "cancel") and receipt.picking_type_code == "incoming"
        )

    def _create_amazon_receipt(self, **values):
        """Make a receipt of this order.

        :param values: further values of ``stock.picking``
        :rtype: stock.picking
        """
        order = self.with_company(self.company_id)
        return self.env["stock.picking"].create({**order._prepare_picking(), **values})

    def _release_amazon_receipts(self):
        """Expect anew what is in no parcel any more: Amazon withdrew the parcel, or there is less in it."""
        for receipt in self._open_amazon_receipts().filtered("amazon_shipment_id"):
            parcel = receipt.amazon_shipment_id
            if parcel.state != "shipped" or self not in parcel.order_ids:
                receipt.amazon_shipment_id = False
                continue
            for line, moves in receipt.move_ids.grouped("purchase_line_id").items():
                excess = self._amazon_pieces_received_of(parcel, line) - parcel._amazon_pieces_of(line)
                for move in moves.filtered(lambda move: move._awaits_amazon()):
                    if line.product_uom_id.compare(excess, 0) <= 0:
                        break
                    pieces = min(excess, move._amazon_pieces())
                    rest = self._open_amazon_receipts().filtered(lambda other: not other.amazon_shipment_id)
                    move._put_on_amazon_receipt(pieces, rest[:1] or self._create_amazon_receipt())
                    excess -= pieces

    def _fill_amazon_receipt(self, parcel):
        """Put what is in a parcel on its receipt.

        :param amazon.punchin.shipment parcel: one that is on its way
        """
        receipt = self._open_amazon_receipts().filtered(lambda receipt: receipt.amazon_shipment_id == parcel)[:1]
        lacking = {
            line: parcel._amazon_pieces_of(line) - self._amazon_pieces_received_of(parcel, line)
            for line in parcel.line_ids.line_id & self.order_line
        }
        waiting = self._open_amazon_receipts().filtered(lambda other: not other.amazon_shipment_id).move_ids
        taken = []
        for move in waiting.filtered(lambda move: move._awaits_amazon()).sorted("id"):
            line = move.purchase_line_id
            pieces = min(lacking.get(line, 0.0), move._amazon_pieces())
            if line.product_uom_id.compare(pieces, 0) > 0:
                taken.append((move, pieces))
                lacking[line] -= pieces
        if taken:
            receipt = receipt or self._claimed_amazon_receipt(taken) or self._create_amazon_receipt()
            receipt.amazon_shipment_id = parcel
            for move, pieces in taken:
                if move.picking_id != receipt:
                    move._put_on_amazon_receipt(pieces, receipt)
        if receipt:
            receipt._follow_amazon_parcel()

    def _claimed_amazon_receipt(self, taken):
        """The receipt that expects nothing but what is in a parcel, so that it becomes the parcel's.

        :param list[tuple[stock.move, float]] taken: moves and pieces that are in the parcel
        :rtype: stock.picking
        """
        whole = {move for move, pieces in taken if move.product_uom.compare(pieces, move._amazon_pieces()) == 0}
        receipts = self.env["stock.picking"].union(*(move.picking_id for move in whole))
        return receipts.filtered(
            lambda receipt: set(receipt.move_ids.filtered(lambda move: move.state != "cancel")) <= whole
        )[:1]

    def _amazon_pieces_received_of(self, parcel, line):
        """Pieces of a line that the parcel's receipts expect, or have brought.

        :rtype: float
        """
        moves = line.move_ids.filtered(
            lambda move: (
                move.state != "cancel"
                and move.picking_id.amazon_shipment_id == parcel
                and not move.origin_returned_move_id
            )
        )
        return sum(move._amazon_pieces() for move in moves)


class AmazonPunchinShipment(models.Model):
    """What of an order's line is in a parcel."""

    _inherit = "amazon.punchin.shipment"

    def _amazon_pieces_of(self, line):
        """Pieces of a line that are in the parcel.

        :rtype: float
        """
        return sum(self.line_ids.filtered(lambda piece: piece.line_id == line).mapped("quantity"))


class StockPicking(models.Model):
    """A receipt that knows its parcel."""

    _inherit = "stock.picking"

    def _follow_amazon_parcel(self):
        """Expect the receipt on the day that Amazon names, and know its tracking number."""
        self.ensure_one()
        parcel = self.amazon_shipment_id
        if parcel.delivery_date:
            self.scheduled_date = datetime.combine(parcel.delivery_date, time(12))
        if "carrier_tracking_ref" in self._fields:
            self.carrier_tracking_ref = parcel.tracking_numbers
