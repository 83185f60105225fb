import time
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ...protocol.received import take_in
from ...tools import lock
from ...tools.held import held
from ..answers import StatusUpdateDocument
from ..dying import worker
from ..same_moment import Transaction
from ..worker_case import WorkerCase


class MachinesCase(WorkerCase):
    """Several machines work on one database, each with connections of its own."""

    def messages(self, env, **values):
        """The documents of the group, as one of the machines sees them."""
        domain = [(name, "=", value) for name, value in values.items()]
        return env["amazon.punchin.message"].search([("config_id", "=", self.config_id), *domain], order="id")

    def states(self, **values):
        with Transaction() as env:
            return self.messages(env, **values).mapped("state")

    def wakes(self, env, name):
        """When a job is to run again, as was decided since the test began."""
        job = env.ref(f"amazon_punchin.{name}")
        triggers = env["ir.cron.trigger"].search([("cron_id", "=", job.id), ("id", ">", self.last_trigger)])
        return triggers.mapped("call_at")


@tagged("post_install", "-at_install")
class TestSendingMachines(MachinesCase):
    """A document is with the machine that sends it, as long as that lives."""

    def setUp(self):
        super().setUp()
        self.confirm(self.order())
        with Transaction() as env:
            self.sending = self.messages(env, document="OrderRequest").id

    def state(self):
        return self.states(id=self.sending)[0]

    def another_sends(self):
        """Another machine runs the job."""
        with Transaction() as env:
            env["amazon.punchin.message"]._cron_send()

    def test_document_that_another_machine_sends_is_left_to_it(self):
        seen = []
        answer = self.amazon.answer

        def look(_body):
            self.another_sends()
            seen.append(self.state())
            return answer

        self.amazon.answer = look
        self.run_jobs("ir_cron_send")
        self.assertEqual((seen, self.state()), (["sending"], "sent"))
        self.assertEqual(len(self.amazon.received), 1)

    def test_document_whose_machine_died_is_settled(self):
        def die():
            with Transaction() as env, held(env, [self.name(env)]):
                pass

        with Transaction() as env:
            env["amazon.punchin.message"].browse(self.sending)._move_to("sending")
        self.assertTrue(worker(die, 1, True))
        self.wait_for_freedom()
        self.another_sends()
        self.assertEqual((self.state(), self.amazon.received), ("unknown", []))

    def name(self, env):
        return f"sending {env['amazon.punchin.message']._table} {self.sending}"

    def wait_for_freedom(self):
        """PostgreSQL needs a moment to see that a process is dead."""
        until = time.monotonic() + 10
        while time.monotonic() < until:
            with Transaction() as env, held(env, [self.name(env)]) as is_free:
                if is_free:
                    return
            time.sleep(0.05)
        self.fail("PostgreSQL still holds what a dead process held")

    def test_document_is_left_alone_while_somebody_holds_it(self):
        with Transaction() as env:
            env["amazon.punchin.message"].browse(self.sending)._move_to("sending")
        with Transaction() as env, held(env, [self.name(env)]):
            self.another_sends()
            self.assertEqual(self.state(), "sending")
        self.another_sends()
        self.assertEqual(self.state(), "unknown")

    def test_what_was_put_off_meanwhile_is_not_sent(self):
        with Transaction() as env:
            message = env["amazon.punchin.message"].browse(self.sending)
            message.next_attempt_at = fields.Datetime.now() + timedelta(minutes=1)
        with Transaction() as env:
            env["amazon.punchin.message"].browse(self.sending)._send_one()
        self.assertEqual((self.state(), self.amazon.received), ("pending", []))


