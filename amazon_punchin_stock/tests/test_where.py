from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.amazon_punchin.tests.approval_case import ApprovalCase
from odoo.addons.amazon_punchin.tests.carts import Line
from odoo.addons.amazon_punchin.tools import lock


@tagged("post_install", "-at_install")
class TestWarehouse(ApprovalCase):
    """The location of an order says where it is received."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partner = cls.address.copy({"name": "Second Warehouse"})
        cls.second = cls.env["stock.warehouse"].create(
            {"name": "Second", "code": "SEC", "company_id": cls.company.id, "partner_id": partner.id}
        )
        cls.there = cls.env["amazon.punchin.location"].create(
            {"config_id": cls.config.id, "name": "Second", "partner_id": partner.id}
        )

    def test_warehouse_with_the_address_of_the_location(self):
        self.assertEqual(self.there.picking_type_id, self.second.in_type_id)
        self.assertFalse(self.config.location_id.picking_type_id)

    def test_buyer_chooses_the_location(self):
        order = self.code(self.make_order())
        first = order.picking_type_id
        self.assertNotEqual(first, self.second.in_type_id)
        order.with_user(self.buyer).amazon_location_id = self.there
        self.assertEqual(order.picking_type_id, self.second.in_type_id)
        order.with_user(self.buyer).button_confirm()
        receipt = order.picking_ids
        self.assertEqual(receipt.picking_type_id, self.second.in_type_id)
        self.assertEqual(receipt.location_dest_id.warehouse_id, self.second)

    def test_default_location(self):
        self.config.location_id = self.there
        self.assertEqual(self.make_order().picking_type_id, self.second.in_type_id)
        self.second.in_type_id.active = False
        self.assertNotEqual(self.make_order(payload_id="again").picking_type_id, self.second.in_type_id)

    def test_operation_type_of_ones_own(self):
        dock = self.second.in_type_id.copy({"name": "Dock 2", "sequence_code": "IN2"})
        self.there.with_user(self.manager).picking_type_id = dock
        self.config.location_id = self.there
        self.assertEqual(self.confirmed().picking_ids.picking_type_id, dock)
        self.there.partner_id = self.address
        self.assertEqual(self.there.picking_type_id, dock)

    def test_other_company(self):
        foreign = self.env["stock.warehouse"].search([("company_id", "=", self.other_company.id)], limit=1)
        with self.assertRaises(UserError):
            self.there.picking_type_id = foreign.in_type_id
        with self.assertRaises(UserError):
            self.other_config.location_id.picking_type_id = self.second.in_type_id


@tagged("post_install", "-at_install")
class TestKinds(ApprovalCase):
    """Group and rule say what new products are."""

    def product(self, **cart):
        return self.make_order(**cart)._amazon_item_lines().product_id

    def test_group(self):
        for number, (kind, expected) in enumerate(
            {"consu": ("consu", False), "service": ("service", False), "stocked": ("consu", True)}.items()
        ):
            self.config.product_kind = kind
            product = self.product(payload_id=kind, lines=[Line(category=f"NEW_CATEGORY_{number}")])
            with self.subTest(kind=kind):
                self.assertEqual((product.type, product.is_storable), expected)

    def test_rule(self):
        self.env["amazon.punchin.item.rule"].create(
            {"name": "Toner", "company_id": self.company.id, "title_words": "toner", "product_kind": "stocked"}
        )
        order = self.confirmed(
            lines=[Line(title="Toner black", asin="B000TONER1"), Line(title="Course", asin="B000COURSE", price="5.00")]
        )
        toner, course = order._amazon_item_lines()
        self.assertEqual((toner.product_id.is_storable, course.product_id.is_storable), (True, False))
        self.assertEqual((toner.product_id.amazon_asin, course.product_id.amazon_asin), ("B000TONER1", False))

    def test_services_make_no_receipt(self):
        self.config.product_kind = "service"
        order = self.confirmed(lines=[Line(category="NEW_CATEGORY")], shipping="4.00")
        self.assertFalse(order.picking_ids)
        self.assertEqual(set(order.order_line.mapped("qty_received_method")), {"manual"})

    def test_charges_are_services(self):
        goods = self.env["product.product"].create({"name": "Goods", "type": "consu"})
        for name in ("shipping_product_id", "tax_product_id"):
            with self.assertRaisesRegex(ValidationError, "not a service"):
                self.config[name] = goods
        self.env.cr.execute(
            "UPDATE amazon_punchin_config SET shipping_product_id = %s WHERE id = %s", (goods.id, self.config.id)
        )
        self.env.invalidate_all()
        order = self.confirmed(shipping="4.00")
        self.assertEqual(order.picking_ids.move_ids.purchase_line_id, order._amazon_item_lines())


@tagged("post_install", "-at_install")
class TestReceiveBeside(ApprovalCase):
    """Receive leads to Inventory's receipts, for people with any role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packer = cls.make_user("packer", "stock.group_stock_user,purchase.group_purchase_user")
        for model in ("stock.picking", "stock.move"):
            cls.env["ir.rule"].create(
                {
                    "name": "Nobody's",
                    "model_id": cls.env["ir.model"]._get_id(model),
                    "groups": [Command.set(cls.env.ref("amazon_punchin.group_punchout_buyer").ids)],
                    "domain_force": "[(0, '=', 1)]",
                }
            )

    def ordered(self, **cart):
        order = self.confirmed(**cart)
        order._outgoing_amazon_message()._conclude("sent", False)
        return order

    def window(self, order, user):
        action = order.with_user(user).action_amazon_receive()
        return self.env[action["res_model"]].with_user(user).browse(action["res_id"])

    def test_warehouse_gets_its_receipt(self):
        order = self.ordered()
        action = order.with_user(self.packer).action_amazon_receive()
        self.assertEqual((action["res_model"], action["res_id"]), ("stock.picking", order.picking_ids.id))
        self.assertFalse(order.with_user(self.packer).amazon_can_receive, "core's button does it")

    def test_requester_without_inventory_receives_what_is_not_tracked(self):
        order = self.ordered(lines=[Line(quantity=3)])
        item = order._amazon_item_lines()
        self.assertTrue(order.with_user(self.buyer).amazon_can_receive)
        window = self.window(order, self.buyer)
        window.line_ids.quantity = 2
        window.action_receive()
        self.env.invalidate_all()
        self.assertEqual(item.qty_received, 2)
        done = order.picking_ids.filtered(lambda receipt: receipt.state == "done")
        self.assertEqual((done.move_ids.quantity, len(order.picking_ids)), (2, 2))
        self.window(order, self.buyer).action_receive()
        self.env.invalidate_all()
        self.assertEqual((item.qty_received, set(order.picking_ids.mapped("state"))), (3, {"done"}))
        self.assertFalse(order.amazon_to_receive)

    def test_problem_is_not_received(self):
        order = self.ordered(lines=[Line(quantity=3)])
        window = self.window(order, self.buyer)
        window.line_ids.write({"quantity": 2, "problem": "damaged", "problem_quantity": 1})
        window.action_receive()
        self.env.invalidate_all()
        item = order._amazon_item_lines()
        self.assertEqual((item.qty_received, item.amazon_qty_problem), (2, 1))
        self.assertEqual(order._open_amazon_receipts().move_ids.product_uom_qty, 1)

    def test_undone_by_a_return(self):
        order = self.ordered()
        self.window(order, self.buyer).action_receive()
        with self.assertRaisesRegex(UserError, "Return it there"):
            order.amazon_receipt_ids.with_user(self.buyer)._undo("By mistake")

    def test_tracked_goods_are_the_warehouses(self):
        self.config.product_kind = "stocked"
        order = self.ordered(lines=[Line(category="TRACKED_CATEGORY")])
        self.assertFalse(order.with_user(self.buyer).amazon_can_receive)
        with self.assertRaisesRegex(UserError, "left for you"):
            order.with_user(self.buyer).action_amazon_receive()

    def test_receipt_was_cancelled(self):
        order = self.ordered()
        window = self.window(order, self.buyer)
        order.picking_ids.action_cancel()
        with self.assertRaisesRegex(UserError, "Ask the warehouse"):
            window.action_receive()

    def test_warehouse_has_begun(self):
        order = self.ordered(lines=[Line(quantity=3), Line(asin="B000PAPER1", title="Paper")])
        window = self.window(order, self.buyer)
        order.picking_ids.move_ids[1].picked = True
        window.line_ids[1].quantity = 0
        with self.assertRaisesRegex(UserError, "at the moment"), self.cr.savepoint():
            window.action_receive()
        self.assertEqual(set(order.picking_ids.mapped("state")), {"assigned"})

    def test_validated_receipt_ends_the_question(self):
        order = self.ordered()
        order.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.buyer.id, amazon_cause="unreceived"
        )
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        self.assertFalse(order.activity_ids.filtered(lambda activity: activity.amazon_cause == "unreceived"))

    def test_late_is_found_without_rights_in_inventory(self):
        order = self.ordered()
        lock.opened(order.order_line).amazon_delivery_date = fields.Date.today() - timedelta(days=1)
        late = self.env["purchase.order"].with_user(self.buyer).search([("is_late", "=", True)])
        self.assertEqual(late, order.with_user(self.buyer))
        self.window(order, self.buyer).action_receive()
        self.env.invalidate_all()
        self.assertFalse(self.env["purchase.order"].with_user(self.buyer).search([("is_late", "=", True)]))
