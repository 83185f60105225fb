import time
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import get_db_name, tagged
from odoo.tools import mute_logger

from ...models.setup import line
from ...models.setup.circuit import FREE, LIMIT, REST_MINUTES, RESTS, TRIAL
from ...tools.places import place
from ...transport import destination, https
from ..amazon_server import amazon_server, start_page, status
from ..common import AmazonCase, AmazonHttpCase
from ..same_moment import SameMomentCase, Transaction
from ..slow_server import slow_server
from .test_mode import ModeCase

ADDRESS = "https://orders.example.com/1"

#: How long a call may take here, in seconds.
SECONDS = 0.5


@tagged("post_install", "-at_install")
class TestCircuit(AmazonCase):
    """A server that times out is left alone, longer each time, until one call shows that it answers."""

    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())
        self.circuits = self.env["amazon.punchin.circuit"]

    def admitted(self):
        return self.circuits._admit(ADDRESS)[0]

    def time_out(self, number):
        for _time in range(number):
            self.circuits._note(ADDRESS, True)

    def rest(self):
        """The circuit, as it is in the database."""
        self.env.invalidate_all()
        return self.circuits.search([("address", "=", ADDRESS)])

    def minutes(self):
        return round((self.rest().retry_at - fields.Datetime.now()).total_seconds() / 60)

    def let_rest(self):
        self.rest().retry_at = fields.Datetime.now() - timedelta(seconds=1)
        self.env.flush_all()

    def test_opens_after_time_outs_in_a_row(self):
        self.time_out(LIMIT - 1)
        self.assertEqual(self.admitted(), FREE)
        self.circuits._note(ADDRESS, False)
        self.time_out(LIMIT - 1)
        self.assertEqual(self.admitted(), FREE)
        self.time_out(1)
        self.assertEqual(self.admitted(), RESTS)
        self.assertEqual(self.minutes(), REST_MINUTES[0])

    def test_one_call_tries_it(self):
        self.time_out(LIMIT)
        self.let_rest()
        self.assertEqual([self.admitted() for _caller in range(3)], [TRIAL, RESTS, RESTS])
        self.circuits._note(ADDRESS, False)
        self.assertEqual(self.admitted(), FREE)
        self.assertFalse(self.rest())

    def test_trial_that_nobody_ends(self):
        """A worker was killed meanwhile."""
        self.time_out(LIMIT)
        for _time in range(2):
            self.let_rest()
            self.assertEqual(self.admitted(), TRIAL)

    def test_rests_grow(self):
        self.time_out(LIMIT)
        for minutes in (*REST_MINUTES[1:], REST_MINUTES[-1]):
            self.let_rest()
            self.assertEqual(self.admitted(), TRIAL)
            self.time_out(1)
            self.assertEqual(self.minutes(), minutes)

    def test_calls_that_were_under_way_make_no_rest_longer(self):
        self.time_out(LIMIT + 3)
        self.assertEqual(self.minutes(), REST_MINUTES[0])

    def test_sign_of_life_lets_one_time_out_open_it_again(self):
        self.time_out(LIMIT)
        self.let_rest()
        self.assertEqual(self.admitted(), TRIAL)
        self.circuits._note_sign_of_life(ADDRESS)
        self.assertEqual(self.admitted(), FREE)
        self.time_out(1)
        self.assertEqual(self.admitted(), RESTS)
        self.assertEqual(self.minutes(), REST_MINUTES[1])

    def test_other_servers_go_on(self):
        self.time_out(LIMIT)
        self.assertEqual(self.circuits._admit("https://orders.example.com/2")[0], FREE)

    def test_outcome_of_a_call_holds_whatever_becomes_of_the_note(self):
        with (
            amazon_server() as amazon,
            patch.object(type(self.circuits), "_note", side_effect=ValueError),
            mute_logger("odoo.addons.amazon_punchin.models.setup.line"),
        ):
            self.config.order_url_test = amazon.url
            self.assertEqual(self.config._send_order(b"<cXML/>", "test"), status(200))

    def test_administrator_reads_it(self):
        mine = self.config.with_user(self.manager)
        self.config.write({"order_url_test": f"{ADDRESS}?key=secret-word", "order_url_active": False})
        self.time_out(LIMIT - 1)
        self.assertFalse(mine.silent_servers)
        self.time_out(1)
        mine.invalidate_recordset()
        self.assertIn("“orders.example.com” has not responded in time", mine.silent_servers)
        self.assertNotIn("secret-word", mine.silent_servers)
        self.assertFalse(self.other_config.silent_servers)


