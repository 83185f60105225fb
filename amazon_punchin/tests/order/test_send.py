from datetime import timedelta
from unittest.mock import patch

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...protocol.document import parse
from ...tools import lock
from ..amazon_server import amazon_server, status
from ..carts import Line
from ..common import AmazonCase
from ..cxml import CxmlAssertions, needs_dtds


@tagged("post_install", "-at_install")
class TestSending(CxmlAssertions, AmazonCase):
    """An approved order reaches Amazon once, and the order says what became of it."""

    def setUp(self):
        super().setUp()
        self.amazon = self.enterContext(amazon_server())
        self.config.order_url_test = self.config.order_url_active = self.amazon.url
        self.order = self.code(self.make_order(lines=[Line(price="6.99", quantity="3", shipping="2.99", tax="1.50")]))

    def confirm(self):
        self.order.with_user(self.buyer).button_confirm()
        return self.message()

    def message(self):
        return self.order.amazon_message_ids.filtered(lambda message: message.direction == "out")

    def run_cron(self):
        """Run the job as the scheduler does, in transactions of its own."""
        with self.enter_registry_test_mode():
            self.env.ref("amazon_punchin.ir_cron_send").method_direct_trigger()
        self.env.invalidate_all()

    def sent(self):
        return parse(self.amazon.received[-1])

    def test_confirm_queues_and_sends_nothing_yet(self):
        message = self.confirm()
        self.assertEqual((self.order.state, self.order.amazon_state), ("purchase", "pending"))
        self.assertRecordValues(message, [{"document": "OrderRequest", "state": "pending", "attempts": 0}])
        self.assertFalse(self.amazon.received)

    def test_status_200_is_sent(self):
        message = self.confirm()
        self.run_cron()
        self.assertRecordValues(message, [{"state": "sent", "attempts": 1, "error": False}])
        self.assertEqual(self.order.amazon_state, "sent")
        self.run_cron()
        self.assertEqual(len(self.amazon.received), 1)

    def test_group_that_is_paused_during_a_run_sends_no_more(self):
        first, self.order = self.confirm(), self.code(self.make_order(payload_id="another"))
        second, send = self.confirm(), type(self.config)._send_order

        def pause_and_send(config, document, mode):
            config.mode = "paused"
            return send(config, document, mode)

        with patch.object(type(self.config), "_send_order", pause_and_send):
            self.run_cron()
        self.assertEqual((first.state, second.state, second.attempts), ("sent", "pending", 0))
        self.assertEqual(len(self.amazon.received), 1)

    def test_document_echoes_the_cart(self):
        message = self.confirm()
        self.run_cron()
        root = self.sent()
        self.assertEqual(root.get("payloadID"), message.payload_id)
        self.assertEqual(root.findtext("Header/From/Credential/Identity"), "ODOO-TEST")
        self.assertEqual(root.findtext("Header/To/Credential/Identity"), "Amazon")
        self.assertEqual(root.findtext("Header/Sender/Credential/SharedSecret"), "top-secret-value")
        request = root.find("Request")
        self.assertEqual(request.get("deploymentMode"), "test")
        header = request.find("OrderRequest/OrderRequestHeader")
        self.assertEqual((header.get("orderID"), header.get("type")), (self.order.name, "new"))
        self.assertEqual(header.findtext("Total/Money"), "20.97")
        self.assertEqual(header.findtext("ShipTo/Address/PostalAddress/City"), "Springfield")
        self.assertEqual(header.findtext("ShipTo/Address/PostalAddress/DeliverTo"), self.buyer.name)
        (item,) = request.findall("OrderRequest/ItemOut")
        self.assertEqual((item.get("quantity"), item.get("lineNumber")), ("3", "1"))
        self.assertEqual(item.findtext("ItemID/SupplierPartAuxiliaryID"), "136-4982173-3109337,1")
        came = parse(f"<cXML>{self.order.order_line[0].amazon_item_in}</cXML>".encode()).find("ItemIn/ItemDetail")
        self.assertEqual(*(etree.tostring(node, method="c14n", strip_text=True) for node in (item[1], came)))

    def test_stored_document_holds_no_secret(self):
        message = self.confirm()
        self.run_cron()
        self.assertNotIn("top-secret-value", message.body)
        self.assertNotIn(b"top-secret-value", message._raw_bytes())

    def send_what_may_be_there(self):
        """Send an order with charges and with Amazon's id of its address."""
        self.order.amazon_location_id.amazon_address_id = "ABC123"
        self.confirm()
        self.run_cron()
        self.assertEqual(self.sent().find(".//ShipTo/Address").get("addressID"), "ABC123")
        return self.amazon.received[-1]

    def test_phone_of_the_requester_else_of_the_place(self):
        place = self.order.amazon_location_id.partner_id
        place.phone = "+1 413-555-0100"
        self.buyer.partner_id.phone = False
        for phone, number in (
            (False, "4135550100"),
            ("(413) 555-0199", "4135550199"),
            ("001 413 5550188", "4135550188"),
        ):
            self.buyer.partner_id.phone = phone
            header = parse(self.order._build_amazon_order_request("phone@odoo")).find(".//OrderRequestHeader")
            found = header.find("ShipTo/Address/Phone/TelephoneNumber")
            self.assertEqual((found.findtext("CountryCode"), found.findtext("Number")), ("1", number))
            self.assertEqual(header.findtext("ShipTo/Address/Email"), self.buyer.email)

    def test_who_orders_for_which_cost_center(self):
        header = parse(self.order._build_amazon_order_request("who@odoo")).find(".//OrderRequestHeader")
        details = {node.get("name"): node.text for node in header.iterfind("Extrinsic")}
        self.assertEqual(
            details,
            {"Name": self.buyer.name, "Email": self.buyer.email, "CostCenter": self.budget.code or self.budget.name},
        )

    def test_document_is_read_by_amazon(self):
        self.assertReadByAmazon(self.send_what_may_be_there())

    @needs_dtds
    def test_document_is_valid(self):
        self.assertValid(self.send_what_may_be_there())

    def test_active_mode(self):
        self.config.write({"mode": "active", "allow_private_hosts": True})
        self.order = self.code(self.make_order(payload_id="active"))
        self.config.mode = "test"
        self.confirm()
        self.run_cron()
        self.assertEqual(self.sent().find("Request").get("deploymentMode"), "production")

    def test_error_status_is_refused(self):
        self.amazon.answer = status(406, "Not Acceptable", "Quantity below the cart [018-007]")
        message = self.confirm()
        self.run_cron()
        self.assertEqual(message.state, "refused")
        self.assertEqual(self.order.amazon_state, "refused")
        self.assertIn("Quantity below the cart", self.order.amazon_refusal)
        activity = self.order.activity_ids
        self.assertEqual(activity.user_id, self.buyer)
        self.assertIn("Quantity below the cart", activity.note)
        self.run_cron()
        self.assertEqual(len(self.amazon.received), 1)

    def test_refused_order_can_be_cancelled(self):
        self.amazon.answer = status(406)
        self.confirm()
        self.run_cron()
        self.order.with_user(self.buyer).button_cancel()
        self.assertEqual((self.order.state, self.order.amazon_state), ("cancel", "refused"))

    def test_lost_answer_is_unknown_and_never_sent_again(self):
        for answer, http_status in ((None, 200), (b"", 200), (b"<html>Thank you</html>", 200), (b"<cXML>", 200)):
            with self.subTest(answer=answer):
                self.amazon.answer, self.amazon.http_status = answer, http_status
                self.order = self.code(self.make_order(payload_id=f"lost-{len(answer or b'')}"))
                message = self.confirm()
                before = len(self.amazon.received)
                self.run_cron()
                self.assertEqual(message.state, "unknown")
                self.assertEqual(self.order.amazon_state, "unknown")
                self.assertEqual(self.order.activity_ids.user_id, self.buyer)
                self.run_cron()
                self.assertEqual(len(self.amazon.received), before + 1)
                self.assertEqual(len(self.message()), 1)

    def test_order_at_amazon_cannot_be_cancelled_here(self):
        self.confirm()
        self.run_cron()
        with self.assertRaisesRegex(UserError, "Cancel it at Amazon first"):
            self.order.button_cancel()

    def test_not_delivered_is_tried_again_with_the_same_document(self):
        self.config.order_url_test = "http://127.0.0.1:9"
        message = self.confirm()
        self.run_cron()
        self.assertRecordValues(message, [{"state": "pending", "attempts": 1}])
        self.assertEqual(self.order.amazon_state, "pending")
        self.assertGreater(message.next_attempt_at, fields.Datetime.now())
        self.config.order_url_test = self.amazon.url
        self.run_cron()
        self.assertFalse(self.amazon.received)
        payload_id = message.payload_id
        message.next_attempt_at = fields.Datetime.now() - timedelta(seconds=1)
        self.run_cron()
        self.assertRecordValues(message, [{"state": "sent", "attempts": 2}])
        self.assertEqual(self.sent().get("payloadID"), payload_id)

    def test_server_that_asks_for_later_is_tried_again_no_sooner(self):
        for number, (http_status, pause, minutes) in enumerate(((429, "", 1), (503, "600", 10), (503, "86400", 60))):
            self.amazon.answer, self.amazon.http_status = b"", http_status
            self.amazon.headers = {"Retry-After": pause} if pause else {}
            self.order = self.code(self.make_order(payload_id=f"later-{number}"))
            message = self.confirm()
            self.run_cron()
            with self.subTest(http_status=http_status, pause=pause):
                self.assertEqual((message.state, self.order.amazon_state), ("pending", "pending"))
                wait = (message.next_attempt_at - fields.Datetime.now()).total_seconds() / 60
                self.assertAlmostEqual(wait, minutes, delta=0.5)

    def test_server_that_failed_is_unknown_whatever_it_says(self):
        page = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
        answers = ((503, b""), (502, page), (500, status(500)), (500, status(200)), (504, page), (200, status(550)))
        for number, (http_status, answer) in enumerate([*answers, (409, b"")]):
            self.amazon.answer, self.amazon.http_status = answer, http_status
            self.order = self.code(self.make_order(payload_id=f"failed-{number}"))
            message = self.confirm()
            before = len(self.amazon.received)
            for _run in range(2):
                self.run_cron()
            with self.subTest(http_status=http_status, answer=answer):
                self.assertEqual((message.state, self.order.amazon_state), ("unknown", "unknown"))
                self.assertEqual(len(self.amazon.received), before + 1)

    def test_order_that_amazon_has_already_is_sent(self):
        for http_status in (200, 409):
            self.amazon.answer, self.amazon.http_status = status(409, "Conflict", "Order exists"), http_status
            self.order = self.code(self.make_order(payload_id=f"exists-{http_status}"))
            message = self.confirm()
            self.run_cron()
            with self.subTest(http_status=http_status):
                self.assertEqual((message.state, self.order.amazon_state), ("sent", "sent"))

    def test_answer_that_says_nothing_is_kept(self):
        secret = self.config.shared_secret
        self.amazon.answer, self.amazon.http_status = f"<html>Bad gateway, {secret}</html>".encode(), 502
        message = self.confirm()
        self.run_cron()
        self.assertIn("Bad gateway", message.answer)
        self.assertNotIn(secret, message.answer)

    def test_pauses_grow(self):
        self.config.order_url_test = "http://127.0.0.1:9"
        message = self.confirm()
        pauses = []
        for _attempt in range(4):
            message.next_attempt_at = fields.Datetime.now()
            self.run_cron()
            pauses.append((message.next_attempt_at - fields.Datetime.now()).total_seconds())
        self.assertEqual(pauses, sorted(pauses))
        self.assertGreater(pauses[-1], 10 * pauses[0])

    def test_nothing_is_sent_after_the_hold(self):
        message = self.confirm()
        lock.opened(self.order).amazon_expires_at = fields.Datetime.now()
        self.run_cron()
        self.assertEqual((message.state, self.order.amazon_state), ("cancelled", "expired"))
        self.assertFalse(self.amazon.received)
        self.assertEqual(self.order.activity_ids.user_id, self.buyer)
        self.order.with_user(self.buyer).button_cancel()
        self.assertEqual(self.order.state, "cancel")

    def test_confirmation_that_came_first_stays(self):
        message = self.confirm()
        message.state = "sending"
        lock.opened(self.order).amazon_state = "confirmed"
        self.run_cron()
        self.assertEqual((message.state, self.order.amazon_state), ("sent", "confirmed"))

    def test_order_that_amazon_answered_is_not_sent_again(self):
        self.amazon.answer, self.amazon.http_status = b"", 429
        message = self.confirm()
        self.run_cron()
        lock.opened(self.order)._settle_amazon_unknown()
        self.assertRecordValues(message, [{"state": "sent", "error": False, "next_attempt_at": False}])
        message.write({"state": "pending", "next_attempt_at": fields.Datetime.now()})
        lock.opened(self.order).amazon_state = "confirmed"
        self.run_cron()
        self.assertEqual((message.state, self.order.amazon_state), ("sent", "confirmed"))
        self.assertEqual(len(self.amazon.received), 1)

    def test_answer_during_a_call_that_fails(self):
        self.amazon.http_status = 502

        def answer(_document):
            lock.opened(self.order).amazon_state = "confirmed"
            self.env.flush_all()
            return b""

        self.amazon.answer = answer
        message = self.confirm()
        self.run_cron()
        self.assertEqual((message.state, self.order.amazon_state), ("sent", "confirmed"))

    def test_refused_order_goes_out_again_with_the_same_id(self):
        self.amazon.answer = status(406)
        message = self.confirm()
        self.run_cron()
        self.amazon.answer = status(200)
        with self.assertRaises(AccessError):
            self.order.with_user(self.buyer).action_amazon_send_again()
        self.order.with_user(self.manager).action_amazon_send_again()
        self.run_cron()
        self.assertEqual((message.state, self.order.amazon_state, self.order.amazon_refusal), ("sent", "sent", False))
        self.assertEqual([parse(data).get("payloadID") for data in self.amazon.received], [message.payload_id] * 2)

    def test_what_amazon_rejected_does_not_go_out_again(self):
        self.confirm()
        self.run_cron()
        lock.opened(self.order)._refused_by_amazon("Out of stock")
        with self.assertRaisesRegex(UserError, "already known"):
            self.order.with_user(self.manager).action_amazon_send_again()

    def delays(self):
        return self.config.activity_ids.filtered(lambda activity: "do not reach Amazon" in activity.summary)

    def test_administrator_hears_of_an_order_that_cannot_leave(self):
        self.config.order_url_test = "http://127.0.0.1:9"
        message = self.confirm()
        for told in (0, 0, 0, 1, 1):
            message.next_attempt_at = fields.Datetime.now()
            self.run_cron()
            self.assertEqual(len(self.delays()), told)
        self.assertIn(self.order.name, self.delays().note)

    def test_administrator_hears_at_once_of_a_missing_setting(self):
        message = self.confirm()
        self.config.shared_secret = False
        self.run_cron()
        self.assertEqual((message.state, len(self.delays())), ("pending", 1))

    def lose_the_answer(self):
        self.amazon.answer = None
        message = self.confirm()
        self.run_cron()
        self.amazon.answer = status(200)
        return message

    def test_administrator_says_that_amazon_has_it(self):
        message = self.lose_the_answer()
        with self.assertRaises(AccessError):
            self.order.with_user(self.buyer).action_amazon_has_it()
        self.order.with_user(self.manager).action_amazon_has_it()
        self.assertEqual((message.state, self.order.amazon_state), ("sent", "sent"))

    def test_administrator_says_that_amazon_does_not_have_it(self):
        message = self.lose_the_answer()
        payload_id = message.payload_id
        with self.assertRaises(AccessError):
            self.order.with_user(self.approver).action_amazon_send_again()
        self.order.with_user(self.manager).action_amazon_send_again()
        self.run_cron()
        self.assertEqual((message.state, self.order.amazon_state), ("sent", "sent"))
        self.assertEqual({parse(data).get("payloadID") for data in self.amazon.received}, {payload_id})

    def test_nobody_decides_what_is_known(self):
        self.confirm()
        for action in ("action_amazon_has_it", "action_amazon_send_again"):
            with self.assertRaisesRegex(UserError, "already known"):
                getattr(self.order.with_user(self.manager), action)()

    def test_without_a_secret_nothing_is_sent(self):
        message = self.confirm()
        self.config.shared_secret = False
        self.run_cron()
        self.assertEqual(message.state, "pending")
        self.assertIn("Shared secret", message.error)
        self.assertFalse(self.amazon.received)

    def test_cancelling_while_it_is_being_sent(self):
        self.confirm().state = "sending"
        with self.assertRaisesRegex(UserError, "right now"):
            self.order.button_cancel()

    def test_redirect_is_not_followed(self):
        self.amazon.http_status, self.amazon.answer = 302, b""
        self.amazon.headers = {"Location": f"{self.amazon.url}/elsewhere"}
        message = self.confirm()
        self.run_cron()
        self.assertEqual(message.state, "refused")
        self.assertEqual(len(self.amazon.received), 1)

    def test_interrupted_attempt_is_unknown(self):
        message = self.confirm()
        message.state = "sending"
        self.run_cron()
        self.assertEqual(self.order.amazon_state, "unknown")
        self.assertFalse(self.amazon.received)

    def test_late_outcome_of_an_interrupted_attempt(self):
        message = self.confirm()
        message.state = "sending"
        message._conclude("unknown", lambda _env: "The server stopped.")
        message._conclude("refused", lambda _env: "Amazon does not take it.")
        self.assertEqual((message.state, self.order.amazon_state), ("refused", "refused"))

    def test_paused_sends_nothing(self):
        message = self.confirm()
        self.config.mode = "paused"
        self.run_cron()
        self.assertEqual(message.state, "pending")
        self.assertFalse(self.amazon.received)

    def test_cancelled_before_it_was_sent(self):
        message = self.confirm()
        self.order.with_user(self.buyer).button_cancel()
        self.assertEqual(message.state, "cancelled")
        self.run_cron()
        self.assertFalse(self.amazon.received)

    def test_one_order_that_fails_holds_up_no_other(self):
        self.config.order_url_test = False
        self.confirm()
        other = self.code(self.make_order(config=self.config, payload_id="other"))
        self.config.write({"mode": "active", "allow_private_hosts": True})
        lock.opened(other).amazon_mode = "active"
        other.button_confirm()
        self.run_cron()
        self.assertEqual(self.order.amazon_state, "pending")
        self.assertEqual(other.amazon_state, "sent")

    def test_charges_are_never_sent(self):
        self.confirm()
        self.run_cron()
        self.assertEqual(len(self.order.order_line), 3)
        self.assertEqual(len(self.sent().findall("Request/OrderRequest/ItemOut")), 1)
