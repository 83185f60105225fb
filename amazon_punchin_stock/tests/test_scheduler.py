from odoo import fields
from odoo.tests import tagged

from odoo.addons.amazon_punchin.tests.carts import Line
from odoo.addons.amazon_punchin.tests.common import AmazonCase


@tagged("post_install", "-at_install")
class TestScheduler(AmazonCase):
    """A basket that the stock scheduler would pick: a draft order of the vendor that it buys from."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor.buyer_id = cls.buyer
        cls.basket = cls.make_order(lines=[Line(), Line(asin="B000TEST02", price="5.00")])
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.product, cls.other = cls.env["product.product"].create(
            [
                {
                    "name": name,
                    "is_storable": True,
                    "seller_ids": [fields.Command.create({"partner_id": cls.vendor.id, "price": 2})],
                }
                for name in ("Replenished", "Replenished, too")
            ]
        )

    def replenish(self, product, quantity):
        """Let the scheduler find that pieces are missing.

        :return: the lines that it has ordered
        """
        lines = self.env["purchase.order.line"].search([("product_id", "=", product.id)])
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": product.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "warehouse_id": self.warehouse.id,
                "product_min_qty": quantity,
                "product_max_qty": quantity,
            }
        )
        self.env["stock.rule"].run_scheduler()
        return self.env["purchase.order.line"].search([("product_id", "=", product.id)]) - lines

    def test_would_be_picked(self):
        """The test is worth something: but for Amazon, core's domain finds the basket."""
        rule = self.warehouse.buy_pull_id
        values = {"date_planned": fields.Datetime.now(), "supplier": self.product.seller_ids}
        domain = rule._make_po_get_domain(self.company, values, self.vendor)
        without_ours = [term for term in domain if term != ("amazon_config_id", "=", False)]
        self.assertLess(len(without_ours), len(domain))
        found = self.env["purchase.order"].search(without_ours)
        self.assertIn(self.basket, found)

    def test_scheduler_makes_an_order_of_its_own(self):
        line = self.replenish(self.product, 7)
        self.assertEqual(line.product_qty, 7)
        self.assertFalse(line.order_id.amazon_config_id)
        self.assertEqual(len(self.basket.order_line), 2)

    def test_scheduler_buys_what_is_in_a_basket(self):
        """What the basket has of it counts as ordered, and only the rest is bought."""
        product = self.basket.order_line.product_id
        product.write(
            {"is_storable": True, "seller_ids": [fields.Command.create({"partner_id": self.vendor.id, "price": 9})]}
        )
        line = self.replenish(product, 5)
        self.assertEqual(line.product_qty, 3)
        self.assertFalse(line.order_id.amazon_config_id)
        self.assertEqual((self.basket.order_line[0].product_qty, self.basket.order_line[0].price_unit), (1, 10))

    def test_scheduler_goes_on_with_its_own_order(self):
        first = self.replenish(self.product, 7).order_id
        self.assertEqual(self.replenish(self.other, 1).order_id, first)
