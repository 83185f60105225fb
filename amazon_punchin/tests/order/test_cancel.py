from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ...tools import lock
from ..answer_case import AnswerCase
from ..answers import ConfirmationDocument, Status
from ..carts import Line
from ..ship_notices import Portion, ShipNoticeDocument


@tagged("post_install", "-at_install")
class TestCancelling(AnswerCase):
    """What Amazon has is cancelled here when Amazon says so, or when an administrator answers for it."""

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(Line())

    def state(self, order, reason, user=None):
        """Open the window, and press its button."""
        action = order.with_user(user or self.manager).action_amazon_state_cancelled()
        window = self.env[action["res_model"]].with_user(user or self.manager).with_context(**action["context"])
        window.create({"reason": reason}).action_cancel_order()

    def test_a_phone_shows_another_button_first(self):
        """It has room for one button of the header, and this one ends the order."""
        arch = self.order.with_user(self.manager).get_view(view_type="form")["arch"]
        buttons = etree.fromstring(arch).xpath("//header/button/@name")
        mark = buttons.index("action_amazon_state_cancelled")
        for name in ("action_amazon_has_it", "action_amazon_accept_price", "action_amazon_receive"):
            self.assertLess(buttons.index(name), mark, name)

    def test_core_says_what_to_do(self):
        for user in (self.buyer, self.purchaser, self.approver, self.manager):
            with self.assertRaisesRegex(UserError, "an Amazon administrator can use"):
                self.order.with_user(user).button_cancel()

    def test_amazon_says_so(self):
        lock.opened(self.order).amazon_mode = "active"
        self.receive(ConfirmationDocument(number=self.order.name))
        self.assertEqual(self.order.amazon_state, "confirmed")
        cancelled = ConfirmationDocument(
            number=self.order.name,
            payload_id="cancelled",
            type="reject",
            confirm_id="",
            notice="2026-03-18T10:00:00+0000",
            statuses=[Status(type="reject", error="Cancelled [error: 001-012]")],
        )
        self.assertProcessed(self.receive(cancelled))
        self.assertEqual((self.order.state, self.order.amazon_state), ("cancel", "refused"))

    def test_administrator_states_it(self):
        self.state(self.order, "Cancelled by phone")
        self.assertEqual((self.order.state, self.order.amazon_state), ("cancel", "cancelled"))
        self.assertEqual(self.order.amazon_cancel_reason, "Cancelled by phone")
        self.assertEqual(self.order.amazon_cancelled_by_id, self.manager)
        self.assertTrue(self.order.amazon_cancelled_at)
        said = self.order.message_ids[0]
        self.assertIn("Cancelled by phone", said.body)
        self.assertEqual(said.author_id, self.manager.partner_id)

    def test_of_an_order_whose_answer_was_lost(self):
        lock.opened(self.order).amazon_state = "unknown"
        message = self.order._outgoing_amazon_message()
        message.state = "unknown"
        self.state(self.order, "Found it and cancelled it")
        self.assertEqual((self.order.state, message.state), ("cancel", "sent"))

    def test_needs_a_reason(self):
        for reason in (False, "  "):
            with self.assertRaisesRegex(UserError, "Enter why"):
                self.state(self.order, reason)
        self.assertEqual(self.order.state, "purchase")

    def test_only_administrators(self):
        for user in (self.buyer, self.purchaser, self.approver):
            with self.assertRaises(AccessError):
                self.state(self.order, "No", user)
            with self.assertRaises(AccessError):
                self.order.with_user(user)._cancel_as_stated("No")

    def test_of_another_company(self):
        order = self.make_order(self.foreign_buyer, self.other_config)
        lock.opened(order).amazon_state = "sent"
        with self.assertRaises(AccessError):
            self.state(order, "No")

    def test_window_shows_no_order_of_another_company(self):
        order = self.make_order(self.foreign_buyer, self.other_config)
        lock.opened(order).amazon_order_ref = "113-1234567-1234567"
        windows = self.env["amazon.punchin.cancellation"].with_user(self.manager)
        with self.assertRaises(AccessError):
            Form(windows.with_context(default_order_id=order.id))
        with self.assertRaises(AccessError):
            windows.create({"order_id": order.id})
        window = windows.sudo().create({"order_id": order.id}).with_user(self.manager)
        with self.assertRaises(AccessError):
            window.read(["amazon_order_links"])

    def test_only_what_amazon_has(self):
        for amazon_state in ("cart", "waiting", "pending", "refused", "cancelled", "expired", "shipped", "done"):
            lock.opened(self.order).amazon_state = amazon_state
            with (
                self.subTest(state=amazon_state),
                self.assertRaisesRegex(UserError, "cannot be marked as cancelled at Amazon"),
            ):
                self.state(self.order, "No")

    def test_not_once_something_is_on_its_way(self):
        order = self.make_sent_order(Line(quantity="3"), payload_id="three")
        self.receive(ShipNoticeDocument(portions=[Portion(order.name, "", [("1", "1")])]))
        with self.assertRaisesRegex(UserError, "has already shipped part"):
            self.state(order, "No")

    def test_nobody_writes_the_statement(self):
        for field, value in (("amazon_cancel_reason", "No"), ("amazon_cancelled_by_id", self.manager.id)):
            with self.assertRaisesRegex(UserError, "came from Amazon"):
                self.order.with_user(self.manager).write({field: value})

    def test_what_amazon_sends_all_the_same_is_told(self):
        self.state(self.order, "Cancelled by phone")
        self.assertProcessed(self.receive(ShipNoticeDocument(portions=[Portion(self.order.name, "", [])])))
        self.assertEqual((self.order.amazon_state, self.order.amazon_shipment_count), ("cancelled", 1))
        self.assertIn("although the order was cancelled", self.order.amazon_warning)
        for activities in (self.order.activity_ids, self.config.activity_ids):
            self.assertEqual(activities.summary, f"Amazon shipped {self.order.name} although the order was cancelled")
        self.assertEqual(self.order.activity_ids.user_id, self.buyer)

    def test_amazon_says_so_as_well(self):
        self.state(self.order, "Cancelled by phone")
        message = self.receive(ConfirmationDocument(number=self.order.name, statuses=[Status("reject")]))
        self.assertProcessed(message)
        self.assertIn("already cancelled, refused or expired here", message.note)
        self.assertEqual(self.order.amazon_state, "cancelled")

    def test_what_amazon_takes_all_the_same_is_not_lost(self):
        self.state(self.order, "Cancelled by phone")
        message = self.receive(ConfirmationDocument(number=self.order.name))
        self.assertEqual(message.state, "failed")
        self.assertIn("has ended in Odoo (Cancelled)", message.error)
        self.assertTrue(self.config.activity_ids)


