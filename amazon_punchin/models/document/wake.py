from odoo import models

_JOBS = {"in": "amazon_punchin.ir_cron_process", "out": "amazon_punchin.ir_cron_send"}


class AmazonPunchinMessage(models.Model):
    """Which job sees to a document; beside the scheduled ones there may be others."""

    _inherit = "amazon.punchin.message"

    def _wake(self, when=None):
        """Let a job see to documents.

        :param datetime.datetime | None when: in UTC; None: as soon as possible
        """
        for direction in sorted(set(self.mapped("direction"))):
            self.env.ref(_JOBS[direction]).sudo()._trigger(when)
