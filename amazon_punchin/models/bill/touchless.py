import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, RedirectWarning, UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...tools import job, lock, wording

_logger = logging.getLogger(__name__)

#: How many days back the preview of a configuration looks.
PREVIEWED_DAYS = 90


class AmazonPunchinConfig(models.Model):
    """A configuration whose bills are posted by themselves where nothing is to be looked at."""

    _inherit = "amazon.punchin.config"

    bill_touchless = fields.Boolean(
        string="Post Matching Bills Automatically",
        copy=False,
        tracking=True,
        help="A draft bill is posted without anybody's look if it matches its orders within the tolerance (and, if "
        "bills are expected for what was received, its receipts), its taxes are explained and its document is "
        "attached. All others stand in “Bills to Look At”.",
    )

    def action_preview_touchless(self):
        """Show which bills of the last months would have been posted automatically.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        return self.env["amazon.punchin.touchless"]._open(self)

    def _bills_to_preview(self):
        """Bills that came in the last months, whatever became of them.

        :rtype: account.move
        """
        since = fields.Datetime.now() - timedelta(days=PREVIEWED_DAYS)
        came = Domain("amazon_config_id", "=", self.id) & Domain("create_date", ">=", since)
        return self.env["account.move"].sudo().search(came & Domain("state", "!=", "cancel"), order="id desc")


class AccountMove(models.Model):
    """A draft bill that matches its orders is posted by itself, if its configuration says so."""

    _inherit = "account.move"

    @api.model
    def _cron_post_touchless(self):
        """Post drafts of which nothing is to be looked at any more, e.g. because the products have arrived."""
        drafts = self.sudo().search([("state", "=", "draft"), ("amazon_config_id.bill_touchless", "=", True)])
        self.env["ir.cron"]._commit_progress(remaining=len(drafts))
        for done, bill in enumerate(drafts, start=1):
            if bill.try_lock_for_update():
                bill._post_touchless()
            if not job.go_on(self.env, len(drafts) - done):
                break

    def _post_touchless(self):
        """Post a draft of which nothing is to be looked at. What refuses it says so on the bill, which stays a draft.

        :return: whether it has been posted
        :rtype: bool
        """
        self.ensure_one()
        bill = lock.closed(self.sudo().with_company(self.company_id))
        if bill.state != "draft" or not bill.amazon_config_id.bill_touchless:
            return False
        if bill.amazon_post_refusal:
            lock.opened(bill).amazon_post_refusal = False
        if bill._amazon_obstacles():
            return False
        try:
            with self.env.cr.savepoint():
                bill.action_post()
        except (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise
        except Exception as error:
            lock.opened(bill).amazon_post_refusal = bill._refusal_of(error)
            return False
        if bill.state == "posted":
            wording.remark(bill, lambda bill: bill.env._("Posted automatically: it matches its orders."))
        return bill.state == "posted"

    def _refusal_of(self, error):
        """Say what refused to post the bill, in its own words if it is meant for people.

        :param Exception error: what was raised
        :rtype: str
        """
        if isinstance(error, (UserError, RedirectWarning)):
            return str(error.args[0])
        _logger.exception("Bill %s could not be posted", self.id)
        return self.env._("Posting failed. The server's log says where.")
