from odoo import fields, models

from ...tools.notification import CLOSE


class AmazonPunchinBillRelease(models.TransientModel):
    """Asks why a bill on hold is posted all the same."""

    _name = "amazon.punchin.bill.release"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Release of a Bill on Hold"

    bill_id = fields.Many2one("account.move", required=True, readonly=True, ondelete="cascade")
    hold = fields.Text(related="bill_id.amazon_hold", string="Why It Is on Hold")
    reason = fields.Text(
        string="Reason for Posting", required=True, help="Kept in the bill's chatter, with what differs."
    )

    def action_release(self):
        """Post the bill.

        :return: what core shows after posting
        :rtype: dict
        :raises UserError: the user may not, or gives no reason
        """
        self.ensure_one()
        return self.bill_id._release_amazon_hold(self.reason or "") or CLOSE
