from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import get_lang

from ...checks import connection
from ...checks.verdict import DONE
from ...protocol.document import blacken
from ...tools.const import MANAGER
from ...tools.wording import field_label
from .vault import KEPT

#: Fields that administrators write, and that nobody reads.
UNREADABLE = frozenset({"inbox_password", "shared_secret", "shared_secret_next", "soap_password"})

#: Fields that are in nothing that is kept or shown.
SECRETS = frozenset(KEPT)

#: Fields that leave the server in no export: secrets, and the addresses that hold one.
NOT_EXPORTED = SECRETS | {"inbox_url", "landing_url", "return_url"}

#: A secret shorter than this would be found in many an innocent word.
_SHORTEST_SECRET = 6


class AmazonPunchinConfig(models.Model):
    """Secrets that screens take but never show. A new shared secret waits beside the old one until it works."""

    _inherit = "amazon.punchin.config"

    shared_secret_input = fields.Char(
        string="Secret",
        compute="_compute_inputs",
        inverse="_inverse_shared_secret_input",
        groups=MANAGER,
        help="The secret that Amazon shows once, when you create it. Stored, and never shown again.",
    )
    shared_secret_state = fields.Selection(
        [("missing", "Not set"), ("stored", "Stored"), ("replaced", "New secret, not tested yet")],
        compute="_compute_shared_secret_state",
        compute_sudo=True,
        groups=MANAGER,
    )
    soap_password_input = fields.Char(
        string="Password",
        compute="_compute_inputs",
        inverse="_inverse_soap_password_input",
        groups=MANAGER,
        help="Stored, and never shown again.",
    )

    def _compute_inputs(self):
        self.shared_secret_input = self.soap_password_input = False

    def _inverse_shared_secret_input(self):
        for config in self.filtered("shared_secret_input"):
            slot = "shared_secret_next" if config._is_secret_in_use() else "shared_secret"
            config[slot] = config.shared_secret_input
        self.invalidate_recordset(["shared_secret_input"], flush=False)

    def _is_secret_in_use(self):
        """Whether Amazon has accepted the stored secret; a mistyped one is simply overwritten.

        :rtype: bool
        """
        self.ensure_one()
        config = self.sudo()
        if not config.shared_secret:
            return False
        return (
            config._mode_of_shoppers() == "active"
            or "connection" in config._done_checks().mapped("key")
            or bool(config.env["amazon.punchin.session"].search_count([("config_id", "in", config.ids)], limit=1))
        )

    def _inverse_soap_password_input(self):
        for config in self.filtered("soap_password_input"):
            config.soap_password = config.soap_password_input
        self.invalidate_recordset(["soap_password_input"], flush=False)

    @api.depends("shared_secret", "shared_secret_next")
    def _compute_shared_secret_state(self):
        for config in self:
            if config.shared_secret_next:
                config.shared_secret_state = "replaced"
            else:
                config.shared_secret_state = "stored" if config.shared_secret else "missing"

    @api.constrains("shared_secret", "shared_secret_next", "inbox_password")
    def _check_secrets(self):
        for config in self.sudo():
            for name in ("shared_secret", "shared_secret_next", "inbox_password"):
                if config[name] and not (config[name].isascii() and config[name].isprintable()):
                    raise ValidationError(
                        self.env._(
                            "%s may contain only letters, digits and other keyboard characters.",
                            field_label(config, name),
                        )
                    )

    def _required_secret(self):
        """The shared secret.

        :rtype: str
        :raises UserError: none is configured
        """
        return self.sudo()._required("shared_secret")

    def action_use_next_secret(self):
        """Try the next shared secret at Amazon; if Amazon accepts it, it replaces the one in use.

        :raises UserError: Amazon does not
        """
        self.ensure_one()
        self.check_access("write")
        new = self.sudo().shared_secret_next
        checks = {check.key: check for check in self.sudo().check_ids}
        verdicts = checks["connection"]._ask_once(lambda config, ask: connection.connect(config, new, ask), self.sudo())
        verdict = verdicts[get_lang(self.env).code]
        if verdict.state != DONE:
            raise UserError(
                self.env._("The current secret stays in use because the new one does not work. %s", verdict.message)
            )
        self.write({"shared_secret": new, "shared_secret_next": False})
        checks["credentials"]._run()
        checks["connection"]._keep(verdicts)
        self.message_post(body=self.env._("Amazon accepted the new shared secret. It has replaced the old one."))

    def action_forget_next_secret(self):
        """Drop the next shared secret; the one in use stays."""
        self.ensure_one()
        self.shared_secret_next = False

    # --- Where no secret goes -------------------------------------------------------------

    @api.model
    def _has_field_access(self, field, operation):
        """A secret is written by administrators, and read by nobody."""
        if field.name in UNREADABLE and operation == "read" and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Keep secrets out of every export, also out of those that come here from another record."""
        if not NOT_EXPORTED.isdisjoint(path[0] for path in fields if path):
            raise UserError(self.env._("Secrets cannot be exported."))
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def _blacken(self, answer):
        """Black out our secrets in what a server of Amazon's answers, before anything is made of it.

        :param bytes answer: an answer, which may quote what it was sent
        :rtype: bytes
        """
        config = self.sudo()
        values = [config[name] or "" for name in SECRETS]
        return blacken(answer, [value for value in values if len(value) >= _SHORTEST_SECRET])
