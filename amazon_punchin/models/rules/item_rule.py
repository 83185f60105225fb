from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...tools import distribution
from ...tools.const import OFFERED_ACCOUNT_TYPES, PRODUCT_KINDS
from . import facts as matching_facts

#: Verdicts on a line, in words of a buyer.
VERDICTS = [
    ("allow", "Allow"),
    ("warn", "Warn"),
    ("reason", "Ask for a reason"),
    ("refuse", "Refuse"),
]


class AmazonPunchinItemRule(models.Model):
    """What a line that matches gets, and whether it may be bought. The first rule wins, field by field."""

    _name = "amazon.punchin.item.rule"
    _description = "Amazon Item Rule"
    _inherit = ["amazon.punchin.condition.mixin", "amazon.punchin.version.mixin"]

    product_id = fields.Many2one(
        "product.product", check_company=True, domain=[("purchase_ok", "=", True)], ondelete="restrict"
    )
    product_category_id = fields.Many2one(
        "product.category",
        string="New Product in Category",
        ondelete="restrict",
        help="Create one product per item, by its number at Amazon (ASIN), in this category.",
    )
    product_kind = fields.Selection(
        PRODUCT_KINDS,
        string="New Product Is",
        help="Create one product per item, by its number at Amazon (ASIN), of this kind. Existing products stay as "
        "they are.",
    )
    account_id = fields.Many2one(
        "account.account",
        check_company=True,
        domain=[("account_type", "in", OFFERED_ACCOUNT_TYPES)],
        ondelete="restrict",
    )
    tax_ids = fields.Many2many(
        "account.tax",
        string="Taxes",
        check_company=True,
        ondelete="restrict",
        domain=[("type_tax_use", "=", "purchase"), ("amount_type", "in", ("percent", "group"))],
        help="Used where their rate gives the tax that Amazon charges; otherwise the tax is a charge line.",
    )
    analytic_distribution = fields.Json(
        string="Budget",
        help="The analytic accounts that such items are charged to.",
    )
    analytic_precision = fields.Integer(
        store=False, default=lambda self: self.env["decimal.precision"].precision_get("Percentage Analytic")
    )
    department_id = fields.Many2one("hr.department", check_company=True, ondelete="restrict")
    verdict = fields.Selection(
        VERDICTS,
        string="Policy",
        help="Allow: later rules cannot refuse it.\n"
        "Warn: the buyer sees the message.\n"
        "Ask for a reason: the order cannot be confirmed without one.\n"
        "Refuse: the order cannot be confirmed.",
    )
    message = fields.Char(translate=True, help="Shown to the buyer: why, and what to buy instead.")

    @api.constrains("product_id")
    def _check_product_unit(self):
        unit = self.env.ref("uom.product_uom_unit")
        for rule in self:
            if rule.product_id and not rule.product_id.uom_id._has_common_reference(unit):
                raise ValidationError(
                    self.env._(
                        "Amazon sells by the piece, but %(product)s uses the unit %(unit)s. Choose another product.",
                        product=rule.product_id.display_name,
                        unit=rule.product_id.uom_id.name,
                    )
                )

    @api.constrains("analytic_distribution", "company_id")
    def _check_budget(self):
        for rule in self:
            distribution.check(self.env, rule.analytic_distribution, rule.company_id)

    @api.constrains(
        "product_id",
        "product_category_id",
        "product_kind",
        "account_id",
        "tax_ids",
        "analytic_distribution",
        "department_id",
        "verdict",
    )
    def _check_outcome(self):
        for rule in self:
            if not rule._outcome():
                raise ValidationError(
                    self.env._("Rule “%s” does nothing: choose what a line gets, or a policy.", rule.name)
                )
            if rule.product_id and (rule.product_category_id or rule.product_kind):
                raise ValidationError(
                    self.env._("Rule “%s”: choose a product, or what new products are, not both.", rule.name)
                )
            if odd := rule.tax_ids.filtered(lambda tax: not tax._is_percentage()):
                raise ValidationError(
                    self.env._(
                        "Rule “%(rule)s”: %(tax)s is not a percentage of the price.",
                        rule=rule.name,
                        tax=odd[0].name,
                    )
                )

    def _consequence(self):
        self.ensure_one()
        parts = []
        if self.product_id:
            parts.append(self.env._("the product is %s", self.product_id.display_name))
        if self.product_category_id:
            parts.append(self.env._("each ASIN is a product in %s", self.product_category_id.display_name))
        if self.product_kind:
            parts.append(self.env._("each ASIN is a product of the kind “%s”", self._kind_label()))
        if self.account_id:
            parts.append(self.env._("the account is %s", self.account_id.display_name))
        if self.tax_ids:
            parts.append(self.env._("the tax is %s", ", ".join(self.tax_ids.mapped("name"))))
        if self.analytic_distribution:
            parts.append(self.env._("the budget is %s", self._budget_names()))
        if self.department_id:
            parts.append(self.env._("the department is %s", self.department_id.display_name))
        if self.verdict:
            parts.append(
                {
                    "allow": self.env._("it may be bought"),
                    "warn": self.env._("the buyer is warned"),
                    "reason": self.env._("the buyer must give a reason"),
                    "refuse": self.env._("it is refused"),
                }[self.verdict]
            )
        return self.env._(" and ").join(parts)

    def _kind_label(self):
        """Name the kind of new products in the user's language.

        :rtype: str
        """
        return dict(self._fields["product_kind"]._description_selection(self.env))[self.product_kind]

    def _budget_names(self):
        accounts = self.env["account.analytic.account"].sudo()
        ids = distribution.account_ids(self.analytic_distribution)
        return ", ".join(accounts.browse(sorted(ids)).exists().mapped("display_name"))

    # --- Outcomes ------------------------------------------------------------------------

    @api.model
    @tools.ormcache("company_id")
    def _compiled_outcomes(self, company_id):
        """What each rule of a company gives.

        :return: id of a rule to field of a line and its value
        :rtype: dict[int, dict[str, object]]
        """
        rules = self.sudo().browse(condition.rule_id for condition in self._compiled(company_id).conditions)
        return {rule.id: rule._outcome() for rule in rules}

    def _outcome(self):
        """What this rule gives a line; ``product`` is a pair of this model's field and the id in it."""
        self.ensure_one()
        product = next(
            ((name, self[name].id) for name in ("product_id", "product_category_id") if self[name]),
            None,
        )
        outcome = {
            "product": product,
            "product_kind": self.product_kind,
            "amazon_account_id": self.account_id.id,
            "tax_ids": tuple(self.tax_ids.ids),
            "analytic_distribution": distribution.readable(self.analytic_distribution),
            "department_id": self.department_id.id,
            "verdict": self.verdict,
        }
        return {name: value for name, value in outcome.items() if value}

    @api.model
    def _outcomes(self, company_id, order, lines):
        """Find what the lines of one order get.

        :param int company_id: the order's company
        :param amazon_punchin.matching.facts.OrderFacts order: the order
        :param Iterable[amazon_punchin.matching.facts.LineFacts] lines: its lines
        :return: for each line, field to the id of the rule that decides it and the value
        :rtype: list[dict[str, tuple[int, object]]]
        """
        selection = self._compiled(company_id).of_order(order)
        outcomes = self._compiled_outcomes(company_id)
        found = []
        for line in lines:
            decided = {}
            for condition in selection.matching(line):
                for name, value in outcomes[condition.rule_id].items():
                    decided.setdefault(name, (condition.rule_id, value))
            found.append(decided)
        return found

    @api.model
    def _outcomes_of_lines(self, lines):
        """Find what items of an order get.

        :param purchase.order.line lines: items of one Amazon order
        :rtype: dict[purchase.order.line, dict[str, tuple[int, object]]]
        """
        order = lines.order_id
        if not self._compiled(order.company_id.id).conditions:
            return {line: {} for line in lines}
        facts = matching_facts.of_lines(lines)
        return dict(
            zip(facts, self._outcomes(order.company_id.id, matching_facts.of_order(order), facts.values()), strict=True)
        )

    # --- Remember this -------------------------------------------------------------------

    @api.model
    def _proposed(self, line):
        """Propose a rule from how a line was coded.

        :param purchase.order.line line: an item
        :return: values for a new rule
        :rtype: dict
        """
        return {
            "name": self.env._(
                "As on %(order)s: %(item)s", order=line.order_id.name, item=line.name.splitlines()[0][:60]
            ),
            "company_id": line.company_id.id,
            "asins": line.amazon_asin,
            "product_id": line.product_id.id if not line.product_id.amazon_category else False,
            "account_id": line.amazon_account_id.id,
            "analytic_distribution": line.analytic_distribution,
            "department_id": line.department_id.id,
        }
