from odoo import models
from odoo.tools import SQL


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _get_rules(self, model_name, mode="read"):
        """Keep the rules of this addon from taking orders away.

        They let buyers and approvers see some orders. A rule for one group restricts whoever had
        none; so those whose other groups let them see every order are spared.
        """
        rules = super()._get_rules(model_name, mode=mode)
        if model_name not in ("purchase.order", "purchase.order.line") or not rules:
            return rules
        for_groups = rules.sudo().filtered("groups")
        ours = for_groups & self._amazon_order_rules()
        if ours == for_groups and self._has_amazon_free_access(model_name, mode):
            return rules - ours
        return rules

    def _amazon_order_rules(self):
        data = self.env["ir.model.data"].sudo()
        return self.browse(
            data.search([("module", "=", "amazon_punchin"), ("model", "=", self._name)]).mapped("res_id")
        )

    def _has_amazon_free_access(self, model_name, mode):
        """Whether the user has access to a model by a group that is neither ours nor everybody's."""
        query = SQL(
            """
            SELECT 1
              FROM ir_model_access access
              JOIN ir_model model ON model.id = access.model_id
             WHERE model.model = %s
               AND access.active
               AND access.perm_%s
               AND access.group_id IN %s
               AND NOT EXISTS (
                   SELECT 1
                     FROM ir_model_data data
                    WHERE data.model = 'ir.model.access'
                      AND data.res_id = access.id
                      AND data.module = 'amazon_punchin'
               )
             LIMIT 1
            """,
            model_name,
            SQL(mode),
            tuple(self.env.user._get_group_ids()) or (None,),
        )
        return bool(self.env.execute_query(query))
