from odoo import api, fields, models

from .rule import FOLLOWED_CODING

#: States of steps that still count, in the course of an approval or after it.
LIVE = ("waiting", "open", "approved")

#: Those of them that an order still waits for.
UNDECIDED = ("waiting", "open")


class AmazonPunchinApproval(models.Model):
    """One step of one order. It keeps what the rule said when the order was confirmed."""

    _name = "amazon.punchin.approval"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Approval Step of an Amazon Order"
    _order = "order_id desc, sequence, id"
    _rec_name = "rule_name"

    order_id = fields.Many2one("purchase.order", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True, precompute=True, index=True)
    rule_id = fields.Many2one(
        "amazon.punchin.approval.rule",
        string="Current Rule",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    rule_name = fields.Char(string="Rule", required=True, readonly=True)
    reason = fields.Char(string="Why", readonly=True, help="What the rule said when the step was made.")
    subject = fields.Char(string="Applies To", readonly=True, help="Department or budget; empty: the whole order.")
    sequence = fields.Integer(
        string="Step",
        readonly=True,
        help="Steps are decided one after another, in this order.",
    )
    approver_type = fields.Char(readonly=True)
    approver_ids = fields.Many2many(
        "res.users",
        "amazon_punchin_approval_user_rel",
        "approval_id",
        "user_id",
        string="Approvers",
        readonly=True,
        context={"active_test": False},
    )
    minimum = fields.Integer(
        string="Approvals Required",
        readonly=True,
        help="How many of the approvers must approve.",
    )
    four_eyes = fields.Boolean(readonly=True)
    once = fields.Boolean(string="Ask Once", readonly=True)
    remind_days = fields.Float(string="Remind After (Days)", readonly=True)
    escalate_days = fields.Float(string="Escalate After (Days)", readonly=True)
    escalate_user_id = fields.Many2one("res.users", string="Escalate To", readonly=True, ondelete="set null")
    depends_on = fields.Char(readonly=True, help="The coding that the rule's conditions use.")
    after_decision_id = fields.Many2one(
        "amazon.punchin.approval.decision",
        string="Made After",
        readonly=True,
        ondelete="set null",
        help="Decisions up to this one were made on different coding and do not count here.",
    )
    state = fields.Selection(
        [
            ("waiting", "Not started"),
            ("open", "Open"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("superseded", "Restarted"),
            ("cancelled", "Cancelled"),
            ("expired", "Expired"),
        ],
        required=True,
        default="waiting",
        readonly=True,
        index=True,
        copy=False,
        help="Whether the step has started, and how it was decided.",
    )
    opened_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="When its approvers were asked.",
    )
    reminded_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the approvers were last reminded.",
    )
    escalated_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="When it was escalated because nobody had decided in time.",
    )
    decision_ids = fields.One2many("amazon.punchin.approval.decision", "approval_id", string="Decisions", readonly=True)
    decisions = fields.Text(string="Who Decided", compute="_compute_decisions", compute_sudo=True)

    @api.depends("decision_ids", "state", "order_id.amazon_approval_ids.decision_ids")
    @api.depends_context("lang", "tz")
    def _compute_decisions(self):
        for step in self:
            counted = step.decision_ids | step._agreements() if step.state in LIVE else step.decision_ids
            step.decisions = "\n".join(decision._sentence() for decision in counted.sorted("id")) or False

    # --- Who ------------------------------------------------------------------------------

    def _agreements(self):
        """Decisions that count for the step: one of each approver, and one of each person.

        A step that was made because of another coding does not count what was decided before.

        :rtype: amazon.punchin.approval.decision
        """
        self.ensure_one()
        steps = self
        if self.once:
            steps |= self.order_id.amazon_approval_ids.filtered(lambda step: step.state == "approved")
        counted = self.env["amazon.punchin.approval.decision"]
        approvers = people = self.env["res.users"]
        for decision in steps.decision_ids.filtered(lambda decision: decision.outcome == "approved").sorted("id"):
            approver = decision._approver_in(self) if decision.id > self.after_decision_id.id else people.browse()
            if approver and approver not in approvers and decision.user_id not in people:
                counted, approvers, people = counted | decision, approvers | approver, people | decision.user_id
        return counted

    def _is_agreed(self):
        """Whether enough approvers agree.

        :rtype: bool
        """
        return len(self._agreements()) >= self.minimum

    def _undecided(self):
        """Approvers who have not agreed, in person or by their delegate.

        :rtype: res.users
        """
        agreed = [decision._approver_in(self).id for decision in self._agreements()]
        return self.approver_ids.filtered(lambda user: user.active and user.id not in agreed)

    def _deciders(self):
        """Who may decide an open step now: its approvers and their delegates of today.

        :return: none, if the step is not open
        :rtype: res.users
        """
        users = self.env["res.users"]
        for step in self.filtered(lambda step: step.state == "open"):
            undecided = step._undecided()
            delegates = self.env["amazon.punchin.delegation"].sudo()._of(undecided).delegate_id
            users |= (undecided | delegates - step._agreements().user_id).filtered(
                lambda user, step=step: user._can_decide_amazon(step.order_id, step.four_eyes)
            )
        return users

    def _represented_by(self, user):
        """For whom a delegate decides.

        :param res.users user: who decides
        :return: one approver; none, if the user is one
        :rtype: res.users
        """
        undecided = self._undecided()
        if user in undecided:
            return self.env["res.users"]
        delegations = self.env["amazon.punchin.delegation"].sudo()._of(undecided)
        return delegations.filtered(lambda delegation: delegation.delegate_id == user).user_id[:1]

    def _has_settled_for(self, user):
        """Whether a user would have had a say, but needs no more, because of what was decided.

        :param res.users user: an approver, or somebody's substitute
        :rtype: bool
        """
        self.ensure_one()
        substitutes = self.env["amazon.punchin.delegation"].sudo()._of(self.approver_ids).delegate_id
        asked = user in self.approver_ids | substitutes
        return asked and (self.state == "approved" or user in self._agreements().user_id)

    # --- What it followed -----------------------------------------------------------------

    def _conditions_looked_at(self, changed):
        """Whether the rule's conditions looked at coding that has changed.

        :param set[str] changed: as :meth:`purchase.order._amazon_coding_changes` gives it
        :rtype: bool
        """
        return bool(changed & set((self.depends_on or "").split(",")))

    def _depended_on(self, changed):
        """Whether the step, by its conditions or by its approvers, followed coding that has changed.

        :param set[str] changed: as :meth:`purchase.order._amazon_coding_changes` gives it
        :rtype: bool
        """
        return self._conditions_looked_at(changed) or self._approvers_followed(changed)

    def _approvers_followed(self, changed):
        return FOLLOWED_CODING.get(self.approver_type) in changed

    def _is_step_of(self, vals):
        """Whether the step has the rule and the approvers of a step that is planned anew.

        :param dict vals: as :meth:`amazon.punchin.approval.rule._prepare_steps` gives them
        :rtype: bool
        """
        self.ensure_one()
        ((_set, _zero, planned),) = vals["approver_ids"]
        return self.rule_id.id == vals["rule_id"] and set(self._approvers_of_rule().ids) == set(planned)

    def _approvers_of_rule(self):
        return self.approver_ids - self.escalate_user_id if self.escalated_at else self.approver_ids

    def _outliving_their_rule(self):
        """Those of the steps whose rule is gone, or was changed after one of them was made.

        :rtype: amazon.punchin.approval
        """
        changed = self.filtered(lambda step: step.rule_id and step.rule_id.write_date > step.create_date).rule_id
        return self.filtered(lambda step: not step.rule_id or step.rule_id in changed)

    def _prepare_restart(self):
        """Values of the same step without its decisions.

        :rtype: dict
        """
        (vals,) = self.copy_data({"approver_ids": [fields.Command.set(self._approvers_of_rule().ids)]})
        return vals

    def _prepare_confirmation(self):
        """Values of a step in which its approvers see that no rule asks them any more, and confirm it.

        :rtype: dict
        """
        reason = self.env._("The coding was changed, and rule “%s” no longer applies. Please confirm.", self.rule_name)
        return {**self._prepare_restart(), "reason": reason, "subject": False}

    # --- What happens to it ---------------------------------------------------------------

    def _open(self):
        if self.state != "open":
            self.write({"state": "open", "opened_at": fields.Datetime.now(), "reminded_at": False})

    def _label(self):
        """The step as chatter and messages name it.

        :rtype: str
        """
        self.ensure_one()
        if self.subject:
            return self.env._("step “%(rule)s” for %(subject)s", rule=self.rule_name, subject=self.subject)
        return self.env._("step “%s”", self.rule_name)
