import base64

from markupsafe import escape

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...wizards.shared import list_import
from ..common import AmazonCase
from ..uploads.test_tables import sheets, workbook, written

HEADERS = ("Email", "First Name", "Last Name", "Role", "Status")


class PersonImportCase(AmazonCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["amazon.punchin.person"]

    def check(self, *rows, data=None, config=None):
        """Upload a list and check it, as an administrator does."""
        wizard = (
            self.env["amazon.punchin.person.import"]
            .with_user(self.manager)
            .create(
                {
                    "config_id": (config or self.config).id,
                    "file": base64.b64encode(data or written([HEADERS, *rows]).encode()),
                }
            )
        )
        wizard.action_check()
        return wizard

    def outcomes(self, wizard):
        return {line.email: line.outcome for line in wizard.line_ids}

    def person(self, email):
        return self.people.search([("config_id", "=", self.config.id), ("email", "=", email)])


@tagged("post_install", "-at_install")
class TestPersonImport(PersonImportCase):
    """Amazon's list of people becomes ours: looked at first, and then without the rows with trouble."""

    def test_preview_changes_nothing(self):
        before = self.people.search([])
        wizard = self.check(("new@example.com", "New", "Person", "Requisitioner", "Active"))
        self.assertEqual((wizard.state, wizard.create_count, wizard.open_count), ("preview", 1, 1))
        self.assertEqual(self.people.search([]), before)

    def test_outcomes(self):
        self.make_user("newcomer", "base.group_user").email = "New.Comer@Example.com"
        wizard = self.check(
            ("new.comer@example.com", "New", "Comer", "Punchout buyer", "Active"),
            ("amazon_buyer@example.com", "Bea", "Buyer", "Punchout buyer", "Pending"),
            ("amazon_colleague@example.com", "", "", "Punchout buyer", "Active"),
            ("stranger@example.com", "A", "Stranger", "Requisitioner", ""),
            ("boss@example.com", "A", "Boss", "Approver", "Active"),
        )
        self.assertEqual(
            self.outcomes(wizard),
            {
                "new.comer@example.com": "create",
                "amazon_buyer@example.com": "change",
                "amazon_colleague@example.com": "same",
                "stranger@example.com": "create",
                "boss@example.com": "skip",
            },
        )
        self.assertRecordValues(
            wizard,
            [{"create_count": 2, "change_count": 1, "same_count": 1, "unknown_count": 1, "skip_count": 1}],
        )
        action = wizard.with_context(outcome="unknown").action_view_lines()
        self.assertEqual(wizard.line_ids.search(action["domain"]).email, "stranger@example.com")
        wizard.apply_batch()
        self.assertEqual((wizard.state, wizard.open_count), ("done", 0))
        self.assertEqual(self.person("new.comer@example.com").user_id.login, "amazon_newcomer")
        self.assertRecordValues(
            self.person("amazon_buyer@example.com"),
            [{"name": "Bea Buyer", "amazon_status": "invited", "user_id": self.buyer.id}],
        )
        self.assertEqual(self.person("stranger@example.com").role, "requisitioner")
        self.assertFalse(self.person("boss@example.com"))

    def test_again_changes_nothing(self):
        rows = [("amazon_buyer@example.com", "Bea", "Buyer", "Requisitioner", "Pending"), ("x@example.com", *[""] * 4)]
        self.check(*rows).apply_batch()
        wizard = self.check(*rows)
        self.assertEqual(set(self.outcomes(wizard).values()), {"same"})
        self.assertEqual(wizard.unknown_count, 1)
        self.assertEqual(wizard.open_count, 0)
        before = self.person("x@example.com").write_date
        wizard.apply_batch()
        self.assertEqual(self.person("x@example.com").write_date, before)
        self.assertEqual(len(self.person("x@example.com")), 1)

    def test_address_with_an_umlaut(self):
        """What Odoo makes of it when it is stored is the same person the next time."""
        for left in (1, 0):
            wizard = self.check(("Jürgen@Bücher.example", *[""] * 4))
            self.assertEqual(wizard.open_count, left)
            wizard.apply_batch()
        self.assertEqual(self.people.search_count([("email", "ilike", "cher.example")]), 1)

    def test_list_without_a_problem_shows_none(self):
        wizard = self.check(("good@example.com", *[""] * 4))
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(wizard.problems)

    def test_row_with_a_problem_is_told_and_left_out(self):
        """One unknown role keeps nobody else from the list."""
        buyer = self.person("amazon_buyer@example.com")
        wizard = self.check(
            ("good@example.com", *[""] * 4),
            ("bad", "", "", "King", ""),
            ("amazon_buyer@example.com", "", "", "King", ""),
            ("good@example.com", "Twice", "", "", ""),
        )
        for text in ("These rows are left out", ">bad<", ">King<", ">3<", "Punchout buyer, Requisitioner"):
            self.assertIn(text, wizard.problems)
        self.assertRecordValues(wizard, [{"state": "preview", "create_count": 1, "trouble_count": 3, "open_count": 1}])
        troubled = wizard.line_ids.search(wizard.with_context(outcome="trouble").action_view_lines()["domain"])
        self.assertEqual(troubled.mapped("row"), [3, 4, 5])
        self.assertIn("Role: ", troubled[1].note)
        self.assertNotIn(buyer.id, wizard._missing_ids())
        before = buyer.write_date
        wizard.apply_batch()
        self.assertRecordValues(wizard, [{"state": "done", "create_count": 1, "trouble_count": 3, "unknown_count": 1}])
        self.assertEqual((self.person("good@example.com").name, buyer.write_date), (False, before))
        self.assertFalse(self.person("bad"))

    def test_nothing_but_problems(self):
        wizard = self.check(("bad", *[""] * 4))
        self.assertRecordValues(wizard, [{"state": "upload", "trouble_count": 1, "open_count": 0}])
        self.assertIn("No row of the file can be imported", wizard.problems)
        with self.assertRaisesRegex(UserError, "review a file first"):
            wizard.apply_batch()

    def test_it_says_what_changes(self):
        person = self.person("amazon_buyer@example.com")
        row = ("amazon_buyer@example.com", "Bea", "Buyer", "Requisitioner", "Pending")
        said = (
            "Name at Amazon: — → Bea Buyer; Role at Amazon: Punchout buyer → Requisitioner; At Amazon: Active → Invited"
        )
        wizard = self.check(row, ("new@example.com", *[""] * 4))
        self.assertEqual(wizard.line_ids.mapped("changes"), [said, False])
        person.role = "requisitioner"
        wizard.apply_batch()
        self.assertEqual(
            wizard.line_ids[0].changes,
            "Name at Amazon: — → Bea Buyer; At Amazon: Active → Invited",
            "as it was by then",
        )
        person.active = False
        self.assertEqual(self.check(row).line_ids.changes, "Back on the list")

    def test_value_is_shown_as_text(self):
        wizard = self.check(("<script>x</script>", *[""] * 4))
        self.assertIn("&lt;script&gt;", wizard.problems)

    def test_refusal_in_words(self):
        wizard = self.check(data=b"Name;Role\nAnn;Requisitioner\n")
        self.assertIn(
            "A column is missing: email or email address. The file has these columns: Name, Role.", wizard.refusal
        )
        wizard.file = base64.b64encode(b"\xd0\xcf\x11\xe0")
        wizard.action_check()
        self.assertIn("old Excel", wizard.refusal)
        rows = [HEADERS, ("a@example.com", *[""] * 4)]
        wizard.file = base64.b64encode(sheets(Berlin=rows, Paris=rows))
        wizard.action_check()
        self.assertIn("Several sheets contain a list: Berlin, Paris.", wizard.refusal)
        wizard.file = base64.b64encode(written([HEADERS, ("a@example.com", *[""] * 4)]).encode())
        wizard.action_check()
        self.assertEqual((wizard.state, wizard.refusal), ("preview", False))

    def test_missing_column_is_named_as_the_user_calls_it(self):
        self.env["res.lang"]._activate_lang("de_DE")
        wizard = self.check(data=b"Name;Role\nAnn;Requisitioner\n").with_context(lang="de_DE")
        wizard.action_check()
        self.assertIn(": E-Mail-Adresse oder email.", wizard.refusal)

    def test_workbook(self):
        wizard = self.check(data=workbook([HEADERS, ("amazon_employee@example.com", "", "", "", "")]))
        self.assertEqual(wizard.unknown_count, 1)

    def test_by_email_or_login(self):
        by_login = self.make_user("x", "base.group_user")
        by_login.write({"login": "Shared@example.com", "email": "other@example.com"})
        wizard = self.check(("shared@example.com", *[""] * 4))
        self.assertEqual(wizard.line_ids.user_id, by_login)
        by_email = self.make_user("y", "base.group_user")
        by_email.email = "SHARED@example.com"
        wizard = self.check(("shared@example.com", *[""] * 4))
        self.assertFalse(wizard.line_ids.user_id, "whoever takes somebody's login as e-mail does not get the mapping")
        self.assertIn("2 users", wizard.line_ids.note)
        by_login.active = False
        wizard = self.check(("shared@example.com", *[""] * 4))
        self.assertEqual(wizard.line_ids.user_id, by_email)

    def test_user_of_two_addresses_goes_to_the_surer_one(self):
        user = self.make_user("x", "base.group_user")
        user.write({"login": "login@example.com", "email": "mail@example.com"})
        wizard = self.check(("login@example.com", *[""] * 4), ("mail@example.com", *[""] * 4))
        self.assertEqual([line.user_id for line in wizard.line_ids], [self.env["res.users"], user])
        self.assertIn("mail@example.com", wizard.line_ids[0].note)
        wizard.apply_batch()
        self.assertFalse(self.person("login@example.com").user_id)
        self.assertEqual(self.person("mail@example.com").user_id, user)

    def test_two_users_with_one_address_are_not_guessed(self):
        for login in ("one", "two"):
            self.make_user(login, "base.group_user").email = "both@example.com"
        wizard = self.check(("both@example.com", *[""] * 4))
        self.assertEqual((wizard.line_ids.outcome, wizard.line_ids.user_id.ids), ("create", []))
        self.assertIn("2 users", wizard.line_ids.note)

    def test_mapping_by_hand_is_kept(self):
        """The address at Amazon differs from the one in Odoo, and somebody has said whose it is."""
        person = self.person("amazon_buyer@example.com")
        person.email = "bea@private.example"
        self.check(("bea@private.example", "Bea", "", "Requisitioner", "")).apply_batch()
        self.assertRecordValues(
            person, [{"email": "bea@private.example", "user_id": self.buyer.id, "role": "requisitioner"}]
        )

    def test_archived_person_comes_back(self):
        person = self.person("amazon_buyer@example.com")
        person.active = False
        self.buyer.email = "amazon_buyer@example.com"
        self.check(("amazon_buyer@example.com", *[""] * 4)).apply_batch()
        self.assertTrue(person.active)
        self.assertEqual(self.person("amazon_buyer@example.com"), person)

    def test_user_of_another_company_is_not_found(self):
        self.foreign_buyer.email = "foreign@example.com"
        wizard = self.check(("foreign@example.com", *[""] * 4))
        self.assertFalse(wizard.line_ids.user_id)

    def test_interrupted_goes_on_where_it_stopped(self):
        self.patch(list_import, "BATCH", 2)
        wizard = self.check(*((f"p{number}@example.com", *[""] * 4) for number in range(5)))
        self.assertEqual([wizard.apply_batch() for _turn in range(3)], [3, 1, 0])
        self.assertEqual(wizard.apply_batch(), 0)
        self.assertEqual(self.people.search_count([("email", "like", "p_@example.com")]), 5)

    def test_people_added_meanwhile_are_changed(self):
        self.patch(list_import, "BATCH", 2)
        wizard = self.check(*((f"p{number}@example.com", "P", str(number), "", "") for number in range(5)))
        wizard.apply_batch()
        added = self.people.create(
            {"config_id": self.config.id, "email": "P3@example.com", "user_id": self.employee.id}
        )
        self.assertEqual([wizard.apply_batch() for _turn in range(2)], [1, 0])
        self.assertEqual(self.people.search_count([("email", "like", "p_@example.com")]), 5)
        self.assertRecordValues(added, [{"name": "P 3", "user_id": self.employee.id}])
        self.assertRecordValues(wizard, [{"state": "done", "create_count": 4, "change_count": 1, "unknown_count": 4}])

    def test_user_taken_meanwhile_is_left_out(self):
        self.employee.email = "employee@example.com"
        wizard = self.check(("employee@example.com", *[""] * 4))
        self.people.create({"config_id": self.config.id, "email": "other@example.com", "user_id": self.employee.id})
        wizard.apply_batch()
        self.assertFalse(self.person("employee@example.com").user_id)
        self.assertEqual(wizard.unknown_count, 1)
        self.assertIn("other@example.com", wizard.line_ids.note)

    def test_person_deleted_meanwhile_is_added(self):
        person = self.person("amazon_buyer@example.com")
        wizard = self.check(("amazon_buyer@example.com", "Bea", "", "", ""))
        person.unlink()
        wizard.apply_batch()
        self.assertEqual((wizard.state, wizard.create_count, wizard.open_count), ("done", 1, 0))
        self.assertEqual(self.person("amazon_buyer@example.com").user_id, self.buyer)

    def test_archived_person_keeps_nobody_else_from_their_user(self):
        """The user of an archived person goes to one of the two who are on Amazon's list."""
        self.person("amazon_buyer@example.com").active = False
        self.buyer.email = "second@example.com"
        wizard = self.check(("amazon_buyer@example.com", *[""] * 4), ("second@example.com", *[""] * 4))
        wizard.apply_batch()
        self.env.flush_all()
        people = self.person("amazon_buyer@example.com") | self.person("second@example.com")
        self.assertEqual(people.user_id, self.buyer)
        self.assertEqual(len(people.filtered("user_id")), 1)

    def test_role_taken_away_at_amazon(self):
        """Whoever is on the list here and shops no more becomes not active, and the preview says so."""
        row = ("amazon_requisitioner@example.com", "", "", "Administrator", "Active")
        wizard = self.check(row)
        self.assertRecordValues(wizard, [{"change_count": 1, "skip_count": 0, "open_count": 1}])
        self.assertRecordValues(wizard.line_ids, [{"outcome": "change", "amazon_status": "inactive"}])
        self.assertIn("on the list here", wizard.line_ids.note)
        wizard.apply_batch()
        self.assertRecordValues(
            self.person("amazon_requisitioner@example.com"),
            [{"amazon_status": "inactive", "role": "requisitioner", "user_id": self.requisitioner.id}],
        )
        self.assertEqual(self.check(row).line_ids.outcome, "same")

    def test_whoever_shops_no_more_does_not_come_back(self):
        person = self.person("amazon_requisitioner@example.com")
        row = ("amazon_requisitioner@example.com", "", "", "Administrator", "Active")
        wizard = self.check(row)
        person.active = False
        wizard.apply_batch()
        self.assertEqual((wizard.state, wizard.skip_count, person.active), ("done", 1, False))
        self.assertEqual(self.check(row).line_ids.outcome, "skip")
        wizard = self.check(row)
        person.unlink()
        wizard.apply_batch()
        self.assertFalse(self.person("amazon_requisitioner@example.com"))

    def test_people_whom_the_file_lacks(self):
        """They are counted and listed; nothing is done to them."""
        missing = self.config.person_ids - self.person("amazon_buyer@example.com")
        self.person("amazon_colleague@example.com").copy({"email": "gone@example.com", "active": False})
        wizard = self.check(("amazon_buyer@example.com", *[""] * 4), ("new@example.com", *[""] * 4))
        for state in ("preview", "done"):
            self.assertEqual((wizard.state, wizard.missing_count), (state, 3))
            action = wizard.action_view_missing()
            self.assertEqual(self.people.search(action["domain"]), missing)
            wizard.apply_batch()
        self.assertRecordValues(missing, [{"active": True, "amazon_status": "active"}] * 3)

    def test_only_administrators_of_the_company(self):
        with self.assertRaises(AccessError):
            self.env["amazon.punchin.person.import"].with_user(self.buyer).create({"config_id": self.config.id})
        with self.assertRaises(AccessError):
            self.check(("a@example.com", *[""] * 4), config=self.other_config)

    def test_list_of_somebody_else_is_hidden(self):
        wizard = self.check(("a@example.com", *[""] * 4))
        other = self.make_user("manager2", "amazon_punchin.group_manager")
        with self.assertRaises(AccessError):
            wizard.with_user(other).read(["state"])
        self.assertFalse(wizard.line_ids.with_user(other).search([]))

    def test_queries_do_not_grow_with_rows(self):
        def queries(number):
            rows = [(f"q{number}x{row}@example.com", "A", f"B{row}", "", "") for row in range(number)]
            before = self.env.cr.sql_log_count
            self.check(*rows).apply_batch()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(10)
        self.assertLess(queries(800) - queries(200), 100)


@tagged("post_install", "-at_install")
class TestPeople(PersonImportCase):
    """The list of people shows what is wrong with it, and what to write to them."""

    def test_warnings(self):
        self.config.policy = "all_approved"
        for login in ("one", "two"):
            self.make_user(login, "base.group_user").email = "both@example.com"
        for values, warning in (
            ({"user_id": self.buyer.id}, False),
            ({"user_id": False, "email": "nobody@example.com"}, "No user"),
            ({"user_id": False, "email": "both@example.com"}, "Two users"),
            ({"amazon_status": "invited"}, "Invitation open"),
            ({"amazon_status": "inactive"}, "Not active"),
            ({"role": "requisitioner"}, "Requisitioner not allowed"),
            ({"user_id": self.foreign_buyer.id}, "No access to the legal entity"),
            ({"role": "requisitioner", "amazon_status": "inactive"}, "Not active · Requisitioner not allowed"),
        ):
            with self.subTest(warning=warning):
                person = self.person("amazon_buyer@example.com").copy({"active": False, "role": "punchout_buyer"})
                person.write({"user_id": self.buyer.id, **values})
                self.assertEqual(person.with_user(self.manager).warning, warning)
        self.config.policy = "direct_allowed"
        person = self.person("amazon_requisitioner@example.com")
        self.assertFalse(person.warning)
        self.requisitioner.active = False
        self.assertEqual(person.warning, "User archived")

    def test_whatever_is_no_email_is_refused(self):
        person = self.people.create({"config_id": self.config.id, "email": "Ann <Ann@Example.com>"})
        self.assertEqual(person.email, "ann@example.com")
        with self.assertRaisesRegex(ValidationError, "“nope” is not an e-mail address."):
            self.people.create({"config_id": self.config.id, "email": "nope"})
        with self.assertRaisesRegex(ValidationError, "“ann at home” is not an e-mail address."):
            person.email = "ann at home"

    def test_a_person_of_old_may_be_changed_in_other_things(self):
        person = self.person("amazon_buyer@example.com")
        self.env.cr.execute("UPDATE amazon_punchin_person SET email = 'nope' WHERE id = %s", [person.id])
        person.invalidate_recordset()
        person.name = "Ann"
        self.assertEqual((person.email, person.name), ("nope", "Ann"))

    def test_find_user(self):
        person = self.people.create({"config_id": self.config.id, "email": "someone@example.com"})
        person.email = "employee@example.com"
        self.employee.email = "Employee@example.com"
        person.with_user(self.manager).action_find_user()
        self.assertEqual(person.user_id, self.employee)

    def test_find_user_who_is_taken(self):
        self.buyer.email = "second@example.com"
        person = self.people.create({"config_id": self.config.id, "email": "second@example.com"})
        person.with_user(self.manager).action_find_user()
        self.assertFalse(person.user_id)

    def test_invitation(self):
        person = self.person("amazon_buyer@example.com").with_user(self.manager)
        self.assertIn("Sign in at", person.invitation)
        self.assertIn("as amazon_buyer.", person.invitation)
        self.assertIn("amazon_buyer@example.com", person.invitation)
        self.assertNotIn("invitation", person.invitation)
        person.amazon_status = "invited"
        self.assertIn("Please accept it", person.invitation)
        person.user_id = False
        self.assertIn("Ask your Odoo administrator for a user", person.invitation)

    def test_invitations_by_mail(self):
        """Many at once, each in their language, with the link; nobody who has left gets one."""
        self.env["res.lang"]._activate_lang("de_DE")
        self.buyer.lang = "de_DE"
        self.buyer.email = "bea@example.com"
        stranger = self.people.create({"config_id": self.config.id, "email": "stranger@example.com"})
        gone = self.people.create(
            {"config_id": self.config.id, "email": "gone@example.com", "amazon_status": "inactive"}
        )
        invited = self.person("amazon_buyer@example.com") | stranger
        action = (invited | gone).with_user(self.manager).action_invite()
        self.assertIn("Invitations sent: 2.", action["params"]["message"])
        self.assertIn("Left out, not active at Amazon: 1.", action["params"]["message"])
        mails = self.env["mail.mail"].search(
            [("model", "=", self.people._name), ("res_id", "in", (invited | gone).ids)]
        )
        self.assertEqual(len(mails), 2)
        for mail in mails:
            person = invited.browse(mail.res_id)
            self.assertEqual(mail.recipient_ids, person.user_id.partner_id)
            self.assertEqual(mail.email_to or False, False if person.user_id else person.email)
            self.assertIn("/odoo/amazon-shop", mail.body_html)
            for line in filter(None, person.invitation.splitlines()):
                self.assertIn(str(escape(line)), mail.body_html)
        self.assertEqual([bool(person.invited_at) for person in invited | gone], [True, True, False])

    def test_only_the_administrator_invites_and_nobody_writes_when(self):
        person = self.person("amazon_buyer@example.com")
        for user in (self.buyer, self.requisitioner, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                person.with_user(user).action_invite()
        with self.assertRaises(AccessError):
            person.with_user(self.manager).invited_at = fields.Datetime.now()
