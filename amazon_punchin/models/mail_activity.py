from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """Marking an Amazon approval as done approves; the feedback is the comment."""
        kind = self.env.ref("amazon_punchin.mail_activity_type_approval", raise_if_not_found=False)
        asked = self.filtered(
            lambda activity: activity.activity_type_id == kind and activity.res_model == "purchase.order"
        )
        orders = self.env["purchase.order"].browse(asked.mapped("res_id")).filtered("amazon_config_id")
        others = self.filtered(lambda activity: activity not in asked or activity.res_id not in orders.ids)
        for order in orders:
            order._decide_amazon("approved", feedback or "")
        return super(MailActivity, others)._action_done(feedback=feedback, attachment_ids=attachment_ids)
