from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from ..tools import lock
from .common import AmazonCase


class ApprovalCase(AmazonCase):
    """Approvers without any role, and what their tests do again and again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alice = cls.make_user("alice", "base.group_user")
        cls.bob = cls.make_user("bob", "base.group_user")
        cls.carl = cls.make_user("carl", "base.group_user")

    @classmethod
    def make_rule(cls, name, users=None, **values):
        """Make a rule of named users, unless the values say otherwise."""
        named = {"user_ids": [Command.set(users.ids)]} if users else {}
        return cls.env["amazon.punchin.approval.rule"].create(
            {"name": name, "company_id": cls.company.id, **named, **values}
        )

    @classmethod
    def confirmed(cls, user=None, **cart):
        """Bring a cart, code and confirm it as its buyer.

        :return: the order, as the administrator of the tests sees it
        """
        order = cls.code(cls.make_order(user, **cart))
        order.with_user(user or cls.buyer).button_confirm()
        return order

    def approvals(self, order):
        """Open activities of approvers."""
        kind = self.env.ref("amazon_punchin.mail_activity_type_approval")
        return order.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    def approve(self, order, user):
        """Approve the open step as its form does."""
        return order.with_user(user).with_context(amazon_approval_id=order.amazon_open_approval_id.id).button_approve()

    def decide(self, order, user, outcome, comment=""):
        """Decide as a user does with a comment."""
        wizard = self.env["amazon.punchin.decision"].with_user(user)
        return wizard.create(
            {
                "order_ids": [Command.set(order.ids)],
                "approval_ids": [Command.set(order.amazon_open_approval_id.ids)],
                "outcome": outcome,
                "comment": comment,
            }
        ).action_decide()

    def substitute(self, user, delegate, first=0, last=1):
        """Put somebody in a user's place.

        :param int first: days from today
        :param int last: days from today
        """
        today = fields.Date.today()
        return (
            self.env["amazon.punchin.delegation"]
            .with_user(user)
            .create(
                {
                    "delegate_id": delegate.id,
                    "date_from": today + timedelta(days=first),
                    "date_to": today + timedelta(days=last),
                }
            )
        )

    def shift_hold(self, order, left):
        """Let Amazon's hold end in some time."""
        lock.opened(order).amazon_expires_at = fields.Datetime.now() + left
