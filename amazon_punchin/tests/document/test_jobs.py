from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models import ir_cron

from ...models.document import deliver, process
from ...protocol.received import take_in
from ..amazon_server import amazon_server
from ..answer_case import AnswerCase
from ..answers import StatusUpdateDocument
from ..carts import CartDocument, Line


class JobCase(AnswerCase):
    """Jobs as the scheduler runs them."""

    def run_job(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"amazon_punchin.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def run_briefly(self, name):
        """Run a job as if its time were over with the first document."""
        with patch.object(ir_cron, "MIN_TIME_PER_JOB", -1), patch.object(ir_cron, "MIN_RUNS_PER_JOB", 1):
            self.run_job(name)

    def wakes(self, name):
        """When a job is to run again, beside its interval."""
        job = self.env.ref(f"amazon_punchin.{name}")
        return self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]).mapped("call_at")

    def assertWakesAtOnce(self):
        self.assertTrue([moment for moment in self.wakes(self.job) if moment <= fields.Datetime.now()])
        self.env["ir.cron.trigger"].search([]).unlink()

    def come(self, message):
        """Let it be time to see to a document."""
        self.assertGreater(message.next_attempt_at, fields.Datetime.now())
        message.next_attempt_at = fields.Datetime.now()

    def told(self, text, user=None):
        activities = self.config.activity_ids.filtered(lambda activity: text in activity.summary)
        return activities.filtered(lambda activity: not user or activity.user_id == user)

    def again(self, message):
        """Press Process Again."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cursor:
            message.with_env(self.env(cr=cursor, user=self.manager.id)).action_process_again()
        self.env.invalidate_all()

    def stored(self, document):
        """Receive a document, and leave it to the job."""
        message, code, _sentence = self.messages._receive_from_inbox(self.config, take_in(bytes(document)))
        self.assertEqual((code, message.state), (200, "received"))
        return message


@tagged("post_install", "-at_install")
class TestProcessJob(JobCase):
    """What Amazon's server has sent is worked off in its order, and nothing holds up the rest."""

    job = "ir_cron_process"

    def setUp(self):
        super().setUp()
        self.order, self.other = (self.make_sent_order(Line(), payload_id=number) for number in ("one", "two"))
        self.env["ir.cron.trigger"].search([]).unlink()

    def say(self, order, number, code="200"):
        reference = order._outgoing_amazon_message().payload_id
        said = {"code": code, "message": f"OK, word {number}"}
        return self.stored(StatusUpdateDocument(reference=reference, payload_id=f"{order.id} {number}", **said))

    def test_job_wakes_itself_while_documents_are_left_and_no_longer(self):
        self.say(self.order, 1), self.say(self.order, 2)
        with patch.object(ir_cron.IrCron, "_reschedule_asap", lambda job, values: None):
            self.run_briefly(self.job)
        self.assertWakesAtOnce()
        self.run_briefly(self.job)
        self.assertFalse(self.wakes(self.job))

    def test_documents_are_taken_in_the_order_in_which_they_came(self):
        messages = [self.say(order, number) for number in (1, 2) for order in (self.order, self.other)]
        taken = []
        with patch.object(type(messages[0]), "_process", lambda message: taken.append(message.id)):
            self.run_job(self.job)
        self.assertEqual(taken, [message.id for message in messages])

    def test_one_that_is_held_up_is_tried_again_in_a_while(self):
        first, second = self.say(self.order, 1), self.say(self.order, 2)
        self.hold_up(first)
        self.assertEqual((first.state, second.state), ("received", "processed"))
        self.assertIn(first.next_attempt_at, self.wakes(self.job))
        self.run_job(self.job)
        self.assertEqual((first.state, first.attempts), ("received", 1))
        self.come(first)
        self.run_job(self.job)
        self.assertEqual((first.state, first.attempts, first.next_attempt_at), ("processed", 2, False))

    def hold_up(self, held):
        """Run the job while somebody else keeps what a document needs."""
        handle = type(held)._handle_status_update

        def collide(message, received):
            if message == held:
                raise ConcurrencyError("somebody else has it")
            handle(message, received)

        with (
            patch.object(type(held), "_handle_status_update", collide),
            patch("odoo.service.model.time.sleep"),
        ):
            self.run_job(self.job)

    def test_failure_that_cannot_be_written_down_is_not_tried_again_at_once(self):
        bad, good = self.say(self.order, 1), self.say(self.other, 1)
        with (
            patch.object(type(bad), "_handle_status_update", side_effect=UserError("Why")),
            patch.object(type(bad), "_fail", side_effect=ZeroDivisionError),
            mute_logger(process.__name__),
        ):
            self.run_job(self.job)
        self.assertEqual((bad.state, bad.attempts), ("received", 1))
        self.run_job(self.job)
        self.assertEqual((bad.state, bad.attempts, good.state), ("received", 1, "received"))

    def test_one_that_ends_the_server_is_given_up(self):
        bad, good = self.say(self.order, 1), self.say(self.other, 1)
        bad.write({"attempts": len(process.RETRY_MINUTES), "next_attempt_at": fields.Datetime.now()})
        self.run_job(self.job)
        self.assertEqual((bad.state, good.state), ("failed", "processed"))
        self.assertIn("several times", bad.error)
        self.assertTrue(bad.can_process_again)
        self.assertEqual(len(self.told("could not be processed")), 1)

    def test_attempt_is_written_down_before_it_is_made(self):
        message, seen = self.say(self.order, 1), []
        with patch.object(
            type(message), "_process", lambda message: seen.append((message.attempts, bool(message.next_attempt_at)))
        ):
            self.run_job(self.job)
        self.assertEqual(seen, [(1, True)])

    def test_content_that_cannot_be_read_any_more_fails(self):
        bad, good = self.say(self.order, 1), self.say(self.other, 1)
        bad.raw = b"bm90IGd6aXBwZWQ="
        with mute_logger(process.__name__):
            self.run_job(self.job)
        self.assertEqual((bad.state, good.state), ("failed", "processed"))

    def test_document_that_nothing_handles_fails(self):
        message = self.say(self.order, 1)
        message.document = "OrderRequest"
        with mute_logger(process.__name__):
            self.run_job(self.job)
        self.assertEqual(message.state, "failed")

    def test_one_that_waits_may_be_processed_or_set_aside(self):
        first, second = self.say(self.order, 1), self.say(self.order, 2)
        for message in (first, second):
            self.assertEqual((message.can_process_again, message.can_set_aside), (True, True))
        self.again(first)
        second.with_user(self.manager).action_set_aside()
        self.assertEqual((first.state, second.state), ("processed", "dismissed"))