@tagged("post_install", "-at_install")
class TestSilentOrderServer(AmazonCase):
    """Orders wait for a server that does not answer, and each leaves once."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(https, "ORDER_S", SECONDS))
        self.startPatcher(patch.object(https, "PROBE_S", SECONDS))
        self.amazon = self.enterContext(slow_server("silent"))
        self.config.write({"user_id": self.manager.id, "order_url_test": f"http://localhost:{self.amazon.port}/"})
        self.orders = self.env["purchase.order"]
        for number in range(LIMIT + 2):
            self.orders |= self.code(self.make_order(payload_id=f"order-{number}"))
        for order in self.orders:
            order.with_user(self.buyer).button_confirm()
        self.messages = self.orders.amazon_message_ids.filtered(lambda message: message.direction == "out")

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("amazon_punchin.ir_cron_send").method_direct_trigger()
            self.env.invalidate_all()

    def let_rest(self):
        now = fields.Datetime.now()
        self.env["amazon.punchin.circuit"].search([]).retry_at = now - timedelta(seconds=1)
        self.messages.filtered(lambda message: message.state == "pending").next_attempt_at = now

    def states(self):
        return sorted(self.messages.mapped("state"))

    def bodies(self):
        return [b"OrderRequest" in request for request in self.amazon.received]

    def test_orders_wait(self):
        self.run_cron()
        waiting = self.messages.filtered(lambda message: message.state == "pending")
        self.assertEqual(self.states(), ["pending"] * 2 + ["unknown"] * LIMIT)
        self.assertEqual(set(waiting.mapped("attempts")), {0})
        self.assertGreater(min(waiting.mapped("next_attempt_at")), fields.Datetime.now())
        self.assertIn("has not responded in time", waiting[0].error)
        self.assertEqual(set(waiting.order_ids.mapped("amazon_state")), {"pending"})
        self.assertTrue(any("does not respond" in activity.summary for activity in self.config.activity_ids))
        self.run_cron()
        self.assertEqual(self.bodies(), [True] * LIMIT)

    def test_server_is_tried_without_an_order(self):
        self.run_cron()
        self.let_rest()
        self.run_cron()
        self.assertEqual(self.states(), ["pending"] * 2 + ["unknown"] * LIMIT)
        self.assertEqual(self.bodies(), [True] * LIMIT + [False])

    def test_server_is_back(self):
        self.run_cron()
        answering = self.enterContext(amazon_server())
        # At the same address, which is that of the circuit.
        self.amazon.close()
        self.env["amazon.punchin.circuit"].search([]).address = f"{answering.url}/"
        self.config.order_url_test = f"{answering.url}/"
        self.let_rest()
        self.run_cron()
        self.assertEqual(self.states(), ["sent"] * 2 + ["unknown"] * LIMIT)
        self.assertEqual([bool(body) for body in answering.received], [False, True, True])
        self.assertFalse(self.env["amazon.punchin.circuit"].search([]))

    def test_paused_group_tries_nobody(self):
        self.run_cron()
        self.let_rest()
        self.config.mode = "paused"
        self.run_cron()
        self.assertEqual(self.bodies(), [True] * LIMIT)

    def test_hold_ends_while_they_wait(self):
        self.run_cron()
        waiting = self.messages.filtered(lambda message: message.state == "pending")
        with patch.object(type(self.orders), "_amazon_hold_is_over", lambda _order: True):
            waiting.next_attempt_at = fields.Datetime.now()
            self.run_cron()
        self.assertEqual(set(waiting.mapped("state")), {"cancelled"})


@tagged("post_install", "-at_install")
class TestShoppersAtOnce(AmazonHttpCase):
    """However long Amazon's shop takes, few shoppers wait for it, and each no longer than some seconds."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(https, "SETUP_S", SECONDS))
        self.config.user_id = self.manager
        self.authenticate("amazon_buyer", "amazon_buyer")

    def start(self):
        """Shop, and tell how long that took."""
        begun = time.monotonic()
        with mute_logger("odoo.http"):
            answer = self.url_open(f"/amazon_punchin/{self.config.token}/start", allow_redirects=False)
        return answer, time.monotonic() - begun

    def requests(self):
        return self.env["amazon.punchin.message"].search_count([("document", "=", "PunchOutSetupRequest")])

    def take_places(self):
        """Wait for Amazon somewhere else, as often as anybody may."""
        for _place in range(line.AT_ONCE):
            cursor = db_connect(get_db_name()).cursor()
            self.addCleanup(cursor.close)
            environment = self.env(cr=cursor)
            self.assertTrue(self.enterContext(place(_Elsewhere(environment), line.AT_ONCE)))

    def test_shop_that_does_not_answer(self):
        with slow_server("headers") as amazon:
            self.config.setup_url_test = f"http://localhost:{amazon.port}/"
            for _shopper in range(LIMIT):
                answer, seconds = self.start()
                self.assertEqual(answer.status_code, 403)
                self.assertIn("could not be reached", answer.text)
                self.assertLess(seconds, SECONDS + 2)
            self.assertEqual(len(amazon.received), LIMIT)
            before = self.requests()
            answer, _seconds = self.start()
            self.assertIn("has not responded in time for a while. Try again in 1 min.", answer.text)
            self.assertEqual(len(amazon.received), LIMIT)
            self.assertEqual(self.requests(), before)
            self.assertTrue(any("does not respond" in activity.summary for activity in self.config.activity_ids))
        with amazon_server() as amazon:
            amazon.answer = start_page("https://www.amazon.com/start")
            circuit = self.env["amazon.punchin.circuit"].search([])
            circuit.write({"retry_at": fields.Datetime.now() - timedelta(seconds=1), "address": amazon.url})
            self.config.setup_url_test = amazon.url
            self.assertEqual(self.start()[0].status_code, 303)
            self.assertFalse(circuit.exists())

    def test_nor_is_its_name_looked_up(self):
        self.config.setup_url_test = "https://shop.example.com/punchout"
        for _time in range(LIMIT):
            self.env["amazon.punchin.circuit"]._note("https://shop.example.com/punchout", True)
        with patch.object(destination, "resolve", side_effect=AssertionError):
            self.assertIn("has not responded in time for a while", self.start()[0].text)

    def test_no_to_a_shopper_is_an_answer(self):
        with amazon_server() as amazon:
            amazon.answer = status(401)
            self.config.setup_url_test = amazon.url
            for _shopper in range(LIMIT + 1):
                self.assertIn("refused to open the shop", self.start()[0].text)
            self.assertEqual(len(amazon.received), LIMIT + 1)

    def test_shopper_does_not_queue(self):
        with amazon_server() as amazon:
            amazon.answer = start_page("https://www.amazon.com/start")
            self.config.setup_url_test = amazon.url
            self.take_places()
            answer, _seconds = self.start()
            self.assertEqual(answer.status_code, 403)
            self.assertIn("Amazon is responding slowly", answer.text)
            self.assertFalse(amazon.received)
            self.assertFalse(self.requests())
            self.assertFalse(self.env["amazon.punchin.circuit"].search([]))

    def test_nor_does_an_administrator(self):
        self.take_places()
        self.config.setup_url_test = "http://127.0.0.1:9/"
        check = self.config.sudo().check_ids.filtered(lambda check: check.key == "connection")
        check._run()
        self.assertIn("Amazon is responding slowly", check.message)


