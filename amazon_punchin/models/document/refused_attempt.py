import math
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.constants import GC_UNLINK_LIMIT

#: How long a refused attempt is kept, in days.
KEPT_DAYS = 30

#: The most attempts that are kept of a day, of one inbox.
KEPT_A_DAY = 1000


class AmazonPunchinInboxFailure(models.Model):
    """A post that an inbox turned away: with wrong credentials, or too large to look for them.

    The attempts are counted in the database, so that all processes of the server know them. A row is only
    ever added: two attempts at the same moment never wait for each other.
    """

    _name = "amazon.punchin.inbox.failure"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Refused Attempt at an Amazon Inbox"
    _order = "id desc"
    _rec_name = "address"

    config_id = fields.Many2one(
        "amazon.punchin.config",
        string="Group at Amazon",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The Amazon Business group whose inbox it was.",
    )
    company_id = fields.Many2one(related="config_id.company_id", store=True, precompute=True, index=True)
    address = fields.Char(required=True, readonly=True, help="IP address; for IPv6, the network of 64 bits.")
    reason = fields.Selection(
        [("credentials", "Wrong credentials"), ("too_large", "Too large")],
        required=True,
        readonly=True,
        default="credentials",
        help="Too large: more than is taken in, so that nobody could see whose post it was.",
    )

    _recent_idx = models.Index("(config_id, address, create_date)")

    @api.model
    def _note(self, config, address, reason):
        """Keep an attempt, unless there have been very many of late.

        :param amazon.punchin.config config: whose inbox
        :param str address: where it came from, see :func:`tools.network.network_of`
        :param str reason: ``credentials`` or ``too_large``
        """
        today = [("config_id", "=", config.id), ("create_date", ">", self.env.cr.now() - timedelta(days=1))]
        if self.search_count(today, limit=KEPT_A_DAY) < KEPT_A_DAY:
            self.create({"config_id": config.id, "address": address, "reason": reason})

    @api.model
    def _pause(self, config, address):
        """How long an address has to wait before its credentials are looked at again.

        The limits are those of Odoo's own login: ``base.login_cooldown_after`` attempts (0: no limit) within
        ``base.login_cooldown_duration`` seconds.

        :param amazon.punchin.config config: whose inbox
        :param str address: where the request comes from, see :func:`tools.network.network_of`
        :return: seconds; 0: it need not wait
        :rtype: int
        """
        params = self.env["ir.config_parameter"]
        allowed = int(params.get_param("base.login_cooldown_after", 5))
        window = timedelta(seconds=int(params.get_param("base.login_cooldown_duration", 60)))
        if not allowed:
            return 0
        now = self.env.cr.now()
        recent = self.search_fetch(
            [("config_id", "=", config.id), ("address", "=", address), ("create_date", ">", now - window)],
            ["create_date"],
            order="create_date desc",
            limit=allowed,
        )
        if len(recent) < allowed:
            return 0
        return max(1, math.ceil((recent[-1].create_date + window - now).total_seconds()))

    @api.autovacuum
    def _gc_old(self):
        begin = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        old = self.search([("create_date", "<", begin)], limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT
