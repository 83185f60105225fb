from odoo import fields, models
from odoo.fields import Domain

from ...tools import lock

#: Fields of core's that say what was received.
_RECEIVED = frozenset({"qty_received", "qty_received_manual"})


class PurchaseOrderLine(models.Model):
    """What of an order line was received."""

    _inherit = "purchase.order.line"

    amazon_qty_problem = fields.Float(
        string="With a Problem",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Pieces that are damaged, something else, missing or returned, and that nothing replaces yet.",
    )

    def write(self, vals):
        """Whoever writes what was received may end what the requester was asked about it."""
        res = super().write(vals)
        if not lock.is_open(self.env) and not _RECEIVED.isdisjoint(vals):
            self.sudo().order_id.filtered("amazon_config_id")._settle_amazon_receiving()
        return res

    def _amazon_qty_unreceived(self):
        """Pieces that may still be received: what Amazon does not reject, and more if it ships more.

        :rtype: float
        """
        self.ensure_one()
        wanted = max(self.product_qty - self.amazon_qty_rejected, self.amazon_qty_shipped)
        return max(wanted - self.qty_received, 0.0)

    def _amazon_qty_awaited(self):
        """Pieces of which nobody has said that they arrived, or what was wrong with them.

        :rtype: float
        """
        return max(self._amazon_qty_unreceived() - self.amazon_qty_problem, 0.0)

    def _amazon_qty_arriving(self):
        """Pieces that Amazon has shipped, and of which nobody has said anything.

        :rtype: float
        """
        shipped = max(self.amazon_qty_shipped - self.qty_received - self.amazon_qty_problem, 0.0)
        return min(shipped, self._amazon_qty_awaited())

    def _amazon_offered(self):
        """What whoever receives these items is offered: what Amazon says it shipped, else all that is awaited.

        :return: if nothing is awaited, what a replacement may bring
        :rtype: dict[purchase.order.line, float]
        """
        for measure in ("_amazon_qty_arriving", "_amazon_qty_awaited", "_amazon_qty_unreceived"):
            offered = {line: getattr(line, measure)() for line in self}
            if any(offered.values()):
                break
        return offered

    def _is_amazon_receivable(self):
        """Whether people count what arrives of this line, and not another app.

        :rtype: bool
        """
        return self.qty_received_method == "manual"

    def _count_amazon_received(self, quantity):
        """Count pieces as received.

        :param float quantity: pieces that are fine; below zero to take them back
        """
        self.ensure_one()
        lock.opened(self).qty_received_manual = max(self.qty_received_manual + quantity, 0.0)

    def _count_amazon_problems(self):
        """Count the pieces that arrived with a problem, as far as nothing has replaced them since."""
        told = self._amazon_problems_told()
        for line in self:
            problems = min(told.get(line, 0.0), line._amazon_qty_unreceived())
            if problems != line.amazon_qty_problem:
                lock.opened(line).amazon_qty_problem = problems

    def _amazon_problems_told(self):
        """Pieces of which somebody said that they arrived with a problem, whatever has replaced them since.

        :rtype: dict[purchase.order.line, float]
        """
        receipts = Domain("line_id", "in", self.ids) & Domain("undone_at", "=", False)
        return dict(self.env["amazon.punchin.receipt"]._read_group(receipts, ["line_id"], ["problem_quantity:sum"]))

    def _take_back_amazon_received(self, receipt):
        """Count a receipt as not received after all.

        :param amazon.punchin.receipt receipt: one of this line
        """
        self._count_amazon_received(-receipt.quantity)
