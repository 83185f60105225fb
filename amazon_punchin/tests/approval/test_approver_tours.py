from odoo.fields import Command
from odoo.tests import tagged

from ..carts import Line
from ..common import AmazonHttpCase


class ApprovalTourCase(AmazonHttpCase):
    """An order that waits for an approver without any role, and an older one with the same item."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bob = cls.make_user("bob", "base.group_user")
        cls.bob.name, cls.buyer.name = "Bob", "Anna"
        cls.code(cls.make_order(lines=[Line(price="2.00")])).with_user(cls.buyer).button_confirm()
        cls.env["amazon.punchin.approval.rule"].create(
            {"name": "Bob approves", "company_id": cls.company.id, "user_ids": [Command.set(cls.bob.ids)]}
        )
        cls.order = cls.code(cls.make_order(payload_id="second", lines=[Line(price="3.00")]))
        cls.order.with_user(cls.buyer).button_confirm()


@tagged("post_install", "-at_install")
class TestApprovalTours(ApprovalTourCase):
    """On a desk."""

    def test_approver_approves_with_a_comment(self):
        self.start_tour("/odoo/amazon-approvals", "amazon_punchin_approver", login="amazon_bob")
        self.assertEqual(self.order.amazon_state, "pending")
        self.assertEqual(self.order.amazon_approval_ids.decision_ids.comment, "Fine with me")

    def test_purchase_manager_rejects_what_waits_for_core_alone(self):
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})
        self.order.with_user(self.bob).button_approve()
        self.start_tour("/odoo/amazon-approvals", "amazon_punchin_gate", login="amazon_approver")
        self.assertEqual(self.order.amazon_state, "cancelled")
        self.assertIn("Too dear", self.order.amazon_refusal)


@tagged("post_install", "-at_install")
class TestApprovalPhoneTours(ApprovalTourCase):
    """On a phone."""

    browser_size = "375x667"
    touch_enabled = True

    def test_approver_approves(self):
        self.start_tour(f"/odoo/amazon-approvals/{self.order.id}", "amazon_punchin_approver_phone", login="amazon_bob")
        self.assertEqual(self.order.amazon_state, "pending")