class _Elsewhere:
    """An environment whose registry gives the cursors of another process."""

    def __init__(self, env):
        self.registry = self
        self._env = env

    def cursor(self):
        return db_connect(self._env.cr.dbname).cursor()


@tagged("post_install", "-at_install")
class TestPlaces(SameMomentCase):
    """Places are shared by all connections to a database."""

    def test_places(self):
        with Transaction() as env, place(env, 2) as first, place(env, 2) as second, place(env, 2) as third:
            self.assertEqual((first, second, third), (True, True, False))
        with Transaction() as env:
            with self.assertRaises(ZeroDivisionError), place(env, 1):
                raise ZeroDivisionError
            with place(env, 1) as is_free:
                self.assertTrue(is_free)

    def test_nothing_is_open_meanwhile(self):
        with Transaction() as env, place(env, 1):
            env.cr.execute(
                "SELECT activity.state FROM pg_locks JOIN pg_stat_activity activity USING (pid)"
                " WHERE locktype = 'advisory' AND objsubid = 2 AND activity.datname = current_database()"
            )
            self.assertEqual(env.cr.fetchall(), [("idle",)])

    def test_connection_that_broke(self):
        with mute_logger("odoo.sql_db"), Transaction() as env:
            with place(env, 1):
                env.cr.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
                    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                )
            with place(env, 1) as is_free:
                self.assertTrue(is_free)


