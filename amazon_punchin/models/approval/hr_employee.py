from odoo import api, models
from odoo.exceptions import ValidationError


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    @api.constrains("parent_id")
    def _check_amazon_manager_chain(self):
        """Refuse a circle of managers where an approval rule climbs it."""
        circular = self.filtered(lambda employee: employee._has_cycle("parent_id"))
        if not circular:
            return
        rules = self.env["amazon.punchin.approval.rule"].sudo()
        if rules.search_count(
            [("approver_type", "=", "manager_manager"), ("company_id", "in", [False, *circular.company_id.ids])],
            limit=1,
        ):
            raise ValidationError(
                self.env._(
                    "%s would be above their own manager. Approval rules for Amazon orders ask the manager's manager.",
                    circular[0].name,
                )
            )
