from odoo import api, fields, models


class PurchaseOrder(models.Model):
    """What each user has decided on purchase orders, once it is over."""

    _inherit = "purchase.order"

    amazon_rejected_by_id = fields.Many2one(
        "res.users",
        string="Rejected By",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        help="The approver who rejected the order.",
    )
    amazon_my_decision = fields.Text(
        string="My Decision",
        compute="_compute_amazon_my_decision",
        compute_sudo=True,
        help="What you, or somebody on your behalf, have decided.",
    )

    @api.depends(
        "amazon_approval_ids.decision_ids",
        "amazon_refusal",
        "amazon_rejected_by_id",
        "amazon_released_by_id",
        "date_approve",
    )
    @api.depends_context("lang", "tz", "uid")
    def _compute_amazon_my_decision(self):
        for order in self:
            mine = order.amazon_approval_ids.decision_ids.filtered(
                lambda decision: self.env.user in decision.user_id | decision.on_behalf_of_id
            )
            sentences = [decision._sentence() for decision in mine.sorted("id")]
            if not sentences and order.amazon_rejected_by_id == self.env.user:
                sentences = [order.amazon_refusal or ""]
            if not sentences and order.amazon_released_by_id == self.env.user:
                sentences = [order._amazon_core_approval() or self.env._("Approved, as Odoo's double validation asks")]
            order.amazon_my_decision = "\n".join(sentences) or False

    def _amazon_core_approval(self):
        """Say who passed core's double validation, which no step and no decision is kept of.

        :return: empty, if nobody did
        :rtype: str
        """
        decisions, user = self.amazon_approval_ids.decision_ids, self.amazon_released_by_id
        if not user or not self.date_approve or user in decisions.user_id | self.amazon_requester_id:
            return ""
        decision = decisions.new(
            {
                "user_id": user.id,
                "outcome": "approved",
                "comment": self._amazon_core_reason(),
                "create_date": self.date_approve,
            }
        )
        return decision._sentence()
