from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.amazon_punchin.tests.approval_case import ApprovalCase
from odoo.addons.amazon_punchin.tests.carts import CartDocument, Line


@tagged("post_install", "-at_install")
class TestReceipts(ApprovalCase):
    """What the warehouse does with a receipt of an Amazon order, and what stays as it was at Amazon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packer = cls.make_user("packer", "stock.group_stock_user")
        cls.gift = cls.env["product.product"].create({"name": "Gift", "type": "consu"})

    def receive(self, receipt, *extra):
        """Validate a receipt as somebody in the warehouse does, with products beside what was expected."""
        receipt.with_user(self.packer).write(
            {
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": 1,
                            "quantity": 1,
                            "picked": True,
                            "location_id": receipt.location_id.id,
                            "location_dest_id": receipt.location_dest_id.id,
                        }
                    )
                    for product in extra
                ]
            }
        )
        for move in receipt.move_ids:
            move.with_user(self.packer).write({"quantity": move.product_uom_qty, "picked": True})
        receipt.with_user(self.packer).button_validate()
        self.env.invalidate_all()

    def test_items_are_received_and_charges_are_not(self):
        order = self.confirmed(lines=[Line(quantity=3)], shipping="4.00")
        receipt = order.picking_ids
        items = order._amazon_item_lines()
        self.assertEqual(receipt.move_ids.purchase_line_id, items)
        self.assertEqual(set((order.order_line - items).product_id.mapped("type")), {"service"})
        self.receive(receipt)
        self.assertEqual((receipt.state, items.qty_received, order.receipt_status), ("done", 3, "full"))
        self.assertFalse(order.acknowledged)

    def test_product_beside_the_order_stays_a_move(self):
        order = self.confirmed()
        lines, total = order.order_line, order.amount_total
        receipt = order.picking_ids
        self.receive(receipt, self.gift)
        self.assertEqual(receipt.state, "done")
        extra = receipt.move_ids.filtered(lambda move: move.product_id == self.gift)
        self.assertEqual((extra.state, extra.quantity), ("done", 1))
        self.assertFalse(extra.purchase_line_id)
        self.assertEqual((order.order_line, order.amount_total), (lines, total))

    def test_more_of_an_item_counts_for_its_line(self):
        order = self.confirmed()
        item = order._amazon_item_lines()
        self.receive(order.picking_ids, item.product_id)
        self.assertEqual((item.qty_received, item.product_qty), (2, 1))

    def test_ordinary_order_is_extended_as_ever(self):
        self.packer.group_ids += self.env.ref("purchase.group_purchase_user")
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [Command.create({"product_id": self.gift.id, "product_qty": 1, "price_unit": 1})],
            }
        )
        order.button_confirm()
        other = self.env["product.product"].create({"name": "Another", "type": "consu"})
        self.receive(order.picking_ids, other)
        self.assertEqual(order.order_line.product_id, self.gift | other)
        self.assertTrue(order.acknowledged)

    def test_company_without_warehouse(self):
        self.config.user_id = self.manager
        self.env["stock.picking.type"].search([("code", "=", "incoming")]).active = False
        message = self.bring(CartDocument(self.open_session()))
        self.assertEqual((message.state, message.order_ids.ids), ("failed", []))
        self.assertIn("no warehouse", message.error)
        self.assertIn("Create a warehouse", self.config.activity_ids.note)

    def test_each_company_receives_in_its_own_warehouse(self):
        for config, user in ((self.config, self.buyer), (self.other_config, self.foreign_buyer)):
            order = self.make_order(user, config)
            self.assertEqual(order.picking_type_id.company_id, config.company_id)

    def test_tracked_and_storable_items(self):
        product = self.env["product.product"].create(
            {
                "name": "Tracked",
                "is_storable": True,
                "tracking": "serial",
                "seller_ids": [
                    Command.create({"partner_id": self.vendor.id, "product_code": "B000TEST01", "price": 2})
                ],
            }
        )
        order = self.confirmed(lines=[Line(asin="B000TEST01", quantity=2)])
        self.assertEqual(order._amazon_item_lines().product_id, product)
        receipt = order.picking_ids
        for number, line in enumerate(receipt.move_ids.move_line_ids):
            line.write({"lot_name": f"serial {number}", "quantity": 1, "picked": True})
        receipt.with_user(self.packer).button_validate()
        self.env.invalidate_all()
        self.assertEqual((receipt.state, order._amazon_item_lines().qty_received), ("done", 2))
        self.assertEqual(order._amazon_item_lines().price_unit, 10)

    def test_goods_cost_their_price_where_prices_are_entered_with_tax(self):
        self.enter_prices_with_tax(self.company)
        tax = self.make_tax(19)
        recovered = tax.invoice_repartition_line_ids.filtered(lambda line: line.repartition_type == "tax")
        recovered.account_id = self.account
        order = self.make_order(payload_id="with tax", lines=[Line(price="100.00", rate="19.00")])
        self.assertTrue(order.order_line.tax_ids)
        self.assertEqual(order.order_line._get_stock_move_price_unit(), 100)
