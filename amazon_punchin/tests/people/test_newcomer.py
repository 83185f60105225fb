from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..amazon_server import amazon_server, start_page
from ..carts import CartDocument
from ..same_moment import SameMomentCase, Transaction
from ..shop.test_return import ReturnCase


@tagged("post_install", "-at_install")
class TestNewcomer(ReturnCase):
    """Whoever comes from Amazon without being on the list learns what happens, and so does the administrator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config.user_id = cls.manager
        cls.newcomer = cls.make_user("newcomer", "amazon_punchin.group_punchout_buyer")
        cls.newcomer.email = "New.Comer@example.com"

    def arrive(self, path=None, login="amazon_newcomer"):
        self.authenticate(login, login)
        answer = self.url_open(path or f"/amazon_punchin/{self.config.token}/start", allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def waiting(self):
        return self.env["amazon.punchin.newcomer"].search([("user_id", "=", self.newcomer.id)])

    def bring_unclaimed(self, cookie="cookie-of-amazon"):
        return self.post(CartDocument(cookie).urlencoded()).headers["Location"]

    def test_landing_says_what_happens(self):
        answer = self.arrive()
        self.assertEqual(answer.status_code, 403)
        for text in ("not on the list of people", self.manager.name, "new.comer@example.com"):
            self.assertIn(text, answer.text)

    def test_administrator_is_asked_once(self):
        self.arrive()
        self.arrive()
        activity = self.waiting().activity_ids
        self.assertEqual((len(self.waiting()), len(activity)), (1, 1))
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn(self.newcomer.name, activity.summary)

    def test_nobody_is_asked_about_people_of_another_company(self):
        answer = self.arrive(login="amazon_foreign")
        self.assertEqual(answer.status_code, 403)
        self.assertNotIn(self.manager.name, answer.text)
        self.assertFalse(self.env["amazon.punchin.newcomer"].search([]))

    def test_one_click_then_the_basket_is_claimed(self):
        path = self.bring_unclaimed()
        page = self.arrive(path)
        self.assertEqual(page.status_code, 403)
        self.assertIn("Your basket is kept", page.text)
        self.assertNotIn("Gel pen", page.text)
        newcomer = self.waiting()
        self.assertEqual(newcomer.message_id, self.messages())
        newcomer.with_user(self.manager).action_add()
        self.assertRecordValues(
            self.config._person(self.newcomer),
            [{"email": "new.comer@example.com", "role": "punchout_buyer", "active": True}],
        )
        self.assertEqual(newcomer.state, "added")
        self.assertFalse(newcomer.activity_ids)
        self.assertFalse(self.orders())
        self.assertURLEqual(self.arrive(f"/amazon_punchin/newcomer/{newcomer.id}").headers["Location"], path)
        page = self.url_open(path)
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        self.url_open(path, data={"csrf_token": token}, allow_redirects=False)
        self.env.invalidate_all()
        self.assertEqual(self.orders().amazon_requester_id, self.newcomer)

    def test_every_basket_that_they_brought_is_found(self):
        paths = [self.bring_unclaimed(cookie) for cookie in ("one", "two")]
        for path in paths:
            self.arrive(path)
        self.waiting().with_user(self.manager).action_add()
        page = self.arrive(self.waiting()._goal())
        self.assertIn("Is this your basket?", page.text)
        self.assertIn('href="/amazon_punchin/baskets"', page.text)
        page = self.arrive("/amazon_punchin/baskets")
        for path in paths:
            self.assertIn(f'href="{path}"', page.text)

    def test_basket_of_somebody_who_was_taken_off_the_list_waits(self):
        person = self.make_person(self.config, self.newcomer)
        token = self.open_session(self.newcomer)
        person.active = False
        path = self.post(CartDocument(token).urlencoded()).headers["Location"]
        self.assertIn("/claim/", path)
        self.assertFalse(self.orders())
        self.assertIn("Your basket is kept", self.arrive(path).text)
        self.waiting().with_user(self.manager).action_add()
        self.assertIn("Is this your basket?", self.arrive(path).text)

    def test_user_is_told_without_the_token(self):
        self.arrive(self.bring_unclaimed())
        self.waiting().with_user(self.manager).action_add()
        notified = self.env["mail.message"].search([("partner_ids", "in", self.newcomer.partner_id.ids)], limit=1)
        self.assertIn(f"/amazon_punchin/newcomer/{self.waiting().id}", notified.body)
        self.assertNotIn(self.config.token, notified.body)

    def test_link_is_for_the_user_alone(self):
        self.arrive()
        self.assertEqual(self.arrive(f"/amazon_punchin/newcomer/{self.waiting().id}", "amazon_buyer").status_code, 404)

    def test_without_a_basket_the_link_leads_to_the_shop(self):
        self.arrive()
        self.assertEqual(self.waiting()._goal(), "/odoo/amazon-shop")

    def test_person_of_that_address_gets_the_user(self):
        person = self.env["amazon.punchin.person"].create(
            {"config_id": self.config.id, "email": "new.comer@example.com"}
        )
        self.arrive()
        self.waiting().with_user(self.manager).action_add()
        self.assertEqual(person.user_id, self.newcomer)

    def press_add(self, newcomer):
        self.authenticate("amazon_manager", "amazon_manager")
        self.make_jsonrpc_request(
            "/web/dataset/call_kw/amazon.punchin.newcomer/action_add",
            {"model": newcomer._name, "method": "action_add", "args": [newcomer.ids], "kwargs": {}},
        )
        self.env.invalidate_all()

    def employee_arrives(self):
        self.arrive(login="amazon_employee")
        return self.env["amazon.punchin.newcomer"].search([("user_id", "=", self.employee.id)])

    def test_after_one_click_somebody_without_a_role_shops(self):
        self.press_add(self.employee_arrives())
        self.authenticate("amazon_employee", "amazon_employee")
        shop = self.env.ref("amazon_punchin.ir_actions_server_shop")
        action = self.make_jsonrpc_request("/web/action/run", {"action_id": shop.id})
        amazon = self.enterContext(amazon_server())
        amazon.answer = start_page("https://www.amazon.com/punchout/start?key=1")
        self.config.setup_url_test = amazon.url
        answer = self.arrive(action["url"], "amazon_employee")
        self.assertEqual(answer.headers.get("Location"), "https://www.amazon.com/punchout/start?key=1", answer.text)

    def test_role_that_was_given_stands_in_the_chatter_of_the_group(self):
        self.press_add(self.employee_arrives())
        said = self.config.message_ids[:1].body
        for text in (self.manager.name, self.employee.name, "Amazon: Punchout buyer"):
            self.assertIn(text, said)

    def test_whoever_has_a_role_gets_no_other(self):
        roles = self.newcomer.group_ids
        self.arrive()
        messages = self.config.message_ids
        self.press_add(self.waiting())
        self.assertEqual((self.newcomer.group_ids, self.config.message_ids), (roles, messages))

    def test_whoever_cannot_shop_is_not_put_on_the_list(self):
        newcomer = self.employee_arrives()
        portal = self.env.ref("base.group_portal")
        for values, sentence in (
            ({"active": False}, "can unarchive the user"),
            ({"group_ids": [Command.set(portal.ids)]}, "can make them an internal user"),
            (
                {"company_id": self.other_company.id, "company_ids": [Command.set(self.other_company.ids)]},
                "has no access to",
            ),
        ):
            with self.subTest(sentence), self.env.cr.savepoint() as savepoint:
                self.employee.write(values)
                with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
                    newcomer.with_user(self.manager).action_add()
                self.assertFalse(self.config._person(self.employee))
                savepoint.rollback()

    def test_archived_person_of_that_address_is_brought_back(self):
        person = self.env["amazon.punchin.person"].create(
            {
                "config_id": self.config.id,
                "email": "new.comer@example.com",
                "user_id": self.colleague.copy({"login": "gone"}).id,
                "role": "requisitioner",
                "amazon_status": "inactive",
                "active": False,
            }
        )
        self.arrive()
        self.press_add(self.waiting())
        self.assertEqual(self.config._person(self.newcomer), person)
        self.assertRecordValues(person, [{"role": "punchout_buyer", "amazon_status": "active"}])

    def test_active_person_of_that_address_comes_before_an_archived_one(self):
        people = self.env["amazon.punchin.person"].create(
            [
                {"config_id": self.config.id, "email": "new.comer@example.com", "active": active}
                for active in (True, False)
            ]
        )
        self.arrive()
        self.press_add(self.waiting())
        self.assertEqual(self.config._person(self.newcomer), people[0])

    def test_person_of_somebody_else_is_not_taken(self):
        self.arrive()
        self.waiting().email = "amazon_buyer@example.com"
        with self.assertRaisesRegex(UserError, "already on the list of people"):
            self.waiting().with_user(self.manager).action_add()

    def test_wildcards_of_an_address_are_letters(self):
        person = self.env["amazon.punchin.person"].create(
            {"config_id": self.config.id, "email": "j.doe@example.com", "role": "requisitioner"}
        )
        for email in ("j_doe@example.com", "%@example.com"):
            self.arrive()
            newcomer = self.waiting().filtered(lambda waiting: waiting.state == "waiting")
            newcomer.email = email
            newcomer.with_user(self.manager).action_add()
            self.assertFalse(person.user_id)
            added = self.config._person(self.newcomer)
            self.assertEqual(added.email, email)
            added.unlink()

    def test_role_on_the_list_is_kept(self):
        person = self.env["amazon.punchin.person"].create(
            {"config_id": self.config.id, "email": "new.comer@example.com", "role": "requisitioner"}
        )
        self.arrive()
        self.waiting().with_user(self.manager).action_add()
        self.assertEqual((person.user_id, person.role), (self.newcomer, "requisitioner"))

    def test_what_is_no_address(self):
        self.arrive()
        self.waiting().email = "amazon_newcomer"
        with self.assertRaisesRegex(UserError, "is not an e-mail address"):
            self.waiting().with_user(self.manager).action_add()

    def test_declined(self):
        self.arrive()
        newcomer = self.waiting()
        newcomer.with_user(self.manager).action_decline()
        self.assertFalse(newcomer.activity_ids)
        self.assertFalse(self.config._person(self.newcomer))
        with self.assertRaisesRegex(UserError, "already been decided"):
            newcomer.with_user(self.manager).action_add()
        page = self.arrive()
        self.assertEqual((self.waiting(), len(newcomer.activity_ids)), (newcomer, 0))
        self.assertNotIn("has been notified", page.text)
        self.assertIn("not to add you to the list", page.text)

    def test_administrator_is_led_to_the_group(self):
        self.config._person(self.manager).unlink()
        page = self.arrive(login="amazon_manager")
        self.assertIn("You can add yourself", page.text)
        self.assertIn(f"/odoo/amazon-punchin/{self.config.id}", page.text)
        self.assertNotIn("has been notified", page.text)
        self.assertNotIn("You can add yourself", self.arrive().text)

    def test_role_in_odoo_that_is_missing_is_named(self):
        self.arrive(login="amazon_employee")
        newcomer = self.env["amazon.punchin.newcomer"].search([("user_id", "=", self.employee.id)])
        self.assertIn("Amazon: Punchout buyer", newcomer.with_user(self.manager).warning)
        self.arrive()
        self.assertFalse(self.waiting().warning)


@tagged("post_install", "-at_install")
class TestNewcomersAtTheSameMoment(SameMomentCase):
    """Somebody arrives twice at the same moment."""

    def setUp(self):
        super().setUp()
        with Transaction() as env:
            self.config_id = env["amazon.punchin.config"].create({"name": "Same moment of arrival"}).id

    def test_one_newcomer(self):
        def arrive(env):
            newcomers = env["amazon.punchin.newcomer"]
            newcomers._note_arrival(env["amazon.punchin.config"].browse(self.config_id), env.ref("base.user_admin"))
            return newcomers.search([("config_id", "=", self.config_id)])

        results = self.at_once(arrive, arrive, arrive)
        self.assertEqual(len(results), 3)
        self.assertEqual(len({newcomer.id for newcomer in results}), 1)

    def test_two_administrators(self):
        """The second learns that it has been decided, and does not wonder about an address."""

        def add(env):
            try:
                env["amazon.punchin.newcomer"].browse(newcomer_id).action_add()
            except UserError as error:
                return str(error)
            return "added"

        with Transaction() as env:
            config = env["amazon.punchin.config"].browse(self.config_id)
            newcomer = env["amazon.punchin.newcomer"]._note_arrival(config, env.ref("base.user_admin"))
            newcomer.email = "newcomer@example.com"
            newcomer_id = newcomer.id
        self.assertCountEqual(self.at_once(add, add), ["added", "This has already been decided."])
