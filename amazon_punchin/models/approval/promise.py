from odoo import fields, models

from ...tools import wording


class PurchaseOrder(models.Model):
    """The promise of the policy *Every purchase approved*: somebody other than the requester agreed to the order."""

    _inherit = "purchase.order"

    def _lacks_amazon_agreement(self):
        """Whether the policy wants somebody other than the requester to agree, and nobody has.

        Decisions that were made on another coding do not count.

        :rtype: bool
        """
        self.ensure_one()
        order = self.sudo()
        if not order.amazon_config_id._promises_agreement():
            return False
        agreed = order._live_amazon_approval().decision_ids.filtered(lambda decision: decision.outcome == "approved")
        return not agreed.user_id - order.amazon_requester_id

    def _amazon_fallback_approvers(self):
        """Who is asked where no rule finds anybody.

        :rtype: res.users
        """
        return self.sudo().amazon_config_id._fallback_approvers(self.amazon_requester_id)

    def _check_amazon_agreement_possible(self, rules):
        """Refuse to confirm what nobody other than the requester could approve.

        :param amazon.punchin.approval.rule rules: those that the order matches
        :raises UserError: the policy promises that somebody else agrees, and there is nobody to ask
        """
        config = self.sudo().amazon_config_id
        if not config._promises_agreement() or rules._always_asks_another() or self._amazon_fallback_approvers():
            return
        values = {"group": config.name, "requester": self.amazon_requester_id.name}
        self._refuse_and_tell_amazon_administrator(
            lambda order: (
                order.env._("Nobody can approve an order"),
                order.env._(
                    "Somebody other than the requester must approve every purchase through “%(group)s”. No approval "
                    "rule applies, the department of %(requester)s has no other manager, and there is no other "
                    "Amazon administrator. Add an approval rule, or a manager for the department.",
                    **values,
                ),
            )
        )

    def _ask_amazon_fallback(self):
        """Ask those for agreement whom the policy names where no rule is left that does."""
        reader = wording.read_by(self, self._amazon_reader())
        step = (
            self.env["amazon.punchin.approval"]
            .sudo()
            .create(
                {
                    "order_id": self.id,
                    "rule_name": reader.env._("Every purchase approved"),
                    "reason": reader.env._("Somebody other than the requester must approve every purchase."),
                    "sequence": max(self._live_amazon_approval().mapped("sequence"), default=0) + 10,
                    "approver_ids": [fields.Command.set(self._amazon_fallback_approvers().ids)],
                    "minimum": 1,
                    "four_eyes": True,
                }
            )
        )
        step._open()

    def _ask_amazon_fallback_too(self, step):
        """Let the fallback decide a step whose approvers all have left, or may not any more.

        :param amazon.punchin.approval step: an open one that nobody can decide
        :return: who can decide it now
        :rtype: res.users
        """
        more = self._amazon_fallback_approvers() - step.approver_ids - step._agreements().user_id
        if more:
            step.approver_ids |= more
            wording.remark(
                self,
                lambda order: order.env._(
                    "None of the approvers of %(step)s can decide any more. Asked instead: %(users)s.",
                    step=step.with_env(order.env)._label(),
                    users=", ".join(more.mapped("name")),
                ),
            )
        return step._deciders()
