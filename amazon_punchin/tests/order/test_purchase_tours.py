from odoo.fields import Command
from odoo.tests import tagged

from ..answer_case import AnswerSetup
from ..carts import Line
from ..common import AmazonHttpCase


@tagged("post_install", "-at_install")
class TestPurchaseTours(AnswerSetup, AmazonHttpCase):
    """Odoo's Purchase app, in a browser."""

    def test_columns_are_there_while_they_say_something(self):
        self.make_sent_order(Line())
        product = self.env["product.product"].create({"name": "Pens"})
        line = Command.create({"product_id": product.id, "product_qty": 1, "price_unit": 2})
        vendor = self.env["res.partner"].create({"name": "Ordinary Vendor"})
        self.env["purchase.order"].create({"partner_id": vendor.id, "order_line": [line]}).button_confirm()
        action = self.env.ref("purchase.purchase_form_action")
        self.start_tour(f"/odoo/action-{action.id}", "amazon_punchin_purchase_columns", login="amazon_purchaser")
