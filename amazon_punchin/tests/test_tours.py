from odoo.tests import HttpCase, tagged

from .common import AmazonSetup


@tagged("post_install", "-at_install")
class TestTours(AmazonSetup, HttpCase):
    """The screens, in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_amazon()

    def test_buyer_codes_and_confirms(self):
        order = self.make_order()
        self.start_tour(f"/odoo/amazon-orders/{order.id}", "amazon_punchin_buyer", login="amazon_buyer")
        self.assertEqual(order.amazon_state, "pending")
        self.assertEqual(order.department_id, self.department)
        self.assertEqual(order.order_line.amazon_account_id, self.account)
