import base64
from datetime import timedelta
from html import unescape
from unittest.mock import patch

from lxml import html

from odoo import fields, http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import config as server

from ...checks import BY_KEY, CHECKS
from ...models.setup import line
from ...tools import lock
from ...tools.wording import moment
from ...transport import destination, https
from ...transport.errors import NotDelivered
from ..amazon_server import amazon_server, start_page
from ..common import AmazonCase, AmazonHttpCase
from ..translations import translate


class CheckCase(AmazonCase):
    """A configuration that is as it should be."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config.write(
            {
                "business_unit": "Office – Odoo",
                "policy": "all_approved",
                "user_id": cls.manager.id,
                "account_id": cls.account.id,
                "order_url_test": "https://https-ats.amazonsedi.com/1",
                "order_url_active": "https://https-ats.amazonsedi.com/2",
            }
        )
        cls.config.inbox_password_known = True
        cls.rule = cls.env["amazon.punchin.approval.rule"].create(
            {"name": "Everything", "user_ids": [Command.set(cls.approver.ids)]}
        )
        parameters = cls.env["ir.config_parameter"].sudo()
        parameters.set_param("web.base.url", "https://odoo.example.com")
        parameters.set_param("web.base.url.freeze", "True")
        cls.env["ir.cron"].search([]).write({"nextcall": fields.Datetime.now()})

    def setUp(self):
        super().setUp()
        self.databases = [self.env.cr.dbname]
        self.startPatcher(patch.object(http, "db_list", lambda force, host: self.databases))
        self.startPatcher(patch.object(destination, "resolve", return_value={"93.184.216.34"}))
        self.knock = self.startPatcher(patch.object(https, "knock", return_value=400))
        self.startPatcher(patch.dict(server.options, {"proxy_mode": True, "max_cron_threads": 1}))

    def verdict(self, key):
        return BY_KEY[key].run(self.config.sudo())

    def assertDone(self, key):
        verdict = self.verdict(key)
        self.assertEqual(verdict.state, "done", verdict.message)

    def assertProblem(self, key, words):
        verdict = self.verdict(key)
        self.assertEqual(verdict.state, "problem")
        self.assertIn(words, verdict.message)

    def make_trial(self, **values):
        """A test order that Amazon has confirmed, unless told otherwise."""
        order = self.make_order()
        lock.opened(order).write({"amazon_state": "confirmed", "amazon_order_ref": "111-1", **values})
        return order


@tagged("post_install", "-at_install")
class TestChecks(CheckCase):
    """What each check finds, and that it finds nothing wrong where nothing is."""

    def test_all_that_asks_nobody_else_is_fine(self):
        self.make_trial()
        self.config.policy = "direct_allowed"
        for check in CHECKS:
            if check.calls_out or check.key == "locations":
                continue
            with self.subTest(check=check.key):
                self.assertDone(check.key)

    def test_group(self):
        self.config.business_unit = " "
        self.assertProblem("group", "name of the punch-in group")

    def test_an_update_gives_every_group_what_the_list_has(self):
        checks = self.env["amazon.punchin.check"]
        self.other_config.active = False
        for config in (self.config, self.other_config):
            config.check_ids[3:5].unlink()
            config.check_ids[-1].sequence = 1
        checks._follow_list()
        for config in (self.config, self.other_config):
            self.assertEqual(config.check_ids.sorted().mapped("key"), [check.key for check in CHECKS])

    def test_somebody_can_be_told(self):
        for user in (self.env["res.users"], self.buyer, self.foreign_manager()):
            with self.subTest(user=user.login):
                self.config.user_id = user
                self.assertProblem("group", "needs attention")
        self.config.user_id = self.manager
        self.assertDone("group")
        self.manager.active = False
        self.assertProblem("group", "needs attention")

    def foreign_manager(self):
        return self.make_user("elsewhere", "amazon_punchin.group_manager", self.other_company)

    def test_credentials(self):
        for values, words in (
            ({"shared_secret": False}, "“Shared secret” is empty"),
            ({"buyer_identity": False}, "“From identity” is empty"),
            ({"buyer_identity": "ODOO TEST"}, "contains a space"),
            ({"shared_secret": "short"}, "too short (length: 5)"),
            ({"shared_secret": "ODOO-TEST"}, "same as the From identity"),
            ({"buyer_identity": "Amazon"}, "same as the To identity"),
            ({"order_url_test": False}, "“PO Request URL (Test)” is empty"),
            ({"order_url_test": "https://abintegrations.amazon.com/punchout/test"}, "the same address"),
            (
                {
                    "order_url_test": "https://abintegrations.amazon.com/punchout/test",
                    "setup_url_test": "https://https-ats.amazonsedi.com/1",
                },
                "swapped",
            ),
        ):
            with self.subTest(words=words):
                before = {name: self.config[name] for name in values}
                self.config.write(values)
                self.assertProblem("credentials", words)
                self.config.write(before)

    def test_no_message_holds_a_secret(self):
        self.config.write({"shared_secret": "s3cr3t!", "buyer_identity": "s3cr3t!"})
        self.assertNotIn("s3cr3t!", self.verdict("credentials").message)

    def test_gateway_needs_no_order_url(self):
        self.config.write(
            {
                "order_url_test": False,
                "order_url_active": False,
                "transport": "soap",
                "soap_wsdl_url": "https://gateway.example.com/?wsdl",
                "soap_operation": "send",
                "soap_argument": "document",
            }
        )
        self.assertDone("credentials")
        self.assertDone("live_urls")

    def test_vendor(self):
        self.config.partner_id = False
        self.assertProblem("vendor", "Choose Amazon as vendor")

    def test_archived_vendor(self):
        self.vendor.active = False
        self.assertProblem("vendor", "archived")

    def test_vendor_is_somebody_else(self):
        self.config.partner_id = self.company.partner_id
        self.assertProblem("vendor", "itself")

    def test_currency_of_the_marketplace(self):
        self.config.marketplace = "GB"
        self.env.ref("base.GBP").active = False
        self.assertProblem("vendor", "Baskets are in GBP")

    def test_currency_of_the_vendor(self):
        self.vendor.with_company(self.company).property_purchase_currency_id = self.env.ref("base.JPY")
        self.assertProblem("vendor", "The vendor's currency is JPY")

    def test_location(self):
        self.address.city = False
        self.assertProblem("location", "is missing: City")
        self.config.location_id = False
        self.assertProblem("location", "Tick Default at a location")

    def test_archived_location(self):
        self.address.active = False
        self.assertProblem("location", "is archived")
        self.address.active = True
        self.config.location_ids.copy({"name": "Gate 2"})
        self.config.location_id.active = False
        self.assertProblem("location", "is archived")

    def test_location_in_another_country(self):
        self.config.location_ids.amazon_address_id = "A1"
        self.address.write({"state_id": False, "country_id": self.env.ref("base.de").id})
        self.assertProblem("locations", "is in Germany")
        self.assertDone("location")

    def test_locations(self):
        self.assertProblem("locations", "no Amazon address ID")
        self.config.location_ids.amazon_address_id = "A1"
        self.assertDone("locations")
        self.address.zip = False
        self.assertProblem("locations", "is missing: ")

    def test_locations_with_one_id(self):
        self.config.location_id.amazon_address_id = "AMZ-5"
        self.config.location_id.copy({"name": "Second"})
        self.assertProblem("locations", "AMZ-5, is at several locations: Goods In, Second")

    def test_accounts(self):
        self.account.active = False
        self.assertProblem("accounts", "is archived")

    def test_account_that_nothing_is_bought_on(self):
        self.account.write({"account_type": "asset_receivable", "reconcile": True})
        self.assertProblem("accounts", "is not a purchase account")

    def test_products_of_another_company(self):
        self.config.tax_product_id = self.env["product.product"].create(
            {"name": "Theirs", "type": "service", "company_id": self.other_company.id}
        )
        self.assertProblem("accounts", "belongs to another company")

    def test_products_of_charges(self):
        self.config.shipping_product_id = False
        self.assertProblem("accounts", "“Product for Shipping” is empty")

    def test_taxes(self):
        self.config.marketplace = "DE"
        self.env["account.tax"].search([("type_tax_use", "=", "purchase")]).active = False
        self.assertProblem("taxes", "no percentage purchase tax")
        self.make_tax(19)
        self.assertDone("taxes")

    def test_people(self):
        self.make_person(self.config, self.employee)
        self.assertProblem("people", "Need the role “Amazon: Punchout buyer” in Odoo: amazon_employee@example.com")
        self.config.person_ids[-1:].user_id = self.foreign_buyer
        self.assertProblem("people", "No access to the legal entity")
        self.config.person_ids.user_id = False
        self.assertProblem("people", "at least one person")

    def test_people_who_cannot_shop_yet(self):
        self.config.person_ids[0].amazon_status = "invited"
        self.config.person_ids[1].user_id = False
        self.assertDone("people")
        self.assertProblem("everybody", f"No user: {self.config.person_ids[1].email}.")
        self.assertProblem("everybody", f"Invitation open: {self.config.person_ids[0].email}.")
        self.config.person_ids.amazon_status = "inactive"
        self.assertProblem("people", "Nobody can shop")

    def test_requisitioner_under_every_purchase_approved(self):
        self.assertProblem("roles", "amazon_requisitioner@example.com")
        self.config.policy = "direct_allowed"
        self.assertDone("roles")

    def test_trial(self):
        self.assertProblem("trial", "No test basket has been submitted")
        order = self.make_order()
        for state, words in (("cart", "confirm it"), ("sent", "has not reached the inbox"), ("expired", "new basket")):
            lock.opened(order).amazon_state = state
            self.assertProblem("trial", words)
        lock.opened(order).amazon_state = "confirmed"
        self.assertDone("trial")

    def test_order_of_active_mode_is_no_trial(self):
        self.make_trial(amazon_mode="active")
        self.assertProblem("trial", "No test basket has been submitted")

    def test_trial_of_something_else(self):
        for values in (
            {"business_unit": "Another group"},
            {"order_url_test": "https://https-ats.amazonsedi.com/other"},
        ):
            with self.subTest(values=values):
                self.make_trial()
                self.config.write({**values, "buyer_domain": self.config.buyer_domain})
                self.assertProblem("trial", "has changed since the last one")
        self.make_trial()
        self.config.write(
            {"buyer_identity": self.config.buyer_identity, "order_url_active": "https://orders.example.com"}
        )
        self.assertDone("trial")
        self.config.buyer_identity = "ODOO-OTHER"
        self.assertProblem("trial", "has changed since the last one")

    def set_base(self, url):
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", url)

    def test_web_address(self):
        self.set_base("http://odoo.example.com")
        self.assertProblem("address", "Amazon requires https")
        self.set_base("http://localhost:8069")
        self.assertDone("address")
        self.assertProblem("live_address", "cannot reach")
        self.set_base("https://192.168.1.4")
        self.assertProblem("live_address", "cannot reach")
        self.config.allow_private_hosts = True
        self.assertProblem("live_address", "cannot reach")
        self.set_base("http://localhost:8069")
        self.assertProblem("live_address", "cannot reach")
        stand_in = "http://localhost:8070"
        self.config.write({"setup_url_active": f"{stand_in}/setup", "order_url_active": f"{stand_in}/orders"})
        self.assertDone("live_address")

    def test_web_address_that_changes(self):
        self.env["ir.config_parameter"].sudo().set_param("web.base.url.freeze", False)
        self.assertProblem("frozen", "web.base.url.freeze")

    def test_databases(self):
        self.databases = [self.env.cr.dbname, "another"]
        self.assertProblem("database", "serves 2 databases")
        self.databases = ["another"]
        self.assertProblem("database", "does not lead to this database")

    def test_proxy(self):
        with patch.dict(server.options, {"proxy_mode": False}):
            self.assertProblem("proxy", "proxy_mode is off")

    def test_jobs(self):
        with patch.dict(server.options, {"max_cron_threads": 0}):
            self.assertProblem("jobs", "max_cron_threads")
        job = self.env.ref("amazon_punchin.ir_cron_send")
        job.nextcall = fields.Datetime.now() - timedelta(days=1)
        self.assertProblem("jobs", "should have run at")
        self.config = self.config.with_context(tz="Asia/Tokyo")
        job.nextcall = "2026-01-15 20:30:00"
        self.assertProblem("jobs", f"should have run at {moment(self.config, job.nextcall)}.")
        self.assertProblem("jobs", "01/16/2026 5:30")
        job.active = False
        self.assertProblem("jobs", "is switched off")

    def test_live_urls(self):
        self.config.order_url_active = "http://localhost/orders"
        self.assertProblem("live_urls", "private network")
        self.config.order_url_active = False
        self.assertProblem("live_urls", "“PO Request URL” is empty")

    def test_live_url_of_tests(self):
        for url in ("https://abintegrations.amazon.com/punchout/test", "https://punchout.example.com/test/"):
            self.config.setup_url_active = url
            self.assertProblem("live_urls", "“Punchout URL” is a test address")
        self.config.write(
            {"setup_url_test": "https://one.example.com/", "setup_url_active": "https://one.example.com/"}
        )
        self.assertProblem("live_urls", "“Punchout URL” is a test address")

    def test_live_order_url_of_tests_is_only_pointed_out(self):
        self.config.order_url_active = self.config.order_url_test
        self.assertDone("live_urls")
        self.assertIn("same as for tests", self.verdict("live_urls").message)

    def test_live_hosts(self):
        self.assertDone("live_hosts")
        self.config.setup_url_active = "https://abintegratoins.amazon.com/punchout"
        self.knock.side_effect = NotDelivered("ConnectionError")
        with patch.object(destination, "resolve", side_effect=OSError):
            self.assertProblem("live_hosts", "There is no server named “abintegratoins.amazon.com”")


@tagged("post_install", "-at_install")
class TestChecklist(CheckCase):
    """The steps, and when their verdicts hold."""

    def setUp(self):
        super().setUp()
        self.amazon = self.enterContext(amazon_server())
        self.amazon.answer = start_page("https://www.amazon.com/start")
        self.config.setup_url_test = self.amazon.url
        self.requisitioners = self.config.person_ids.filtered(lambda person: person.role == "requisitioner")
        self.startPatcher(patch.object(https, "probe", return_value=(404, {})))

    def check(self, step=None):
        self.config.with_user(self.manager).with_context(amazon_setup_step=step).action_check()

    def states(self):
        return {step["step"]: step["state"] for step in self.config.setup_steps}

    def test_new_configuration_has_everything_to_do(self):
        self.assertEqual(set(self.states().values()), {"to_do"})
        self.assertEqual(self.config.check_ids.mapped("key"), [check.key for check in CHECKS])
        self.assertFalse(self.amazon.received, "opening the page asks nobody")

    def test_check_of_one_step(self):
        self.check("2")
        self.assertEqual(self.states(), {**dict.fromkeys("134567", "to_do"), "2": "done"})
        self.assertFalse(self.amazon.received)

    def test_check_of_all(self):
        self.requisitioners.unlink()
        self.make_trial()
        self.check()
        self.assertEqual(self.states(), {**dict.fromkeys("123456", "done"), "7": "to_do"})
        self.assertEqual((self.config.setup_done, self.config.setup_progress), (6, "6 of 7"))
        self.assertEqual(len(self.amazon.received), 1)

    def test_problem_shows_on_its_step(self):
        self.check()
        self.assertEqual(self.states()["4"], "problem")

    def test_recommended_check_keeps_no_step_open(self):
        self.check("3")
        self.assertEqual(self.states()["3"], "done")
        self.assertEqual(self.config.check_ids.filtered(lambda check: check.key == "locations").state, "problem")

    def test_change_makes_verdicts_stale(self):
        self.requisitioners.unlink()
        self.make_trial()
        self.check()
        self.config.partner_id = self.vendor.copy()
        self.assertEqual(self.states()["3"], "to_do")
        self.assertEqual(self.states()["2"], "done")

    def test_change_of_people_makes_verdicts_stale(self):
        self.requisitioners.unlink()
        self.check("4")
        self.assertEqual(self.states()["4"], "done")
        person = self.make_person(self.config, self.employee)
        self.assertEqual(self.states()["4"], "to_do")
        self.check("4")
        person.unlink()
        self.assertEqual(self.states()["4"], "to_do")

    def test_whatever_the_connection_test_sends_makes_it_stale(self):
        extrinsic = self.env["amazon.punchin.extrinsic"].create(
            {"config_id": self.config.id, "name": "CostCenter", "value": "1"}
        )
        connection = self.config.check_ids.filtered(lambda check: check.key == "connection")
        for change in (
            lambda: extrinsic.write({"value": "2"}),
            lambda: self.config.person_ids[0].write({"email": "another@example.com"}),
            self.config.person_ids[0].unlink,
        ):
            self.check("6")
            self.assertEqual(connection.state, "done", connection.message)
            change()
            self.assertEqual(connection.state, "to_do")

    def stale(self, change):
        """Names of the checks whose verdicts a change makes stale."""
        checks = self.config.check_ids
        checks.write({"state": "done", "message": "Fine", "checked_at": fields.Datetime.now()})
        change()
        stale = checks.filtered(lambda check: check.state == "to_do")
        self.assertFalse([*filter(None, [*stale.mapped("message"), *stale.mapped("checked_at")])], "nothing is left")
        return set(stale.mapped("key"))

    def test_parts_that_change_by_themselves_count_like_the_form(self):
        """A list, an import or a call by RPC makes the same verdicts stale as the form of the group."""
        for part, values, change in (
            ("person_ids", {"email": "new@example.com"}, {"role": "requisitioner"}),
            ("location_ids", {"partner_id": self.address.id, "name": "Gate 2"}, {"amazon_address_id": "A-2"}),
            ("extrinsic_ids", {"name": "CostCenter", "value": "1"}, {"value": "2"}),
        ):
            model = self.env[self.config._fields[part].comodel_name].with_user(self.manager)
            about = {check.key for check in CHECKS if part in check.depends}
            self.assertTrue(about)
            made = {}

            def create(model=model, values=values, made=made):
                made["part"] = model.create([{**values, "config_id": self.config.id}])

            def change_it(vals, made=made):
                made["part"].write(vals)

            for road, does in (
                ("form", lambda part=part, values=values: self.config.write({part: [Command.create(values)]})),
                ("unlink", lambda part=part: self.config[part][-1:].unlink()),
                ("create", create),
                ("write", lambda change_it=change_it, change=change: change_it(change)),
                ("move", lambda change_it=change_it: change_it({"config_id": self.second_config().id})),
                ("move back", lambda change_it=change_it: change_it({"config_id": self.config.id})),
            ):
                with self.subTest(part=part, road=road):
                    self.assertEqual(self.stale(does), about)

    def second_config(self):
        return self.make_config("Second", self.company)

    def test_many_at_once_are_forgotten_once(self):
        writes = self.startPatcher(patch.object(type(self.config.check_ids), "_forget", autospec=True))
        people = self.env["amazon.punchin.person"].create(
            [{"config_id": self.config.id, "email": f"{number}@example.com"} for number in range(200)]
        )
        self.assertEqual(writes.call_count, 1)
        people.write({"amazon_status": "invited"})
        self.assertEqual(writes.call_count, 2)
        people.unlink()
        self.assertEqual(writes.call_count, 3)

    def test_whatever_the_gateway_needs_makes_it_stale(self):
        https_wsdl = {"soap_wsdl_url": "https://gateway.example.com/?wsdl"}
        self.config.write({"soap_operation": "submit", "soap_argument": "document", **https_wsdl})
        for values in (
            {"transport": "soap"},
            {"soap_wsdl_url": "https://other.example.com/?wsdl"},
            {"soap_wsdl_file": base64.b64encode(b"<wsdl/>")},
            {"soap_wsdl_file": base64.b64encode(b"<WSDL/>")},
            {"soap_wsdl_file": False},
            {"soap_service": "Gateway"},
            {"soap_port": "Orders"},
            {"soap_operation": "another"},
            {"soap_argument": "request.document"},
            {"soap_login_kind": "basic"},
            {"soap_password": "another"},
            {"soap_login": "another"},
            {"allow_private_hosts": True},
        ):
            with self.subTest(values=values):
                self.assertIn("gateway", self.stale(lambda values=values: self.config.write(values)))

    def test_only_administrators_check(self):
        for user in (self.buyer, self.purchaser):
            with self.assertRaises(AccessError):
                self.config.with_user(user).action_check()
            self.assertNotIn("setup_steps", self.config.with_user(user).read()[0])

    def test_nobody_writes_a_verdict(self):
        with self.assertRaises(AccessError):
            self.config.with_user(self.manager).check_ids.write({"state": "done"})
        with self.assertRaises(AccessError):
            self.config.with_user(self.manager).write(
                {"check_ids": [(1, self.config.check_ids[0].id, {"state": "done"})]}
            )

    def test_report_lists_every_check_and_no_secret(self):
        self.check()
        report = self.env["ir.actions.report"].with_user(self.manager)
        content, _kind = report._render_qweb_html("amazon_punchin.report_checklist", self.config.ids)
        text = unescape(content.decode())
        for check in CHECKS:
            self.assertIn(check.title, text)
        self.assertIn("amazon_requisitioner@example.com", text)
        self.assertNotIn("top-secret-value", text)

    def test_opening_takes_few_queries(self):
        self.check()
        config = self.config.with_user(self.manager)
        self.env.invalidate_all()
        with self.assertQueryCount(14):
            config.read(["setup_steps", "setup_done", "setup_progress"])


@tagged("post_install", "-at_install")
class TestVerdictsInLanguages(CheckCase):
    """A verdict is read in the language of its reader, whoever asked for it."""

    def setUp(self):
        super().setUp()
        self.amazon = self.enterContext(amazon_server())
        self.amazon.answer = start_page("https://www.amazon.com/start")
        self.config.setup_url_test = self.amazon.url
        self.startPatcher(patch.object(https, "probe", return_value=(404, {})))
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["ir.module.module"]._load_module_terms(["amazon_punchin"], ["de_DE"])
        self.english, self.german = (
            self.config.with_user(self.manager).with_context(lang=code) for code in ("en_US", "de_DE")
        )

    def messages(self, config):
        """What a reader finds, fresh from the database."""
        self.env.invalidate_all()
        return {check["key"]: check["message"] for step in config.setup_steps for check in step["checks"]}

    def test_what_asks_nobody_else_is_found_in_each_language(self):
        own = [check.key for check in CHECKS if not check.calls_out]
        for asker in (self.german, self.english):
            with self.subTest(asker=asker.env.lang):
                self.config.check_ids._forget()
                asker.action_check()
                for reader in (self.german, self.english):
                    found = {key: BY_KEY[key].run(reader.sudo()).message for key in own}
                    self.assertEqual({key: self.messages(reader)[key] for key in own}, found)
        self.assertIn("Every basket comes from the group", self.messages(self.english)["group"])
        self.assertIn("Jeder Warenkorb", self.messages(self.german)["group"])

    def test_paper_and_refusal_are_in_one_language(self):
        self.config.account_id.active = False
        self.german.action_check()
        report = self.english.env["ir.actions.report"]
        content, _kind = report._render_qweb_html("amazon_punchin.report_checklist", self.config.ids)
        self.assertIn("Every basket comes from the group", unescape(content.decode()))
        with self.assertRaisesRegex(UserError, "Accounts and products: The default account .* is archived"):
            self.english.mode = "active"

    def test_what_was_kept_in_one_language_is_found_anew_in_each(self):
        """A verdict of a version before has German words in the place of the English ones, whichever comes first."""
        self.env["res.lang"].search([("code", "=", "de_DE")]).name = "Deutsch"
        self.german.action_check()
        group = self.config.check_ids[0]
        german = self.messages(self.german)["group"]
        group.update_field_translations("message", {"en_US": german, "de_DE": False})
        self.assertEqual(self.messages(self.german)["group"], german)
        self.german.action_check()
        self.assertIn("Every basket comes from the group", self.messages(self.english)["group"])
        self.assertEqual(self.messages(self.german)["group"], german)

    def test_another_server_is_asked_once_and_told_in_each_language(self):
        translate(self, "Amazon opened its shop for %s.", "Der Laden ist offen für %s.")
        for number, asker in enumerate((self.german, self.english), start=1):
            asker.action_check()
            self.assertEqual(len(self.amazon.received), number)
            self.assertIn("Der Laden ist offen für amazon_", self.messages(self.german)["connection"])
            self.assertIn("Amazon opened its shop for amazon_", self.messages(self.english)["connection"])

    def test_why_another_server_gave_no_answer_is_told_in_each_language(self):
        translate(self, "“%(server)s” is down or too busy (HTTP %(status)s).", "%(server)s: %(status)s, kaputt")
        self.amazon.answer, self.amazon.http_status = b"<html>Oops</html>", 503
        self.german.action_check()
        self.assertEqual(len(self.amazon.received), 1)
        self.assertIn("503, kaputt", self.messages(self.german)["connection"])
        self.assertIn("is down or too busy (HTTP 503)", self.messages(self.english)["connection"])

    def test_why_another_server_is_not_called_is_told_in_each_language(self):
        source = "Amazon is responding slowly, and other users are already waiting. Try again in a few seconds."
        translate(self, source, "Gerade warten schon andere.")
        with patch.object(line, "AT_ONCE", 0):
            self.german.action_check()
        self.assertFalse(self.amazon.received)
        self.assertEqual(self.messages(self.german)["connection"], "Gerade warten schon andere.")
        self.assertEqual(self.messages(self.english)["connection"], source)

    def test_a_setting_that_forbids_the_call_is_told_in_each_language(self):
        source = "“%(field)s” is empty in “%(config)s”."
        translate(self, source, "In %(config)s fehlt %(field)s.")
        self.config.setup_url_test = False
        self.german.action_check()
        self.assertIn("In Office fehlt", self.messages(self.german)["connection"])
        self.assertIn("is empty in", self.messages(self.english)["connection"])

    def test_nothing_is_left_in_any_language(self):
        self.german.action_check()
        self.config.check_ids._forget()
        for reader in (self.german, self.english):
            self.assertFalse(any(self.messages(reader).values()))


@tagged("post_install", "-at_install")
class TestChecklistOnPaper(AmazonHttpCase):
    """The checklist is printed in the language of who prints it."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["ir.module.module"]._load_module_terms(["amazon_punchin"], ["de_DE"])
        german = self.env(user=self.manager, context={"lang": "de_DE"})
        self.checks, self.report = german["amazon.punchin.check"], german["ir.actions.report"]

    def test_every_check_is_on_the_page(self):
        content, _kind = self.report._render_qweb_html("amazon_punchin.report_checklist", self.config.ids)
        text = html.fromstring(content).text_content()
        for _key, title in self.checks._fields["key"]._description_selection(self.checks.env):
            self.assertIn(title, text)
        self.assertIn("Noch nicht geprüft", text)
