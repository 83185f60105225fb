from datetime import timedelta

from werkzeug.test import Client

from odoo import fields, http
from odoo.tests import get_db_name, tagged
from odoo.tools import mute_logger

from odoo.addons.amazon_punchin.protocol.received import take_in
from odoo.addons.amazon_punchin.tests.answers import StatusUpdateDocument
from odoo.addons.amazon_punchin.tests.same_moment import Transaction
from odoo.addons.amazon_punchin.tests.worker_case import WorkerCase
from odoo.addons.amazon_punchin.tools.held import held
from odoo.addons.queue_job.job import ENQUEUED

from .common import runner


@tagged("post_install", "-at_install")
class TestRuns(WorkerCase):
    """Workers run the jobs as the queue's runner asks them to, each in real transactions."""

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.addons.queue_job.controllers.main"))
        self.enterContext(runner())

    def pending(self):
        """An order that waits to be sent.

        :return: id of its document
        """
        self.confirm(self.order())
        with Transaction() as env:
            return self.documents(env).filtered(lambda message: message.direction == "out")[0].id

    def received(self, order_id=None, number=1):
        """A document of Amazon's that waits to be processed.

        :return: its id
        """
        order_id = order_id or self.sent_order()[0]
        with Transaction() as env:
            reference = env["purchase.order"].browse(order_id)._outgoing_amazon_message().payload_id
            config = env["amazon.punchin.config"].browse(self.config_id)
            document = StatusUpdateDocument(
                reference=reference, payload_id=f"{number} on {reference}", message=f"Word {number}"
            )
            return env["amazon.punchin.message"]._receive_from_inbox(config, take_in(bytes(document)))[0].id

    def documents(self, env):
        return env["amazon.punchin.message"].search([("config_id", "=", self.config_id)])

    def job(self, env, message_id):
        """The last job of a document."""
        return env["queue.job"].search(
            [("identity_key", "=", f"amazon.punchin.message {message_id}")], order="id desc", limit=1
        )

    def run_job(self, message_id):
        """Ask a worker to run a job, as the runner does.

        :return: state of the document and of the job then
        """
        with Transaction() as env:
            job = self.job(env, message_id)
            job.state = ENQUEUED
            uuid = job.uuid
        answer = Client(http.root).get(f"/queue_job/runjob?job_uuid={uuid}", headers={"X-Odoo-Database": get_db_name()})
        self.assertEqual(answer.status_code, 200, answer.text)
        with Transaction() as env:
            job = env["queue.job"].search([("uuid", "=", uuid)])
            return env["amazon.punchin.message"].browse(message_id).exists().state, job.state

    def test_document_is_processed(self):
        message = self.received()
        self.assertEqual(self.run_job(message), ("processed", "done"))
        self.assertEqual(self.run_job(message), ("processed", "done"))

    def test_document_that_waited_for_another_goes_on_at_once(self):
        order_id, _name = self.sent_order()
        first, second = (self.received(order_id, number) for number in (1, 2))
        self.assertEqual(self.run_job(second), ("received", "done"))
        with Transaction() as env:
            self.assertTrue(self.job(env, second).eta)
        self.assertEqual(self.run_job(first), ("processed", "done"))
        with Transaction() as env:
            self.assertFalse(self.job(env, second).eta)
        self.assertEqual(self.run_job(second), ("processed", "done"))

    def test_order_is_sent_once(self):
        message = self.pending()
        self.assertEqual(self.run_job(message), ("sent", "done"))
        self.assertEqual(self.run_job(message), ("sent", "done"))
        self.assertEqual(len(self.amazon.received), 1)

    def test_order_that_amazon_does_not_take_yet_has_a_job_for_its_next_attempt(self):
        self.amazon.http_status = 429
        message = self.pending()
        self.assertEqual(self.run_job(message), ("pending", "done"))
        with Transaction() as env:
            job = self.job(env, message)
            self.assertEqual((job.state, job.eta), ("pending", self.documents(env).browse(message).next_attempt_at))

    def test_scheduled_action_comes_before_the_job_and_puts_off(self):
        self.amazon.http_status = 429
        message = self.pending()
        self.run_jobs("ir_cron_send")
        self.amazon.http_status = 200
        self.assertEqual(self.run_job(message), ("pending", "done"))
        self.assertEqual(len(self.amazon.received), 1)
        with Transaction() as env:
            job = self.job(env, message)
            self.assertEqual((job.state, job.eta), ("pending", self.documents(env).browse(message).next_attempt_at))

    def test_job_looks_again_while_somebody_else_sends(self):
        message = self.pending()
        with Transaction() as env:
            env["amazon.punchin.message"].browse(message)._move_to("sending")
        with Transaction() as env, held(env, [f"sending amazon_punchin_message {message}"]):
            self.assertEqual(self.run_job(message), ("sending", "done"))
        with Transaction() as env:
            self.assertGreater(self.job(env, message).eta, fields.Datetime.now() + timedelta(seconds=30))
        self.assertEqual(self.run_job(message), ("unknown", "done"))

    def test_scheduled_actions_take_what_no_job_has_seen_to(self):
        message = self.received()
        with Transaction() as env:
            self.job(env, message).unlink()
        self.run_jobs("ir_cron_process")
        with Transaction() as env:
            self.assertEqual(env["amazon.punchin.message"].browse(message).state, "processed")

    def test_document_that_is_gone(self):
        message = self.received()
        with Transaction() as env:
            env["amazon.punchin.message"].browse(message).unlink()
        self.assertEqual(self.run_job(message), (False, "done"))
