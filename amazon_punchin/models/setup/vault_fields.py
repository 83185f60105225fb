import secrets

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.const import MANAGER


def _new_token(_records):
    return secrets.token_urlsafe(24)


def _kept(name, groups=MANAGER, **attributes):
    """A field whose value is kept in the vault, in the field of the same name."""

    @api.depends(f"vault_ids.{name}")
    def compute(configs):
        for config in configs:
            config[name] = config.sudo().vault_ids[name]

    def inverse(configs):
        for config in configs.sudo():
            values = {name: config[name]}
            if config.vault_ids:
                config.vault_ids.write(values)
            else:
                config.vault_ids.create({**values, "config_id": config.id})

    return fields.Char(compute=compute, inverse=inverse, groups=groups, **attributes)


class AmazonPunchinConfig(models.Model):
    """The fields of a configuration that hold secrets; their values are kept in a vault."""

    _inherit = "amazon.punchin.config"

    vault_ids = fields.One2many(
        "amazon.punchin.vault", "config_id", string="Secrets of an Amazon Group", groups=fields.NO_ACCESS
    )

    inbox_password = _kept("inbox_password", default=lambda self: self._new_inbox_password())
    inbox_previous_hash = _kept("inbox_previous_hash", groups=fields.NO_ACCESS)
    shared_secret = _kept(
        "shared_secret", string="Shared secret", help="The secret that Amazon shows once, when you create it."
    )
    shared_secret_next = _kept(
        "shared_secret_next",
        string="Next Shared Secret",
        help="Not used until Amazon accepts it.",
    )
    shared_secret_previous_hash = _kept("shared_secret_previous_hash", groups=fields.NO_ACCESS)
    soap_password = _kept("soap_password", string="Gateway Password")
    token = _kept("token", search="_search_token", default=_new_token)

    def _search_token(self, operator, value):
        return Domain("vault_ids", "any!", Domain("token", operator, value))
