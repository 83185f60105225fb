from odoo import api, models


class IrFilters(models.Model):
    """Saved filters of the analysis speak the user's language; in Odoo 19 their names are not translatable."""

    _inherit = "ir.filters"

    @api.model
    def get_filters(self, model, action_id=None, embedded_action_id=None, embedded_parent_res_id=None):
        """Odoo hook: what is under Favorites, our own names translated unless somebody has changed them."""
        found = super().get_filters(model, action_id, embedded_action_id, embedded_parent_res_id)
        if model == "amazon.punchin.report":
            names = self._amazon_names()
            ours = self.browse(saved["id"] for saved in found).get_external_id()
            for saved in found:
                if ours[saved["id"]].startswith("amazon_punchin."):
                    saved["name"] = names.get(saved["name"], saved["name"])
        return found

    def _amazon_names(self):
        return {
            "By Marketplace Sellers": self.env._("By Marketplace Sellers"),
            "Unapproved Direct Buys": self.env._("Unapproved Direct Buys"),
            "Rejected": self.env._("Rejected"),
            "Price Changes": self.env._("Price Changes"),
        }
