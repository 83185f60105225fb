from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Ways to find approvers that follow the coding of an order, and which part of it they follow.
FOLLOWED_CODING = {"department_manager": "department", "manager_manager": "department", "analytic_owner": "budget"}


class AmazonPunchinApprovalRule(models.Model):
    _name = "amazon.punchin.approval.rule"
    _description = "Amazon Approval Rule"
    _inherit = ["amazon.punchin.condition.mixin", "amazon.punchin.checked.mixin", "amazon.punchin.version.mixin"]

    approver_type = fields.Selection(
        [
            ("users", "Named users"),
            ("group", "Members of a group"),
            ("department_manager", "The department's manager"),
            ("manager_manager", "The manager of the department's manager"),
            ("analytic_owner", "The budget's owner"),
            ("order_field", "A user on the order"),
        ],
        string="Approvers",
        required=True,
        default="users",
        help="Who approves: named people, or whoever fills a role for the order.",
    )
    user_ids = fields.Many2many(
        "res.users", "amazon_punchin_approval_rule_user_rel", "rule_id", "user_id", string="Users", ondelete="restrict"
    )
    group_id = fields.Many2one("res.groups", ondelete="restrict")
    approver_field_id = fields.Many2one(
        "ir.model.fields",
        string="Field of the Order",
        ondelete="set null",
        domain=[("model", "=", "purchase.order"), ("ttype", "=", "many2one"), ("relation", "=", "res.users")],
    )
    minimum = fields.Integer(string="Approvals Required", default=1, required=True)
    four_eyes = fields.Boolean(default=True, help="The requester never counts as an approver.")
    once = fields.Boolean(
        string="Ask Once",
        default=True,
        help="Whoever approved an earlier step of the same order is not asked again.",
    )
    remind_days = fields.Float(string="Remind After (Days)", help="Reminders repeat at this interval. 0: never.")
    escalate_days = fields.Float(string="Escalate After (Days)", help="0: never.")
    escalate_user_id = fields.Many2one(
        "res.users", string="Escalate To", ondelete="restrict", help="May then also decide."
    )

    _minimum_positive = models.Constraint("CHECK (minimum > 0)", "At least one approver must approve.")
    _days_within_a_year = models.Constraint(
        "CHECK (remind_days BETWEEN 0 AND 365 AND escalate_days BETWEEN 0 AND 365)",
        "A number of days must be between 0 and 365.",
    )

    # --- In one sentence -----------------------------------------------------------------

    def _consequence(self):
        """The step, as the end of the rule's sentence.

        :rtype: str
        """
        approvers = self._approvers_sentence()
        if not approvers:
            return ""
        if self.minimum == 1:
            return self.env._("%s must approve", approvers)
        return self.env._("%(minimum)s of %(approvers)s must approve", minimum=self.minimum, approvers=approvers)

    def _approvers_sentence(self):
        self.ensure_one()
        if self.approver_type == "users":
            names = self.sudo().user_ids.mapped("name")
            return (self.env._(" or ") if self.minimum == 1 else ", ").join(names)
        if self.approver_type == "group":
            group = self.sudo().group_id.display_name
            return self.env._("a member of %s", group) if group and self.minimum == 1 else group or ""
        if self.approver_type == "order_field":
            return self.sudo().approver_field_id.field_description or ""
        label = dict(self._fields["approver_type"]._description_selection(self.env))[self.approver_type]
        return label[:1].lower() + label[1:]

    # --- Checks --------------------------------------------------------------------------

    @api.constrains("approver_type", "user_ids", "group_id", "approver_field_id", "minimum")
    def _check_approvers(self):
        for rule in self:
            needed = {"users": "user_ids", "group": "group_id", "order_field": "approver_field_id"}
            name = needed.get(rule.approver_type)
            if name and not rule[name]:
                raise ValidationError(
                    self.env._(
                        "Rule “%(rule)s”: fill in %(field)s.",
                        rule=rule.name,
                        field=self._fields[name]._description_string(self.env),
                    )
                )
            if rule.approver_type == "group" and not rule.group_id.sudo().all_user_ids:
                raise ValidationError(self.env._("Rule “%(rule)s”: the group has no members.", rule=rule.name))
            if rule.approver_type == "users" and rule.minimum > len(rule.user_ids):
                raise ValidationError(
                    self.env._(
                        "Rule “%(rule)s”: %(minimum)s must approve, but it names %(count)s.",
                        rule=rule.name,
                        minimum=rule.minimum,
                        count=len(rule.user_ids),
                    )
                )

    @api.constrains("approver_field_id")
    def _check_approver_field(self):
        for rule in self:
            field = rule.sudo().approver_field_id
            if field and (field.model, field.ttype, field.relation) != ("purchase.order", "many2one", "res.users"):
                raise ValidationError(
                    self.env._("Rule “%(rule)s”: the field must be a user of the purchase order.", rule=rule.name)
                )

    @api.constrains("approver_type", "user_ids", "group_id", "escalate_days", "escalate_user_id")
    def _check_escalation(self):
        for rule in self:
            if rule.escalate_days and not rule.escalate_user_id:
                raise ValidationError(self.env._("Rule “%(rule)s”: choose whom it escalates to.", rule=rule.name))
            named = {"users": rule.user_ids, "group": rule.group_id.sudo().all_user_ids}
            if rule.escalate_user_id in named.get(rule.approver_type, ()):
                raise ValidationError(
                    self.env._(
                        "Rule “%(rule)s”: it cannot escalate to %(user)s, who is one of its approvers.",
                        rule=rule.name,
                        user=rule.escalate_user_id.name,
                    )
                )

    @api.constrains("approver_type", "active", "company_id")
    def _check_manager_chain(self):
        for rule in self.filtered("active"):
            companies = [("company_id", "in", [False, *rule.company_id.ids])] if rule.company_id else []
            departments = self.env["hr.department"].sudo().search([("manager_id", "!=", False), *companies])
            if circular := rule._in_circle(departments.manager_id):
                raise ValidationError(
                    self.env._(
                        "Rule “%(rule)s” asks the manager's manager, but the managers of %(names)s form a loop.",
                        rule=rule.name,
                        names=", ".join(circular.mapped("name")),
                    )
                )

    def _in_circle(self, managers):
        """Those of managers above whom this rule finds nobody, because they are above themselves.

        Odoo lets Human Resources save such circles, and so does this addon; they may also come after the rule.

        :param hr.employee managers: of departments
        :rtype: hr.employee
        """
        if self.approver_type != "manager_manager" or not managers._has_cycle("parent_id"):
            return managers.browse()
        return managers.filtered(lambda manager: manager._has_cycle("parent_id"))

    # --- Steps ---------------------------------------------------------------------------

    def _prepare_steps(self, order):
        """Values of the steps that this rule gives an order.

        There is one step; where the approvers follow departments or budgets, one for each of
        these that has other approvers.

        :param purchase.order order: an Amazon order that matches, in sudo
        :rtype: list[dict]
        :raises UserError: a step would have too few approvers, or managers go in a circle; the administrator gets an
            activity
        """
        self.ensure_one()
        subjects_by_approvers = {}
        self._refuse_circle(order)
        for subject, approvers in self._approvers(order):
            if len(approvers) < self.minimum:
                self._refuse_without_approvers(order, subject, approvers)
            subjects_by_approvers.setdefault(approvers, []).append(subject)
        return [
            self._prepare_step(order, ", ".join(subjects), approvers)
            for approvers, subjects in subjects_by_approvers.items()
        ]

    def _approvers(self, order):
        """Who can decide, and where nobody of those can whom the rule means, the fallback of the policy.

        :return: pairs of what they answer for (empty: the whole order) and users
        :rtype: list[tuple[str, odoo.models.BaseModel]]
        """
        found = []
        for subject, users in self._candidates(order):
            able = users.filtered(lambda user: user._can_decide_amazon(order, self.four_eyes))
            found.append((subject, able or order._amazon_fallback_approvers()))
        return found

    def _always_asks_another(self):
        """Whether one of the rules cannot be agreed to by the requester alone.

        :rtype: bool
        """
        return any(rule.four_eyes or rule.minimum > 1 for rule in self)

    def _always_finds_another(self, config, requester):
        """Whether the rule holds for everything that a requester orders, and names somebody else who can decide it.

        :param amazon.punchin.config config: where the orders come in
        :param res.users requester: who orders
        :rtype: bool
        """
        self.ensure_one()
        enough = len(self._named_others(config, requester)) >= self.minimum
        return self._holds_for_everything(config) and self._always_asks_another() and enough

    def _never_finds_another(self, config, requester):
        """Whether the rule holds for everything that a requester orders, and refuses it: too few others can decide.

        :param amazon.punchin.config config: where the orders come in
        :param res.users requester: who orders
        :rtype: bool
        """
        self.ensure_one()
        if self.approver_type not in ("users", "group") or not self.four_eyes:
            return False
        others = self._named_others(config, requester) or config._fallback_approvers(requester)
        return self._holds_for_everything(config) and len(others) < self.minimum

    def _holds_for_everything(self, config):
        return self._condition_sentences().keys() <= {"config_ids"} and config in (self.config_ids or config)

    def _named_others(self, config, requester):
        """Who can decide of those whom the rule names, without the requester."""
        named = {"users": self.user_ids, "group": self.group_id.all_user_ids}.get(self.approver_type, requester)
        return (named - requester).filtered(lambda user: user._can_approve_amazon_in(config.company_id))

    def _may_ask_another(self, config):
        """Whether the rule may ask somebody other than the requester, for an order of somebody on a group's list.

        What its further conditions hold for, only an order tells.

        :param amazon.punchin.config config: where the orders come in
        :rtype: bool
        """
        self.ensure_one()
        people = config.sudo().person_ids.filtered(
            lambda person: (
                person.user_id
                and self.role in (False, person.role)
                and person.user_id in (self.requester_ids or person.user_id)
                and (not self.requester_group_ids or self.requester_group_ids & person.user_id.all_group_ids)
            )
        )
        if config.sudo().person_ids.user_id and not people:
            return False
        if self.approver_type == "order_field":
            return bool(self.approver_field_id)
        able = self._nameable(config).filtered(lambda user: user._can_approve_amazon_in(config.company_id))
        others = [able - user for user in people.user_id] or [able]
        return any(len(found) >= self.minimum for found in others)

    def _nameable(self, config):
        """Everybody whom the rule may ask for agreement, whatever an order is coded with.

        :param amazon.punchin.config config: where the orders come in
        :rtype: res.users
        """
        if self.approver_type == "users":
            return self.user_ids
        if self.approver_type == "group":
            return self.group_id.all_user_ids
        of_company = [("company_id", "in", (False, config.company_id.id))]
        if self.approver_type == "analytic_owner":
            return self.env["account.analytic.account"].search(of_company).amazon_owner_id
        departments = self.env["hr.department"].search([("manager_id", "!=", False), *of_company])
        return self.env["res.users"].union(*(self._manager(department).user_id for department in departments))

    def _forget_checks(self):
        """A rule of any group's is not listed by the group; what was found about approvers no longer holds."""
        self.env["amazon.punchin.config"].sudo().search([("company_id", "!=", False)])._forget_checks(
            ["approval_rule_ids"]
        )

    def _candidates(self, order):
        """Who the rule means, before asking whether they can decide.

        Where they follow departments or budgets, nobody answers for an item that has none.

        :return: pairs of what they answer for (empty: the whole order) and users
        :rtype: list[tuple[str, odoo.models.BaseModel]]
        """
        lines = order._amazon_item_lines()
        if self.approver_type == "users":
            return [("", self.user_ids)]
        if self.approver_type == "group":
            return [("", self.group_id.all_user_ids)]
        if self.approver_type == "order_field":
            # A field that was removed names nobody.
            return [("", order[self.approver_field_id.name] if self.approver_field_id else self.env["res.users"])]
        if self.approver_type == "analytic_owner":
            followed = "distribution_analytic_account_ids"
            found = [(account.name, account.amazon_owner_id) for account in lines[followed]]
        else:
            followed = "department_id"
            found = [(department.name, self._manager(department).user_id) for department in lines[followed]]
        if not all(line[followed] for line in lines):
            found.append(("", self.env["res.users"]))
        return found

    def _manager(self, department):
        manager = department.manager_id
        if self.approver_type != "manager_manager":
            return manager
        return (manager - self._in_circle(manager)).parent_id

    def _prepare_step(self, order, subject, approvers):
        return {
            "order_id": order.id,
            "rule_id": self.id,
            "rule_name": self.name,
            "reason": self.summary,
            "subject": subject,
            "sequence": self.sequence,
            "approver_type": self.approver_type,
            "approver_ids": [fields.Command.set(approvers.ids)],
            "minimum": self.minimum,
            "four_eyes": self.four_eyes,
            "once": self.once,
            "remind_days": self.remind_days,
            "escalate_days": self.escalate_days,
            "escalate_user_id": self.escalate_user_id.id,
            "depends_on": ",".join(sorted(self._coding_conditions())),
        }

    def _refuse_circle(self, order):
        departments = order._amazon_item_lines().department_id
        if not (circular := self._in_circle(departments.manager_id)):
            return
        led = departments.filtered(lambda department: department.manager_id in circular)
        values = {
            "rule": self.name,
            "subject": ", ".join(led.mapped("name")),
            "names": ", ".join(circular.mapped("name")),
        }
        order._refuse_and_tell_amazon_administrator(
            lambda order: (
                order.env._("An approval rule has too few approvers"),
                order.env._(
                    "Rule “%(rule)s” (%(subject)s): the manager's manager must approve, but the managers of "
                    "%(names)s form a loop. Ask Human Resources to correct it.",
                    **values,
                ),
            )
        )

    def _refuse_without_approvers(self, order, subject, approvers):
        values = {
            "rule": self.name,
            "subject": f" ({subject})" if subject else "",
            "minimum": self.minimum,
            "count": len(approvers),
        }
        order._refuse_and_tell_amazon_administrator(
            lambda order: (
                order.env._("An approval rule has too few approvers"),
                order.env._(
                    "Rule “%(rule)s”%(subject)s: %(minimum)s must approve, but only %(count)s can. Under "
                    "Configuration › Approval Rules, name somebody else who approves.",
                    **values,
                ),
            )
        )
