"""Beside OCA's ``purchase_tier_validation``: both gates must be passed, no gate twice."""

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import AmazonCase


@tagged("post_install", "-at_install")
class TestBesideTierValidation(AmazonCase):
    """A review by OCA's addon and a step of ours on the same order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reviewer = cls.make_user("reviewer", "purchase.group_purchase_manager")
        cls.env["tier.definition"].create(
            {
                "model_id": cls.env.ref("purchase.model_purchase_order").id,
                "review_type": "individual",
                "reviewer_id": cls.reviewer.id,
                "definition_domain": "[]",
            }
        )
        cls.env["amazon.punchin.approval.rule"].create(
            {"name": "Colleague", "approver_type": "users", "user_ids": [Command.set(cls.colleague.ids)]}
        )

    def setUp(self):
        super().setUp()
        self.order = self.code(self.make_order())

    def review(self):
        self.order.with_user(self.purchaser).request_validation()
        self.order.invalidate_recordset()
        self.order.with_user(self.reviewer).validate_tier()
        self.order.invalidate_recordset()
        self.assertEqual(self.order.validation_status, "validated")

    def test_step_first_then_the_review(self):
        self.order.with_user(self.buyer).button_confirm()
        self.order.with_user(self.colleague).button_approve()
        self.assertEqual(self.order.amazon_approval_ids.mapped("state"), ["approved"], "the decision stays")
        self.assertEqual((self.order.state, self.order.amazon_state), ("to approve", "waiting"))
        self.assertIn("Still held up", "".join(self.order.message_ids.mapped("body")))
        self.review()
        self.order.with_user(self.approver).button_approve()
        self.assertEqual((self.order.state, self.order.amazon_state), ("purchase", "pending"))
        self.assertEqual(len(self.order.amazon_approval_ids.decision_ids), 1)

    def test_review_first_then_the_step(self):
        self.review()
        self.order.with_user(self.buyer).button_confirm()
        self.assertEqual((self.order.state, self.order.amazon_state), ("to approve", "waiting"))
        self.order.with_user(self.colleague).button_approve()
        self.assertEqual((self.order.state, self.order.amazon_state), ("purchase", "pending"))
        self.assertEqual(len(self.order.review_ids), 1)

    def test_review_holds_up_an_order_without_a_step(self):
        self.env["amazon.punchin.approval.rule"].search([]).active = False
        with self.assertRaises(ValidationError):
            self.order.with_user(self.buyer).button_confirm()
        self.assertFalse(self.order._outgoing_amazon_message())
