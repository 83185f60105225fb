from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.base.models import ir_cron

from ...models.order import hold
from ..approval_case import ApprovalCase


@tagged("post_install", "-at_install")
class TestHoldRounds(ApprovalCase):
    """The job looks at every order in turn, however many there are, and however short its time is."""

    def setUp(self):
        super().setUp()
        self.job = self.env.ref("amazon_punchin.ir_cron_hold")

    def run_job(self):
        with self.enter_registry_test_mode():
            self.job.method_direct_trigger()
        self.env.invalidate_all()

    def run_briefly(self):
        """Run the job as if its time were over with the first batch, of one order."""
        with (
            patch.object(hold, "_BATCH", 1),
            patch.object(ir_cron, "MIN_TIME_PER_JOB", -1),
            patch.object(ir_cron, "MIN_RUNS_PER_JOB", 1),
        ):
            self.run_job()

    def orders(self, count, days=2):
        self.make_rule("Bob approves", self.bob, remind_days=1)
        orders = self.env["purchase.order"].union(*(self.confirmed(payload_id=str(number)) for number in range(count)))
        orders.amazon_approval_ids.sudo().opened_at = fields.Datetime.now() - timedelta(days=days)
        return orders

    def reminded(self, orders):
        return [bool(order.amazon_open_approval_id.reminded_at) for order in orders.sorted("id")]

    def wakes(self):
        """Whether the job is to run again at once."""
        now = fields.Datetime.now()
        return bool(self.env["ir.cron.trigger"].search([("cron_id", "=", self.job.id), ("call_at", "<=", now)]))

    def test_next_run_goes_on_where_the_last_one_stopped(self):
        orders = self.orders(3)
        for done in (1, 2, 3):
            self.run_briefly()
            self.assertEqual(self.reminded(orders), [True] * done + [False] * (3 - done))

    def test_round_begins_anew_when_it_is_complete(self):
        orders = self.orders(2)
        self.run_job()
        self.assertEqual(self.reminded(orders), [True] * 2)
        orders.amazon_approval_ids.sudo().reminded_at = False
        self.run_job()
        self.assertEqual(self.reminded(orders), [True] * 2)

    def test_worker_that_dies_before_it_has_done_anything_forgets_nothing(self):
        orders = self.orders(3)
        self.run_briefly()
        with patch.object(type(orders), "_watch_amazon_holds", lambda orders: 1 / 0), self.assertLogs(ir_cron.__name__):
            self.run_briefly()
        self.run_briefly()
        self.assertEqual(self.reminded(orders), [True, True, False])

    def test_one_that_fails_does_not_keep_the_job_from_the_next(self):
        orders = self.orders(2)
        with (
            patch.object(type(orders), "_remind_amazon", lambda order, step: 1 / 0),
            self.assertLogs(hold.__name__, "ERROR"),
        ):
            self.run_briefly()
        self.run_briefly()
        self.assertEqual(self.reminded(orders), [False, True])

    def test_job_wakes_itself_while_orders_are_left_and_no_longer(self):
        self.orders(2)
        self.env["ir.cron.trigger"].search([]).unlink()
        with patch.object(type(self.job), "_reschedule_asap", lambda job, values: None):
            self.run_briefly()
        self.assertTrue(self.wakes())
        self.env["ir.cron.trigger"].search([]).unlink()
        self.run_briefly()
        self.assertFalse(self.wakes())

    def test_queries_do_not_grow_with_the_orders_of_a_batch(self):
        def queries():
            self.run_job()
            before = self.cr.sql_log_count
            self.run_job()
            return self.cr.sql_log_count - before

        self.orders(4, days=0)
        few = queries()
        for number in range(8):
            self.confirmed(payload_id=f"more {number}")
        more = queries() - few
        self.assertGreater(few, 0)
        self.assertLessEqual(more, 2 * 8, "a savepoint is all that each order costs")
