from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...protocol.document import parse
from ..amazon_server import amazon_server, start_page, status
from ..common import AmazonCase
from ..test_roles import REFUSED


@tagged("post_install", "-at_install")
class TestSecretSlots(AmazonCase):
    """A new shared secret waits beside the old one until Amazon accepts it; no screen shows either."""

    def setUp(self):
        super().setUp()
        self.amazon = self.enterContext(amazon_server())
        self.amazon.answer = start_page("https://www.amazon.com/start")
        self.config.setup_url_test = self.amazon.url
        self.mine = self.config.with_user(self.manager)

    def accept(self):
        """Amazon opens its shop with the stored secret."""
        self.mine.with_context(amazon_setup_step="6").action_check()

    def sent_secret(self):
        return parse(self.amazon.received[-1]).findtext("Header/Sender/Credential/SharedSecret")

    def test_first_one_is_used_at_once(self):
        self.config.shared_secret = False
        self.assertEqual(self.mine.shared_secret_state, "missing")
        self.mine.shared_secret_input = "first-secret-value"
        self.assertEqual((self.config.shared_secret, self.mine.shared_secret_state), ("first-secret-value", "stored"))

    def test_mistyped_one_is_overwritten(self):
        self.amazon.answer = status(401, "Unauthorized", "Shared secret")
        self.accept()
        self.mine.shared_secret_input = "second-secret-value"
        self.assertEqual((self.config.shared_secret, self.config.shared_secret_next), ("second-secret-value", False))

    def test_one_that_opened_the_shop_stays(self):
        self.open_session()
        self.mine.shared_secret_input = "second-secret-value"
        self.assertEqual(self.config.shared_secret, "top-secret-value")

    def test_next_one_waits(self):
        self.accept()
        self.mine.shared_secret_input = "second-secret-value"
        self.assertEqual(self.mine.shared_secret_state, "replaced")
        self.assertEqual(self.config._required_secret(), "top-secret-value")
        self.mine.action_use_next_secret()
        self.assertEqual(self.sent_secret(), "second-secret-value")
        self.assertEqual((self.config.shared_secret, self.config.shared_secret_next), ("second-secret-value", False))

    def test_next_one_that_amazon_refuses(self):
        self.accept()
        self.mine.shared_secret_input = "second-secret-value"
        self.amazon.answer = status(401, "Unauthorized", "Shared secret")
        with self.assertRaisesRegex(UserError, "The current secret stays in use") as caught:
            self.mine.action_use_next_secret()
        self.assertNotIn("second-secret-value", str(caught.exception))
        self.assertEqual(self.config.shared_secret, "top-secret-value")
        self.mine.action_forget_next_secret()
        self.assertEqual(self.mine.shared_secret_state, "stored")

    def test_typing_nothing_changes_nothing(self):
        self.config.soap_password = "gateway-password"
        self.mine.write({"shared_secret_input": "", "soap_password_input": False})
        self.assertEqual((self.config.shared_secret, self.config.shared_secret_next), ("top-secret-value", False))
        self.assertEqual(self.config.soap_password, "gateway-password")

    def test_screens_take_but_do_not_show(self):
        self.accept()
        self.mine.write({"shared_secret_input": "second-secret-value", "soap_password_input": "gateway-password"})
        view = self.mine.get_view(view_type="form")
        names = set(view["models"]["amazon.punchin.config"])
        self.assertFalse({"shared_secret", "shared_secret_next", "soap_password"} & names)
        values = self.mine.read(["shared_secret_input", "soap_password_input"])[0]
        self.assertEqual((values["shared_secret_input"], values["soap_password_input"]), (False, False))
        self.assertEqual(self.config.soap_password, "gateway-password")

    def test_others_see_and_do_nothing(self):
        for user in (self.buyer, self.purchaser):
            theirs = self.config.with_user(user)
            for name in ("shared_secret_next", "shared_secret_state", "shared_secret_input", "database_uuid"):
                with self.assertRaises(AccessError):
                    theirs.read([name])
            for call in (theirs.action_use_next_secret, theirs.action_forget_next_secret):
                with self.assertRaises(AccessError):
                    call()

    def test_next_one_leaves_in_no_export_and_no_copy(self):
        self.accept()
        self.mine.shared_secret_input = "second-secret-value"
        self.manager.group_ids += self.env.ref("base.group_allow_export")
        with self.assertRaisesRegex(UserError, REFUSED):
            self.mine.export_data(["shared_secret_next"])
        self.assertFalse(self.config.copy().shared_secret_next)
