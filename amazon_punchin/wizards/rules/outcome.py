"""What a line gets by a trial, and who decides it, in words."""


def outcome(env, trial, tried):
    """Say what a line gets.

    :param odoo.api.Environment env: whose language
    :param amazon_punchin.wizards.rule_trial.Trial trial: the trial
    :param amazon_punchin.wizards.rule_trial.TriedLine tried: one of its lines
    :return: label, value and who decides it; value or decider may be empty
    :rtype: list[tuple[str, str, str]]
    """
    said = _Outcome(env, trial, tried)
    return [
        (env._("Product"), *said.product()),
        (env._("Account"), *said.coding("amazon_account_id")),
        (env._("Taxes"), *said.taxes()),
        (env._("Budget"), *said.coding("analytic_distribution")),
        (env._("Department"), *said.coding("department_id")),
        (env._("Policy"), *said.verdict()),
    ]


class _Outcome:
    def __init__(self, env, trial, tried):
        self.env = env
        self.order, self.config = trial.order, trial.order.amazon_config_id
        self.line, self.outcome = tried.line, tried.outcome
        self.product_key, self.found_product = tried.product_key, tried.product

    def product(self):
        if self.found_product:
            value = self.found_product.display_name
        elif self.product_key[0] == "amazon_category":
            value = self.env._("new product for the Amazon category %s", self.product_key[1])
        elif category := self._rule("product").product_category_id or self.config.product_category_id:
            value = self.env._("new product for this ASIN in %s", category.display_name)
        else:
            value = self.env._("new product for this ASIN")
        if not self.found_product and (rule := self._rule("product_kind")):
            value = f"{value} ({rule._kind_label()})"
        return value, self._rule_name("product") or self._rule_name("product_kind") or self._product_fallback()

    def _product_fallback(self):
        if self._is_order():
            return self.env._("the order")
        return self.env._("the group") if self.product_key else self.env._("the vendor's product code")

    def coding(self, name):
        if rule := self._rule(name):
            values = {
                "amazon_account_id": rule.account_id.display_name,
                "analytic_distribution": rule.analytic_distribution and rule._budget_names(),
                "department_id": rule.department_id.display_name,
            }
            return values[name], self._rule_name(name)
        values = {
            "amazon_account_id": self.line.amazon_account_id.display_name,
            "analytic_distribution": self.line.amazon_budget_names,
            "department_id": self.line.department_id.display_name,
        }
        return values[name], self._coding_fallback(name) if values[name] else ""

    def _coding_fallback(self, name):
        if self._is_order():
            return self.env._("the order")
        if name == "department_id" and not self.config.department_id:
            return self.env._("the requester")
        return self.env._("the group")

    def taxes(self):
        taxes, rule = self.line.tax_ids._origin, self._rule("tax_ids")
        names = ", ".join(taxes.mapped("name"))
        if rule and taxes == rule.tax_ids:
            return names, self._rule_name("tax_ids")
        decider = self.env._("the order") if self._is_order() else self.env._("the tax that Amazon charges")
        if rule:
            decider = self.env._(
                "%(decider)s; %(rule)s sets a different tax", decider=decider, rule=self._rule_name("tax_ids")
            )
        return names, decider if taxes or rule else ""

    def verdict(self):
        rule = self._rule("verdict")
        if not rule:
            return self.env._("Allow"), ""
        label = dict(rule._fields["verdict"]._description_selection(self.env))[rule.verdict]
        return f"{label}: {rule.message or rule.name}", self._rule_name("verdict")

    def _is_order(self):
        return bool(self.order.ids)

    def _rule(self, name):
        rule_id, _value = self.outcome.get(name, (None, None))
        return self.env["amazon.punchin.item.rule"].sudo().browse(rule_id)

    def _rule_name(self, name):
        rule = self._rule(name)
        return self.env._("rule “%s”", rule.name) if rule else ""
