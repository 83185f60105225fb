from odoo import models


class AmazonPunchinConfig(models.Model):
    """The mixins that judge a write before everything else of the configuration sees it."""

    _name = "amazon.punchin.config"
    _inherit = ["amazon.punchin.version.mixin", "amazon.punchin.config"]
