from odoo import models

from ...tools.const import MANAGER


class AmazonPunchinConfig(models.Model):
    """Who agrees to an order where no rule finds anybody, because the policy promises that somebody does."""

    _inherit = "amazon.punchin.config"

    def _promises_agreement(self):
        """Whether somebody else than the requester must agree to every order.

        :rtype: bool
        """
        return self.sudo().policy == "all_approved"

    def _fallback_approvers(self, requester):
        """Who is asked where no rule finds anybody: the manager of the requester's department, else the administrator.

        Where the administrator cannot, any other one can.

        :param res.users requester: never counts
        :return: none, if the policy promises nothing, or there is nobody else
        :rtype: res.users
        """
        users = self.env["res.users"].sudo()
        if not self._promises_agreement():
            return users
        employees = requester.sudo().employee_ids.filtered(lambda employee: employee.company_id == self.company_id)
        for group in (
            employees.department_id.manager_id.user_id,
            self.sudo().user_id,
            self.env.ref(MANAGER).sudo().all_user_ids,
        ):
            if able := (group - requester).filtered(lambda user: user._can_approve_amazon_in(self.company_id)):
                return able
        return users
