from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from . import lock, reader
from .amazon_punchin_approval import LIVE
from .row_lock import wait_for_row

#: The activity of an approver.
ACTIVITY = "amazon_punchin.mail_activity_type_approval"

#: In the context: whoever writes follows the coding when all is written. An object that no client can send.
_LATER = object()


class AmazonPunchinApprovalMixin(models.AbstractModel):
    """What a purchase order needs to be approved step by step."""

    _name = "amazon.punchin.approval.mixin"
    _description = "Order Approved Step by Step"

    amazon_approval_ids = fields.One2many(
        "amazon.punchin.approval", "order_id", string="Approval Steps", readonly=True, copy=False
    )
    amazon_approver_ids = fields.Many2many(
        "res.users",
        "amazon_punchin_approver_rel",
        "order_id",
        "user_id",
        string="Waits For",
        readonly=True,
        copy=False,
        help="Who may decide now, substitutes included. They see the order.",
    )
    amazon_open_approval_id = fields.Many2one(
        "amazon.punchin.approval", string="Open Step", compute="_compute_amazon_open_approval_id", compute_sudo=True
    )
    amazon_can_decide = fields.Boolean(compute="_compute_amazon_can_decide", compute_sudo=True)
    amazon_approval_sentence = fields.Char(
        string="Approval", compute="_compute_amazon_approval_sentence", compute_sudo=True
    )

    amazon_confirmed_coding = fields.Json(
        string="Coding Under Approval",
        readonly=True,
        copy=False,
        help="What the approval steps were planned for, when the order was confirmed or coded anew.",
    )
    amazon_budget_names = fields.Char(string="Budgets", compute="_compute_amazon_budget_names", compute_sudo=True)

    @api.depends("order_line.distribution_analytic_account_ids")
    @api.depends_context("lang")
    def _compute_amazon_budget_names(self):
        for order in self:
            budgets = [line.distribution_analytic_account_ids for line in order.order_line if line.amazon_aux_id]
            order.amazon_budget_names = ", ".join(
                dict.fromkeys(name for accounts in budgets for name in accounts.mapped("name"))
            )

    @api.depends("amazon_approval_ids.state")
    def _compute_amazon_open_approval_id(self):
        for order in self:
            order.amazon_open_approval_id = order.amazon_approval_ids.filtered(lambda step: step.state == "open")[:1]

    @api.depends("amazon_approver_ids")
    @api.depends_context("uid")
    def _compute_amazon_can_decide(self):
        for order in self:
            order.amazon_can_decide = self.env.user in order.amazon_approver_ids

    @api.depends("amazon_state", "amazon_approver_ids", "amazon_approval_ids.state")
    @api.depends_context("lang")
    def _compute_amazon_approval_sentence(self):
        for order in self:
            order.amazon_approval_sentence = order._amazon_waits_for() if order.amazon_state == "waiting" else False

    def _amazon_waits_for(self):
        """Say whom an order waits for.

        :rtype: str
        """
        self.ensure_one()
        step = self.amazon_open_approval_id
        if not step:
            return self.env._("It waits for a purchase manager.")
        return self.env._(
            "It waits for %(users)s (%(step)s).",
            users=", ".join(self.amazon_approver_ids.mapped("name")) or self.env._("nobody who is there"),
            step=step._label(),
        )

    # --- Steps ---------------------------------------------------------------------------

    def _plan_amazon_approval(self):
        """Store the steps of orders that are being confirmed, from the rules as they are now.

        :raises UserError: a step would have too few approvers
        """
        for order in lock.opened(self.sudo()):
            order._close_amazon_approval("superseded", LIVE)
            order.amazon_confirmed_coding = order._amazon_coding()
            self.env["amazon.punchin.approval"].sudo().create(
                order._prepare_amazon_approval(order._matching_amazon_approval_rules())
            )

    def _prepare_amazon_approval(self, rules):
        """Values of the steps that rules give.

        :param amazon.punchin.approval.rule rules: those that match
        :rtype: list[dict]
        :raises UserError: a step would have too few approvers
        """
        return [vals for rule in rules for vals in rule._prepare_steps(self.sudo())]

    def _matching_amazon_approval_rules(self):
        rules = self.env["amazon.punchin.approval.rule"].sudo()
        return rules if self.amazon_direct else rules._matching_order(self)

    def _live_amazon_approval(self):
        return self.sudo().amazon_approval_ids.filtered(lambda step: step.state in LIVE).sorted()

    def _has_amazon_approval_left(self):
        """Whether a step of the order is still to be decided.

        :rtype: bool
        """
        return any(step.state != "approved" for step in self._live_amazon_approval())

    def _close_amazon_approval(self, state, of_states=("waiting", "open")):
        """End the steps of orders that leave the approval.

        :param str state: of the steps from now on
        :param tuple[str] of_states: which steps
        """
        steps = self.sudo().amazon_approval_ids.filtered(lambda step: step.state in of_states)
        steps.write({"state": state})
        self._refresh_amazon_approvers()

    def _advance_amazon_approval(self):
        """Pass over what is agreed, and open the next step; after the last one, approve the order."""
        order = lock.opened(self.sudo())
        order.ensure_one()
        undecided = order._live_amazon_approval().filtered(lambda step: step.state != "approved")
        for step in undecided:
            if not step._is_agreed():
                (undecided - step).filtered(lambda other: other.state == "open").state = "waiting"
                step._open()
                break
            order._pass_amazon_step(step)
        order._refresh_amazon_approvers()
        if not order._has_amazon_approval_left():
            order._finish_amazon_approval()

    def _pass_amazon_step(self, step):
        was_asked = step.state == "open"
        step.state = "approved"
        if not was_asked:
            said = ", ".join(decision._sentence() for decision in step._agreements())
            self.message_post(body=self.env._("Passed over %(step)s: %(said)s.", step=step._label(), said=said))

    def _finish_amazon_approval(self):
        """Pass the order on to core's approval, and to whatever else has a say.

        What another gate refuses does not undo the decision made here.
        """
        try:
            with self.env.cr.savepoint():
                self.button_approve()
        except UserError as error:
            self.message_post(body=self.env._("Every step is approved here. What still holds it up: %s", error))

    def _refresh_amazon_approvers(self):
        """Write down who may decide now, and give activities to them alone."""
        for order in lock.opened(self.sudo()):
            step = order.amazon_approval_ids.filtered(lambda step: step.state == "open")
            deciders = step._deciders()
            if order.amazon_approver_ids != deciders:
                order.amazon_approver_ids = deciders
            activities = order.activity_search([ACTIVITY])
            activities.filtered(lambda activity, deciders=deciders: activity.user_id not in deciders).unlink()
            for user in deciders - activities.exists().user_id:
                order._schedule_amazon_approval(step, user)

    def _schedule_amazon_approval(self, step, user):
        reader.give_activity(self, ACTIVITY, user, lambda _order: ("", step.reason))

    # --- Decisions -----------------------------------------------------------------------

    def _decide_amazon(self, outcome, comment="", step=None):
        """Take the current user's decision on the open step.

        Two who decide at the same moment wait for each other; the second sees what the first did.

        :param str outcome: ``approved`` or ``rejected``
        :param str comment: the reason, for a rejection
        :param amazon.punchin.approval | None step: the one that the user saw
        :return: a sentence if somebody else has decided meanwhile; else empty
        :rtype: str
        :raises UserError: it is not the user's turn
        """
        self.ensure_one()
        self.check_access("read")
        wait_for_row(self)
        order, user = lock.opened(self.sudo()), self.env.user
        open_step = order.amazon_open_approval_id
        if (step and step != open_step) or user not in open_step._deciders():
            return order._say_amazon_decided(user, step)
        if order._amazon_hold_is_over():
            raise UserError(order._amazon_hold_over_sentence())
        decision = (
            self.env["amazon.punchin.approval.decision"]
            .sudo()
            .create(
                {
                    "approval_id": open_step.id,
                    "user_id": user.id,
                    "on_behalf_of_id": open_step._represented_by(user).id,
                    "outcome": outcome,
                    "comment": comment,
                }
            )
        )
        order.message_post(
            body=Markup("<b>%s</b><br/>%s") % (decision._sentence(), open_step._label()),
            author_id=user.partner_id.id,
        )
        if outcome == "rejected":
            order._reject_amazon(decision)
        else:
            order._advance_amazon_approval()
        return ""

    def _say_amazon_decided(self, user, step):
        """Explain why a user cannot decide.

        :param res.users user: who would have decided
        :param amazon.punchin.approval | None step: the one that the user saw
        :return: a sentence, if somebody else has decided what the user would have
        :rtype: str
        :raises UserError: otherwise
        """
        decisions = self.amazon_approval_ids.decision_ids
        rejection = decisions.filtered(lambda decision: decision.outcome == "rejected")[-1:]
        if self.amazon_state == "cancelled" and rejection:
            raise UserError(self._amazon_says(rejection._sentence()))
        if self.amazon_state == "expired":
            raise UserError(self._amazon_hold_over_sentence())
        if self.amazon_state == "cart":
            raise UserError(self.env._("%s has not been confirmed yet.", self.display_name))
        steps = self.amazon_approval_ids & step if step else self.amazon_approval_ids
        asked = steps.filtered(lambda other: other._has_settled_for(user))[-1:]
        if asked:
            return self._amazon_says(asked.decisions)
        if self.amazon_state == "waiting":
            raise UserError(self._amazon_says(self._amazon_waits_for()))
        raise UserError(self.env._("%s has already been decided.", self.display_name))

    def _amazon_says(self, sentence):
        return self.env._("%(order)s: %(sentence)s", order=self.display_name, sentence=sentence)

    def _reject_amazon(self, decision):
        decision.approval_id.state = "rejected"
        self.button_cancel()
        self.amazon_refusal = decision._sentence()
        reader.give_activity(
            self,
            "mail.mail_activity_data_todo",
            self.amazon_requester_id,
            lambda order: (
                order.env._("Your Amazon order was rejected"),
                decision.with_env(order.env)._sentence(),
            ),
        )

    def _amazon_notification(self, sentence, kind="info"):
        """Show a sentence, and the order or the list as it is now.

        :param str sentence: what to show
        :param str kind: ``info``, ``success`` or ``warning``
        :return: action
        :rtype: dict
        """
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": sentence,
                "type": kind,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_amazon_approve(self):
        """Approve those of the orders whose turn the user is, and say what became of all.

        :return: action
        :rtype: dict
        """
        approved, problems = 0, []
        for order in self:
            try:
                with self.env.cr.savepoint():
                    problem = order._approve_amazon()
            except UserError as error:
                problem = str(error)
            if problem:
                problems.append(problem)
            else:
                approved += 1
        sentences = [self.env._("%(count)s of %(all)s approved.", count=approved, all=len(self)), *problems]
        return self._amazon_notification("\n".join(sentences), "warning" if problems else "success")

    # --- Coding --------------------------------------------------------------------------

    def _amazon_coding(self):
        """What approvals may depend on, as it is now.

        :rtype: dict[str, list]
        """
        self.ensure_one()
        records = [self, *self.order_line.sorted("id")]
        budgets = [self.amazon_analytic_distribution, *(line.analytic_distribution for line in records[1:])]
        return {
            "account": [record.amazon_account_id.id for record in records],
            "budget": [budget or {} for budget in budgets],
            "department": [record.department_id.id for record in records],
            "location": self.amazon_location_id.id,
        }

    def _amazon_coding_changes(self):
        """Which coding has changed since the steps were planned.

        :return: subset of ``account``, ``budget``, ``department``, ``location``, and ``other`` if there is any
        :rtype: set[str]
        """
        planned = self.amazon_confirmed_coding or {}
        changed = {name for name, value in self._amazon_coding().items() if value != planned.get(name)}
        return changed | {"other"} if changed else changed

    def _following_coding_later(self):
        """Give the orders with :meth:`_follow_amazon_coding` put off, for a write of several records.

        :rtype: purchase.order
        """
        return self.with_context(amazon_punchin_coding=_LATER)

    def _follow_amazon_coding(self):
        """Ask the rules again about coding that has changed, until the order is at Amazon.

        :raises UserError: a rule refuses it, or the order is approved already
        """
        if self.env.context.get("amazon_punchin_coding") is _LATER:
            return
        for order in lock.opened(self.sudo()).filtered("amazon_config_id"):
            changed = order._amazon_coding_changes()
            if changed and order.amazon_state in ("waiting", "pending"):
                order._check_amazon_policy()
            if changed and order.amazon_state == "waiting":
                order._replan_amazon_approval(changed)
            elif changed and order.state == "purchase":
                order._check_amazon_approved_coding(changed)

    def _check_amazon_approved_coding(self, changed):
        """Refuse another coding of an approved order, if a rule looked at the old one or would at the new one.

        Rules that were made after the approval have no say.

        :param set[str] changed: as :meth:`_amazon_coding_changes` gives it
        :raises UserError: a rule does
        """
        live = self._live_amazon_approval()
        concerned = live.filtered(lambda step: step._depended_on(changed)).mapped("rule_name")
        others = self._matching_amazon_approval_rules() - live.rule_id
        concerned += others.filtered(
            lambda rule: rule.create_date <= self.date_approve and rule._coding_conditions() & changed
        ).mapped("name")
        if concerned:
            raise UserError(
                self.env._(
                    "%(order)s is approved. Its coding cannot be changed any more, because of the rule “%(rule)s”.",
                    order=self.display_name,
                    rule=concerned[0],
                )
            )

    def _replan_amazon_approval(self, changed):
        """Keep the steps that a change of coding does not concern, and start the others again.

        A step is dropped if its rule does not hold any more, but not because the rule was changed or archived
        meanwhile: such a step starts again as it was. Approvers who follow the coding are looked up again, as
        long as the rule holds.

        :param set[str] changed: as :meth:`_amazon_coding_changes` gives it
        """
        live = self._live_amazon_approval()
        kept = live.filtered(lambda step: not step._depended_on(changed))
        rules = self._matching_amazon_approval_rules()
        alone = live._outliving_their_rule().filtered(
            lambda step: step.rule_id not in rules or not step._approvers_followed(changed)
        )
        new = [step._prepare_restart() for step in alone - kept]
        for vals in self._prepare_amazon_approval(rules - alone.rule_id):
            same = live.filtered(lambda step, vals=vals: step._is_step_of(vals))
            if same and not same._conditions_looked_at(changed):
                kept |= same
                same.subject = vals["subject"]
            elif vals["rule_id"] in live.rule_id.ids or changed & set(vals["depends_on"].split(",")):
                new.append(vals)
        self.amazon_confirmed_coding = self._amazon_coding()
        restarted = live - kept
        if not restarted and not new:
            return
        restarted.state = "superseded"
        last_decision = self.amazon_approval_ids.decision_ids.sorted("id")[-1:]
        self.env["amazon.punchin.approval"].sudo().create(
            [{**vals, "after_decision_id": last_decision.id} for vals in new]
        )
        self.message_post(
            body=self.env._(
                "The coding was changed. These steps start again: %s",
                "; ".join(step._label() for step in restarted) or self.env._("new ones only"),
            )
        )
        self._advance_amazon_approval()

    # --- The administrator ---------------------------------------------------------------

    def _tell_amazon_administrator(self, say):
        """Give an administrator an activity, unless there is one with the same summary already.

        :param collections.abc.Callable say: takes the order as it is read; gives what to do, and why
        """
        for order in self.sudo():
            administrator = order.amazon_config_id._administrator()
            reader.give_activity(order, "mail.mail_activity_data_todo", administrator, say, once=True)

    def _refuse_and_tell_amazon_administrator(self, say):
        """Refuse to confirm because of the set-up, which the administrator gets an activity to mend.

        :param collections.abc.Callable say: takes the order as it is read; gives what to do, and why; reads nothing
            else, because the administrator is told in another transaction
        :raises UserError: always
        """
        _summary, reason = say(self)
        registry, ids = self.env.registry, self.ids

        def tell():
            with registry.cursor() as cursor:
                env = api.Environment(cursor, SUPERUSER_ID, {})
                env[self._name].browse(ids).exists()._tell_amazon_administrator(say)

        self.env.cr.postrollback.add(tell)
        raise UserError(
            self.env._(
                "%(order)s cannot be confirmed now.\n%(reason)s\nYour Amazon administrator has been told.",
                order=self.display_name,
                reason=reason,
            )
        )
