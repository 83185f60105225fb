import hashlib
import hmac
import secrets
from datetime import timedelta

from odoo import api, fields, models

MANAGER = "amazon_punchin.group_manager"

#: How long the password before is still taken, in days, unless an administrator says otherwise.
OVERLAP_DAYS = 30


class AmazonPunchinInboxMixin(models.AbstractModel):
    """What Amazon's server shows at a configuration's inbox, and who was turned away there.

    There are two slots: the password of now, and a hash of the one before with the day until which it is
    still taken, so that the one at Amazon can be changed without a gap.
    """

    _name = "amazon.punchin.inbox.mixin"
    _description = "Inbox for Amazon's Server"

    inbox_login = fields.Char(default=lambda self: f"amazon-{secrets.token_hex(4)}", copy=False, groups=MANAGER)
    inbox_password = fields.Char(default=lambda self: self._new_inbox_password(), copy=False, groups=MANAGER)
    inbox_password_since = fields.Datetime(
        string="Password Since",
        compute="_compute_inbox_password_since",
        store=True,
        copy=False,
        groups=MANAGER,
    )
    inbox_previous_hash = fields.Char(readonly=True, copy=False, groups=MANAGER)
    inbox_previous_until = fields.Datetime(
        string="Previous Password Until",
        copy=False,
        groups=MANAGER,
        help="Until then Amazon's server may still show the password before. Empty: never again.",
    )
    inbox_failure_count = fields.Integer(
        string="Refused Attempts (Count)", compute="_compute_inbox_failures", groups=MANAGER
    )
    inbox_failure_at = fields.Datetime(string="Last Refused Attempt", compute="_compute_inbox_failures", groups=MANAGER)
    inbox_failure_address = fields.Char(
        string="Last Refused Address", compute="_compute_inbox_failures", groups=MANAGER
    )

    @api.depends("inbox_password")
    def _compute_inbox_password_since(self):
        self.inbox_password_since = fields.Datetime.now()

    def _compute_inbox_failures(self):
        for config in self:
            failures = self.env["amazon.punchin.inbox.failure"].search([("config_id", "=", config.id)])
            config.inbox_failure_count = len(failures)
            config.inbox_failure_at = failures[:1].create_date
            config.inbox_failure_address = failures[:1].address

    def write(self, vals):
        """Keep taking the password before, for a while, when there is a new one."""
        if "inbox_password" not in vals:
            return super().write(vals)
        until = fields.Datetime.now() + timedelta(days=OVERLAP_DAYS)
        for config in self.filtered(lambda config: config.inbox_password not in (False, vals["inbox_password"])):
            super(AmazonPunchinInboxMixin, config).write(
                {"inbox_previous_hash": _hashed(config.inbox_password), "inbox_previous_until": until}
            )
        return super().write(vals)

    @api.model
    def _new_inbox_password(self):
        return secrets.token_urlsafe(24)

    def action_generate_inbox_password(self):
        """Make a new password and show it, this once.

        :return: the window that shows it; what it shows is not stored anywhere else
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        password = self._new_inbox_password()
        self.inbox_password = password
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Inbox Password"),
            "res_model": "amazon.punchin.inbox.password",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_config_id": self.id, "default_password": password},
        }

    def action_end_previous_inbox_password(self):
        """Take the password before no longer, from now on."""
        self.check_access("write")
        self.write({"inbox_previous_hash": False, "inbox_previous_until": False})

    def action_view_inbox_failures(self):
        """Show who was turned away at the inbox."""
        self.ensure_one()
        self.check_access("read")
        self.env["amazon.punchin.inbox.failure"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.amazon_punchin_inbox_failure_action")
        return {**action, "domain": [("config_id", "=", self.id)]}

    def _authenticates_inbox(self, login, password, shared_secret):
        """Check what Amazon's server presents, in constant time.

        :param str login: of HTTP Basic, empty if none
        :param str password: of HTTP Basic, empty if none
        :param str shared_secret: of the document's ``Sender``, empty if none
        :rtype: bool
        """
        self.ensure_one()
        config = self.sudo()
        by_basic = _same(login, config.inbox_login) & config._is_inbox_password(password)
        by_secret = _same(shared_secret, config.shared_secret) | config._is_inbox_password(shared_secret)
        return by_basic | by_secret

    def _is_inbox_password(self, given):
        is_valid = bool(self.inbox_previous_until) and self.inbox_previous_until > fields.Datetime.now()
        return _same(given, self.inbox_password) | (_same(_hashed(given), self.inbox_previous_hash) & is_valid)


def _hashed(password):
    """What is kept of a password that we made ourselves; it is too long to be guessed from that."""
    return hashlib.sha256(password.encode()).hexdigest() if password else ""


def _same(given, expected):
    """Compare two secrets in constant time; an empty one never matches."""
    if not given or not expected:
        return False
    return hmac.compare_digest(given.encode(), expected.encode())
