from odoo import models

from ...tools import lock, wording


class AccountMove(models.Model):
    """A draft that somebody, or another app, made of an order before Amazon's invoice came."""

    _inherit = "account.move"

    def _take_the_place_of_drafts(self):
        """Cancel such drafts, so that nothing is billed twice."""
        ordered = self.amazon_order_ids.order_line
        if self.move_type != "in_invoice" or not ordered:
            return
        for draft in ordered.invoice_lines.move_id.filtered(lambda bill: bill._is_placeholder_of(ordered)):
            lock.opened(draft).button_cancel()
            wording.remark(
                draft,
                lambda draft: draft.env._("Cancelled: Amazon's invoice came as %s.", self.with_env(draft.env).ref),
            )

    def _is_placeholder_of(self, ordered):
        """Whether it is a draft of nothing but these order lines, without an invoice's number or document.

        :param purchase.order.line ordered: lines of Amazon orders
        :rtype: bool
        """
        if self.state != "draft" or self.move_type != "in_invoice" or self.amazon_config_id or self.ref:
            return False
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        return all(line.purchase_line_id in ordered for line in lines) and not self.attachment_ids
