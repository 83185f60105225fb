from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.amazon_punchin.protocol.received import take_in
from odoo.addons.amazon_punchin.tests.answer_case import AnswerCase
from odoo.addons.amazon_punchin.tests.answers import StatusUpdateDocument
from odoo.addons.amazon_punchin.tests.carts import CartDocument, Line
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import runner


@tagged("post_install", "-at_install")
class TestJobs(AnswerCase):
    """Each document has one job that waits, while the queue's runner is at work."""

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(Line())
        self.env["ir.cron.trigger"].search([]).unlink()

    def receive(self, number=1):
        reference = self.order._outgoing_amazon_message().payload_id
        document = StatusUpdateDocument(reference=reference, payload_id=str(number), message=f"Word {number}")
        return self.messages._receive_from_inbox(self.config, take_in(bytes(document)))[0]

    def approve(self):
        order = self.code(self.make_order(payload_id="another"))
        order.button_confirm()
        return order._outgoing_amazon_message()

    def jobs(self, message):
        return self.env["queue.job"].search([("identity_key", "=", f"amazon.punchin.message {message.id}")])

    def woken(self, name):
        job = self.env.ref(f"amazon_punchin.{name}")
        return self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])

    def test_document_from_amazon(self):
        with runner(), trap_jobs() as trap:
            message = self.receive()
            trap.assert_jobs_count(1, only=message._job_process)
            trap.assert_enqueued_job(
                message._job_process,
                properties={
                    "channel": "root.amazon_process",
                    "description": f"{self.config.name}: {message.display_name}",
                    "eta": None,
                    "identity_key": f"amazon.punchin.message {message.id}",
                    "max_retries": 5,
                },
            )
        self.assertFalse(self.woken("ir_cron_process"))

    def test_order_to_amazon(self):
        with runner():
            message = self.approve()
        job = self.jobs(message)
        self.assertEqual(
            (job.method_name, job.channel, job.state),
            ("_job_send", f"root.amazon_send.group_{self.config.id}", "pending"),
        )
        self.assertEqual((job.user_id, job.company_id), (self.env.ref("base.user_root"), self.config.company_id))
        self.assertFalse(self.woken("ir_cron_send"))

    def test_jobs_may_commit(self):
        for name in ("send", "process"):
            function = self.env["queue.job.function"].job_config(f"<amazon.punchin.message>._job_{name}")
            self.assertTrue(function.allow_commit)
            self.assertEqual(function.channel, f"root.amazon_{name}")

    def test_without_a_runner_the_scheduled_actions_do_it(self):
        received, sent = self.receive(), self.approve()
        self.assertFalse(self.jobs(received) | self.jobs(sent))
        self.assertTrue(self.woken("ir_cron_process"))
        self.assertTrue(self.woken("ir_cron_send"))

    def test_one_job_waits_for_a_document_and_is_brought_forward(self):
        now = fields.Datetime.now()
        soon, later = now + timedelta(minutes=1), now + timedelta(minutes=5)
        message = self.receive()
        with runner():
            for when, expected in ((later, later), (soon, soon), (later, soon), (None, False), (soon, False)):
                message._wake(when)
                self.assertEqual(self.jobs(message).mapped("eta"), [expected])

    def test_basket_is_left_to_its_request(self):
        cart = take_in(bytes(CartDocument(self.open_session())))
        with runner():
            message = self.messages._receive(self.config, "PunchOutOrderMessage", cart)
        self.assertFalse(self.jobs(message))
        self.assertEqual(self.woken("ir_cron_process").call_at, message.next_attempt_at)
