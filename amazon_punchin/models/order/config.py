from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import distribution
from ...tools.const import OFFERED_ACCOUNT_TYPES


class AmazonPunchinConfig(models.Model):
    """What an order of a group begins with, what it needs, and how large and how old it may be."""

    _inherit = "amazon.punchin.config"

    department_id = fields.Many2one(
        "hr.department",
        string="Default Department",
        check_company=True,
        help="Default on each new order. Empty: the department of the buyer's employee.",
    )
    analytic_distribution = fields.Json(
        string="Default Budget", help="Default on each new order; the buyer may choose another."
    )
    analytic_precision = fields.Integer(
        store=False, default=lambda self: self.env["decimal.precision"].precision_get("Percentage Analytic")
    )
    budget_plan_id = fields.Many2one(
        "account.analytic.plan",
        ondelete="restrict",
        domain=[("parent_id", "=", False)],
        help="Buyers choose one analytic account of this plan. Empty: they may distribute over several plans.",
    )
    account_id = fields.Many2one(
        "account.account",
        string="Default Account",
        check_company=True,
        domain=[("account_type", "in", OFFERED_ACCOUNT_TYPES)],
        help="Filled in on each new order; its buyer may choose another one.",
    )
    require_department = fields.Boolean(
        string="Department Required", default=True, help="An order cannot be confirmed without a department."
    )
    require_budget = fields.Boolean(
        string="Budget Required",
        default=True,
        help="An order cannot be confirmed without a budget, once an analytic plan for purchases has an account.",
    )
    require_location = fields.Boolean(
        string="Location Required", default=True, help="An order cannot be confirmed without a location."
    )
    require_account = fields.Boolean(
        string="Account Required", default=True, help="An order cannot be confirmed without an account."
    )

    hold_days = fields.Integer(
        string="Days of Price Hold",
        required=True,
        default=7,
        help="How long Amazon holds the price and stock of a basket.",
    )
    max_lines = fields.Integer(
        string="Items per Order",
        required=True,
        default=50,
        help="The most different items that Amazon accepts in one order.",
    )
    max_quantity = fields.Integer(
        string="Pieces per Item", required=True, default=999, help="The most pieces of one item that Amazon accepts."
    )

    order_count = fields.Integer(compute="_compute_order_count")
    has_budget = fields.Boolean(compute="_compute_has_budget", compute_sudo=True)

    _limits_positive = models.Constraint(
        "CHECK (hold_days BETWEEN 1 AND 3650 AND max_lines > 0 AND max_quantity > 0)",
        "Limits must be above zero, and a price is held for 3650 days at most.",
    )

    def _requires_budget(self):
        """Whether an order needs a budget: only where a buyer could choose one.

        :rtype: bool
        """
        self.ensure_one()
        return self.require_budget and self._has_budget()

    @api.depends("company_id")
    def _compute_has_budget(self):
        for config in self:
            config.has_budget = config._has_budget()

    def _has_budget(self):
        """Whether there is a budget that an order could be for.

        :rtype: bool
        """
        self.ensure_one()
        plans = self.env["account.analytic.plan"].sudo().with_company(self.company_id)
        relevant = plans.get_relevant_plans(business_domain="purchase_order", company_id=self.company_id.id)
        accounts = self.env["account.analytic.account"].sudo()
        domain = [
            *accounts._check_company_domain(self.company_id),
            ("root_plan_id", "in", [plan["id"] for plan in relevant]),
        ]
        return bool(accounts.search_count(domain, limit=1))

    def _has_department(self):
        """Whether there is a department that an order could be for.

        :rtype: bool
        """
        self.ensure_one()
        departments = self.env["hr.department"].sudo()
        return bool(departments.search_count(departments._check_company_domain(self.company_id), limit=1))

    def _compute_order_count(self):
        counts = dict(
            self.env["purchase.order"]._read_group(
                [("amazon_config_id", "in", self.ids)], ["amazon_config_id"], ["__count"]
            )
        )
        for config in self:
            config.order_count = counts.get(config, 0)

    @api.constrains("analytic_distribution", "company_id")
    def _check_budget(self):
        for config in self:
            distribution.check(self.env, config.analytic_distribution, config.company_id)

    @api.constrains("company_id")
    def _check_company_of_orders(self):
        for config in self.sudo():
            orders = self.env["purchase.order"].sudo().search([("amazon_config_id", "=", config.id)])
            if orders.company_id - config.company_id:
                raise ValidationError(
                    self.env._("“%s” has orders already: its legal entity cannot be changed.", config.name)
                )

    def action_view_orders(self):
        """Show this configuration's orders."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.purchase_order_action_all")
        return {**action, "domain": [("amazon_config_id", "=", self.id)]}
