from odoo import fields, models

#: What is kept here; a configuration has a field of the same name for each.
KEPT = (
    "inbox_password",
    "inbox_previous_hash",
    "shared_secret",
    "shared_secret_next",
    "shared_secret_previous_hash",
    "soap_password",
    "token",
)


class AmazonPunchinVault(models.Model):
    """The secrets of a configuration, in a table of their own, which is nobody's to read or write.

    PostgreSQL writes the whole row that breaks a constraint into its log, and Odoo into its own. What is not in the
    row of a configuration gets into neither when somebody mistypes one of its limits.
    """

    _name = "amazon.punchin.vault"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Secrets of an Amazon Group"
    _rec_name = "config_id"

    config_id = fields.Many2one(
        "amazon.punchin.config",
        string="Group at Amazon",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    inbox_password = fields.Char()
    inbox_previous_hash = fields.Char()
    shared_secret = fields.Char()
    shared_secret_next = fields.Char(string="Next Shared Secret")
    shared_secret_previous_hash = fields.Char()
    soap_password = fields.Char(string="Gateway Password")
    token = fields.Char()

    _config_uniq = models.Constraint("UNIQUE (config_id)", "The secrets of a group can be stored only once.")
    _token_uniq = models.Constraint("UNIQUE (token)", "The token must be unique.")
