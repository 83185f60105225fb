from odoo.tests import tagged

from ...protocol.received import take_in
from ...tools import lock
from ..answers import ConfirmationDocument, StatusUpdateDocument
from ..common import AmazonHttpCase
from ..ship_notices import Portion, ShipNoticeDocument


@tagged("post_install", "-at_install")
class TestLogTours(AmazonHttpCase):
    """The message log and what an administrator does there, in a browser."""

    def setUp(self):
        super().setUp()
        self.order = self.code(self.make_order())
        self.order.button_confirm()
        self.order._outgoing_amazon_message()._conclude("sent", False)

    def receive(self, document):
        message, _code, _sentence = self.env["amazon.punchin.message"]._receive_from_inbox(
            self.config, take_in(bytes(document))
        )
        if message.state == "received":
            message._process()
        return message

    def make_failed_confirmation(self):
        """A confirmation that came too early; now it can be processed."""
        lock.opened(self.order).amazon_state = "cart"
        message = self.receive(ConfirmationDocument(number=self.order.name, secret="top-secret-value"))
        lock.opened(self.order).amazon_state = "sent"
        self.assertEqual(message.state, "failed")
        return message

    def test_message_log(self):
        message = self.make_failed_confirmation()
        self.start_tour("/odoo/amazon-messages", "amazon_punchin_message_log", login="amazon_manager")
        self.assertEqual((message.state, self.order.amazon_state), ("processed", "confirmed"))

    def test_several_again(self):
        message = self.make_failed_confirmation()
        hopeless = self.receive(StatusUpdateDocument(reference="unknown", payload_id="hopeless"))
        self.start_tour("/odoo/amazon-messages", "amazon_punchin_message_log_several", login="amazon_manager")
        self.assertEqual((message.state, hopeless.state), ("processed", "failed"))

    def test_shipment(self):
        self.receive(ShipNoticeDocument(portions=[Portion(self.order.name, "", [])]))
        action = self.env.ref("amazon_punchin.amazon_punchin_shipment_action")
        self.start_tour(f"/odoo/action-{action.id}", "amazon_punchin_shipment", login="amazon_buyer")

    def test_inbox_password(self):
        self.make_failed_confirmation()
        self.config.inbox_password_known = True
        before = self.config.inbox_password
        path = f"/odoo/amazon-punchin/{self.config.id}"
        self.start_tour(path, "amazon_punchin_inbox_password", login="amazon_manager")
        self.assertNotEqual(self.config.inbox_password, before)
        self.assertTrue(self.config._authenticates_inbox(self.config.inbox_login, before, ""))

    def test_cancelled_at_amazon(self):
        path = f"/odoo/amazon-orders/{self.order.id}"
        self.start_tour(path, "amazon_punchin_cancelled_at_amazon", login="amazon_manager")
        self.assertEqual((self.order.state, self.order.amazon_state), ("cancel", "cancelled"))

    def test_preview(self):
        order = self.make_order(payload_id="preview")
        self.start_tour(f"/odoo/amazon-orders/{order.id}", "amazon_punchin_preview", login="amazon_manager")
        self.assertFalse(order._outgoing_amazon_message())
