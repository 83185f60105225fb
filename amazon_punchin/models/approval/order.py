from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools import lock, wording
from .step import LIVE, UNDECIDED

#: The activity of an approver.
ACTIVITY = "amazon_punchin.mail_activity_type_approval"


class PurchaseOrder(models.Model):
    """What a purchase order needs to be approved step by step."""

    _inherit = "purchase.order"

    amazon_approval_ids = fields.One2many(
        "amazon.punchin.approval", "order_id", string="Approval Steps", readonly=True, copy=False
    )
    amazon_approver_ids = fields.Many2many(
        "res.users",
        "amazon_punchin_approver_rel",
        "order_id",
        "user_id",
        string="Waiting For",
        readonly=True,
        copy=False,
        help="Who may decide now, substitutes included. They see the order.",
    )
    amazon_open_approval_id = fields.Many2one(
        "amazon.punchin.approval", string="Open Step", compute="_compute_amazon_open_approval_id", compute_sudo=True
    )
    amazon_can_decide = fields.Boolean(
        string="My Turn",
        compute="_compute_amazon_can_decide",
        compute_sudo=True,
        search="_search_amazon_can_decide",
        help="The user can decide the open step, or pass Odoo's double validation if that is all that is left.",
    )
    amazon_approval_sentence = fields.Char(
        string="Approval",
        compute="_compute_amazon_approval_sentence",
        compute_sudo=True,
        help="Whose approval the order is waiting for.",
    )

    amazon_budget_names = fields.Char(
        string="Budgets",
        compute="_compute_amazon_budget_names",
        compute_sudo=True,
        help="The analytic accounts that are charged.",
    )

    @api.depends("order_line.distribution_analytic_account_ids")
    @api.depends_context("lang")
    def _compute_amazon_budget_names(self):
        for order in self:
            order.amazon_budget_names = order._amazon_item_lines()._amazon_budget_names()

    @api.depends("amazon_approval_ids.state")
    def _compute_amazon_open_approval_id(self):
        amazon = self.filtered("amazon_config_id")
        (self - amazon).amazon_open_approval_id = False
        for order in amazon:
            order.amazon_open_approval_id = order.amazon_approval_ids.filtered(lambda step: step.state == "open")[:1]

    @api.depends("amazon_state", "amazon_approver_ids", "amazon_approval_ids.state")
    @api.depends_context("uid")
    def _compute_amazon_can_decide(self):
        mine = self.filtered("amazon_config_id").filtered_domain(self._domain_of_my_amazon_turn())
        mine.amazon_can_decide = True
        (self - mine).amazon_can_decide = False

    def _search_amazon_can_decide(self, operator, _value):
        return self._domain_of_my_amazon_turn() if operator == "in" else NotImplemented

    def _domain_of_my_amazon_turn(self):
        domain = Domain("amazon_approver_ids", "in", self.env.uid)
        if self.env.user.has_group("purchase.group_purchase_manager"):
            domain |= Domain("amazon_state", "=", "waiting") & Domain(
                "amazon_approval_ids", "not any!", Domain("state", "in", UNDECIDED)
            )
        return domain

    @api.depends("amazon_state", "amazon_approver_ids", "amazon_approval_ids.state")
    @api.depends_context("lang", "uid")
    def _compute_amazon_approval_sentence(self):
        for order in self:
            is_waiting = order.amazon_state == "waiting"
            order.amazon_approval_sentence = order._amazon_waits_for(self.env.user) if is_waiting else False

    def _amazon_waits_for(self, reader=None):
        """Say whom an order is waiting for.

        :param res.users | None reader: who is addressed as "you"; nobody where several people read it
        :rtype: str
        """
        self.ensure_one()
        step = self.amazon_open_approval_id
        if not step and self._lacks_amazon_agreement():
            return self.env._("Waiting for somebody other than %s to approve.", self.amazon_requester_id.name)
        if not step:
            return self.env._("Waiting for a purchase manager.")
        if reader and reader in self.amazon_approver_ids:
            return self.env._("Waiting for you (%s).", step._label())
        names = self.amazon_approver_ids.mapped("name")
        if not names:
            return self.env._("Waiting for an approver, but none is available (%s).", step._label())
        return self.env._(
            "Waiting for %(users)s (%(step)s).",
            users=(self.env._(" or ") if step.minimum == 1 else ", ").join(names),
            step=step._label(),
        )

    # --- Steps ---------------------------------------------------------------------------

    def _plan_amazon_approval(self):
        """Store the steps of orders that are being confirmed, from the rules as they are now.

        :raises UserError: a step would have too few approvers
        """
        for order in lock.opened(self.sudo()):
            rules = order._matching_amazon_approval_rules()
            order._check_amazon_agreement_possible(rules)
            steps = order._prepare_amazon_approval(rules)
            order._close_amazon_approval("superseded", LIVE)
            order.amazon_confirmed_coding = order._amazon_coding()
            self.env["amazon.punchin.approval"].sudo().create(steps)

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
        amazon = self.filtered("amazon_config_id").sudo()
        return amazon.amazon_approval_ids.filtered(lambda step: step.state in LIVE).sorted()

    def _has_amazon_approval_left(self):
        """Whether a step of the order is still to be decided, or the policy still wants somebody to agree.

        :rtype: bool
        """
        undecided = any(step.state != "approved" for step in self._live_amazon_approval())
        return undecided or self._lacks_amazon_agreement()

    def _close_amazon_approval(self, state, of_states=UNDECIDED):
        """End the steps of orders that leave the approval.

        :param str state: of the steps from now on
        :param tuple[str] of_states: which steps
        """
        steps = self.sudo().amazon_approval_ids.filtered(lambda step: step.state in of_states)
        steps.write({"state": state})
        self._refresh_amazon_approvers()

    def _is_past_amazon_approval(self):
        """Whether the order is confirmed, and no step is left: it waits for core's gate alone.

        :rtype: bool
        """
        return self.amazon_state == "waiting" and not self._has_amazon_approval_left()

    def _advance_amazon_approval(self):
        """Pass over what is agreed, and open the next step; where none is left, the one that the policy promises."""
        order = lock.opened(self.sudo())
        order.ensure_one()
        undecided = order._live_amazon_approval().filtered(lambda step: step.state != "approved")
        for step in undecided:
            if not step._is_agreed():
                (undecided - step).filtered(lambda other: other.state == "open").state = "waiting"
                step._open()
                break
            order._pass_amazon_step(step)
        else:
            if order._lacks_amazon_agreement():
                order._ask_amazon_fallback()
        order._refresh_amazon_approvers()

    def _pass_amazon_step(self, step):
        was_asked = step.state == "open"
        step.state = "approved"
        if not was_asked:
            said = ", ".join(decision._sentence() for decision in step._agreements())
            self.message_post(body=self.env._("Skipped %(step)s: %(said)s.", step=step._label(), said=said))

    def _finish_amazon_approval(self):
        """Once no step is left, pass the order on to core's approval, and to whatever else has a say."""
        order = lock.opened(self.sudo())
        if order._is_past_amazon_approval():
            with order._held_up_at_other_gates():
                order.button_approve()
            order._ask_amazon_core_approvers()

    @contextmanager
    def _held_up_at_other_gates(self):
        """What another gate refuses does not undo the decision made here: it is said in the chatter."""
        try:
            with self.env.cr.savepoint():
                yield
        except UserError as error:
            reason = str(error)
            self.sudo().message_post(body=self.env._("All steps are approved here. Still held up: %s", reason))
            if not isinstance(error, ValidationError):
                self._tell_amazon_administrator(
                    lambda order: (order.env._("The approved order is held up"), reason), "held"
                )

    def _refresh_amazon_approvers(self):
        """Write down who may decide now, and give activities to them alone."""
        for order in lock.opened(self.sudo()):
            step = order.amazon_approval_ids.filtered(lambda step: step.state == "open")
            deciders = step._deciders()
            if step and not deciders:
                deciders = order._ask_amazon_fallback_too(step)
            if order.amazon_approver_ids != deciders:
                order.amazon_approver_ids = deciders
            asked = order._amazon_approval_activities()
            still_asked = deciders | order._amazon_core_approvers()
            asked.filtered(
                lambda activity, step=step, users=still_asked: (
                    activity.amazon_approval_id != step or activity.user_id not in users
                )
            ).unlink()
            order._give_amazon_approval_activities(step, deciders)
            if deciders:
                wording.end_cause(order, "nobody")

    def _ask_amazon_core_approvers(self):
        """Ask those for approval who pass core's gate, where it holds an order up; it must have been tried."""
        self._refresh_amazon_approvers()
        for order in lock.opened(self.sudo()):
            order._give_amazon_approval_activities(order.amazon_open_approval_id, order._amazon_core_approvers())

    def _amazon_core_approvers(self):
        """Who passes core's double validation, where it is all that is left.

        :return: none, as long as a step is left
        :rtype: res.users
        """
        users = self.env["res.users"]
        if not self._is_past_amazon_approval():
            return users
        managers = self.env.ref("purchase.group_purchase_manager").sudo().all_user_ids
        return managers.filtered(lambda user: user._can_decide_amazon(self, four_eyes=False))

    def _amazon_core_reason(self):
        """Say why a purchase manager is asked when no step is left.

        :rtype: str
        """
        company = self.company_id
        if company.po_double_validation != "two_step":
            return self.env._("Odoo's double validation asks for a purchase manager's approval.")
        amount = company.currency_id.with_env(self.env).format(company.po_double_validation_amount)
        return self.env._("Odoo's double validation from %s", amount)

    def _read_amazon_approvers(self):
        """Read at once, for all of these orders, what tells who may decide now."""
        steps = self.amazon_approval_ids
        for path in ("approver_ids.amazon_delegation_ids", "approver_ids.company_ids", "decision_ids.user_id"):
            steps.mapped(path)
        self.mapped("amazon_approver_ids")
        self.mapped("activity_ids.amazon_approval_id")

    def _amazon_approval_activities(self):
        kind = self.env["ir.model.data"]._xmlid_to_res_id(ACTIVITY)
        return self.activity_ids.filtered(lambda activity: activity.automated and activity.activity_type_id.id == kind)

    def _give_amazon_approval_activities(self, step, users):
        def say(order):
            return "", step.reason or order._amazon_core_reason()

        for user in users - self._amazon_approval_activities().user_id:
            wording.give_activity(self, ACTIVITY, user, say, amazon_approval_id=step.id)

    # --- The administrator ---------------------------------------------------------------

    def _tell_amazon_administrator(self, say, cause):
        """Give an administrator an activity, unless there is one with the same summary already.

        :param collections.abc.Callable say: takes the order as it is read; gives what to do, and why
        :param str cause: by which the activity is ended, see :func:`.wording.end_cause`
        """
        for order in self.sudo():
            administrator = order.amazon_config_id._administrator()
            wording.give_activity(order, "mail.mail_activity_data_todo", administrator, say, once=True, cause=cause)

    def _refuse_and_tell_amazon_administrator(self, say):
        """Refuse to confirm because of the set-up, which the administrator gets an activity to fix.

        :param collections.abc.Callable say: takes the order as it is read; gives what to do, and why; reads nothing
            else, because the administrator is told in another transaction
        :raises UserError: always
        """
        _summary, reason = say(self)
        registry, ids = self.env.registry, self.ids

        def tell():
            with registry.cursor() as cursor:
                env = api.Environment(cursor, SUPERUSER_ID, {})
                env[self._name].browse(ids).exists()._tell_amazon_administrator(say, "rules")

        self.env.cr.postrollback.add(tell)
        raise UserError(
            self.env._(
                "%(order)s cannot be confirmed now.\n%(reason)s\nYour Amazon administrator has been notified.",
                order=self.display_name,
                reason=reason,
            )
        )
