from datetime import timedelta

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.amazon_punchin.tests.approval_case import ApprovalCase
from odoo.addons.amazon_punchin.tools import lock


@tagged("post_install", "-at_install")
class TestRights(ApprovalCase):
    """Buyers and approvers who have no right in Inventory: receipts follow what they do, in their name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config.user_id = cls.manager
        # Nobody but Inventory's own people may read what is there, whatever other apps give them.
        for model in ("stock.picking", "stock.move"):
            cls.env["ir.rule"].create(
                {
                    "name": "Nobody's",
                    "model_id": cls.env["ir.model"]._get_id(model),
                    "groups": [Command.set(cls.env.ref("base.group_user").ids)],
                    "domain_force": "[(0, '=', 1)]",
                }
            )

    def said_by(self, order):
        return order.message_ids.author_id

    def test_no_right_in_inventory(self):
        for user in (self.buyer, self.alice):
            for model in ("stock.picking", "stock.move"):
                self.assertFalse(self.env[model].with_user(user).has_access("read"))

    def test_buyer_confirms(self):
        order = self.confirmed()
        self.assertEqual((order.state, order.amazon_state), ("purchase", "pending"))
        self.assertEqual(order.picking_ids.state, "assigned")
        self.assertEqual(order.picking_ids.move_ids.create_uid, self.buyer)
        self.assertEqual(order.amazon_released_by_id, self.buyer)
        self.assertEqual(order._outgoing_amazon_message().create_uid, self.buyer)

    def test_approver_approves(self):
        self.make_rule("Alice", self.alice)
        roads = {"button": self.approve, "window": lambda order, user: self.decide(order, user, "approved", "Fine")}
        for road, approve in roads.items():
            order = self.confirmed(payload_id=road)
            self.assertFalse(order.picking_ids)
            approve(order, self.alice)
            self.assertEqual((order.state, order.amazon_state), ("purchase", "pending"))
            self.assertTrue(order.picking_ids)
            self.assertEqual(order.picking_ids.move_ids.create_uid, self.alice)
            self.assertEqual(order.amazon_released_by_id, self.alice)

    def test_approver_rejects(self):
        self.make_rule("Alice", self.alice)
        order = self.confirmed()
        self.decide(order, self.alice, "rejected", "Too dear")
        self.assertEqual(order.state, "cancel")

    def test_buyer_cancels(self):
        order = self.confirmed()
        receipt = order.picking_ids
        order.with_user(self.buyer).button_cancel()
        self.env.invalidate_all()
        self.assertEqual((order.state, order.amazon_state, receipt.state), ("cancel", "cancelled", "cancel"))
        self.assertEqual(receipt.move_ids.state, "cancel")
        self.assertEqual(order._outgoing_amazon_message().state, "cancelled")

    def test_buyer_codes_anew(self):
        order = self.confirmed()
        other = self.budget.copy({"name": "Another"})
        order.with_user(self.buyer).write({"amazon_analytic_distribution": {str(other.id): 100}})
        self.assertEqual(order.order_line.analytic_distribution, {str(other.id): 100})

    def test_administrator_states_that_it_was_cancelled(self):
        order = self.confirmed()
        receipt = order.picking_ids
        lock.opened(order).amazon_state = "sent"
        order.with_user(self.manager)._cancel_as_stated("They said so")
        self.env.invalidate_all()
        self.assertEqual((order.state, order.amazon_state, receipt.state), ("cancel", "cancelled", "cancel"))
        self.assertEqual(order.amazon_cancelled_by_id, self.manager)

    def test_not_sent_in_time(self):
        order = self.confirmed()
        receipt = order.picking_ids
        self.shift_hold(order, timedelta(minutes=-1))
        order._outgoing_amazon_message()._attempt()
        self.env.invalidate_all()
        self.assertEqual((order.state, order.amazon_state, receipt.state), ("draft", "expired", "cancel"))

    def test_whoever_may_not_is_refused_before_inventory_acts(self):
        order = self.confirmed()
        before = order.picking_ids.state
        for user in (self.colleague, self.alice, self.foreign_buyer):
            for name in ("button_cancel", "button_confirm"):
                with self.subTest(user=user.login, button=name), self.assertRaises(AccessError):
                    getattr(order.with_user(user), name)()
        with self.assertRaises(UserError):
            order.with_user(self.purchaser).button_approve()
        lock.opened(order).amazon_state = "sent"
        with self.assertRaisesRegex(UserError, "Amazon has order"), self.env.cr.savepoint():
            order.with_user(self.purchaser).button_cancel()
        self.env.invalidate_all()
        self.assertEqual(order.picking_ids.state, before)

    def test_who_said_it(self):
        self.env = self.env(context={**self.env.context, "tracking_disable": False})
        self.make_rule("Alice", self.alice)
        order = self.confirmed()
        self.approve(order, self.alice)
        self.env.flush_all()
        people = (self.buyer | self.alice).partner_id
        self.assertLessEqual(order.message_ids.filtered("body").author_id, people | self.env.user.partner_id)
        self.assertIn(self.alice.partner_id, order.message_ids.author_id)

    def test_views_without_what_may_not_be_read(self):
        order = self.confirmed()
        for user in (self.buyer, self.alice, self.manager):
            for kind in ("form", "list"):
                with self.subTest(user=user.login, view=kind):
                    arch = self._arch(order, user, kind)
                    for name in ("picking_ids", "move_ids", "move_dest_ids"):
                        self.assertNotIn(name, arch)
        self.assertIn("move_ids", self._arch(order, self.purchaser, "form"))

    def _arch(self, order, user, kind):
        # Where other apps have composed the view it is bytes.
        view = order.browse().with_user(user).get_views([[False, kind]])["views"][kind]
        return etree.tostring(etree.fromstring(view["arch"]), encoding="unicode")

    def test_what_inventory_computes_can_be_read(self):
        order = self.confirmed().with_user(self.buyer)
        self.env.invalidate_all()
        self.assertEqual(order.incoming_picking_count, 1)
        self.assertFalse(order.is_shipped)
        self.assertFalse(order.order_line[0].forecasted_issue)

    def test_what_inventory_computes_of_other_orders_cannot(self):
        plain = self.env["purchase.order"].create({"partner_id": self.vendor.id})
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            plain.with_user(self.buyer).mapped("incoming_picking_count")
