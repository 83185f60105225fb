from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AmazonPunchinDelegation(models.Model):
    """Somebody is out of office, and somebody else decides on Amazon orders for them. One level only."""

    _name = "amazon.punchin.delegation"
    _inherit = ["amazon.punchin.version.mixin"]
    _description = "Substitute for Approvals of Amazon Orders"
    _order = "date_from desc, id desc"
    _rec_name = "delegate_id"

    user_id = fields.Many2one(
        "res.users",
        string="Out of Office",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        ondelete="cascade",
        help="The person whose approvals somebody else decides.",
    )
    delegate_id = fields.Many2one(
        "res.users",
        string="Substitute",
        required=True,
        index=True,
        domain=[("share", "=", False)],
        ondelete="cascade",
        help="Decides on Amazon orders during the absence. Their own substitute does not.",
    )
    date_from = fields.Date(string="From", required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="To", required=True, help="The last day.")

    @api.constrains("user_id", "delegate_id", "date_from", "date_to")
    def _check_delegation(self):
        for delegation in self:
            if delegation.user_id == delegation.delegate_id:
                raise ValidationError(self.env._("Choose somebody else as substitute."))
            if self.env.user not in delegation.user_id and self.env.user == delegation.delegate_id:
                raise ValidationError(
                    self.env._(
                        "You cannot make yourself somebody else's substitute. Ask them to set you as substitute."
                    )
                )
            if delegation.date_to < delegation.date_from:
                raise ValidationError(self.env._("The last day is before the first."))
            overlapping = [
                ("id", "!=", delegation.id),
                ("user_id", "=", delegation.user_id.id),
                ("date_from", "<=", delegation.date_to),
                ("date_to", ">=", delegation.date_from),
            ]
            if self.sudo().search_count(overlapping, limit=1):
                raise ValidationError(
                    self.env._("%s already has a substitute for some of these days.", delegation.user_id.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Let substitutes see at once what they may decide."""
        delegations = super().create(vals_list)
        delegations._refresh_orders(delegations.user_id)
        return delegations

    def write(self, vals):
        """Let substitutes see at once what they may decide."""
        users = self.user_id
        res = super().write(vals)
        self._refresh_orders(users | self.user_id)
        return res

    def unlink(self):
        """Take back from substitutes what they may decide no more."""
        users = self.user_id
        res = super().unlink()
        self._refresh_orders(users)
        return res

    def _refresh_orders(self, users):
        steps = self.env["amazon.punchin.approval"].sudo()
        open_steps = steps.search([("state", "=", "open"), ("approver_ids", "in", users.ids)])
        open_steps.order_id._refresh_amazon_approvers()

    @api.model
    def _of(self, users):
        """Delegations of users that hold today, by each user's own calendar.

        :param res.users users: who may be out of office
        :return: in sudo
        :rtype: amazon.punchin.delegation
        """
        return users.sudo().amazon_delegation_ids.filtered(lambda delegation: delegation._holds_now())

    def _holds_now(self):
        today = fields.Date.context_today(self.with_context(tz=self.user_id.tz))
        return self.date_from <= today <= self.date_to
