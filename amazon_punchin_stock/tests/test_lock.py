from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.amazon_punchin.tests.common import AmazonCase


@tagged("post_install", "-at_install")
class TestLockBesideOtherApps(AmazonCase):
    """The lock is for what is asked for: what the other apps compute passes, what they would change does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order()
        cls.line = cls.order.order_line

    def test_inventory_computes_how_receipts_are_counted(self):
        self.env.cr.execute(
            "UPDATE purchase_order_line SET qty_received_method = 'manual' WHERE id = %s", self.line.ids
        )
        self.env.invalidate_all()
        self.env["purchase.order.line"].with_user(self.env.ref("base.user_root"))._update_qty_received_method()
        self.env.flush_all()
        self.assertEqual(self.line.qty_received_method, "stock_moves")
        self.env["purchase.order.line"]._update_qty_received_method()
        self.assertEqual(self.line.qty_received_method, "stock_moves")
        with self.assertRaisesRegex(UserError, "came from Amazon"):
            self.line.qty_received_method = "manual"

    def test_a_sales_order_buys_for_itself(self):
        """A sales order extends the draft order, and changes the line, that are linked to one of its own lines."""
        product = self.env["product.product"].create(
            {
                "name": "Installation",
                "type": "service",
                "service_to_purchase": True,
                "seller_ids": [Command.create({"partner_id": self.vendor.id, "price": 50})],
            }
        )
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.address.id,
                "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 1})],
            }
        )
        for line in (self.line.with_user(self.purchaser), self.line.sudo()):
            with self.assertRaisesRegex(UserError, "came from Amazon"):
                line.sale_line_id = sale.order_line
        sale.action_confirm()
        bought = self.env["purchase.order.line"].search([("sale_line_id", "=", sale.order_line.id)])
        self.assertTrue(bought)
        self.assertFalse(bought.order_id.amazon_config_id)
        self.assertEqual(len(self.order.order_line), 1)
