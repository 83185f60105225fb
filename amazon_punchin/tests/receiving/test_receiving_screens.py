from odoo.tests import tagged

from ...tools import lock
from ..carts import Line
from ..common import AmazonHttpCase


class ReceivingTourCase(AmazonHttpCase):
    """An order on its way, and a porter without any role whom its location names."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.porter = cls.make_user("porter", "base.group_user")
        cls.config.location_id.receiver_ids = cls.porter
        cls.config.product_kind = "service"
        cls.order = cls.code(
            cls.make_order(lines=[Line(title="Pens", quantity=3), Line(title="Paper", asin="B000PAPER1")])
        )
        cls.order.with_user(cls.buyer).button_confirm()
        lock.opened(cls.order).amazon_state = "sent"


@tagged("post_install", "-at_install")
class TestReceivingTours(ReceivingTourCase):
    """On a desk."""

    def test_requester_receives_and_undoes(self):
        self.start_tour(f"/odoo/amazon-orders/{self.order.id}", "amazon_punchin_receive", login="amazon_buyer")
        self.assertEqual(self.order._amazon_item_lines().mapped("qty_received"), [0, 1])
        self.assertEqual(self.order.amazon_receipt_ids.filtered("undone_at").undo_reason, "Somebody else's")


@tagged("post_install", "-at_install")
class TestReceivingPhoneTours(ReceivingTourCase):
    """On a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_porter_receives(self):
        self.start_tour("/odoo/amazon-to-receive", "amazon_punchin_receive_phone", login="amazon_porter")
        self.assertEqual(self.order._amazon_item_lines().mapped("qty_received"), [2, 1])
        receipt = self.order.amazon_receipt_ids.filtered("problem")
        self.assertEqual((receipt.problem, receipt.problem_quantity, receipt.remark), ("damaged", 1, "Wet box"))
