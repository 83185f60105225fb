from odoo import fields, models
from odoo.exceptions import UserError

from ...tools import lock

#: Fields of an order that code its lines.
CODING_FIELDS = ("amazon_account_id", "amazon_analytic_distribution", "department_id")

#: Fields of an order, or of what it holds, that approval rules may look at.
FOLLOWED_FIELDS = frozenset({*CODING_FIELDS, "amazon_location_id", "order_line"})

#: In the context: whoever writes follows the coding when all is written. An object that no client can send.
_LATER = object()


class PurchaseOrder(models.Model):
    """A change of coding while an order is being approved, or afterwards: the rules are asked again."""

    _inherit = "purchase.order"

    amazon_confirmed_coding = fields.Json(
        string="Coding Under Approval",
        readonly=True,
        copy=False,
        help="The coding that the approval steps were planned for, when the order was confirmed or recoded.",
    )

    def write(self, vals):
        """Follow what approval rules may look at, once it is written."""
        if FOLLOWED_FIELDS.isdisjoint(vals):
            return super().write(vals)
        orders = super(PurchaseOrder, self._following_coding_later())
        coding = {name: value for name, value in vals.items() if name in CODING_FIELDS}
        if coding and "order_line" in vals:
            # The order codes every line first, so that a line given beside it may differ.
            orders.write(coding)
            vals = {name: value for name, value in vals.items() if name not in coding}
        res = orders.write(vals)
        self._follow_amazon_coding()
        return res

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
            if changed and order.amazon_state == "waiting":
                order._check_amazon_policy()
                order._replan_amazon_approval(changed)
            elif changed and order.state == "purchase":
                if order.amazon_state == "pending":
                    order._check_amazon_policy()
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
                    "%(order)s is approved, and rule “%(rule)s” no longer allows changes to its coding.",
                    order=self.display_name,
                    rule=concerned[0],
                )
            )

    def _replan_amazon_approval(self, changed):
        """Keep the steps that a change of coding does not concern, and start the others again.

        A step is dropped if its rule does not hold any more, but not because the rule was changed or archived
        meanwhile: such a step starts again as it was. Approvers who follow the coding are looked up again, as
        long as the rule holds. Where nothing else is left to decide, whoever was asked last confirms the change, so
        that no change of coding sends an order.

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
        last = (restarted.filtered(lambda step: step.state == "open") or restarted)[-1:]
        restarted.state = "superseded"
        if last and not new and all(step.state == "approved" or step._is_agreed() for step in kept):
            new = [last._prepare_confirmation()]
        last_decision = self.amazon_approval_ids.decision_ids.sorted("id")[-1:]
        self.env["amazon.punchin.approval"].sudo().create(
            [{**vals, "after_decision_id": last_decision.id} for vals in new]
        )
        self.message_post(
            body=self.env._(
                "The coding was changed. These steps restart: %s",
                "; ".join(step._label() for step in restarted) or self.env._("new ones only"),
            )
        )
        self._advance_amazon_approval()
