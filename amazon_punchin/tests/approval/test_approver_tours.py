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
        cls.order.amazon_reason = "For the fair"
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
        self.assertEqual(self.order.amazon_state, "rejected")
        self.assertIn("Too dear", self.order.amazon_refusal)

    def test_marking_the_activity_as_done_leads_to_the_order(self):
        self.start_tour(f"/odoo/purchase.order/{self.order.id}", "amazon_punchin_mark_done", login="amazon_bob")
        self.assertEqual((self.order.amazon_state, self.order.activity_ids.ids), ("pending", []))

    def test_many_at_once(self):
        other = self.code(self.make_order(payload_id="third"))
        other.with_user(self.buyer).button_confirm()
        self.start_tour("/odoo/amazon-approvals", "amazon_punchin_mass_approval", login="amazon_bob")
        self.assertEqual((self.order | other).mapped("amazon_state"), ["pending", "pending"])

    def test_history(self):
        self.order.with_user(self.bob)._decide_amazon("rejected", "Too dear")
        self.start_tour("/odoo/amazon-decisions", "amazon_punchin_history", login="amazon_bob")

    def test_rule_without_limit(self):
        rule = self.env["amazon.punchin.approval.rule"].search([("company_id", "=", self.company.id)])
        rule.write({"total_from": 200, "price_to": 50})
        address = f"/odoo/action-amazon_punchin.amazon_punchin_approval_rule_action/{rule.id}"
        self.start_tour(address, "amazon_punchin_rule_bounds", login="amazon_manager")
        self.assertEqual((rule.total_from, rule.total_to, rule.price_to), (250, 0, 0))


@tagged("post_install", "-at_install")
class TestApprovalPhoneTours(ApprovalTourCase):
    """On a phone."""

    browser_size = "375x667"
    touch_enabled = True

    def test_approver_approves(self):
        self.start_tour(f"/odoo/amazon-approvals/{self.order.id}", "amazon_punchin_approver_phone", login="amazon_bob")
        self.assertEqual(self.order.amazon_state, "pending")

    def test_cards_tell_what_is_bought(self):
        self.start_tour("/odoo/amazon-approvals", "amazon_punchin_approver_cards", login="amazon_bob")
