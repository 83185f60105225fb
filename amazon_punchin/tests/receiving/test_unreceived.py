from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import tagged

from ..ship_notices import Portion, ShipNoticeDocument
from .test_receipts_by_people import ReceivingCase


@tagged("post_install", "-at_install")
class TestUnreceived(ReceivingCase):
    """What Amazon shipped and nobody received is asked of the requester, once."""

    def setUp(self):
        super().setUp()
        self.config.receive_days = 5

    def parcel(self, days, *items, **values):
        """A parcel that should have arrived so many days ago."""
        day = datetime.combine(fields.Date.today() - timedelta(days=days), datetime.min.time())
        left = day - timedelta(days=2)
        self.ship(*items, shipment=f"{left.isoformat()}+00:00", delivery=f"{day.isoformat()}+00:00", **values)
        return self.order.amazon_shipment_ids.sorted("id")[-1]

    def run_job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("amazon_punchin.ir_cron_unreceived").method_direct_trigger()
        self.env.invalidate_all()

    def asked(self):
        return self.order.activity_ids.filtered(lambda activity: activity.amazon_cause == "unreceived")

    def test_once_after_the_days_of_the_group(self):
        self.parcel(5, ("1", "3"))
        self.run_job()
        self.assertFalse(self.asked())
        self.config.receive_days = 4
        self.run_job()
        activity = self.asked()
        self.assertEqual(activity.user_id, self.buyer)
        self.assertIn("“Pens”", activity.note)
        self.assertNotIn("Paper", activity.note)
        self.run_job()
        self.assertEqual(self.asked(), activity)
        activity.action_feedback("I will look")
        self.run_job()
        self.assertFalse(self.asked(), "the requester knows")

    def test_another_parcel_is_another_question(self):
        self.parcel(10, ("1", "3"))
        self.run_job()
        self.asked().action_feedback("I will look")
        self.parcel(8, ("2", "2"))
        self.run_job()
        self.assertIn("Paper", self.asked().note)
        self.assertEqual(len(self.asked()), 1)

    def test_groups_that_do_not_ask(self):
        self.config.receive_days = 0
        self.parcel(100, ("1", "3"))
        self.run_job()
        self.assertFalse(self.asked())

    def test_ends_with_its_cause(self):
        def by_window():
            self.window().action_receive()

        def with_a_problem():
            window = self.window()
            window.line_ids.write({"quantity": 0, "problem": "missing"})
            window.line_ids[0].problem_quantity = 3
            window.line_ids[1].problem_quantity = 2
            window.action_receive()

        def by_hand():
            self.pens.with_user(self.purchaser).qty_received = 3

        def withdrawn():
            self.receive(
                ShipNoticeDocument(
                    payload_id="withdrawn@amazon.com",
                    shipment_id="D1",
                    operation="delete",
                    notice=f"{datetime.now().isoformat(timespec='seconds')}+00:00",
                    portions=[Portion(number=self.order.name, reference="", items=[])],
                )
            )

        def cancelled():
            self.order._move_amazon_to("refused")

        for end in (by_window, with_a_problem, by_hand, withdrawn, cancelled):
            with self.subTest(end.__name__), self.cr.savepoint() as savepoint:
                self.parcel(10, ("1", "3"))
                self.run_job()
                self.assertTrue(self.asked())
                end()
                self.assertFalse(self.asked())
                savepoint.rollback()
            self.notices = 0

    def test_part_of_a_parcel(self):
        self.parcel(10, ("1", "3"))
        self.run_job()
        window = self.window()
        window.line_ids.quantity = 0
        window.line_ids[0].quantity = 2
        window.action_receive()
        self.assertTrue(self.asked())
        self.window().action_receive()
        self.assertFalse(self.asked())

    def test_nothing_to_ask(self):
        self.window().action_receive()
        self.parcel(10, ("1", "3"))
        self.run_job()
        self.assertFalse(self.asked())

    def test_parcel_without_days(self):
        parcel = self.parcel(1, ("1", "3"))
        parcel.write({"shipment_date": False, "delivery_date": False, "noticed_at": fields.Datetime.now()})
        self.run_job()
        self.assertFalse(self.asked())
        parcel.noticed_at -= timedelta(days=10)
        self.run_job()
        self.assertTrue(self.asked())

    def test_requester_has_left(self):
        self.config.user_id = self.manager
        self.buyer.active = False
        self.parcel(10, ("1", "3"))
        self.run_job()
        self.assertEqual(self.asked().user_id, self.manager)
