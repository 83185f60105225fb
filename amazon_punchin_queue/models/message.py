from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.queue_job.job import ENQUEUED, PENDING
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

#: When to look whether a call that somebody else makes has ended.
_LOOK_AGAIN = timedelta(minutes=1)

#: How often a job is tried whose worker died. What ends the worker is given up before, by the document's own count.
_MAX_RETRIES = 5


class AmazonPunchinMessage(models.Model):
    """A job of OCA's queue for each document, while its runner is at work; otherwise the scheduled actions do it all.

    Jobs look at what has become of the document, so one too many does nothing. The scheduled actions go on with their
    regular runs, and find what no job has seen to.
    """

    _inherit = "amazon.punchin.message"

    def _wake(self, when=None):
        """Make a job for each document.

        A basket is left to its request; the rare one that this did not see to is left to the scheduled action.
        """
        queued = self.filtered(lambda message: message.document != "PunchOutOrderMessage")
        if not queued or not self._is_queue_at_work():
            return super()._wake(when)
        for message in queued:
            message._queue_job(when)
        return super(AmazonPunchinMessage, self - queued)._wake(when)

    @api.model
    def _is_queue_at_work(self):
        """Whether a runner takes up the jobs of this database; it holds a lock as long as it lives.

        :rtype: bool
        """
        query = SQL(
            """
            SELECT 1
              FROM pg_locks
             WHERE locktype = 'advisory' AND granted
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND classid = %s AND objid = %s AND objsubid = 1
             LIMIT 1
            """,
            *divmod(PG_ADVISORY_LOCK_ID, 1 << 32),
        )
        return bool(self.env.execute_query(query))

    def _queue_job(self, when):
        """Make the one job of a document, or bring it forward.

        :param datetime.datetime | None when: in UTC; None: as soon as possible
        """
        # As scheduled actions work; the job belongs to the company of the document.
        message = self.with_env(self.env(user=SUPERUSER_ID, context={})).with_company(self.company_id)
        key = f"{self._name} {self.id}"
        waiting = message.env["queue.job"].search(
            [("identity_key", "=", key), ("state", "in", (PENDING, ENQUEUED))], limit=1
        )
        if waiting:
            if waiting.eta and (not when or waiting.eta > when):
                waiting.eta = when
            return
        delayed = message.with_delay(
            channel=self._queue_channel(),
            description=f"{message.config_id.name}: {message.display_name}",
            eta=when,
            identity_key=key,
            max_retries=_MAX_RETRIES,
        )
        if self.direction == "out":
            delayed._job_send()
        else:
            delayed._job_process()

    def _queue_channel(self):
        """The channel of a document: each group sends in one of its own, whose capacity is what Amazon takes at once.

        :rtype: str
        """
        if self.direction == "in":
            return "root.amazon_process"
        return f"root.amazon_send.group_{self.config_id.id}"

    def _job_send(self):
        """Send an order to Amazon, if that is still to be done."""
        message = self.exists()
        if not message:
            return
        message._send_one()
        if message.state == "sending":
            message._wake(fields.Datetime.now() + _LOOK_AGAIN)
        elif message.state == "pending" and message.next_attempt_at and message.next_attempt_at > fields.Datetime.now():
            message._wake(message.next_attempt_at)

    def _job_process(self):
        """Process a document of Amazon's, if that is still to be done."""
        if message := self.exists():
            message._take_up()
            message._alone(message._wake_next)

    def _wake_next(self):
        """Let the next document go on that may have waited for this one."""
        if self.state != "received":
            self.search(self._waits_for_the_same() & Domain("id", ">", self.id), order="id", limit=1)._wake()
