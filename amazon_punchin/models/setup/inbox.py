import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models

from ...tools.const import MANAGER
from ...tools.secret import same

#: How long the credential before is still taken, in days, unless an administrator says otherwise.
OVERLAP_DAYS = 30

#: What Amazon's server may show, to the fields with the hash of the one before and the day until which it is taken.
_PREVIOUS = {
    "inbox_password": ("inbox_previous_hash", "inbox_previous_until"),
    "shared_secret": ("shared_secret_previous_hash", "shared_secret_previous_until"),
}


class AmazonPunchinConfig(models.Model):
    """What Amazon's server shows at a configuration's inbox, and who was rejected there.

    Amazon's server shows the inbox's password or the shared secret. Each of them has two slots: the one of now, and
    a hash of the one before with the day until which it is accepted, so that the one at Amazon can be changed
    without a gap. A shared secret that waits for its test is taken, too: Amazon may show it already.
    """

    _inherit = "amazon.punchin.config"

    inbox_login = fields.Char(
        default=lambda self: f"amazon-{secrets.token_hex(4)}",
        copy=False,
        groups=MANAGER,
        help="The user name that Amazon's server uses to sign in to the inbox; enter it at Amazon.",
    )
    inbox_password_since = fields.Datetime(
        string="Password Since",
        compute="_compute_inbox_password_since",
        store=True,
        copy=False,
        groups=MANAGER,
        help="When the inbox password was generated.",
    )
    inbox_password_known = fields.Boolean(
        copy=False,
        groups=MANAGER,
        help="Whether somebody has seen the password, or has chosen it.",
    )
    inbox_previous_until = fields.Datetime(
        string="Previous Password Until",
        copy=False,
        groups=MANAGER,
        help="Until then, Amazon's server may still use the previous password. Empty: no longer.",
    )
    shared_secret_previous_until = fields.Datetime(
        string="Previous Secret Until",
        copy=False,
        groups=MANAGER,
        help="Until then, Amazon's server may still use the previous shared secret. Empty: no longer.",
    )
    inbox_failure_count = fields.Integer(
        string="Rejected Sign-ins (Count)",
        compute="_compute_inbox_failures",
        groups=MANAGER,
        help="Number of sign-ins at the inbox rejected in the last 30 days.",
    )
    inbox_failure_at = fields.Datetime(
        string="Last Rejected Sign-in",
        compute="_compute_inbox_failures",
        groups=MANAGER,
        help="When a sign-in at the inbox was last rejected.",
    )
    inbox_failure_address = fields.Char(
        string="Last Rejected Address",
        compute="_compute_inbox_failures",
        groups=MANAGER,
        help="The network address of the last rejected sign-in at the inbox.",
    )

    @api.depends("inbox_password")
    def _compute_inbox_password_since(self):
        self.inbox_password_since = fields.Datetime.now()

    def _compute_inbox_failures(self):
        for config in self:
            failures = self.env["amazon.punchin.inbox.failure"].search([("config_id", "in", config.ids)])
            config.inbox_failure_count = len(failures)
            config.inbox_failure_at = failures[:1].create_date
            config.inbox_failure_address = failures[:1].address

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever gives a password knows it."""
        configs = super().create(vals_list)
        for config, vals in zip(configs.sudo(), vals_list, strict=True):
            config.inbox_password_known = bool(vals.get("inbox_password"))
        return configs

    def write(self, vals):
        """Keep taking the credential before, for a while, when there is a new one."""
        for name in _PREVIOUS.keys() & vals.keys():
            # Amazon cannot have a password that nobody has seen.
            seen = self.sudo().filtered("inbox_password_known") if name == "inbox_password" else self.sudo()
            seen._keep_previous(name, vals[name])
        result = super().write(vals)
        if "inbox_password" in vals:
            self.sudo().inbox_password_known = bool(vals["inbox_password"])
        return result

    def _keep_previous(self, name, new):
        """Keep a hash of the credential that a new one is about to replace; in sudo.

        :param str name: field of the credential
        :param str | bool new: its new value
        """
        hash_name, until_name = _PREVIOUS[name]
        until = fields.Datetime.now() + timedelta(days=OVERLAP_DAYS)
        for config in self.filtered(lambda config: config[name] not in (False, new)):
            config.write({hash_name: _hashed(config[name]), until_name: until})

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
        self.inbox_password = password = self._new_inbox_password()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enter These at Amazon"),
            "res_model": "amazon.punchin.inbox.password",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_config_id": self.id, "default_password": password},
        }

    def action_end_previous_inbox_password(self):
        """Reject the previous password from now on."""
        self.check_access("write")
        self.sudo().write({"inbox_previous_hash": False, "inbox_previous_until": False})

    def action_end_previous_shared_secret(self):
        """Reject the previous shared secret from now on."""
        self.check_access("write")
        self.sudo().write({"shared_secret_previous_hash": False, "shared_secret_previous_until": False})

    def action_view_inbox_failures(self):
        """Show the rejected sign-ins at the inbox."""
        self.ensure_one()
        self.check_access("read")
        self.env["amazon.punchin.inbox.failure"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.amazon_punchin_inbox_failure_action")
        return {**action, "domain": [("config_id", "=", self.id)]}

    @api.model
    def _find_inbox(self, token):
        """Find the configuration of an inbox URL, archived or not: Amazon goes on telling of what was ordered before.

        :param str token: from the URL
        :return: in sudo; empty if there is none
        :rtype: amazon.punchin.config
        """
        return self.with_context(active_test=False)._find_by_token(token).with_env(self.sudo().env)

    def _authenticates_inbox(self, login, password, shared_secret):
        """Check what Amazon's server presents, in constant time.

        :param str login: of HTTP Basic, empty if none
        :param str password: of HTTP Basic, empty if none
        :param str shared_secret: of the document's ``Sender``, empty if none
        :rtype: bool
        """
        self.ensure_one()
        config = self.sudo()
        by_basic = same(login, config.inbox_login) & config._is_credential("inbox_password", password)
        by_secret = (
            config._is_credential("shared_secret", shared_secret)
            | same(shared_secret, config.shared_secret_next)
            | config._is_credential("inbox_password", shared_secret)
        )
        return by_basic | by_secret

    def _is_credential(self, name, given):
        """Whether somebody shows the credential of now, or the previous one as long as it is accepted."""
        previous_hash, until = (self[field] for field in _PREVIOUS[name])
        is_valid = bool(until) and until > fields.Datetime.now()
        return same(given, self[name]) | (same(_hashed(given), previous_hash) & is_valid)


def _hashed(password):
    """What is kept of a credential that we or Amazon made; it is too long to be guessed from that."""
    return hashlib.sha256(password.encode()).hexdigest() if password else ""
