from odoo import models


class PurchaseOrder(models.Model):
    """Credit that Amazon owes for what went back."""

    _inherit = "purchase.order"

    def _expect_amazon_credit(self, moves):
        """Expect a credit note for what has just gone back to Amazon.

        :param stock.move moves: moves of this order that are done
        """
        returned = moves.filtered(lambda move: move._is_purchase_return() and move.to_refund)
        if returned:
            returned.picking_id.amazon_credit = "expected"
            self._settle_amazon_credits()

    def _settle_after_amazon_bill(self):
        """Say which returns are credited, now that a credit note has come, or counts no more."""
        res = super()._settle_after_amazon_bill()
        for order in self.sudo():
            order._settle_amazon_credits()
        return res

    def _settle_amazon_credits(self):
        """Say which returns are credited: the oldest first, piece by piece."""
        self.ensure_one()
        credit = {line: line._amazon_pieces_credited() for line in self.order_line}
        for returned in self.picking_ids.filtered("amazon_credit").sorted("id"):
            pieces = returned._amazon_pieces_returned(self)
            is_credited = all(line.product_uom_id.compare(credit[line], count) >= 0 for line, count in pieces.items())
            if is_credited:
                for line, count in pieces.items():
                    credit[line] -= count
            if is_credited != (returned.amazon_credit == "arrived"):
                returned._settle_amazon_credit(is_credited and self._amazon_credit_notes(pieces))

    def _amazon_credit_notes(self, lines):
        """Credit notes for some lines.

        :rtype: account.move
        """
        credited = [line._amazon_credit_lines().move_id for line in lines]
        return self.env["account.move"].union(*credited)


class StockPicking(models.Model):
    """A return to Amazon."""

    _inherit = "stock.picking"

    def _amazon_pieces_returned(self, order):
        """What went back with this return.

        :rtype: dict[purchase.order.line, float]
        """
        pieces = {}
        for move in self.move_ids.filtered(
            lambda move: move.state == "done" and move.purchase_line_id.order_id == order
        ):
            line = move.purchase_line_id
            pieces[line] = pieces.get(line, 0.0) + move._amazon_pieces()
        return pieces

    def _settle_amazon_credit(self, notes):
        """Say when the credit note came, or that it counts no more.

        :param account.move | bool notes: what credits the return
        """
        if not notes:
            self.write({"amazon_credit": "expected", "amazon_credited_on": False})
            return
        dates = [note.invoice_date or note.create_date.date() for note in notes]
        self.write({"amazon_credit": "arrived", "amazon_credited_on": max(dates)})
        # A draft has no number of its own yet.
        names = ", ".join(note.amazon_invoice_number or note.display_name for note in notes)
        self.message_post(body=self.env._("Amazon credited this return: %s", names))
