from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """Marking an Amazon approval as done approves; the feedback is the comment."""
        kind = self.env.ref("amazon_punchin.mail_activity_type_approval")
        approvals = self.filtered(lambda activity: activity.activity_type_id == kind and activity.res_id)
        others = self - approvals
        for order in self.env["purchase.order"].browse(approvals.mapped("res_id")):
            order._decide_amazon("approved", feedback or "")
        return super(MailActivity, others)._action_done(feedback=feedback, attachment_ids=attachment_ids)