@tagged("post_install", "-at_install")
class TestProcessingMachines(MachinesCase):
    """Documents of one order are processed one after the other, in the order in which they came; others meanwhile."""

    def setUp(self):
        super().setUp()
        self.order_id, _name = self.sent_order()
        self.first, self.second = self.said(self.order_id, 1), self.said(self.order_id, 2)
        with Transaction() as env:
            self.last_trigger = max(env["ir.cron.trigger"].search([]).ids)

    def said(self, order_id, number):
        """Amazon says something of an order; a job is to process it.

        :return: id of the document
        """
        with Transaction() as env:
            reference = env["purchase.order"].browse(order_id)._outgoing_amazon_message().payload_id
            document = StatusUpdateDocument(
                reference=reference, payload_id=f"{number} {reference}", message=f"Word {number}"
            )
            config = env["amazon.punchin.config"].browse(self.config_id)
            message, code, _said = env["amazon.punchin.message"]._receive_from_inbox(config, take_in(bytes(document)))
            self.assertEqual((code, message.state), (200, "received"))
            return message.id

    def take_up(self, *ids):
        """Another machine takes up documents, one after the other.

        :return: their states then
        """
        with Transaction() as env:
            for message in map(env["amazon.punchin.message"].browse, ids):
                message._take_up()
        with Transaction() as env:
            return env["amazon.punchin.message"].browse(ids).mapped("state")

    def during(self, taken, look):
        """Process a document, and look while that lasts.

        :return: what was seen
        """
        seen = []
        with Transaction() as env:
            message = env["amazon.punchin.message"].browse(taken)
            handle = type(message)._handle_status_update

            def handled(self, received):
                if self.id == taken:
                    seen.append(look())
                handle(self, received)

            with patch.object(type(message), "_handle_status_update", handled):
                message._take_up()
        self.assertEqual(self.states(id=taken), ["processed"])
        return seen

    def test_two_documents_of_an_order_are_never_processed_at_once(self):
        self.assertEqual(self.during(self.first, lambda: self.take_up(self.second)), [["received"]])
        with Transaction() as env:
            waiting = env["amazon.punchin.message"].browse(self.second)
            self.assertEqual((waiting.attempts, waiting.next_attempt_at), (0, False))
            self.assertTrue(self.wakes(env, "ir_cron_process"))
        self.assertEqual(self.take_up(self.second), ["processed"])

    def test_administrators_wait_for_their_turn_as_well(self):
        def press():
            with Transaction() as env:
                env["amazon.punchin.message"].browse(self.second).with_user(self.user_id).action_process_again()
            return self.states(id=self.second)

        self.assertEqual(self.during(self.first, press), [["received"]])

    def test_document_of_another_order_does_not_wait(self):
        other = self.said(self.sent_order()[0], 3)
        self.assertEqual(self.during(self.first, lambda: self.take_up(other)), [["processed"]])

    def test_what_came_first_is_processed_first(self):
        self.assertEqual(self.take_up(self.second, self.first, self.second), ["processed", "processed", "processed"])
        self.assertEqual(self.take_up(self.second), ["processed"])
        third, fourth = self.said(self.order_id, 3), self.said(self.order_id, 4)
        self.assertEqual(self.take_up(fourth), ["received"])
        self.assertEqual(self.take_up(third, fourth), ["processed", "processed"])

    def test_what_came_first_and_was_put_off_holds_up_no_other(self):
        with Transaction() as env:
            first = env["amazon.punchin.message"].browse(self.first)
            first.next_attempt_at = fields.Datetime.now() + timedelta(minutes=1)
        self.assertEqual(self.take_up(self.first, self.second), ["received", "processed"])
        with Transaction() as env:
            first = env["amazon.punchin.message"].browse(self.first)
            self.assertEqual(first.attempts, 0)
            self.assertIn(first.next_attempt_at, self.wakes(env, "ir_cron_process"))

    def test_document_that_names_no_order_may_be_about_any(self):
        with Transaction() as env:
            env["amazon.punchin.message"].browse(self.second).order_ids = False
        self.assertEqual(self.take_up(self.second), ["received"])
        self.assertEqual(self.during(self.first, lambda: self.take_up(self.second)), [["received"]])
        third = self.said(self.order_id, 3)
        self.assertEqual(self.during(self.second, lambda: self.take_up(third)), [["received"]])

    def test_next_one_sees_what_the_one_before_it_wrote(self):
        handled = []

        def note(message, _received):
            handled.append(message.order_ids.amazon_order_ref)
            lock.opened(message.order_ids).amazon_order_ref = str(message.id)

        with Transaction() as env:
            second = env["amazon.punchin.message"].browse(self.second)
            # This transaction began before the first document was processed.
            self.assertEqual(second.order_ids.amazon_order_ref, False)
            with patch.object(type(second), "_handle_status_update", note):
                self.assertEqual(self.take_up(self.first), ["processed"])
                second._take_up()
        self.assertEqual(handled, [False, str(self.first)])
