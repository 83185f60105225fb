from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ...tools import lock, wording
from ..answer_case import AnswerSetup
from ..answers import ConfirmationDocument, Status
from ..approval_case import ApprovalCase
from ..carts import Line


@tagged("post_install", "-at_install")
class TestCauses(AnswerSetup, ApprovalCase):
    """An activity ends when its cause has ended, and there is one for each."""

    def given(self, record, cause):
        return record.activity_ids.filtered(lambda activity: activity.amazon_cause == cause)

    def alarm(self, order):
        """What the administrator is told of an order whose answer is unknown."""
        return self.given(self.config, order._amazon_alarm_cause("unknown"))

    def answer(self, order, payload_id, *statuses):
        document = ConfirmationDocument(number=order.name, payload_id=payload_id, statuses=list(statuses))
        self.assertProcessed(self.receive(document))

    def conclude(self, order, state):
        message = order._outgoing_amazon_message()
        message._move_to("sending")
        message._conclude(state, lambda _env: "Nobody knows.")

    def unknown_order(self, payload_id="unknown"):
        order = self.confirmed(payload_id=payload_id)
        self.conclude(order, "unknown")
        self.assertEqual(order.amazon_state, "unknown")
        return order

    def test_nobody_looks_for_an_order_that_amazon_confirmed(self):
        first, second = self.unknown_order("1"), self.unknown_order("2")
        self.assertTrue(self.given(first, "unknown"))
        for order in (first, second):
            self.assertEqual(len(self.alarm(order)), 1)
        self.answer(first, "c1", Status("detail", "1", "1"))
        self.assertFalse(self.given(first, "unknown") | self.alarm(first))
        self.assertTrue(self.alarm(second), "another order is still to be looked for")
        second.with_user(self.manager).action_amazon_has_it()
        self.assertFalse(self.given(second, "unknown") | self.alarm(second))

    def test_one_rejection_one_activity(self):
        order = self.make_sent_order(Line(), Line(asin="B000OTHER1"))
        for number in range(2):
            self.answer(order, f"c{number}", Status("detail", "1", "1"), Status("reject", "1", "2"))
        self.assertEqual(len(self.given(order, "partial")), 1)
        self.answer(order, "c3", Status("detail", "1", "1"), Status("detail", "1", "2"))
        self.assertFalse(self.given(order, "partial"))

    def test_refused_once(self):
        order = self.make_sent_order(Line())
        for number in range(2):
            self.answer(order, f"c{number}", Status("reject", "1", "1"))
        self.assertEqual(len(self.given(order, "refused")), 1)

    def test_refused_and_sent_again(self):
        order = self.confirmed()
        self.conclude(order, "refused")
        self.assertTrue(self.given(order, "refused"))
        order.with_user(self.manager).action_amazon_send_again()
        self.assertFalse(self.given(order, "refused"))

    def test_expired_and_ordered_at_todays_price(self):
        order = self.confirmed_late()
        self.assertTrue(self.given(order, "expired"))
        order.with_user(self.manager).action_amazon_todays_price()
        self.assertFalse(self.given(order, "expired"))

    def test_expired_and_given_up(self):
        order = self.confirmed_late()
        order.with_user(self.buyer).button_cancel()
        self.assertFalse(order.activity_ids)

    def confirmed_late(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        self.shift_hold(order, timedelta(minutes=-1))
        lock.opened(order)._watch_amazon_hold()
        self.assertEqual(order.amazon_state, "expired")
        return order

    def test_somebody_can_approve_again(self):
        self.make_rule("Bob approves", self.bob)
        order = self.confirmed()
        self.bob.active = False
        lock.opened(order)._watch_amazon_hold()
        self.assertTrue(self.given(order, "nobody"))
        self.bob.active = True
        lock.opened(order)._watch_amazon_hold()
        self.assertFalse(self.given(order, "nobody"))
        self.assertEqual(self.approvals(order).user_id, self.bob)

    def test_what_could_not_be_processed_is(self):
        message = self.receive(ConfirmationDocument(number="P99999"))
        self.assertEqual(message.state, "failed")
        self.assertTrue(self.given(self.config, "failed"))
        message._move_to("dismissed")
        self.assertFalse(self.given(self.config, "failed"))

    def test_another_text_takes_the_place_of_the_older_one(self):
        order = self.make_order()
        for text in ("One", "One", "Two"):
            order._tell_amazon_buyer(lambda order, text=text: ("Look", text), "problem")
        self.assertIn("Two", self.given(order, "problem").note)
        wording.end_cause(order, "another")
        self.assertTrue(self.given(order, "problem"))
        self.assertEqual(self.given(order, "problem").date_deadline, fields.Date.context_today(order))
