from odoo.fields import Command
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from ..common import AmazonHttpCase


@tagged("post_install", "-at_install")
class TestApprovalHttp(AmazonHttpCase):
    """Approvals over JSON-RPC, each call in a transaction of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bob = cls.make_user("bob", "base.group_user")
        cls.rule = cls.env["amazon.punchin.approval.rule"].create(
            {"name": "Bob approves", "company_id": cls.company.id, "user_ids": [Command.set(cls.bob.ids)]}
        )
        cls.config.user_id = cls.manager
        cls.order = cls.code(cls.make_order())

    def call(self, user, method, *args, model="purchase.order", **kwargs):
        self.authenticate(user.login, user.login)
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        try:
            return self.make_jsonrpc_request(f"/web/dataset/call_kw/{model}/{method}", params)
        finally:
            self.env.invalidate_all()

    def test_refused_confirm_still_tells_the_administrator_once(self):
        self.bob.active = False
        for _attempt in range(2):
            with mute_logger("odoo.http"), self.assertRaisesRegex(JsonRpcException, "UserError"):
                self.call(self.buyer, "button_confirm", self.order.ids)
        self.assertEqual(self.order.state, "draft")
        told = self.order.activity_ids.filtered(lambda activity: activity.user_id == self.manager)
        self.assertEqual(len(told), 1)
        self.assertIn("Rule “Bob approves”:", told.note)

    def test_buyer_confirms_and_approver_approves(self):
        self.call(self.buyer, "button_confirm", self.order.ids)
        self.assertEqual(self.order.state, "to approve")
        self.call(self.bob, "button_approve", self.order.ids)
        self.assertEqual((self.order.state, self.order.amazon_state), ("purchase", "pending"))

    def test_approver_rejects_in_the_wizard(self):
        self.call(self.buyer, "button_confirm", self.order.ids)
        values = {"order_ids": [Command.set(self.order.ids)], "outcome": "rejected", "comment": "Too dear"}
        (wizard_id,) = self.call(self.bob, "create", [values], model="amazon.punchin.decision")
        self.call(self.bob, "action_decide", [wizard_id], model="amazon.punchin.decision")
        self.assertEqual((self.order.state, self.order.amazon_state), ("cancel", "rejected"))

    def test_nothing_is_approved_by_writing(self):
        self.call(self.buyer, "button_confirm", self.order.ids)
        step = self.order.amazon_approval_ids
        order, approval, decision = "purchase.order", "amazon.punchin.approval", "amazon.punchin.approval.decision"
        decided = {"approval_id": step.id, "user_id": self.bob.id, "outcome": "approved"}
        for user in (self.buyer, self.bob, self.manager, self.approver):
            for model, method, args, error in (
                (approval, "write", [step.ids, {"state": "approved"}], "AccessError"),
                (order, "write", [self.order.ids, {"state": "purchase"}], "UserError"),
                (order, "write", [self.order.ids, {"amazon_approval_ids": [Command.clear()]}], "UserError"),
                (decision, "create", [[decided]], "AccessError"),
                (order, "_decide_amazon", [self.order.ids, "approved"], "AccessError"),
            ):
                with (
                    self.subTest(user=user.login, model=model, method=method),
                    mute_logger("odoo.http"),
                    self.assertRaisesRegex(JsonRpcException, f"^odoo.exceptions.{error}$"),
                ):
                    self.call(user, method, *args, model=model)
        self.assertEqual((step.state, self.order.state), ("open", "to approve"))
        self.assertFalse(step.decision_ids)
