from odoo import models


class PurchaseOrder(models.Model):
    """An ordinary purchase order, which the addon is to cost nothing."""

    _inherit = "purchase.order"

    def web_read(self, specification):
        """Web hook: ask the database for no list of ours where all orders are ordinary ones, for they have none."""
        lists = {
            name
            for name in specification
            if name.startswith("amazon_") and self._fields[name].store and self._fields[name].type.endswith("2many")
        }
        if not lists or any(order.amazon_config_id for order in self):
            return super().web_read(specification)
        rows = super().web_read({name: spec for name, spec in specification.items() if name not in lists})
        return [row | {name: [] for name in lists} for row in rows]
