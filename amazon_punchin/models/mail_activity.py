from odoo import api, fields, models
from odoo.exceptions import UserError


class MailActivity(models.Model):
    _inherit = "mail.activity"

    amazon_approval_id = fields.Many2one(
        "amazon.punchin.approval",
        string="Step of an Amazon Order",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
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
        if self.env.su or self.env.user.has_group("amazon_punchin.group_manager"):
            return
        for activity in self.sudo():
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
        """Marking an Amazon approval as done approves its step; the feedback is the comment."""
        kind = self.env.ref("amazon_punchin.mail_activity_type_approval", raise_if_not_found=False)
        orders = self.env["purchase.order"]
        asked = self.filtered(
            lambda activity: (
                activity.activity_type_id == kind
                and activity.res_model == orders._name
                and orders.browse(activity.res_id).amazon_config_id
            )
        )
        for activity in asked:
            orders.browse(activity.res_id)._decide_amazon("approved", feedback or "", activity.amazon_approval_id)
        return super(MailActivity, self - asked)._action_done(feedback=feedback, attachment_ids=attachment_ids)
