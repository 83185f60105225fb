from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...protocol.document import parse
from ...wizards.setup import mode_change
from ..amazon_server import amazon_server, start_page
from ..carts import CartDocument
from .test_checks import CheckCase


class ModeCase(CheckCase):
    """A configuration whose checks all hold."""

    def setUp(self):
        super().setUp()
        self.amazon = self.enterContext(amazon_server())
        self.amazon.answer = start_page("https://www.amazon.com/start")
        self.config.setup_url_test = self.amazon.url
        self.config.person_ids.filtered(lambda person: person.role == "requisitioner").unlink()
        self.mine = self.config.with_user(self.manager)
        self.committed = self.startPatcher(patch.object(mode_change, "commit"))

    def make_ready(self):
        self.make_trial()
        for step in ("6", "7"):
            self.mine.with_context(amazon_setup_step=step).action_check()

    def wizard(self, mode):
        action = self.mine.with_context(amazon_mode=mode).action_change_mode()
        return self.env["amazon.punchin.mode.change"].with_user(self.manager).browse(action["res_id"])


@tagged("post_install", "-at_install")
class TestMode(ModeCase):
    """Nobody goes live with a mistake."""

    def test_ready_goes_active(self):
        self.make_ready()
        wizard = self.wizard("active")
        self.assertFalse(wizard.problems)
        wizard.action_change()
        self.assertEqual(self.config.mode, "active")
        self.assertEqual(self.config.setup_steps[-1]["state"], "done")

    def test_by_whatever_road(self):
        """Writing, creating and importing need what the button needs; the failing checks are named."""
        values = {"name": "Live", "partner_id": self.vendor.id, "mode": "active"}
        Config = self.env["amazon.punchin.config"].with_user(self.manager)
        for road in (
            lambda: self.mine.write({"mode": "active"}),
            lambda: self.mine.web_save({"mode": "active"}, {}),
            lambda: Config.create(values),
        ):
            with self.assertRaisesRegex(UserError, "A completed test order"), self.env.cr.savepoint():
                road()
        result = Config.load(["name", "partner_id/.id", "mode"], [["Live", str(self.vendor.id), "active"]])
        self.assertIn("cannot become active yet", result["messages"][0]["message"])
        self.assertEqual(self.config.mode, "test")

    def test_change_and_activation_in_one_write(self):
        """What changes together with the mode has not been tried."""
        self.make_ready()
        with self.assertRaisesRegex(UserError, "Amazon opens its shop"):
            self.mine.write({"mode": "active", "shared_secret": "quite-another-secret"})

    def test_problem_that_came_after_the_last_check(self):
        self.make_ready()
        self.account.active = False
        with self.assertRaisesRegex(UserError, "is archived"):
            self.mine.mode = "active"

    def test_answer_of_amazon_grows_old(self):
        self.make_ready()
        checks = self.config.check_ids.filtered(lambda check: check.key == "connection")
        checks.checked_at = fields.Datetime.now() - timedelta(days=2)
        with self.assertRaisesRegex(UserError, "not been checked within a day"):
            self.mine.mode = "active"

    def test_nothing_is_broken_while_active(self):
        self.make_ready()
        self.mine.mode = "active"
        for values, words in (
            ({"partner_id": False}, "Choose Amazon as vendor"),
            ({"location_id": False}, "Tick Default at a location"),
            ({"setup_url_active": False, "order_url_active": False}, "is empty"),
            ({"buyer_identity": "ODOO-OTHER"}, "A completed test order"),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                self.mine.write(values)
        self.mine.write({"order_url_active": "https://https-ats.amazonsedi.com/3", "session_hours": 3})
        self.mine.write({"mode": "paused", "partner_id": False})
        self.assertEqual((self.config.mode, self.config.partner_id.ids), ("paused", []))

    def test_unarchiving_is_going_live(self):
        self.make_ready()
        self.mine.mode = "active"
        self.mine.active = False
        self.mine.partner_id = False
        with self.assertRaisesRegex(UserError, "Choose Amazon as vendor"):
            self.mine.active = True

    def test_resuming_tries_what_is_resumed(self):
        self.make_ready()
        self.mine.mode = "active"
        self.mine.mode = "paused"
        # Only now does the stand-in take the place of the live address.
        self.config.setup_url_active = self.amazon.url
        self.mine.with_context(amazon_setup_step="6").action_check()
        request = parse(self.amazon.received[-1]).find("Request")
        self.assertEqual(request.get("deploymentMode"), "production")

    def test_window_lists_what_fails(self):
        wizard = self.wizard("active")
        self.assertIn("A completed test order", wizard.problems)
        with self.assertRaisesRegex(UserError, "A completed test order"), self.env.cr.savepoint():
            wizard.action_change()
        self.assertEqual(self.config.mode, "test")

    def test_window_keeps_the_lines_of_a_check(self):
        self.make_ready()
        self.config.write({"setup_url_active": False, "order_url_active": False})
        self.assertIn("“Punchout URL” is empty.<br/>“PO Request URL” is empty.", self.wizard("active").problems)

    def test_window_says_what_two_checks_find_once(self):
        self.make_ready()
        self.config.write({"setup_url_active": "http://localhost/setup", "order_url_active": "http://localhost/orders"})
        self.mine.with_context(amazon_setup_step="7").action_check()
        failing = self.config.check_ids.filtered(lambda check: "private network" in (check.message or ""))
        self.assertEqual(set(failing.mapped("key")), {"live_urls", "live_hosts"})
        self.assertEqual(self.wizard("active").problems.count("private network"), 1)

    def test_who_and_when_is_kept(self):
        self.make_ready()
        config = self.mine.with_context(tracking_disable=False)
        config.mode = "active"
        self.flush_tracking()
        value = config.message_ids.sudo().tracking_value_ids.filtered(lambda value: value.field_id.name == "mode")
        self.assertEqual((value.old_value_char, value.new_value_char), ("Test", "Active"))
        self.assertEqual(value.mail_message_id.author_id, self.manager.partner_id)

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.flush()

    def test_back_at_any_time(self):
        self.config.mode = "active"
        for mode in ("paused", "test"):
            self.wizard(mode).action_change()
            self.assertEqual(self.config.mode, mode)

    def test_pause_names_the_mode_that_ends_it(self):
        for mode, words in (("test", "until it is in test mode."), ("active", "until it is active again.")):
            self.config.mode = mode
            self.config.mode = "paused"
            with self.subTest(mode=mode), self.assertRaisesRegex(UserError, words):
                self.config._check_not_paused()

    def test_window_says_what_happens_to_open_orders(self):
        self.make_order()
        self.assertIn("Open test orders: 1.", self.wizard("active").changes)
        self.assertIn("Open orders: 1.", self.wizard("paused").changes)
        self.open_session()
        self.assertIn("Shoppers at Amazon now: 1.", self.wizard("paused").changes)

    def test_second_administrator(self):
        self.make_ready()
        wizard = self.wizard("active")
        self.config.mode = "paused"
        with self.assertRaisesRegex(UserError, "in the meantime"):
            wizard.action_change()

    def test_window_of_somebody_else_is_hidden(self):
        wizard = self.wizard("paused")
        other = self.make_user("manager2", "amazon_punchin.group_manager")
        with self.assertRaises(AccessError):
            wizard.with_user(other).read(["mode"])

    def test_only_administrators(self):
        for user in (self.buyer, self.purchaser):
            with self.assertRaises(AccessError):
                self.config.with_user(user).action_change_mode()
            with self.assertRaises(AccessError):
                self.env["amazon.punchin.mode.change"].with_user(user).create(
                    {"config_id": self.config.id, "mode": "paused"}
                )


@tagged("post_install", "-at_install")
class TestCopies(ModeCase):
    """A copy of the database that was not neutralized buys nothing."""

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "copied-database")

    def send_cron(self):
        """Run the job as the scheduler does, in transactions of its own."""
        with self.enter_registry_test_mode():
            self.env.ref("amazon_punchin.ir_cron_send").method_direct_trigger()
        self.env.invalidate_all()

    def test_nobody_shops(self):
        with self.assertRaisesRegex(UserError, "copy of the database"):
            self.env["amazon.punchin.session"]._start(self.config.sudo(), self.buyer, "punch_out")
        self.assertFalse(self.amazon.received)

    def test_nothing_is_sent(self):
        self.send_from_a_copy()

    def test_nothing_of_an_archived_group_is_sent(self):
        self.send_from_a_copy(active=False)

    def send_from_a_copy(self, **changes):
        uuid = self.env["ir.config_parameter"].sudo()
        uuid.set_param("database.uuid", self.config.database_uuid)
        self.config.write({"order_url_test": self.amazon.url, "policy": "direct_allowed"})
        self.rule.active = False
        order = self.code(self.make_order())
        order.with_user(self.buyer).button_confirm()
        self.config.write(changes)
        uuid.set_param("database.uuid", "copied-database")
        self.send_cron()
        self.assertEqual(self.config.mode, "paused")
        self.assertEqual(order.amazon_state, "pending")
        self.assertFalse(self.amazon.received)
        self.assertIn("Paused in a copy of the database", self.config.activity_ids.mapped("summary"))

    def test_basket_is_not_taken(self):
        message = self.bring(CartDocument(self.open_session()))
        self.assertEqual(message.state, "failed")
        self.assertIn("copy of the database", message.error)

    def test_chosen_anew_it_holds(self):
        self.send_cron()
        self.wizard("test").action_change()
        self.send_cron()
        self.assertEqual(self.config.mode, "test")
        self.config._check_not_paused()

    def test_same_mode_again_is_no_choice(self):
        """Whoever writes what is there already, as an import does, has chosen nothing for the copy."""
        self.make_live_elsewhere()
        for mode in ("active", "test"):
            self.config.mode = mode
            for road in (
                lambda mode=mode: self.mine.write({"mode": mode}),
                lambda mode=mode: self.mine.web_save({"mode": mode}, {}),
            ):
                with self.assertRaisesRegex(UserError, "copy of the database"), self.env.cr.savepoint():
                    road()
            self.assertTrue(self.config._is_in_copy())

    def test_not_adopted_by_what_odoo_writes(self):
        self.config.mode = "active"
        self.assertTrue(self.config._is_in_copy())
        self.assertFalse(self.config._is_live())

    def test_going_on_in_earnest_needs_what_going_active_needs(self):
        self.make_live_elsewhere()
        wizard = self.wizard("active")
        self.config.partner_id = False
        with self.assertRaisesRegex(UserError, "Choose Amazon as vendor"), self.env.cr.savepoint():
            wizard.action_change()
        self.assertTrue(self.config._is_in_copy())
        self.config.partner_id = self.vendor
        wizard.action_change()
        self.assertTrue(self.config._is_live())

    def make_live_elsewhere(self):
        uuid = self.env["ir.config_parameter"].sudo()
        uuid.set_param("database.uuid", self.config.database_uuid)
        self.make_ready()
        self.mine.mode = "active"
        self.config._opening().write({"state": "done", "checked_at": fields.Datetime.now()})
        uuid.set_param("database.uuid", "copied-database")

    def test_activity_ends_when_the_mode_is_chosen_anew(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.config.user_id = self.manager
        self.manager.lang = "de_DE"
        self.send_cron()
        self.config._call_administrator(lambda config: ("Something else", "goes on"))
        self.assertEqual(len(self.config.activity_ids), 2)
        self.wizard("test").action_change()
        self.assertEqual(self.config.activity_ids.mapped("summary"), ["Something else"])

    def test_shop_is_not_offered(self):
        shop = self.env["amazon.punchin.config"].with_user(self.buyer).action_shop
        with self.assertRaisesRegex(UserError, "copy of the database"):
            shop()
        with self.assertRaisesRegex(UserError, "copy of the database"):
            self.config.with_user(self.buyer).action_open_shop()
        here = self.make_config("Set up here", self.company)
        self.make_person(here, self.buyer)
        self.assertIn(here.token, shop()["url"])

    def test_looking_is_cheap(self):
        self.send_cron()
        with self.assertQueryCount(1):
            self.env["amazon.punchin.config"]._pause_copies()
