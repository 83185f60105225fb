from odoo import fields, models

#: The kind that Inventory adds.
STOCKED = [("stocked", "Goods tracked in inventory")]


class AmazonPunchinConfig(models.Model):
    """Products whose stock is counted."""

    _inherit = "amazon.punchin.config"

    product_kind = fields.Selection(selection_add=STOCKED, ondelete={"stocked": "set default"})

    def _prepare_product_kind(self, kind):
        """What is counted is a kind of goods.

        :rtype: dict
        """
        if kind == "stocked":
            return {"type": "consu", "is_storable": True}
        return super()._prepare_product_kind(kind)
