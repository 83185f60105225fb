from odoo import fields, models

from ...tools.notification import CLOSE


class AmazonPunchinReceiptUndo(models.TransientModel):
    """Asks why something that was received does not count any more."""

    _name = "amazon.punchin.receipt.undo"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Undoing of a Receipt"

    receipt_ids = fields.Many2many(
        "amazon.punchin.receipt",
        string="Items",
        required=True,
        default=lambda self: self._marked_receipts(),
        help="What no longer counts as received.",
    )
    reason = fields.Text(help="Kept on the order.")

    def _marked_receipts(self):
        """Those on which the user pressed the button.

        :rtype: amazon.punchin.receipt
        """
        is_of_receipts = self.env.context.get("active_model") == "amazon.punchin.receipt"
        return self.env["amazon.punchin.receipt"].browse(is_of_receipts and self.env.context.get("active_ids"))

    def action_undo(self):
        """Undo it.

        :return: action
        :rtype: dict
        :raises UserError: no reason, or it cannot be undone
        """
        self.ensure_one()
        self.receipt_ids._undo(self.reason or "")
        return CLOSE
