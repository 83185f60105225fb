from odoo import fields, models
from odoo.exceptions import UserError

from ...tools import wording
from ...tools.const import PROBLEMS


class AmazonPunchinReceipt(models.Model):
    """One item that somebody received: how many pieces were fine, and what was wrong with others.

    Who received it, and when, are who created it, and when.
    """

    _name = "amazon.punchin.receipt"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Received Item of an Amazon Order"
    _order = "id desc"
    _rec_name = "line_id"

    line_id = fields.Many2one(
        "purchase.order.line", string="Item", required=True, readonly=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(related="line_id.order_id", string="Order", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, precompute=True, index=True)
    quantity = fields.Float(
        string="Received", digits="Product Unit", readonly=True, help="Pieces that arrived and are fine."
    )
    problem = fields.Selection(
        PROBLEMS,
        readonly=True,
        help="What was wrong with further pieces. They do not count as received.",
    )
    problem_quantity = fields.Float(
        string="Pieces with the Problem",
        digits="Product Unit",
        readonly=True,
        help="How many pieces arrived damaged, are something else, or are missing.",
    )
    remark = fields.Char(readonly=True, help="What the person who received it noted.")
    undone_at = fields.Datetime(readonly=True, help="When somebody undid it: since then it does not count.")
    undone_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict", help="Who undid it.")
    undo_reason = fields.Char(readonly=True, help="Why it was undone.")

    def _sentence(self):
        """Say what was received, in the language of the environment.

        :rtype: str
        """
        self.ensure_one()
        parts = [self.env._("%(count)g of “%(item)s”", count=self.quantity, item=self.line_id._amazon_title())]
        if self.problem:
            label = dict(self._fields["problem"]._description_selection(self.env))[self.problem]
            parts.append(f"{label}: {self.problem_quantity:g}")
        if self.remark:
            parts.append(self.remark)
        return "; ".join(parts)

    def _undo(self, reason):
        """Count these items as not received after all.

        :param str reason: why; kept on them and in the order's chatter
        :raises UserError: no reason, undone already, or counted by somebody else
        :raises AccessError: the user may not receive their orders
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Enter a reason. It is kept on the order."))
        orders = self.sudo().order_id.sudo(self.env.su)
        orders._check_amazon_receiver()
        if done := self.filtered("undone_at"):
            raise UserError(self.env._("%s was already undone.", done[0].line_id._amazon_title()))
        receipts = self.sudo()
        for receipt in receipts:
            receipt.line_id._take_back_amazon_received(receipt)
        receipts.write({"undone_at": fields.Datetime.now(), "undone_by_id": self.env.uid, "undo_reason": reason})
        receipts.order_id._settle_amazon_receiving()
        for order, undone in receipts.grouped("order_id").items():

            def say(read, undone=undone):
                told = [receipt._sentence() for receipt in undone.with_env(read.env)]
                lines = "\n".join(wording.of_many_lines(read.env, told))
                return wording.paragraph(
                    read.env._("Receipt undone: %(reason)s\n%(items)s", reason=reason, items=lines)
                )

            wording.remark(order, say)
