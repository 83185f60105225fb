from odoo import models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _compute_qty_received_method(self):
        """Odoo hook: called directly, as Inventory does with old lines, it would write; let the ORM compute instead."""
        field = self._fields["qty_received_method"]
        if all(self.env.is_protected(field, line) for line in self):
            return super()._compute_qty_received_method()
        self.env.add_to_compute(field, self)
        return self.modified([field.name])

    def _update_date_planned(self, updated_date):
        """Odoo hook: Inventory lets the moves of one line decide for all; let them decide for their line.

        Inventory keeps the day of a line that no move is open for, as if it had come. Of what Amazon has rejected,
        nothing has come: it may be delivered after all.
        """
        moved = self.filtered("move_ids")
        rejected = moved.filtered(lambda line: line.amazon_kind and set(line.move_ids.mapped("state")) == {"cancel"})
        rejected.date_planned = updated_date
        for line in moved - rejected:
            super(PurchaseOrderLine, line)._update_date_planned(updated_date)
        return super(PurchaseOrderLine, self - moved)._update_date_planned(updated_date)

    def _amazon_problems_told(self):
        """What went back to Amazon is awaited no more, either."""
        told = super()._amazon_problems_told()
        for line in self:
            returns = line.move_ids.filtered(
                lambda move: move.state == "done" and move.to_refund and move._is_purchase_return()
            )
            told[line] = told.get(line, 0.0) + sum(move._amazon_pieces() for move in returns)
        return told

    def unlink(self):
        """Odoo hook: whoever may not delete lines is told so before Inventory looks for moves to cancel."""
        self.check_access("unlink")
        return super().unlink()

    def _get_stock_move_price_unit(self):
        """Odoo hook: Amazon's prices are without tax, whatever the company enters its own with."""
        lines = self.with_context(force_price_include=False) if self.amazon_kind else self
        return super(PurchaseOrderLine, lines)._get_stock_move_price_unit()

    def _prepare_stock_moves(self, picking):
        """Odoo hook: nothing is delivered for what Amazon charges beside the items.

        :rtype: list[dict]
        """
        if self.amazon_kind not in (False, "item"):
            return []
        return super()._prepare_stock_moves(picking)
