from datetime import timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...tools import lock
from ..approval_case import ApprovalCase

NUMBERS = ("to_approve", "baskets", "expiring", "trouble", "failed_documents", "waiting", "on_the_way")


@tagged("post_install", "-at_install")
class TestHome(ApprovalCase):
    """The first page counts what its user may see, and each number opens what it counts."""

    def home(self, user):
        home = self.env["amazon.punchin.home"].with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        return home.browse(home.action_open_home()["res_id"])

    def numbers(self, user):
        home = self.home(user)
        return {name: home[name] for name in NUMBERS if home[name]}

    def order_in(self, state, user=None, payload_id=None, **vals):
        order = self.make_order(user, payload_id=payload_id or state)
        lock.opened(order).write({"amazon_state": state, "amazon_mode": "active", **vals})
        return order

    def test_buyer_counts_own_orders_only(self):
        self.order_in("cart")
        self.order_in("cart", amazon_expires_at=fields.Datetime.now() + timedelta(days=1), payload_id="soon")
        self.order_in("waiting")
        self.order_in("unknown")
        self.order_in("confirmed")
        self.order_in("confirmed", amazon_price_decision="asked", payload_id="asked")
        self.order_in("cart", self.colleague, payload_id="another")
        expected = {"baskets": 2, "expiring": 1, "waiting": 1, "trouble": 2, "on_the_way": 2}
        self.assertEqual(self.numbers(self.buyer), expected)

    def test_administrator_counts_what_goes_wrong_for_everybody(self):
        self.order_in("cart")
        self.order_in("unknown", self.colleague)
        self.bring(b"<cXML/>")
        self.assertEqual(self.numbers(self.manager), {"trouble": 1, "failed_documents": 1})

    def test_administrator_finds_the_set_up_that_was_left(self):
        self.env["amazon.punchin.config"].search([]).mode = "paused"
        self.assertFalse(self.home(self.manager).set_up_id)
        self.config.mode = "test"
        home = self.home(self.manager)
        self.assertEqual((home.set_up_id, home.set_up_progress), (self.config, self.config.setup_progress))
        action = home.action_continue_set_up()
        self.assertEqual((action["res_model"], action["res_id"]), (self.config._name, self.config.id))
        self.assertFalse(self.home(self.buyer).set_up_id)

    def test_nobody_counts_another_company(self):
        foreign = self.make_order(self.foreign_buyer, self.other_config)
        lock.opened(foreign).amazon_state = "unknown"
        self.assertEqual(self.numbers(self.manager), {})

    def test_each_number_opens_what_it_counts(self):
        now = fields.Datetime.now()
        baskets = self.order_in("cart", amazon_expires_at=now + timedelta(days=1))
        unknown = self.order_in("unknown")
        sent = self.order_in("sent", date_approve=now)
        before = self.order_in("sent", payload_id="before", date_approve=now - relativedelta(months=1))
        failed = self.bring(b"<cXML/>")
        self.make_rule("The manager approves", self.manager)
        waiting = self.confirmed(payload_id="waiting")
        on_the_way = sent | before
        expected = {
            "expiring": baskets,
            "trouble": unknown,
            "waiting": waiting,
            "on_the_way": on_the_way,
            "spend": sent,
            "spend_before": before,
        }
        for user, own in (
            (self.buyer, {"baskets": baskets, "to_approve": baskets.browse()}),
            (self.manager, {"baskets": baskets.browse(), "to_approve": waiting, "failed_documents": failed}),
        ):
            home = self.home(user)
            for name, records in {**expected, **own}.items():
                with self.subTest(user=user.login, name=name):
                    action = home.with_context(amazon_number=name).action_open()
                    self.assertEqual(action["display_name"], home._titles()[name])
                    self.assertEqual(self.env[action["res_model"]].with_user(user).search(action["domain"]), records)
                    self.assertEqual(home[name], self.amount(name, records))
        self.assertFalse(self.home(self.buyer).failed_documents)

    def amount(self, name, records):
        """What a number says of the records that it stands for."""
        return sum(records.mapped("amount_total_cc")) if name.startswith("spend") else len(records)

    def test_spend_is_of_this_month_and_the_month_before(self):
        first = fields.Datetime.now().replace(day=1, hour=0, minute=0, second=0)
        for number, (date, state) in enumerate(
            [(first, "sent"), (first - timedelta(seconds=1), "confirmed"), (first, "cancelled")]
        ):
            order = self.order_in(state, payload_id=str(number), date_approve=date)
            total = order.amount_total_cc
        home = self.home(self.buyer)
        self.assertEqual((home.spend, home.spend_before), (total, total))
        for name, state in (("spend", "sent"), ("spend_before", "confirmed")):
            action = home.with_context(amazon_number=name).action_open()
            self.assertEqual(self.env[action["res_model"]].search(action["domain"]).amazon_state, state)

    def test_month_is_that_of_the_users_calendar(self):
        order = self.order_in("sent", date_approve="2026-03-01 06:30:00")
        for zone, expected in (
            ("America/Los_Angeles", (0, order.amount_total_cc)),
            ("UTC", (order.amount_total_cc, 0)),
        ):
            with self.subTest(zone=zone), freeze_time("2026-03-10 12:00:00"):
                home = self.home(self.buyer).with_context(tz=zone)
                self.assertEqual((home.spend, home.spend_before), expected)

    def test_test_orders_are_neither_spent_nor_on_the_way(self):
        """As in the analysis, and among the orders that wait for a bill."""
        now = fields.Datetime.now()
        self.order_in("sent", amazon_mode="test", date_approve=now)
        home = self.home(self.buyer)
        self.assertEqual((home.spend, home.on_the_way), (0, 0))
        real = self.order_in("sent", payload_id="real", date_approve=now)
        home = self.home(self.buyer)
        self.assertEqual((home.spend, home.on_the_way), (real.amount_total_cc, 1))

    def test_what_is_about_to_be_sent_runs_out_of_time_too(self):
        self.order_in("pending", amazon_expires_at=fields.Datetime.now() + timedelta(days=1))
        self.assertEqual(self.numbers(self.buyer), {"expiring": 1})

    def test_employee_without_a_role_sees_only_approvals(self):
        employee = self.make_user("nobody", "base.group_user")
        self.order_in("cart")
        self.assertEqual(self.numbers(employee), {})
        with self.assertRaises(AccessError):
            self.env["amazon.punchin.message"].with_user(employee).search([])
