from odoo import api, fields, models

from ...tools.const import PROBLEMS


class AmazonPunchinReceivingLine(models.TransientModel):
    _name = "amazon.punchin.receiving.line"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Item to Receive"
    _order = "id"

    window_id = fields.Many2one("amazon.punchin.receiving", required=True, readonly=True, ondelete="cascade")
    line_id = fields.Many2one("purchase.order.line", required=True, readonly=True, ondelete="cascade")
    name = fields.Char(string="Item", compute="_compute_name")
    expected = fields.Float(
        digits="Product Unit", readonly=True, help="Pieces that Amazon shipped, or that are still to come."
    )
    quantity = fields.Float(string="Received", digits="Product Unit", help="Pieces that arrived and are fine.")
    problem = fields.Selection(PROBLEMS, help="What is wrong with the other pieces. They do not count as received.")
    problem_quantity = fields.Float(
        string="Pieces with the Problem",
        digits="Product Unit",
        compute="_compute_problem_quantity",
        store=True,
        readonly=False,
        help="How many pieces are damaged, something else, or missing.",
    )
    remark = fields.Char(help="What Purchase or Amazon should know about it.")

    @api.depends("line_id")
    def _compute_name(self):
        """Only whoever may see the order line sees what it is; a related field would ask nobody."""
        self.line_id.check_access("read")
        for row in self:
            row.name = row.line_id._amazon_title()

    @api.onchange("problem")
    def _onchange_problem(self):
        """Whoever names a problem of what was to be received in full means all of it, until they say otherwise."""
        if self.problem and self.quantity >= self.expected:
            self.quantity = 0.0

    @api.depends("problem", "quantity")
    def _compute_problem_quantity(self):
        for row in self:
            row.problem_quantity = max(row.expected - row.quantity, 0.0) if row.problem else 0.0

    def _prepare_receipt(self):
        """Values of what is kept.

        :rtype: dict
        """
        self.ensure_one()
        names = ("quantity", "problem", "problem_quantity", "remark")
        return {"line_id": self.line_id.id, **{name: self[name] for name in names}}
