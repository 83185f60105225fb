from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools import lock, wording
from ...tools.notification import notification
from ...tools.row_lock import wait_for_row


class PurchaseOrder(models.Model):
    """An approver's decision on a purchase order's open step, and what becomes of the order."""

    _inherit = "purchase.order"

    def _decide_amazon(self, outcome, comment="", step=None):
        """Take the current user's decision, and pass the order on if it was the last one.

        Parameters and results are those of :meth:`_take_amazon_decision`.
        """
        is_at_core = self.sudo()._is_past_amazon_approval()
        sentence = self._take_amazon_decision(outcome, comment, step)
        if sentence or outcome == "rejected":
            return sentence
        if is_at_core:
            return self._approve_amazon_at_core()
        self._finish_amazon_approval()
        return ""

    def _approve_amazon_at_core(self):
        """Have core approve the order, on which no step is left.

        :return: a sentence if core's double validation, or another gate, goes on holding it up; else empty
        :rtype: str
        :raises UserError: another gate refuses
        """
        order = lock.opened(self.sudo())
        order.button_approve()
        return "" if order.state == "purchase" else order._amazon_says(order._amazon_waits_for())

    def _take_amazon_decision(self, outcome, comment="", step=None):
        """Take the current user's decision on the open step, or a purchase manager's where only core's gate is left.

        Two who decide at the same moment wait for each other; the second sees what the first did.

        :param str outcome: ``approved`` or ``rejected``
        :param str comment: the reason, for a rejection
        :param amazon.punchin.approval | None step: the one that the user saw; without one, nobody decides on an order
            again
        :return: a sentence if somebody else has decided meanwhile; else empty
        :rtype: str
        :raises UserError: it is not the user's turn
        """
        self.ensure_one()
        self.check_access("read")
        wait_for_row(self)
        order, user = lock.opened(self.sudo()), self.env.user
        open_step = order.amazon_open_approval_id
        if not (step or open_step) and order.amazon_can_decide and order._is_past_amazon_approval():
            return self._take_amazon_decision_at_core(outcome, comment)
        if (step and step != open_step) or user not in open_step._deciders():
            return order._say_amazon_decided(user, step)
        if not step and user in order.amazon_approval_ids.decision_ids.user_id:
            raise UserError(
                self.env._(
                    "You have already decided on %(order)s. Open it to decide %(step)s.",
                    order=order.display_name,
                    step=open_step._label(),
                )
            )
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

    def _take_amazon_decision_at_core(self, outcome, comment):
        """Take a purchase manager's decision where only core's double validation holds the order up.

        It belongs to no step, so it is said in the chatter, and not stored as a decision.

        :rtype: str
        """
        self.check_access("write")
        order = lock.opened(self.sudo())
        if order._amazon_hold_is_over():
            raise UserError(order._amazon_hold_over_sentence())
        if outcome == "rejected":
            order._end_amazon_rejected()
        decision = order.env["amazon.punchin.approval.decision"].new(
            {
                "user_id": self.env.uid,
                "outcome": outcome,
                "comment": comment,
                "create_date": fields.Datetime.now(),
            }
        )
        order.message_post(body=Markup("<b>%s</b>") % decision._sentence(), author_id=self.env.user.partner_id.id)
        if outcome == "rejected":
            order._note_amazon_rejection(decision)
        return ""

    def _seen_amazon_step(self):
        """The step that the user saw when pressing the button.

        :rtype: amazon.punchin.approval
        """
        return self.env["amazon.punchin.approval"].browse(self.env.context.get("amazon_approval_id", []))

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
        if self.amazon_state == "rejected" and rejection:
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
        self._end_amazon_rejected()
        self._note_amazon_rejection(decision)

    def _end_amazon_rejected(self):
        self._move_amazon_to("rejected")
        self.button_cancel()

    def _note_amazon_rejection(self, decision):
        self.write({"amazon_refusal": decision._sentence(), "amazon_rejected_by_id": decision.user_id.id})
        wording.give_activity(
            self,
            "mail.mail_activity_data_todo",
            self.amazon_requester_id,
            lambda order: (
                order.env._("Your Amazon order was rejected"),
                decision.with_env(order.env)._sentence(),
            ),
            cause="rejected",
        )

    def _approve_amazon_each(self, comment="", steps=None):
        """Approve each of the orders that the user may, and say how many, and why others were not.

        :param str comment: kept with each decision
        :param amazon.punchin.approval | None steps: those that the user saw; without them, nobody decides on an order
            again
        :return: action
        :rtype: dict
        """
        approved, problems = 0, []
        for order in self:
            step = order.amazon_approval_ids & steps if steps else order._seen_amazon_step()
            try:
                with self.env.cr.savepoint():
                    if not comment and order._is_past_amazon_approval() and order.has_access("write"):
                        problem = order._approve_amazon_at_core()
                    else:
                        problem = order._decide_amazon("approved", comment, step)
            except UserError as error:
                problem = str(error)
            if problem:
                problems.append(problem)
            else:
                approved += 1
        told = self.env._("%s approved.", approved)
        if problems:
            told = self.env._("%(count)s of %(all)s approved.", count=approved, all=len(self))
        return notification("\n".join([told, *problems]), "warning" if problems else "success")
