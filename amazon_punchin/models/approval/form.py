from odoo import api, models


class PurchaseOrder(models.Model):
    """The form that opens for an approver, whatever leads there."""

    _inherit = "purchase.order"

    @api.model
    def get_view(self, view_id=None, view_type="form", **options):
        """Open the approver's form for whoever sees orders as an approver alone: core's shows what they may not read.

        Overrides ``base``, because mails, activities and addresses ask for the model's form, not for a view.
        """
        if view_type == "form" and self._is_amazon_approver_alone():
            view_id = self.env.ref("amazon_punchin.purchase_order_view_form_approval").id
        return super().get_view(view_id, view_type, **options)

    @api.model
    def _is_amazon_approver_alone(self):
        """Whether no group but being an employee lets the user see orders.

        :rtype: bool
        """
        if self.env.su or self.env.user.has_group("amazon_punchin.group_punchout_buyer"):
            return False
        _rule_ids, free_group_ids = self.env["ir.rule"]._amazon_order_access(self._name, "read")
        return free_group_ids.isdisjoint(self.env.user._get_group_ids())
