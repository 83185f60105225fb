from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.const import MANAGER


class MailActivity(models.Model):
    _inherit = "mail.activity"

    amazon_approval_id = fields.Many2one(
        "amazon.punchin.approval",
        string="Step of an Amazon Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        groups=fields.NO_ACCESS,
        help="Marking the activity as done approves this step.",
    )

    def write(self, vals):
        self._refuse_to_touch_amazon_approval()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_amazon_approval(self):
        self._refuse_to_touch_amazon_approval()

    def _refuse_to_touch_amazon_approval(self):
        """Leave an approver's activity to them and to administrators, though core lets in who may write the order.

        :raises UserError: it is somebody else's
        """
        if self.env.su or self.env.user.has_group(MANAGER):
            return
        for activity in self.sudo().filtered(lambda activity: activity.res_model == "purchase.order"):
            if activity.amazon_approval_id and activity.user_id != self.env.user:
                raise UserError(
                    self.env._(
                        "%(approver)s decides on %(order)s. Only they or an Amazon administrator can change or delete "
                        "this activity.",
                        approver=activity.user_id.name,
                        order=activity.res_name,
                    )
                )

    def _action_done(self, feedback=False, attachment_ids=None):
        """Marking an approver's activity as done approves the step that it is about; the feedback is the comment."""
        asked = self.filtered(lambda activity: activity.sudo().amazon_approval_id)
        for activity in asked:
            step = activity.sudo().amazon_approval_id
            step.order_id.with_user(self.env.user)._decide_amazon("approved", feedback or "", step)
        return super(MailActivity, self - asked)._action_done(feedback=feedback, attachment_ids=attachment_ids)