@tagged("post_install", "-at_install")
class TestInterruptedBasket(JobCase):
    """A worker died between storing a basket and making its order."""

    job = "ir_cron_process"

    def interrupt(self, cookie=None, config=None, **cart):
        cart = take_in(bytes(CartDocument(cookie or self.open_session(config=config), **cart)))
        return self.messages._receive(config or self.config, "PunchOutOrderMessage", cart)

    def home(self, user):
        return self.env["amazon.punchin.home"].with_user(user).create({})

    def test_its_request_gets_the_time_it_may_take(self):
        message = self.interrupt()
        self.run_job(self.job)
        self.assertEqual((message.state, message.attempts), ("received", 0))
        self.assertIn(message.next_attempt_at, self.wakes(self.job))

    def test_job_makes_the_order_and_tells_the_shopper(self):
        message = self.interrupt()
        self.assertEqual((self.home(self.buyer).arriving, self.home(self.colleague).arriving), (1, 0))
        self.come(message)
        self.run_job(self.job)
        self.assertEqual((message.state, message.next_attempt_at), ("processed", False))
        order = message.order_ids
        self.assertEqual((order.amazon_requester_id, order.amazon_state), (self.buyer, "cart"))
        self.assertEqual(message.session_id.state, "returned")
        self.assertEqual(order.activity_ids.user_id, self.buyer)
        self.assertEqual((self.home(self.buyer).arriving, self.home(self.buyer).baskets), (0, 1))

    def test_shopper_of_a_live_request_is_told_by_its_page(self):
        self.assertFalse(self.make_order().activity_ids)

    def test_trip_that_ended_meanwhile(self):
        message = self.interrupt()
        self.come(message)
        message.session_id.write({"expires_at": fields.Datetime.now() + timedelta(seconds=1), "state": "expired"})
        self.env.flush_all()
        self.age(message, minutes=10)
        self.run_job(self.job)
        self.assertEqual((message.state, message.error), ("processed", False))

    def age(self, message, **ago):
        self.env.cr.execute(
            "UPDATE amazon_punchin_message SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(**ago), message.id],
        )
        self.env.invalidate_all()

    def test_hold_is_counted_from_when_it_came(self):
        message = self.interrupt()
        self.come(message)
        self.env.flush_all()
        self.age(message, hours=1)
        self.run_job(self.job)
        self.assertEqual(
            message.order_ids.amazon_expires_at.replace(microsecond=0),
            (message.create_date + timedelta(days=self.config.hold_days)).replace(microsecond=0),
        )

    def test_basket_of_nobody_waits_to_be_claimed_and_the_administrator_is_told_once(self):
        message = self.interrupt("never issued")
        self.config.user_id = self.manager
        self.come(message)
        self.run_job(self.job)
        self.assertEqual(message.state, "unclaimed")
        self.assertFalse(self.told("claimed"))
        self.come(message)
        self.run_job(self.job)
        self.assertEqual(self.told("claimed").user_id, self.manager)
        self.told("claimed").action_feedback()
        self.run_job(self.job)
        self.assertFalse(self.told("claimed"))

    def test_one_of_which_no_order_can_be_made(self):
        message = self.interrupt(currency="XXX")
        self.config.user_id = self.manager
        self.come(message)
        self.run_job(self.job)
        self.assertEqual(message.state, "failed")
        self.assertEqual(self.told("could not be processed").user_id, self.manager)
        notified = self.config.message_ids | self.env["mail.message"].search(
            [("model", "=", self.config._name), ("res_id", "=", self.config.id)]
        )
        notified = notified.filtered(lambda note: self.buyer.partner_id in note.notified_partner_ids)
        self.assertIn("did not become an order", notified.subject)

    def test_administrator_processes_it(self):
        message = self.interrupt()
        self.again(message)
        self.assertEqual((message.state, message.order_ids.amazon_requester_id), ("processed", self.buyer))

    def test_administrator_processes_again_what_failed(self):
        cookie = self.open_session()
        self.config.mode = "paused"
        message = self.bring(CartDocument(cookie))
        self.assertEqual((message.state, message.can_process_again), ("failed", True))
        self.config.mode = "test"
        self.again(message)
        self.assertEqual((message.state, message.order_ids.amazon_requester_id), ("processed", self.buyer))

    def test_administrator_sets_it_aside(self):
        message = self.interrupt()
        message.with_user(self.manager).action_set_aside()
        self.assertEqual((message.state, message.next_attempt_at), ("dismissed", False))

    def test_stuck_one_is_on_the_administrators_overview(self):
        message = self.interrupt()
        self.assertFalse(self.home(self.manager).failed_documents)
        self.env.flush_all()
        self.age(message, hours=2)
        self.assertEqual(self.home(self.manager).failed_documents, 1)

    def test_its_slow_request_finds_the_order(self):
        cart = take_in(bytes(CartDocument(self.open_session())))
        message = self.messages._receive(self.config, "PunchOutOrderMessage", cart)
        self.come(message)
        self.run_job(self.job)
        order = message.order_ids
        message._process(cart)
        self.assertEqual((message.order_ids, message.session_id.order_id), (order, order))


