from odoo import api, fields, models

from ...tools import distribution, lock

#: The field of an order; that of a line is core's.
_ON_ORDER = "amazon_analytic_distribution"

_DOMAIN = """[
    ("root_plan_id", "=", amazon_budget_plan),
    "|", ("company_id", "=", False), ("company_id", "parent_of", company_id),
]"""


class PurchaseOrder(models.Model):
    """The budget of an order: accounts that exist, of its company, and percentages."""

    _inherit = "purchase.order"

    amazon_budget_plan = fields.Integer(
        compute="_compute_amazon_budget_plan",
        compute_sudo=True,
        help="Id of the plan that the group names: whoever reads an order need not read analytic plans.",
    )
    amazon_budget_id = fields.Many2one(
        "account.analytic.account",
        string="Budget Account",
        compute="_compute_amazon_budget_id",
        inverse="_inverse_amazon_budget_id",
        compute_sudo=True,
        domain=_DOMAIN,
        help="What pays for the order; it applies to every line, and a line may differ.",
    )
    amazon_has_one_budget = fields.Boolean(compute="_compute_amazon_budget_id", compute_sudo=True)

    @api.depends("amazon_config_id.budget_plan_id")
    def _compute_amazon_budget_plan(self):
        for order in self:
            order.amazon_budget_plan = order.amazon_config_id.budget_plan_id.id

    @api.depends("amazon_analytic_distribution", "amazon_budget_plan")
    def _compute_amazon_budget_id(self):
        """The one account of the group's plan that pays for everything, if there is no other."""
        budgets = _plain_budgets(self, _ON_ORDER)
        for order in self:
            order.amazon_budget_id = budgets[order]
            is_plain = bool(budgets[order]) or not order.amazon_analytic_distribution
            order.amazon_has_one_budget = bool(order.amazon_budget_plan) and is_plain

    @api.onchange("amazon_budget_id")
    def _inverse_amazon_budget_id(self):
        for order in self:
            _distribute(order, _ON_ORDER)

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse what is no budget before it is stored."""
        for vals in vals_list:
            distribution.check_form(self.env, vals.get("amazon_analytic_distribution"))
        return super().create(vals_list)

    @api.constrains("amazon_analytic_distribution")
    def _check_amazon_budget(self):
        if lock.is_open(self.env):
            return
        for order in self.filtered("amazon_analytic_distribution"):
            distribution.check(self.env, order.amazon_analytic_distribution, order.company_id)


class PurchaseOrderLine(models.Model):
    """The budget of an Amazon line: what is written is checked, what is stored is read whatever it is."""

    _inherit = "purchase.order.line"

    amazon_budget_id = fields.Many2one(
        "account.analytic.account",
        string="Budget",
        compute="_compute_amazon_budget_id",
        inverse="_inverse_amazon_budget_id",
        compute_sudo=True,
        help="What pays for the line.",
    )

    @api.depends("analytic_distribution", "order_id.amazon_budget_plan")
    def _compute_amazon_budget_id(self):
        budgets = _plain_budgets(self, "analytic_distribution")
        for line in self:
            line.amazon_budget_id = budgets[line]

    @api.onchange("amazon_budget_id")
    def _inverse_amazon_budget_id(self):
        for line in self:
            _distribute(line, "analytic_distribution")

    def write(self, vals):
        """Refuse what is no budget before core rounds it."""
        if vals.get("analytic_distribution"):
            companies = self.filtered("amazon_kind").company_id
            if companies:
                distribution.check(self.env, vals["analytic_distribution"], companies)
        return super().write(vals)

    def _compute_distribution_analytic_account_ids(self):
        """Core's computation, which no stored value breaks."""
        amazon = self.filtered("amazon_kind")
        named = {line: distribution.account_ids(line.analytic_distribution) for line in amazon}
        accounts = self.env["account.analytic.account"]
        existing = set(accounts.browse({number for ids in named.values() for number in ids}).exists().ids)
        for line, ids in named.items():
            line.distribution_analytic_account_ids = accounts.browse(number for number in ids if number in existing)
        return super(PurchaseOrderLine, self - amazon)._compute_distribution_analytic_account_ids()


def _plain_budgets(records, name):
    """The one account of the group's plan that pays for all of an order or a line.

    :param odoo.models.BaseModel records: orders or lines
    :param str name: of the field with their distribution
    :return: record to account; empty, if the group names no plan, or it is not as simple as that
    :rtype: dict[odoo.models.BaseModel, account.analytic.account]
    """
    plans = {record: (record if name == _ON_ORDER else record.order_id).amazon_budget_plan for record in records}
    named = {
        record: distribution.account_ids(record[name])
        for record, plan in plans.items()
        if plan and list(distribution.readable(record[name]).values()) == [100]
    }
    accounts = records.env["account.analytic.account"].sudo()
    existing = accounts.browse({number for ids in named.values() for number in ids}).exists()
    budgets = dict.fromkeys(records, accounts)
    for record, ids in named.items():
        account = existing & accounts.browse(ids)
        if len(ids) == 1 and account.root_plan_id.id == plans[record]:
            budgets[record] = account
    return budgets


def _distribute(record, name):
    """Have one account pay for all of an order or a line; what several pay for is not emptied by this field."""
    if not record.amazon_budget_id and len(distribution.account_ids(record[name])) > 1:
        return
    budget = {str(record.amazon_budget_id.id): 100} if record.amazon_budget_id else False
    if (record[name] or False) != budget:
        record[name] = budget
