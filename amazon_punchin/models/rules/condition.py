import math
import re
from decimal import Decimal

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...matching.condition import Condition
from ...matching.facts import words
from ...matching.index import Index
from ...tools.const import ROLES
from ...tools.wording import field_label
from . import facts as matching_facts

_SEPARATOR = re.compile(r"[,;\n]")
#: Names of companies hold commas.
_NAME_SEPARATOR = re.compile(r"[;\n]")
_NAMES = ("sellers", "fulfillers")

_UNSPSC = re.compile(r"\d{1,8}", re.ASCII)

#: Conditions that are texts separated by commas.
_LISTS = ("asins", "unspsc", "categories", "subcategories", "sellers", "fulfillers", "title_words")

#: Bounds of which the first may not be above the second.
_RANGES = (("total_from", "total_to"), ("price_from", "price_to"), ("quantity_from", "quantity_to"))


class AmazonPunchinConditionMixin(models.AbstractModel):
    """Conditions of a rule, the same for every kind of rule. What is empty holds for everything."""

    _name = "amazon.punchin.condition.mixin"
    _description = "Conditions of an Amazon Rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, help="The name people see when this rule applies.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, index=True, help="Empty: every company."
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    config_ids = fields.Many2many(
        "amazon.punchin.config",
        string="Groups at Amazon",
        check_company=True,
        ondelete="restrict",
        help="The order came through one of these Amazon Business groups.",
    )
    requester_ids = fields.Many2many(
        "res.users", string="Requesters", help="Who submitted the basket.", ondelete="restrict"
    )
    requester_group_ids = fields.Many2many(
        "res.groups",
        string="Requester's Groups",
        ondelete="restrict",
        help="The requester is in one of these.",
    )
    role = fields.Selection(
        ROLES,
        string="Role at Amazon",
        help="The requester's role on the list of people.",
    )
    total_from = fields.Monetary(help="Order total with tax and shipping, in the company's currency. 0: no limit.")
    total_to = fields.Monetary(help="Order total with tax and shipping, in the company's currency. 0: no limit.")
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        check_company=True,
        ondelete="restrict",
        help="These departments and all departments below them.",
    )
    analytic_ids = fields.Many2many(
        "account.analytic.account",
        string="Budgets",
        check_company=True,
        ondelete="restrict",
        help="Charged to one of these analytic accounts.",
    )
    asins = fields.Char(string="ASINs", help="Amazon's item numbers, separated by commas.")
    unspsc = fields.Char(
        string="UNSPSC",
        help="The beginning of the item's code in UNSPSC, the United Nations product code; separate several with "
        "commas. 44: office, 4412: supplies.",
    )
    categories = fields.Char(help="Amazon's categories, separated by commas, for example OFFICE_PRODUCTS.")
    subcategories = fields.Char(help="Amazon's subcategories, separated by commas, for example WRITING_INSTRUMENT.")
    sellers = fields.Char(help="Names of sellers, separated by semicolons.")
    sold_by = fields.Selection(
        [("amazon", "Amazon"), ("other", "Not Amazon")],
        help="Whether Amazon itself sells the item, or somebody else on its marketplace.",
    )
    fulfillers = fields.Char(string="Fulfilled By", help="Names, separated by semicolons.")
    fulfilled_by = fields.Selection(
        [("amazon", "Amazon"), ("other", "Not Amazon")],
        string="Fulfillment",
        help="Whether Amazon itself sends the item, or its seller.",
    )
    condition = fields.Selection(
        [("new", "New"), ("used", "Used or refurbished")],
        help="Whether the item is new or used, as the basket says.",
    )
    title_words = fields.Char(
        string="Words in the Title",
        help="Words or phrases, separated by commas. The title contains at least one of them.",
    )
    price_from = fields.Monetary(help="Price of one piece, without tax, in the company's currency. 0: no limit.")
    price_to = fields.Monetary(help="Price of one piece, without tax, in the company's currency. 0: no limit.")
    quantity_from = fields.Integer(help="Pieces of one item. 0: no limit.")
    quantity_to = fields.Integer(help="Pieces of one item. 0: no limit.")
    domain = fields.Char(string="Additional Condition", help="Checked on the order line; its order is order_id.")
    summary = fields.Char(compute="_compute_summary", help="What the rule does, in one sentence.")

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for rule in self:
            rule.currency_id = (rule.company_id or self.env.company).currency_id

    # --- In one sentence -----------------------------------------------------------------

    @api.depends(lambda self: [name for name, field in self._fields.items() if field.store])
    @api.depends_context("lang", "company")
    def _compute_summary(self):
        for rule in self:
            conditions = self.env._(" and ").join(rule._condition_sentences().values())
            consequence = rule._consequence()
            if not consequence:
                rule.summary = False
            elif conditions:
                rule.summary = self.env._(
                    "If %(conditions)s, then %(consequence)s.", conditions=conditions, consequence=consequence
                )
            else:
                rule.summary = self.env._("Always: %s.", consequence)

    def _consequence(self):
        """What the rule does, as the end of a sentence.

        :return: empty as long as that is open
        :rtype: str
        """
        raise NotImplementedError

    def _condition_sentences(self):
        """Say each condition that is set.

        :return: name of the field to a clause
        :rtype: dict[str, str]
        """
        self.ensure_one()
        clauses = {
            "config_ids": self.env._("it came through %s"),
            "requester_ids": self.env._("the requester is %s"),
            "requester_group_ids": self.env._("the requester is in %s"),
            "role": self.env._("the requester's role at Amazon is %s"),
            "total_from": self.env._("the total is at least %s"),
            "total_to": self.env._("the total is at most %s"),
            "department_ids": self.env._("it is for %s"),
            "analytic_ids": self.env._("the budget is %s"),
            "asins": self.env._("the ASIN is %s"),
            "unspsc": self.env._("the UNSPSC begins with %s"),
            "categories": self.env._("the category is %s"),
            "subcategories": self.env._("the subcategory is %s"),
            "sellers": self.env._("the seller is %s"),
            "fulfillers": self.env._("it is fulfilled by %s"),
            "condition": self.env._("its condition is %s"),
            "title_words": self.env._("the title contains %s"),
            "price_from": self.env._("a piece costs at least %s"),
            "price_to": self.env._("a piece costs at most %s"),
            "quantity_from": self.env._("there are at least %s pieces"),
            "quantity_to": self.env._("there are at most %s pieces"),
            "domain": self.env._("%s applies"),
        }
        found = {name: clause % self._said(name) for name, clause in clauses.items() if self._is_given(name)}
        who = {
            "sold_by": {
                "amazon": self.env._("Amazon sells it"),
                "other": self.env._("somebody other than Amazon sells it"),
            },
            "fulfilled_by": {
                "amazon": self.env._("Amazon fulfills it"),
                "other": self.env._("somebody other than Amazon fulfills it"),
            },
        }
        return found | {name: clauses[self[name]] for name, clauses in who.items() if self[name]}

    def _is_given(self, name):
        value = self[name]
        if self._fields[name].type == "monetary":
            return _bound(value) is not None
        return bool(value) and not (name == "domain" and value.strip() == "[]")

    def _said(self, name):
        """A value as it is in a sentence."""
        field, value = self._fields[name], self[name]
        if field.type == "many2many":
            values = self._all(name).mapped("display_name")
        elif field.type == "monetary":
            values = [self.currency_id.format(value)]
        elif field.type == "selection":
            values = [dict(field._description_selection(self.env))[value]]
        elif name == "unspsc":
            titles = self.env["amazon.punchin.unspsc"]._titles(_unspsc(value))
            values = [f"{code} ({titles[code]})" if code in titles else code for code in _unspsc(value)]
        elif field.type == "char" and name != "domain":
            values = _listed(value, _NAME_SEPARATOR if name in _NAMES else _SEPARATOR)
        else:
            values = [str(value)]
        return self.env._(" or ").join(values)

    # --- Checks --------------------------------------------------------------------------

    @api.constrains("total_from", "total_to", "price_from", "price_to", "quantity_from", "quantity_to")
    def _check_ranges(self):
        for rule in self:
            for lower, upper in _RANGES:
                if min(rule[lower], rule[upper]) < 0 or 0 < rule[upper] < rule[lower]:
                    raise ValidationError(
                        self.env._(
                            "Rule “%(rule)s”: %(lower)s is above %(upper)s, or one of them is below zero.",
                            rule=rule.name,
                            lower=field_label(rule, lower),
                            upper=field_label(rule, upper),
                        )
                    )

    @api.constrains("unspsc")
    def _check_unspsc(self):
        for rule in self:
            for code in _listed(rule.unspsc):
                if not _UNSPSC.fullmatch(code):
                    raise ValidationError(
                        self.env._("Rule “%(rule)s”: %(code)s is not a valid UNSPSC prefix.", rule=rule.name, code=code)
                    )

    @api.constrains(*_LISTS)
    def _check_lists(self):
        """A list that holds nothing would hold for everything."""
        for rule in self:
            for name in _LISTS:
                parts = _listed(rule[name])
                if rule[name] and not (parts and all(words(part) for part in parts)):
                    raise ValidationError(
                        self.env._(
                            "Rule “%(rule)s”: “%(value)s” is not a valid value for %(field)s.",
                            rule=rule.name,
                            value=rule[name],
                            field=field_label(rule, name),
                        )
                    )

    @api.constrains("domain")
    def _check_domain(self):
        lines = self.env["purchase.order.line"]
        for rule in self.filtered("domain"):
            try:
                lines.search_count(Domain(matching_facts.domain_of(rule.domain, self.env)), limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "Rule “%s”: the additional condition cannot be read. Build it again in the editor, from fields "
                        "of the order line, or clear it.",
                        rule.name,
                    )
                ) from error

    # --- Matching ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Forget the compiled rules."""
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        return rules

    def write(self, vals):
        """Forget the compiled rules."""
        res = super().write(vals)
        self.env.registry.clear_cache()
        return res

    def unlink(self):
        """Forget the compiled rules."""
        res = super().unlink()
        self.env.registry.clear_cache()
        return res

    @api.model
    @tools.ormcache("company_id")
    def _compiled(self, company_id):
        """The rules of a company, ready for matching.

        :param int company_id: the company
        :rtype: amazon_punchin.matching.index.Index
        """
        rules = self.sudo().search([("active", "=", True), ("company_id", "in", (False, company_id))])
        return Index([rule._condition() for rule in rules])

    @api.model
    def _unreadable(self, company_id):
        """Find rules whose domain has become unreadable since it was saved: a field of it is gone.

        Such a rule matches nothing; so nothing may be confirmed while there is one.

        :param int company_id: the company
        :rtype: recordset of this model
        """
        lines = self.env["purchase.order.line"].sudo()
        found = []
        for condition in self._compiled(company_id).conditions:
            try:
                Domain(matching_facts.domain_of(condition.domain or "[]", self.env)).validate(lines)
            except Exception:
                found.append(condition.rule_id)
        return self.sudo().browse(found)

    def _all(self, name):
        """Records of a condition, archived ones too: without them the rule would hold for everybody."""
        return self.with_context(active_test=False).sudo()[name]

    def _condition(self):
        """This rule's conditions as values.

        :rtype: amazon_punchin.matching.condition.Condition
        """
        self.ensure_one()
        return Condition(
            rule_id=self.id,
            config_ids=frozenset(self._all("config_ids").ids),
            requester_ids=frozenset(self._all("requester_ids").ids),
            requester_group_ids=frozenset(self._all("requester_group_ids").ids),
            role=self.role or "",
            total_from=_bound(self.total_from),
            total_to=_bound(self.total_to),
            department_ids=frozenset(self._all("department_ids").ids),
            analytic_ids=frozenset(self._all("analytic_ids").ids),
            asins=frozenset(asin.upper() for asin in _listed(self.asins)),
            unspsc=tuple(_unspsc(self.unspsc)),
            categories=_folded(self.categories),
            subcategories=_folded(self.subcategories),
            sellers=_folded(self.sellers, _NAME_SEPARATOR),
            sold_by=self.sold_by or "",
            fulfillers=_folded(self.fulfillers, _NAME_SEPARATOR),
            fulfilled_by=self.fulfilled_by or "",
            condition=self.condition or "",
            title_words=tuple(phrase for text in _listed(self.title_words) if (phrase := words(text))),
            price_from=_bound(self.price_from),
            price_to=_bound(self.price_to),
            quantity_from=self.quantity_from or None,
            quantity_to=self.quantity_to or None,
            domain=self.domain if self._is_given("domain") else "",
        )

    @api.model
    def _matching_order(self, order):
        """Find the rules that an order matches by at least one of its items.

        :param purchase.order order: an Amazon order
        :return: in their order
        :rtype: recordset of this model
        """
        index = self._compiled(order.company_id.id)
        selection = index.of_order(matching_facts.of_order(order))
        found = {
            condition.rule_id
            for facts in matching_facts.of_lines(order.sudo()._amazon_item_lines()).values()
            for condition in selection.matching(facts)
        }
        return self.browse(condition.rule_id for condition in index.conditions if condition.rule_id in found)

    def _coding_conditions(self):
        """Which coding of an order the conditions look at.

        :return: subset of ``department``, ``budget`` and ``other``, the last for a free domain
        :rtype: set[str]
        """
        self.ensure_one()
        looked_at = {"department": "department_ids", "budget": "analytic_ids", "other": "domain"}
        return {name for name, field in looked_at.items() if self._is_given(field)}


def _listed(text, separator=_SEPARATOR):
    return [part.strip() for part in separator.split(text or "") if part.strip()]


def _folded(text, separator=_SEPARATOR):
    return frozenset(part.casefold() for part in _listed(text, separator))


def _unspsc(text):
    """Begins of codes; an official code of a segment, family or class ends in pairs of zeros."""
    return [re.sub(r"(?<=\d\d)(00)+$", "", code) if len(code) % 2 == 0 else code for code in _listed(text)]


def _bound(amount):
    return Decimal(repr(amount)) if amount and math.isfinite(amount) else None
