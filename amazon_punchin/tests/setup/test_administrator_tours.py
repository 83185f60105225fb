from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from ...protocol.document import parse
from ...protocol.received import take_in
from ...transport import https
from ...transport.errors import NotDelivered
from ..amazon_server import amazon_server, start_page, status
from ..answers import ConfirmationDocument
from ..carts import CartDocument
from ..common import AmazonHttpCase


@tagged("post_install", "-at_install")
class TestSetupTours(AmazonHttpCase):
    """An administrator, from an empty page to a test order and to active mode."""

    def setUp(self):
        super().setUp()
        self.amazon = self.enterContext(amazon_server())
        self.amazon.answer = self.answer
        # A browser's request holds the one cursor of the test, so that the server cannot call itself meanwhile.
        self.startPatcher(patch.object(https, "probe", side_effect=NotDelivered("Timeout")))
        self.env["ir.config_parameter"].sudo().set_param("web.base.url.freeze", "True")
        defaults = self.env["ir.default"]
        for name, path in (
            ("setup_url_test", "setup"),
            ("order_url_test", "orders"),
            ("setup_url_active", "live/setup"),
            ("order_url_active", "live/orders"),
        ):
            defaults.set("amazon.punchin.config", name, f"{self.amazon.url}/{path}")
        defaults.set("amazon.punchin.config", "account_id", self.account.id)
        self.manager.group_ids = [Command.link(self.env.ref("base.group_system").id)]
        self.config.person_ids.unlink()

    def answer(self, body):
        """As Amazon does: no answer without the right secret."""
        if not body:
            return status(400)
        root = parse(body)
        if root.findtext("Header/Sender/Credential/SharedSecret") != "right-secret-value":
            return status(401, "Unauthorized", "The shared secret is wrong")
        if root.find("Request/OrderRequest") is not None:
            return status(200)
        return start_page("https://www.amazon.com/start")

    def test_from_nothing_to_active(self):
        self.start_tour("/odoo/amazon-punchin/new", "amazon_punchin_setup", login="amazon_manager", timeout=120)
        config = self.env["amazon.punchin.config"].search([], order="id desc", limit=1)
        self.assertEqual((config.mode, config.shared_secret), ("test", "right-secret-value"))
        self.order_for_trial(config)
        self.start_tour(
            f"/odoo/amazon-punchin/{config.id}", "amazon_punchin_setup_active", login="amazon_manager", timeout=120
        )
        self.assertEqual(config.mode, "active")

    def order_for_trial(self, config):
        """A buyer submits a basket and confirms it, the administrator approves; Amazon confirms the order."""
        order = self.bring(CartDocument(self.open_session(config=config)), config).order_ids
        self.code(order).with_user(self.buyer).button_confirm()
        order.with_user(self.manager).button_approve()
        [message] = order._outgoing_amazon_message()
        outcome = message._outcome()
        message._conclude(outcome.state, outcome.reason)
        self.assertEqual(order.amazon_state, "sent")
        confirmation = ConfirmationDocument(number=order.name, reference=message.payload_id)
        answer, _code, _sentence = self.env["amazon.punchin.message"]._receive_from_inbox(
            config, take_in(bytes(confirmation))
        )
        answer._process()
        self.assertTrue(order.amazon_order_ref, answer.error)
