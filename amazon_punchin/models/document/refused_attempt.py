import math
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.constants import GC_UNLINK_LIMIT

from ... import protocol
from ...tools import wording
from ...tools.packing import packed, unpacked
from ...tools.problem_text import said_of

#: How long a refused attempt is kept, in days.
KEPT_DAYS = 30

#: The most attempts that are kept of a day, of one inbox.
KEPT_A_DAY = 1000

#: Of so many of them in a day what was posted is kept, too.
CONTENTS_A_DAY = 50


class AmazonPunchinInboxFailure(models.Model):
    """A post that an inbox rejected: with wrong credentials, or because nobody could see whether they were right.

    The attempts are counted in the database, so that all processes of the server know them. A row is only
    ever added: two attempts at the same moment never wait for each other.
    """

    _name = "amazon.punchin.inbox.failure"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Rejected Sign-in at an Amazon Inbox"
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
        [("credentials", "Wrong credentials"), ("too_large", "Too large"), ("unreadable", "Could not be read")],
        required=True,
        readonly=True,
        default="credentials",
        help="Too large, could not be read: nobody could see whose post it was.",
    )
    error = fields.Text(readonly=True, translate=True, help="Why the document could not be read.")
    raw = fields.Binary(
        attachment=False,
        readonly=True,
        help="What was posted, without secrets, gzipped. It is kept if Amazon's server posts from the same address.",
    )
    body = fields.Text(string="Content", compute="_compute_body")

    _recent_idx = models.Index("(config_id, address, create_date)")

    @api.depends("raw")
    def _compute_body(self):
        for failure in self:
            raw = unpacked(failure.with_context(bin_size=False).raw)
            failure.body = raw.decode("utf-8", "replace") or False

    @api.model
    def _note(self, config, address, reason, **values):
        """Keep an attempt, unless there have been very many of late.

        :param amazon.punchin.config config: whose inbox
        :param str address: where it came from, see :func:`tools.network.network_of`
        :param str reason: ``credentials``, ``too_large`` or ``unreadable``
        :param values: of the other fields
        :return: it, or nothing
        :rtype: amazon.punchin.inbox.failure
        """
        if self.search_count(self._of_today(config), limit=KEPT_A_DAY) >= KEPT_A_DAY:
            return self.browse()
        return self.create({"config_id": config.id, "address": address, "reason": reason, **values})

    @api.model
    def _of_today(self, config):
        return Domain("config_id", "=", config.id) & Domain("create_date", ">", self.env.cr.now() - timedelta(days=1))

    @api.model
    def _note_unreadable(self, config, address, received):
        """Keep a document that nobody can read. From where Amazon's server posts, its content is kept, too.

        :param amazon.punchin.config config: whose inbox
        :param str address: where it came from, see :func:`tools.network.network_of`
        :param amazon_punchin.protocol.received.Received received: the document
        """
        why = said_of(received.problem)
        come_before = Domain("config_id", "=", config.id) & Domain("network", "=", address)
        if not self.env["amazon.punchin.message"].search_count(come_before, limit=1):
            wording.say_in_each_language(self._note(config, address, "unreadable"), "error", why)
            return
        kept = self.search_count(self._of_today(config) & Domain("raw", "!=", False), limit=CONTENTS_A_DAY)
        raw = packed(config._blacken(protocol.unread.keep(received.data))) if kept < CONTENTS_A_DAY else False
        wording.say_in_each_language(self._note(config, address, "unreadable", raw=raw), "error", why)
        config._call_administrator(
            lambda config: (
                config.env._("A document from Amazon's address could not be read"),
                config.env._(
                    "%(error)s Its sender was notified. The document is on the Inbox tab, under Rejected Sign-ins.",
                    error=why(config.env),
                ),
            )
        )

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
            [
                ("config_id", "=", config.id),
                ("address", "=", address),
                ("create_date", ">", now - window),
                ("reason", "!=", "unreadable"),
            ],
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
