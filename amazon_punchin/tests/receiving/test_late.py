from datetime import timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tests import tagged

from ...tools import lock
from ..answers import ConfirmationDocument, Status
from .test_receipts_by_people import ReceivingCase


@tagged("post_install", "-at_install")
class TestLate(ReceivingCase):
    """Late is what has not come by the day that Amazon named; what is finished never is."""

    def setUp(self):
        super().setUp()
        self.name_day(-1)

    def name_day(self, days, lines=None):
        day = fields.Date.today() + timedelta(days=days)
        lock.opened(lines or self.order._amazon_item_lines()).amazon_delivery_date = day

    def run_late(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("amazon_punchin.ir_cron_late").method_direct_trigger()
        self.env.invalidate_all()

    def bill(self):
        items = self.order._amazon_item_lines()
        items.product_id.purchase_method = "purchase"
        self.env.add_to_compute(items._fields["qty_to_invoice"], items)
        self.order.action_create_invoice()

    def is_late(self):
        self.env.flush_all()
        orders = self.env["purchase.order"].with_user(self.purchaser)
        late = self.order in orders.search(Domain("is_late", "=", True))
        on_time = self.order in orders.search(Domain("is_late", "=", False))
        self.assertFalse(late and on_time)
        return late

    def test_day_has_passed(self):
        self.assertTrue(self.is_late())
        self.name_day(0)
        self.assertFalse(self.is_late(), "it may still come today")

    def test_received(self):
        self.window().action_receive()
        self.assertFalse(self.is_late(), "nobody receives shipping")
        self.undo(self.order.amazon_receipt_ids)
        self.assertTrue(self.is_late())

    def test_a_part_is_received(self):
        window = self.window()
        window.line_ids[0].quantity = 2
        window.action_receive()
        self.assertTrue(self.is_late())
        self.name_day(3, self.pens)
        self.assertFalse(self.is_late(), "what is open comes later")

    def test_arrived_with_a_problem(self):
        window = self.window()
        window.line_ids[0].write({"quantity": 1, "problem": "damaged", "problem_quantity": 2})
        window.action_receive()
        self.assertFalse(self.is_late(), "it has come, and its requester settles it with Amazon")

    def test_rejected_pieces(self):
        self.receive(
            ConfirmationDocument(
                number=self.order.name, reference="", statuses=[Status(quantity="3"), Status("reject", "2", "2")]
            )
        )
        self.name_day(-1)
        self.assertTrue(self.is_late())
        self.window().action_receive()
        self.assertFalse(self.is_late())

    def test_shipped_and_billed_where_nobody_receives(self):
        self.ship(("1", "3"), ("2", "2"))
        self.name_day(-1)
        self.assertTrue(self.is_late())
        self.bill()
        self.assertEqual(self.order.order_line[:2].mapped("qty_invoiced"), [3, 2])
        self.assertFalse(self.is_late())

    def test_finished_or_given_up(self):
        for state in ("done", "cancelled", "refused", "rejected", "expired"):
            lock.opened(self.order).amazon_state = state
            with self.subTest(state=state):
                self.assertFalse(self.is_late())

    def test_dashboard_counts_the_same(self):
        orders = self.env["purchase.order"].with_user(self.purchaser)
        before = orders.retrieve_dashboard()["global"]["late_receipt"]["all"]
        self.window().action_receive()
        self.assertEqual(before - orders.retrieve_dashboard()["global"]["late_receipt"]["all"], 1)

    def test_requester_is_not_told_of_what_has_come(self):
        for come in ("received", "billed"):
            with self.subTest(come), self.cr.savepoint() as savepoint:
                if come == "received":
                    self.window().action_receive()
                else:
                    self.bill()
                self.run_late()
                self.assertFalse(self.order.amazon_late_day)
                savepoint.rollback()
        self.run_late()
        self.assertTrue(self.order.amazon_late_day)