@tagged("post_install", "-at_install")
class TestCircuitAtOnce(SameMomentCase):
    """Servers are known to be silent by all workers."""

    def test_time_outs_at_the_same_moment(self):
        self.at_once(*2 * [lambda env: env["amazon.punchin.circuit"]._note(ADDRESS, True)])
        with Transaction() as env:
            circuit = env["amazon.punchin.circuit"].search([("address", "=", ADDRESS)])
            self.assertEqual(circuit.failures, 2)

    def test_one_of_two_tries_it(self):
        with Transaction() as env:
            for _time in range(LIMIT):
                env["amazon.punchin.circuit"]._note(ADDRESS, True)
        with Transaction() as env:
            circuit = env["amazon.punchin.circuit"].search([("address", "=", ADDRESS)])
            circuit.retry_at = fields.Datetime.now() - timedelta(seconds=1)
        admitted = self.at_once(*2 * [lambda env: env["amazon.punchin.circuit"]._admit(ADDRESS)[0]])
        self.assertEqual(sorted(admitted), [RESTS, TRIAL])


@tagged("post_install", "-at_install")
class TestNothingIsLocked(ModeCase):
    """While another server is waited for, nothing has been written yet, or all of it has been committed."""

    def when_called(self, look):
        """Look at what is when Amazon is called."""

        def answer(_body):
            looks.append(look())
            return start_page("https://www.amazon.com/start")

        looks = []
        self.amazon.answer = answer
        return looks

    def test_change_of_mode_is_committed(self):
        self.make_ready()
        self.config.write({"allow_private_hosts": True, "setup_url_active": f"{self.amazon.url}/live"})
        looks = self.when_called(lambda: self.committed.called)
        self.knock.side_effect = lambda _url: 400
        for step in ("6", "7"):
            self.mine.with_context(amazon_setup_step=step).action_check()
        looks.clear()
        self.committed.reset_mock()
        self.wizard("active").action_change()
        self.assertEqual(looks, [True])

    def test_checks_are_written_afterwards(self):
        self.make_ready()
        self.config.sudo().check_ids._forget()
        looks = self.when_called(lambda: set(self.config.sudo().check_ids.mapped("state")))
        self.mine.action_check()
        self.assertEqual(looks, [{"to_do"}])

    def test_new_secret_is_tried_once(self):
        self.make_ready()
        self.config.sudo().shared_secret_next = "another-secret-value"
        looks = self.when_called(lambda: self.config.sudo().shared_secret)
        self.mine.action_use_next_secret()
        self.assertEqual(looks, ["top-secret-value"])
        self.assertEqual(self.config.sudo().shared_secret, "another-secret-value")
        self.assertIn("connection", self.config._done_checks().mapped("key"))

    def test_servers_are_asked_before_a_change(self):
        self.make_ready()
        self.wizard("active").action_change()
        seen = []
        self.knock.side_effect = lambda url: seen.append((url, self.config.order_url_active)) or 400
        before = self.config.order_url_active
        self.mine.write({"order_url_active": " https://orders.example.com/3 "})
        self.assertEqual(seen[-1], ("https://orders.example.com/3", before))
        self.assertIn("live_hosts", self.config._done_checks().mapped("key"))
        self.knock.side_effect = lambda url: 404
        with self.assertRaisesRegex(UserError, "This address does not accept documents"):
            self.mine.write({"order_url_active": "https://orders.example.com/4"})
        self.assertEqual(self.config.order_url_active, "https://orders.example.com/3")