@tagged("post_install", "-at_install")
class TestPreview(AnswerCase):
    """An order's document can be looked at before anything is sent."""

    def setUp(self):
        super().setUp()
        self.order = self.make_order()

    def preview(self, user=None):
        action = self.order.with_user(user or self.manager).action_amazon_preview()
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_shows_what_would_be_sent_and_sends_nothing(self):
        before = self.messages.search_count([])
        preview = self.preview()
        self.assertIn(self.order.order_line.amazon_aux_id, preview.body)
        self.assertNotIn("top-secret-value", preview.body)
        self.assertEqual(self.messages.search_count([]), before)
        self.assertEqual((self.order.state, self.order.amazon_state), ("draft", "cart"))

    def test_is_the_document_that_is_sent(self):
        preview = self.preview().body
        self.code(self.order).button_confirm()
        sent = self.order._outgoing_amazon_message().body
        self.assertEqual(preview[preview.index("<ItemOut") :], sent[sent.index("<ItemOut") :])

    def test_says_what_is_missing(self):
        lock.opened(self.order).amazon_location_id = False
        with self.assertRaisesRegex(UserError, "Choose a location"):
            self.preview()

    def test_what_was_sent_stands_in_the_log(self):
        self.code(self.order).button_confirm()
        with self.assertRaisesRegex(UserError, "is in the message log"):
            self.preview()

    def test_only_administrators(self):
        with self.assertRaises(AccessError):
            self.preview(self.buyer)
