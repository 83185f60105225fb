from odoo import fields, models

from ...tools import wording


class AmazonPunchinApprovalDecision(models.Model):
    _name = "amazon.punchin.approval.decision"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Decision on an Approval Step"
    _order = "id"
    _rec_name = "user_id"

    approval_id = fields.Many2one(
        "amazon.punchin.approval", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="approval_id.company_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="restrict")
    on_behalf_of_id = fields.Many2one(
        "res.users",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="The approver who was out of office and for whom somebody else decided.",
    )
    outcome = fields.Selection([("approved", "Approved"), ("rejected", "Rejected")], required=True, readonly=True)
    comment = fields.Text(readonly=True)

    _once_uniq = models.Constraint("UNIQUE (approval_id, user_id)", "A person can decide a step only once.")

    def _approver_in(self, step):
        """The approver of a step whose decision this is.

        :param amazon.punchin.approval step: this decision's, or a later one
        :return: empty, if the step does not ask for it
        :rtype: res.users
        """
        self.ensure_one()
        if step.four_eyes and self.user_id == step.order_id.amazon_requester_id:
            return self.env["res.users"]
        if self.user_id in step.approver_ids:
            return self.user_id
        return self.on_behalf_of_id & step.approver_ids

    def _sentence(self):
        """Who decided what, when.

        :rtype: str
        """
        self.ensure_one()
        who = self.user_id.name
        if self.on_behalf_of_id:
            who = self.env._("%(user)s on behalf of %(approver)s", user=who, approver=self.on_behalf_of_id.name)
        values = {
            "who": who,
            "when": wording.moment(self, self.create_date),
        }
        if self.outcome == "approved":
            said = self.env._("%(who)s approved on %(when)s", **values)
        else:
            said = self.env._("%(who)s rejected on %(when)s", **values)
        return f"{said}: {self.comment}" if self.comment else said
