from odoo import api, models
from odoo.tools import ormcache


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
        our_ids, free_group_ids = self._amazon_order_access(model_name, mode)
        if our_ids.issuperset(for_groups.ids) and not free_group_ids.isdisjoint(self.env.user._get_group_ids()):
            return rules - for_groups
        return rules

    @api.model
    @ormcache("model_name", "mode")
    def _amazon_order_access(self, model_name, mode):
        """What of the access to a model this addon gives, and what others do; the same for every user.

        :return: ids of this addon's rules, and ids of the groups to which others give access
        :rtype: tuple[frozenset[int], frozenset[int]]
        """
        of_model = [("model_id.model", "=", model_name)]
        # Everybody shares the answer, so nobody's context has a say in it.
        rules = self.sudo().with_context(active_test=True).search(of_model)
        rows = rules.env["ir.model.access"].search([*of_model, (f"perm_{mode}", "=", True)])
        return frozenset(_ours(rules).ids), frozenset((rows - _ours(rows)).group_id.ids)


def _ours(records):
    names = records._get_external_ids()
    return records.filtered(lambda record: any(name.startswith("amazon_punchin.") for name in names[record.id]))
