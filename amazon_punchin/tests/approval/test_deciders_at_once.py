from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ...protocol.received import take_in
from ..carts import CartDocument
from ..same_moment import SameMomentCase, Transaction


@tagged("post_install", "-at_install")
class TestApprovalSameMoment(SameMomentCase):
    """Two approvers at the same moment: one step, one decision, no error page."""

    def setUp(self):
        super().setUp()
        with Transaction() as env:
            env = env(context={"no_reset_password": True, "tracking_disable": True})
            company = env.ref("base.main_company")
            self.addCleanup(self.restore, company.po_double_validation)
            company.po_double_validation = "one_step"
            users = env["res.users"].create(
                [
                    {
                        "name": name,
                        "login": f"same_moment_{name}",
                        "company_id": company.id,
                        "company_ids": [Command.set(company.ids)],
                        "group_ids": [Command.set(env.ref("base.group_user").ids)],
                    }
                    for name in ("alice", "bob")
                ]
            )
            self.user_ids = users.ids
            config = self.make_config(env)
            env["amazon.punchin.approval.rule"].create(
                {
                    "name": "One of two",
                    "user_ids": [Command.set(users.ids)],
                    "config_ids": [Command.set(config.ids)],
                }
            )
            self.order_id = self.make_order(env, config).id

    def make_config(self, env):
        partner = env["res.partner"].create(
            {
                "name": "Amazon at the same moment",
                "street": "1 Main Street",
                "city": "Springfield",
                "zip": "62701",
                "country_id": env.ref("base.us").id,
            }
        )
        config = env["amazon.punchin.config"].create(
            {
                "name": "Approvals at the same moment",
                "partner_id": partner.id,
                "buyer_identity": "ODOO-TEST",
                "require_department": False,
                "require_budget": False,
                "require_account": False,
                "location_ids": [Command.create({"partner_id": partner.id, "name": "Goods In"})],
                "person_ids": [Command.create({"user_id": env.ref("base.user_admin").id, "email": "a@example.com"})],
            }
        )
        config.location_id = config.location_ids
        return config

    def make_order(self, env, config):
        token = env["amazon.punchin.session"]._open(config, env.ref("base.user_admin"), "punch_out")
        cart = take_in(bytes(CartDocument(token)))
        message = env["amazon.punchin.message"]._receive(config, "PunchOutOrderMessage", cart)
        message._process(cart)
        message.order_ids.button_confirm()
        return message.order_ids

    def restore(self, validation):
        with Transaction() as env:
            env.ref("base.main_company").po_double_validation = validation

    def deciding(self, user_id, outcome):
        def work(env):
            order = env["purchase.order"].browse(self.order_id).with_user(user_id)
            try:
                return order._decide_amazon(outcome, "Because") or "decided"
            except UserError as error:
                return str(error)

        return work

    def assert_decided_once(self, *outcomes):
        alice, bob = self.user_ids
        said = self.at_once(self.deciding(alice, outcomes[0]), self.deciding(bob, outcomes[1]))
        self.assertEqual(said.count("decided"), 1, said)
        with Transaction() as env:
            order = env["purchase.order"].browse(self.order_id)
            decision = order.amazon_approval_ids.decision_ids
            self.assertEqual(len(decision), 1)
            self.assertIn(decision.user_id.name, next(sentence for sentence in said if sentence != "decided"))
            self.assertEqual(order.state, "purchase" if decision.outcome == "approved" else "cancel")
            self.assertEqual(len(order._outgoing_amazon_message()), int(decision.outcome == "approved"))

    def test_two_approve(self):
        self.assert_decided_once("approved", "approved")

    def test_two_reject(self):
        self.assert_decided_once("rejected", "rejected")

    def test_one_approves_and_one_rejects(self):
        self.assert_decided_once("approved", "rejected")