@tagged("post_install", "-at_install")
class TestSendJob(JobCase):
    """Orders leave, whatever goes wrong with one of them."""

    job = "ir_cron_send"

    def setUp(self):
        super().setUp()
        self.amazon = self.enterContext(amazon_server())
        self.config.write({"order_url_test": self.amazon.url, "user_id": self.manager.id})
        self.first, self.second = (self.pending(number) for number in ("one", "two"))
        self.env["ir.cron.trigger"].search([]).unlink()

    def pending(self, number):
        order = self.code(self.make_order(payload_id=number))
        order.button_confirm()
        return order._outgoing_amazon_message()

    def test_job_wakes_itself_while_documents_are_left_and_no_longer(self):
        with patch.object(ir_cron.IrCron, "_reschedule_asap", lambda job, values: None):
            self.run_briefly(self.job)
        self.assertEqual((self.first.state, self.second.state), ("sent", "pending"))
        self.assertWakesAtOnce()
        self.run_briefly(self.job)
        self.assertEqual(self.second.state, "sent")
        self.assertFalse(self.wakes(self.job))

    def test_one_that_odoo_cannot_send_is_put_off_and_told_of(self):
        attempt = type(self.first)._attempt
        with (
            patch.object(type(self.first), "_attempt", lambda m: 1 / 0 if m == self.first else attempt(m)),
            mute_logger(deliver.__name__),
        ):
            self.run_job(self.job)
        self.assertEqual((self.first.state, self.first.attempts, self.second.state), ("pending", 1, "sent"))
        self.assertGreater(self.first.next_attempt_at, fields.Datetime.now())
        self.assertIn(self.first.next_attempt_at, self.wakes(self.job))
        self.assertEqual(self.told("do not reach").user_id, self.manager)

    def test_interrupted_one_that_cannot_be_settled_stops_no_other(self):
        self.first._move_to("sending")
        conclude = type(self.first)._conclude
        with (
            patch.object(
                type(self.first), "_conclude", lambda m, *told: 1 / 0 if m == self.first else conclude(m, *told)
            ),
            mute_logger(process.__name__, deliver.__name__),
        ):
            self.run_job(self.job)
        self.assertEqual(self.first.state, "sending")
        self.assertEqual(self.told("do not reach").user_id, self.manager)
        self.run_job(self.job)
        self.assertEqual((self.first.state, self.second.state), ("unknown", "sent"))

    def test_lost_answer_is_told_to_buyer_and_administrator_once(self):
        self.first._move_to("sending")
        self.run_job(self.job)
        self.run_job(self.job)
        self.assertEqual(len(self.first.order_ids.activity_ids), 1)
        self.assertEqual(self.first.order_ids.activity_ids.user_id, self.buyer)
        self.assertEqual(len(self.told("whether Amazon has", self.manager)), 1)
