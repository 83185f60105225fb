from odoo import models


class BillToPoWizard(models.TransientModel):
    """Odoo's window that adds lines of bills to a purchase order adds nothing of Amazon's."""

    _inherit = "bill.to.po.wizard"

    def action_add_to_po(self):
        self._check_not_of_amazon()
        return super().action_add_to_po()

    def action_add_downpayment(self):
        self._check_not_of_amazon()
        return super().action_add_downpayment()

    def _check_not_of_amazon(self):
        """Check what is selected; an Amazon order takes no lines anyway.

        :raises UserError: a line of an Amazon bill
        """
        selected = self.env["purchase.bill.line.match"].browse(self.env.context.get("active_ids", []))
        selected._check_not_of_amazon()
