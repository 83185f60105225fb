from odoo import api, fields, models
from odoo.fields import Command

from ...tools.const import MANAGER
from ...tools.notification import notification


class AmazonPunchinConfig(models.Model):
    """Which rules ask somebody, and who agrees where none does, because the policy promises that somebody does."""

    _inherit = "amazon.punchin.config"

    lacks_approval_rule = fields.Boolean(
        compute="_compute_lacks_approval_rule",
        groups=MANAGER,
        help="Whether somebody must approve every order, but no rule applies.",
    )

    @api.depends("policy", "person_ids.user_id")
    def _compute_lacks_approval_rule(self):
        for config in self:
            group = config._origin or config
            config.lacks_approval_rule = config._promises_agreement() and not group._approval_rules_that_ask()

    def _promises_agreement(self):
        """Whether somebody other than the requester must approve every order.

        :rtype: bool
        """
        return self.sudo().policy == "all_approved"

    def _fallback_approvers(self, requester):
        """Who is asked where no rule finds anybody: the manager of the requester's department, else the administrator.

        Where the administrator cannot, any other one can.

        :param res.users requester: never counts
        :return: none, if the policy promises nothing, or there is nobody else
        :rtype: res.users
        """
        users = self.env["res.users"].sudo()
        if not self._promises_agreement():
            return users
        employees = requester.sudo().employee_ids.filtered(lambda employee: employee.company_id == self.company_id)
        for group in (
            employees.department_id.manager_id.user_id,
            self.sudo().user_id,
            self.env.ref(MANAGER).sudo().all_user_ids,
        ):
            if able := (group - requester).filtered(lambda user: user._can_approve_amazon_in(self.company_id)):
                return able
        return users

    def _approval_rules(self):
        """The rules that may hold for orders of the group.

        :return: in sudo
        :rtype: amazon.punchin.approval.rule
        """
        rules = self.env["amazon.punchin.approval.rule"].sudo()
        found = rules.search([("company_id", "in", (False, self.company_id.id))])
        return found.filtered(lambda rule: self in (rule.config_ids or self))

    def _approval_rules_that_ask(self):
        """The rules that may ask somebody other than the requester.

        :return: in sudo
        :rtype: amazon.punchin.approval.rule
        """
        return self._approval_rules().filtered(lambda rule: rule._may_ask_another(self))

    def _people_without_approver(self):
        """People with whose orders nobody else could agree: no rule for everything, and not the policy's fallback.

        :return: in sudo
        :rtype: amazon.punchin.person
        """
        rules = self._approval_rules()
        return self.sudo().person_ids.filtered(
            lambda person: (
                person.user_id
                and not self._fallback_approvers(person.user_id)
                and not any(rule._always_finds_another(self, person.user_id) for rule in rules)
            )
        )

    def _rules_without_approver(self):
        """Rules for everything that refuse the orders of somebody on the list: too few others can decide those.

        :return: pairs of a rule and whom it refuses, in sudo
        :rtype: list[tuple[amazon.punchin.approval.rule, amazon.punchin.person]]
        """
        people = self.sudo().person_ids.filtered("user_id")
        refused = [
            (rule, people.filtered(lambda person, rule=rule: rule._never_finds_another(self, person.user_id)))
            for rule in self._approval_rules()
        ]
        return [(rule, refused_people) for rule, refused_people in refused if refused_people]

    def action_add_approval_rule(self):
        """Make the usual first rule: somebody agrees to every order of the group.

        Where the administrator cannot agree to everybody's orders, the window asks who does.

        :return: a notification with what the rule does, or the window of a new rule
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        vals = self._prepare_first_approval_rule()
        rules = self.env["amazon.punchin.approval.rule"]
        if vals["approver_type"] == "users" and not self._all_agreed_to_by(rules.user_ids.browse(vals["user_ids"])):
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Who Approves?"),
                "res_model": rules._name,
                "views": [(self.env.ref("amazon_punchin.amazon_punchin_approval_rule_view_form_first").id, "form")],
                "target": "new",
                "context": {f"default_{name}": value for name, value in {**vals, "user_ids": []}.items()},
            }
        rule = rules.create(
            {**vals, "user_ids": [Command.set(vals["user_ids"])], "config_ids": [Command.set(vals["config_ids"])]}
        )
        self._recheck("4")
        return notification(self.env._("Approval rule added: %s", rule.summary), "success")

    def _prepare_first_approval_rule(self):
        """Values of a rule for everything: where everybody has a manager, these agree, else the administrator.

        :rtype: dict
        """
        employees = self.sudo().person_ids.user_id.employee_ids.filtered(
            lambda employee: employee.company_id == self.company_id
        )
        users = self.sudo().person_ids.user_id
        led = users and users <= employees.user_id and all(map(self._has_another_manager, employees))
        return {
            "name": self.env._("Every order through %s", self.name),
            "company_id": self.company_id.id,
            "config_ids": self.ids,
            "approver_type": "department_manager" if led else "users",
            "user_ids": [] if led else self._administrator().ids,
        }

    def _has_another_manager(self, employee):
        manager = employee.department_id.manager_id.user_id
        return manager != employee.user_id and any(user._can_approve_amazon_in(self.company_id) for user in manager)

    def _all_agreed_to_by(self, approvers):
        """Whether some users can agree to whatever somebody on the list requests."""
        return bool(approvers) and all(approvers - user for user in self.sudo().person_ids.user_id)
