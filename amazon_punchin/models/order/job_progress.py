from odoo import api, fields, models


class IrCronProgress(models.Model):
    """Where a job goes on that takes the same records again and again, in the order of their ids."""

    _inherit = "ir.cron.progress"

    amazon_last_id = fields.Integer(readonly=True, help="The last record processed; zero: the round is complete.")

    @api.model
    def _amazon_go_on_after(self):
        """Find out where a job stopped, and keep that in its new run, which may be stopped before it does anything.

        :return: id of the last record that was done; zero: a new round begins
        :rtype: int
        """
        current = self._amazon_current()
        if not current:
            return 0
        earlier = [("cron_id", "=", current.cron_id.id), ("id", "<", current.id)]
        before = self.sudo().search(earlier, order="id desc", limit=1)
        current.amazon_last_id = before.amazon_last_id
        return before.amazon_last_id

    @api.model
    def _amazon_current(self):
        """The running job's; none if it was not the scheduler that called it.

        :rtype: ir.cron.progress
        """
        return self.sudo().browse(self.env.context.get("ir_cron_progress_id"))
