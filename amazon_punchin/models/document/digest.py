from odoo import fields, models
from odoo.exceptions import AccessError

from ...tools.const import MANAGER
from .state import TROUBLE


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    kpi_amazon_orders = fields.Boolean(string="Amazon Orders")
    kpi_amazon_orders_value = fields.Integer(compute="_compute_kpi_amazon_orders_value")
    kpi_amazon_trouble = fields.Boolean(string="Amazon Documents That Failed")
    kpi_amazon_trouble_value = fields.Integer(compute="_compute_kpi_amazon_trouble_value")

    def _compute_kpi_amazon_orders_value(self):
        self._check_amazon_kpi()
        self._calculate_company_based_kpi(
            "purchase.order",
            "kpi_amazon_orders_value",
            additional_domain=[("amazon_config_id", "!=", False), ("state", "!=", "cancel")],
        )

    def _compute_kpi_amazon_trouble_value(self):
        self._check_amazon_kpi()
        self._calculate_company_based_kpi(
            "amazon.punchin.message",
            "kpi_amazon_trouble_value",
            additional_domain=[("state", "in", TROUBLE)],
        )

    def _check_amazon_kpi(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only Amazon administrators can see these figures."))

    def _compute_kpis_actions(self, company, user):
        """Lead from each figure to its list."""
        res = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("amazon_punchin.amazon_punchin_menu").id
        res["kpi_amazon_orders"] = f"amazon_punchin.purchase_order_action_all?menu_id={menu}"
        res["kpi_amazon_trouble"] = f"amazon_punchin.amazon_punchin_message_action?menu_id={menu}"
        return res
