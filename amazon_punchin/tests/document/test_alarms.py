from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..amazon_server import status
from ..answers import ConfirmationDocument, Status
from ..carts import Line
from ..inbox_case import InboxCase
from ..invoices import InvoiceDocument, InvoicedOrder


@tagged("post_install", "-at_install")
class TestAlarms(InboxCase):
    """What goes wrong is told to an administrator, and no longer once it is seen to."""

    def alarms(self):
        return self.config.activity_ids.mapped("summary")

    def confirmed_order(self, **cart):
        order = self.code(self.make_order(**cart))
        order.button_confirm()
        return order

    def test_administrator_of_the_group_else_any_of_the_company(self):
        colleague = self.make_user("second", "amazon_punchin.group_manager")
        every = self.env.ref("amazon_punchin.group_manager").all_user_ids
        for number, (administrator, told) in enumerate(((colleague, colleague), (self.buyer, every), (False, every))):
            self.config.user_id = administrator
            self.config.activity_ids.unlink()
            self.bring_in(ConfirmationDocument(number=f"P{number}", reference=""))
            self.assertIn(self.config.activity_ids.user_id, told)

    def test_document_that_failed(self):
        document = ConfirmationDocument(number="P99999", reference="")
        message, _code = self.bring_in(document)
        self.assertIn("Some Amazon documents could not be processed", self.alarms())
        self.bring_in(ConfirmationDocument(**self.about()))
        self.assertIn("Some Amazon documents could not be processed", self.alarms(), "its cause is still there")
        message.with_user(self.manager).action_set_aside()
        self.assertFalse(self.alarms())

    def test_document_that_is_processed_again(self):
        message, _code = self.bring_in(ConfirmationDocument(number="P99999", reference=""))
        self.env.cr.execute("UPDATE purchase_order SET name = 'P99999' WHERE id = %s", [self.order.id])
        self.env.invalidate_all()
        message._process_later()
        self.run_cron("process")
        self.assertEqual(message.state, "processed")
        self.assertFalse(self.alarms())

    def test_wrong_credentials(self):
        for number, (http_status, answer) in enumerate(((401, b"no"), (200, status(401, "Unauthorized")), (403, b""))):
            self.amazon.http_status, self.amazon.answer = http_status, answer
            order = self.confirmed_order(payload_id=f"unauthorized-{number}")
            self.run_cron("send")
            with self.subTest(http_status=http_status):
                self.assertEqual(order.amazon_state, "refused")
                self.assertEqual(self.alarms(), ["Amazon does not accept the credentials of orders"])
        self.assertEqual(self.config.activity_ids.user_id, self.config._administrator())
        self.amazon.http_status, self.amazon.answer = 200, status(200)
        order.with_user(self.manager).action_amazon_send_again()
        self.run_cron("send")
        self.assertEqual(order.amazon_state, "sent")
        self.assertFalse(self.alarms())

    def test_each_unclear_order_until_it_is_clear(self):
        self.amazon.answer = None
        orders = self.order.browse()
        for number in range(3):
            orders |= self.confirmed_order(payload_id=f"unclear-{number}")
            self.run_cron("send")
        self.assertEqual(set(orders.mapped("amazon_state")), {"unknown"})
        self.assertEqual(len(self.alarms()), 3)
        here, again, answered = orders
        here.with_user(self.manager).action_amazon_has_it()
        self.assertFalse([alarm for alarm in self.alarms() if here.name in alarm])
        self.assertFalse(here.activity_ids)
        self.amazon.answer = status(200)
        again.with_user(self.manager).action_amazon_send_again()
        self.bring_in(ConfirmationDocument(**self.about(answered)))
        self.assertEqual(answered.amazon_state, "confirmed")
        self.assertFalse(self.alarms())
        self.assertFalse(orders.activity_ids)

    def test_order_that_amazon_does_not_take(self):
        self.amazon.answer = status(406)
        cancelled, again = (self.confirmed_order(payload_id=f"refused-{number}") for number in range(2))
        self.run_cron("send")
        self.assertEqual(len(self.alarms()), 2)
        cancelled.with_user(self.buyer).button_cancel()
        self.assertEqual(self.alarms(), [f"Amazon refused order {again.name}"])
        again.with_user(self.manager).action_amazon_send_again()
        self.assertFalse(self.alarms())

    def test_order_that_does_not_leave(self):
        secret = self.config.shared_secret
        self.config.shared_secret = False
        order = self.confirmed_order(payload_id="stays")
        self.run_cron("send")
        self.assertEqual(self.alarms(), ["Orders do not reach Amazon"])
        self.config.shared_secret = secret
        order._outgoing_amazon_message().next_attempt_at = fields.Datetime.now() - timedelta(seconds=1)
        self.run_cron("send")
        self.assertEqual(order.amazon_state, "sent")
        self.assertFalse(self.alarms())

    def test_document_for_another_group(self):
        other = self.make_config("Second", self.company)
        other.buyer_identity = "OTHER-GROUP"
        data = bytes(ConfirmationDocument(**self.about())).replace(b"ODOO-TEST", b"OTHER-GROUP")
        self.assertEqual(self.code_of(self.post(data)), "200")
        self.run_cron("process")
        message = self.received("ConfirmationRequest")
        self.assertEqual((message.state, self.order.amazon_state), ("processed", "confirmed"))
        self.assertIn("“OTHER-GROUP”", message.note)
        self.assertEqual(self.alarms(), ["Amazon posts documents of another group here"])

    def test_repeated_statement_tells_nothing_anew(self):
        order = self.make_sent_order(payload_id="three", lines=[Line(quantity="3")])
        statuses = [Status(quantity="2"), Status(type="reject", quantity="1", error="Out of stock [015-005]")]
        for number in range(3):
            document = ConfirmationDocument(
                **self.about(order), notice=f"2026-03-17T17:37:2{number}+0000", statuses=statuses
            )
            self.bring_in(document, payload_id=f"{number}@amazon.com")
        self.assertEqual(len(self.received("ConfirmationRequest")), 3)
        said = self.env["amazon.punchin.line.status"].search([("order_id", "=", order.id)])
        self.assertEqual(order.amazon_state, "partial", said.read(["answer", "quantity", "counts", "noticed_at"]))
        self.assertEqual(len(order.activity_ids), 1)

    def test_billed_order_that_amazon_never_confirmed(self):
        message, _code = self.bring_in(InvoiceDocument(orders=[InvoicedOrder(**self.about())]))
        self.assertEqual((message.state, self.order.amazon_state), ("processed", "confirmed"))
        message.bill_id.button_cancel()
        self.assertEqual(self.order.amazon_state, "sent")
        summed = self.make_sent_order(payload_id="summed")
        document = InvoiceDocument(orders=[InvoicedOrder(**self.about(summed), sum="10.00")], invoice_id="INV-2")
        message, _code = self.bring_in(document)
        self.assertEqual((message.state, summed.amazon_state), ("processed", "confirmed"), message.error)
