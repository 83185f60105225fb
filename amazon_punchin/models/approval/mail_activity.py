from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from ...tools.const import MANAGER
from .order import ACTIVITY


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
        help="The activity ends once this step is decided.",
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
        for activity in self._of_other_amazon_approvers()[:1].sudo():
            raise UserError(
                self.env._(
                    "%(approver)s decides on %(order)s. Only they or an Amazon administrator can change or delete "
                    "this activity.",
                    approver=activity.user_id.name,
                    order=activity.res_name,
                )
            )

    def _of_other_amazon_approvers(self):
        """Those of the activities that ask somebody else to decide a step, and that the user leaves to them.

        :rtype: mail.activity
        """
        if self.env.su or self.env.user.has_group(MANAGER):
            return self.browse()
        others = self.sudo().filtered(
            lambda activity: (
                activity.res_model == "purchase.order"
                and activity.amazon_approval_id
                and activity.user_id != self.env.user
            )
        )
        return others.with_env(self.env)

    @api.depends("amazon_approval_id")
    @api.depends_context("uid")
    def _compute_can_write(self):
        """Odoo hook: no buttons on what would be refused."""
        res = super()._compute_can_write()
        self._of_other_amazon_approvers().can_write = False
        return res

    def _action_done(self, feedback=False, attachment_ids=None):
        """Lead to the order instead of ending an approver's activity: nobody approves what they have not seen.

        :raises RedirectWarning: an activity asks for a decision that is still open
        """
        if not self.env.su:
            self._lead_to_amazon_decision()
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)

    def _lead_to_amazon_decision(self):
        orders = self._asking_for_amazon_decision()._amazon_orders()
        if not orders:
            return
        action = self.env["ir.actions.actions"]._for_xml_id("amazon_punchin.purchase_order_action_to_approve")
        said = self.env._("These orders are waiting for a decision: %s.", ", ".join(orders.mapped("name")))
        button = self.env._("Open To Approve")
        if len(orders) == 1:
            action = orders.sudo(False).get_formview_action()
            said = orders._amazon_says(orders._amazon_waits_for())
            button = self.env._("Open Order")
        advice = self.env._("Approve or reject it there; the activity then ends automatically.")
        text = f"{said}\n{advice}"
        raise RedirectWarning(text, action, button)

    def action_notify(self):
        """Send approvers a mail that says what they are asked to decide."""
        asking = self._asking_for_amazon_decision()
        for activity in asking:
            activity._amazon_orders()._ask_amazon_approver(activity.user_id)
        return super(MailActivity, self - asking).action_notify()

    def _asking_for_amazon_decision(self):
        """Activities that ask their user for a decision that is still open: on a step, or at core's gate.

        :rtype: mail.activity
        """
        return self.filtered(
            lambda activity: activity.res_model == "purchase.order" and activity.sudo()._asks_for_amazon_decision()
        )

    def _asks_for_amazon_decision(self):
        step = self.amazon_approval_id
        if step:
            return step.state == "open" and self.user_id in step.order_id.amazon_approver_ids
        if not self.automated or self.activity_type_id.id != self.env["ir.model.data"]._xmlid_to_res_id(ACTIVITY):
            return False
        return self.user_id in self._amazon_orders()._amazon_core_approvers()

    def _amazon_orders(self):
        return self.env["purchase.order"].sudo().browse(set(self.mapped("res_id")))
