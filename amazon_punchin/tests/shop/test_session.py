from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...protocol.document import parse
from ..amazon_server import amazon_server, start_page, status
from ..common import AmazonHttpCase
from ..cxml import CxmlAssertions, needs_dtds


@tagged("post_install", "-at_install")
class TestShop(CxmlAssertions, AmazonHttpCase):
    """The way out: from Odoo, or from Amazon by our landing page."""

    def setUp(self):
        super().setUp()
        self.amazon = self.enterContext(amazon_server())
        self.config.write({"setup_url_test": self.amazon.url, "business_unit": "Group X"})
        self.amazon.answer = start_page("https://www.amazon.com/punchout/start?key=1")
        self.path = f"/amazon_punchin/{self.config.token}/start"

    def start(self, login="amazon_buyer", path=None):
        if login:
            self.authenticate(login, login)
        answer = self.url_open(path or self.path, allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def setup_request(self):
        return parse(self.amazon.received[-1]).find("Request/PunchOutSetupRequest")

    def test_shopper_goes_on_to_amazon(self):
        answer = self.start()
        self.assertEqual(answer.status_code, 303, answer.text)
        self.assertEqual(answer.headers["Location"], "https://www.amazon.com/punchout/start?key=1")
        session = self.env["amazon.punchin.session"].search([], limit=1)
        self.assertRecordValues(
            session, [{"user_id": self.buyer.id, "state": "open", "entrance": "punch_in", "config_id": self.config.id}]
        )
        cookie = self.setup_request().findtext("BuyerCookie")
        self.assertEqual(session.token_hash, session._hash(cookie))

    def test_setup_request_says_who_shops(self):
        self.config.extrinsic_ids = [(0, 0, {"name": "CostCenter", "value": "4711"})]
        self.start()
        extrinsics = {node.get("name"): node.text for node in self.setup_request().iterfind("Extrinsic")}
        self.assertEqual(extrinsics["UserEmail"], "amazon_buyer@example.com")
        self.assertEqual(extrinsics["UserBusinessUnit"], "Group X")
        self.assertEqual(extrinsics["CostCenter"], "4711")
        url = self.setup_request().findtext("BrowserFormPost/URL")
        self.assertTrue(url.endswith(f"/amazon_punchin/{self.config.token}/return"))
        self.assertEqual(self.setup_request().findtext("SupplierSetup/URL"), self.amazon.url)
        self.assertEqual(parse(self.amazon.received[-1]).find("Request").get("deploymentMode"), "test")

    def start_with_what_may_be_there(self):
        self.config.extrinsic_ids = [(0, 0, {"name": "CostCenter", "value": "4711"})]
        self.start()
        return self.amazon.received[-1]

    def test_setup_request_is_read_by_amazon(self):
        self.assertReadByAmazon(self.start_with_what_may_be_there())

    @needs_dtds
    def test_setup_request_is_valid(self):
        self.assertValid(self.start_with_what_may_be_there())

    def test_from_odoo(self):
        action = self.env["amazon.punchin.config"].with_user(self.buyer).action_shop()
        self.assertEqual((action["type"], action["target"]), ("ir.actions.act_url", "new"))
        self.start(path=action["url"])
        self.assertEqual(self.env["amazon.punchin.session"].search([], limit=1).entrance, "punch_out")

    def test_several_configurations_are_a_choice(self):
        other = self.make_config("Second", self.company)
        self.make_person(other, self.buyer)
        action = self.env["amazon.punchin.config"].with_user(self.buyer).action_shop()
        self.assertEqual(action["res_model"], "amazon.punchin.config")
        self.assertEqual(action["domain"], [("id", "in", (self.config | other).ids)])

    def test_paused_one_is_no_choice(self):
        other = self.make_second()
        other.mode = "paused"
        self.assertEqual(self.shop()["url"], self.config.with_user(self.buyer).action_open_shop()["url"])
        self.config.mode = "paused"
        with self.assertRaisesRegex(UserError, "is paused"):
            self.shop()

    def make_second(self):
        """A second configuration on whose list the buyer is, too; the buyer works in Operations."""
        other = self.make_config("Second", self.company)
        self.make_person(other, self.buyer)
        self.env["hr.employee"].create({"name": "Buyer", "user_id": self.buyer.id, "department_id": self.department.id})
        return other

    def shop(self):
        return self.env["amazon.punchin.config"].with_user(self.buyer).action_shop()

    def test_department_decides_between_several(self):
        other = self.make_second()
        other.department_ids = self.department
        self.assertEqual(self.shop()["url"], other.with_user(self.buyer).action_open_shop()["url"])

    def test_department_above_decides_too(self):
        other = self.make_second()
        self.department.parent_id = other.department_ids = self.env["hr.department"].create({"name": "Above"})
        self.assertEqual(self.shop()["url"], other.with_user(self.buyer).action_open_shop()["url"])

    def test_department_of_several_leaves_a_choice(self):
        other = self.make_second()
        third = self.make_config("Third", self.company)
        self.make_person(third, self.buyer)
        (other | third).department_ids = self.department
        self.assertEqual(self.shop()["domain"], [("id", "in", (other | third).ids)])

    def test_department_elsewhere_leaves_every_choice(self):
        other = self.make_second()
        other.department_ids = self.env["hr.department"].create({"name": "Elsewhere"})
        self.assertEqual(self.shop()["domain"], [("id", "in", (self.config | other).ids)])

    def test_department_lets_nobody_in_who_is_not_on_the_list(self):
        other = self.make_second()
        other.department_ids = self.department
        other.person_ids.unlink()
        self.assertEqual(self.shop()["url"], self.config.with_user(self.buyer).action_open_shop()["url"])

    def test_nobody_on_the_list(self):
        self.config.person_ids.filtered(lambda person: person.user_id == self.requisitioner).unlink()
        with self.assertRaisesRegex(UserError, "not on the list of people"):
            self.env["amazon.punchin.config"].with_user(self.requisitioner).action_shop()

    @mute_logger("odoo.http")
    def test_without_any_role_the_shop_says_what_to_do(self):
        self.authenticate("amazon_employee", "amazon_employee")
        shop = self.env.ref("amazon_punchin.ir_actions_server_shop")
        error = self.url_open("/web/action/run", json={"params": {"action_id": shop.id}}).json()["error"]["data"]
        self.assertEqual(error["name"], "odoo.exceptions.UserError")
        self.assertIn("Ask your Amazon administrator for the role", error["message"])

    def test_landing_asks_to_sign_in(self):
        answer = self.start(login=None)
        self.assertIn("/web/login", answer.headers["Location"])
        self.assertFalse(self.amazon.received)

    def assertRefused(self, answer, sentence):
        self.assertEqual(answer.status_code, 403)
        self.assertIn(sentence, answer.text)
        self.assertFalse(self.env["amazon.punchin.session"].search([]))

    def test_people_who_may_not(self):
        self.config.policy = "all_approved"
        self.assertRefused(self.start("amazon_employee"), "not on the list of people")
        self.assertRefused(self.start("amazon_foreign"), "not on the list of people")
        self.assertRefused(self.start("amazon_requisitioner"), "role Requisitioner")
        self.assertFalse(self.amazon.received)

    def test_people_who_may_not_work_in_the_legal_entity(self):
        """Their order would be one that they may not open."""
        self.make_person(self.config, self.foreign_buyer)
        self.assertRefused(self.start("amazon_foreign"), f"have no access to {self.company.name}")
        self.assertFalse(self.amazon.received)

    def test_people_without_any_role_in_odoo(self):
        self.make_person(self.config, self.employee)
        self.assertRefused(self.start("amazon_employee"), "Ask for the role")

    def test_paused(self):
        self.config.mode = "paused"
        self.assertRefused(self.start(), "is paused")

    def test_amazon_says_no(self):
        self.amazon.answer = status(401, "Unauthorized", "Shared secret is wrong")
        self.assertRefused(self.start(), "Shared secret is wrong")

    def test_amazon_is_away(self):
        self.config.setup_url_test = "http://127.0.0.1:9"
        self.assertRefused(self.start(), "could not be reached")

    def test_answer_that_cannot_be_read(self):
        self.amazon.answer = b"<html>Maintenance</html>"
        self.assertRefused(self.start(), "could not be reached")

    def test_start_page_on_a_strange_host(self):
        for url in (
            "https://evil.example/",
            "https://amazon.com.evil.example/",
            "https://notamazon.com/",
        ):
            with self.subTest(url=url):
                self.amazon.answer = start_page(url)
                self.assertRefused(self.start(), "not among the shop domains")

    def test_start_page_that_is_not_secure(self):
        for url, sentence in (
            ("http://www.amazon.com/", "“www.amazon.com” is an http address"),
            ("HTTP://www.amazon.com/", "“www.amazon.com” is an http address"),
            ("https://www.amazon.com@evil.example/", "not every browser reads the same way"),
            ("https://[foo", "not every browser reads the same way"),
            ("https://evil.example\\.amazon.com/", "not every browser reads the same way"),
            ("javascript:alert(1)", "not every browser reads the same way"),
        ):
            with self.subTest(url=url):
                self.amazon.answer = start_page(url)
                self.assertRefused(self.start(), sentence)

    def test_shop_that_knows_no_credentials(self):
        """A page of a server's says so by its HTTP status."""
        self.config.user_id = self.manager
        for http_status in (401, 403):
            with self.subTest(http_status=http_status):
                self.amazon.answer, self.amazon.http_status = b"<html>No</html>", http_status
                answer = self.start()
                self.assertRefused(answer, "does not accept the credentials of your company")
                self.assertIn(f"{self.manager.name} has been notified", answer.text)
                activity = self.config.activity_ids
                self.assertEqual(activity.summary, "Amazon's shop does not accept the credentials")
                self.assertIn("shared secret", activity.note)

    def test_no_url_configured(self):
        self.config.setup_url_test = False
        self.assertRefused(self.start(), "is empty in")

    def test_urls_must_be_safe(self):
        for url in ("http://amazon.example/", "ftp://amazon.example/", "https://user:pw@amazon.example/", "https://"):
            with self.subTest(url=url), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.config.setup_url_active = url

    def test_secret_reaches_no_page_and_no_log(self):
        self.amazon.answer = status(401)
        with self.assertLogs("odoo", "DEBUG") as logs:
            answer = self.start()
        self.assertNotIn("top-secret-value", answer.text + "".join(logs.output))
