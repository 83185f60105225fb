from odoo import fields, models

from .config import STOCKED


class AmazonPunchinItemRule(models.Model):
    """A rule may say that an item's stock is counted."""

    _inherit = "amazon.punchin.item.rule"

    product_kind = fields.Selection(selection_add=STOCKED, ondelete={"stocked": "set null"})
