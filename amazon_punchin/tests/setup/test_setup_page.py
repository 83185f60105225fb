from html import unescape

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.modules.module import load_script
from odoo.tests import Form, tagged

from ...checks import CHECKS, fix
from ...checks.verdict import PROBLEM
from ..common import AmazonCase
from .test_checks import CheckCase


@tagged("post_install", "-at_install")
class TestWhereToFix(CheckCase):
    """Each failing check names the page and the field, and leads there."""

    def verdict_of(self, key):
        return next(check for check in CHECKS if check.key == key).run(self.config.sudo())

    def test_fields_stand_on_the_pages_that_are_named(self):
        view = self.env.ref("amazon_punchin.amazon_punchin_config_view_form")
        for lang in ("en_US", "de_DE"):
            self.env["res.lang"]._activate_lang(lang)
            config = self.config.with_user(self.manager).with_context(lang=lang)
            arch = etree.fromstring(config.get_view(view.id, "form")["arch"])
            labels = fix.page_labels(config.env)
            for page, names in fix.PAGES.items():
                [node] = arch.xpath(f"//page[@name='{page}']")
                if lang == "en_US":
                    self.assertEqual(node.get("string"), labels[page])
                for name in names:
                    self.assertTrue(node.xpath(f".//field[@name='{name}']"), f"{name} on {page}")
            for name in ("company_id", "mode", "user_id"):
                self.assertTrue(arch.xpath(f"//field[@name='{name}'][not(ancestor::page)]"), name)

    def test_every_problem_leads_somewhere(self):
        """An empty group, as somebody begins: whatever fails has a button, or names the server's file."""
        self.config.write({"inbox_password_known": False, "policy": "all_approved"})
        self.config.write(
            dict.fromkeys(
                (
                    "business_unit",
                    "buyer_identity",
                    "shared_secret",
                    "setup_url_test",
                    "order_url_test",
                    "setup_url_active",
                    "order_url_active",
                    "partner_id",
                    "location_id",
                    "account_id",
                    "tax_product_id",
                ),
                False,
            )
        )
        self.config.person_ids.unlink()
        self.config.location_ids.unlink()
        self.rule.active = False
        self.env["account.account"].search([]).active = False
        self.env["hr.department"].search([]).active = False
        self.env["ir.config_parameter"].set_param("web.base.url", "http://odoo.example.com")
        self.env["ir.config_parameter"].set_param("web.base.url.freeze", False)
        self.env.ref("amazon_punchin.ir_cron_send").active = False
        self.databases = ["another"]
        failing = set()
        for check in CHECKS:
            verdict = check.run(self.config.sudo())
            if verdict.state == PROBLEM:
                failing.add(check.key)
                self.assertTrue(verdict.fixes, check.key)
                self.assertTrue(all(found.label for found in verdict.fixes), check.key)
        fine = {"gateway", "live_hosts", "proxy", "taxes", "roles"}
        self.assertEqual(failing | fine, {check.key for check in CHECKS})

    def test_the_page_shows_it_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.config.partner_id = False
        mine = self.config.with_user(self.manager)
        mine.with_context(amazon_setup_step="3").action_check()
        for lang in ("en_US", "de_DE"):
            config = mine.with_context(lang=lang)
            [check] = [check for step in config.setup_steps for check in step["checks"] if check["key"] == "vendor"]
            label = fix.on_form(config, "partner_id").label
            self.assertEqual(check["fixes"], [{"label": label, "page": "setup", "field": "partner_id"}])
        self.config.partner_id = self.vendor
        self.assertFalse(mine.check_ids.filtered(lambda check: check.key == "vendor").fixes)

    def test_what_a_button_calls_is_there(self):
        self.config.write({"inbox_password_known": False, "policy": "all_approved"})
        self.rule.active = False
        self.config.person_ids.unlink()
        self.env["ir.config_parameter"].set_param("web.base.url.freeze", False)
        called = {
            dict(found.target).get("call")
            for check in CHECKS
            if not check.calls_out
            for found in check.run(self.config.sudo()).fixes
        }
        self.assertEqual(
            called - {None},
            {
                "action_add_approval_rule",
                "action_add_me",
                "action_freeze_address",
                "action_generate_inbox_password",
                "action_open_shop",
            },
        )
        for name in called - {None}:
            self.assertTrue(callable(getattr(self.config, name)))


@tagged("post_install", "-at_install")
class TestPaper(CheckCase):
    """The printed checklist is enough to do the set-up by."""

    def test_instructions_are_on_it(self):
        self.config.policy = "all_approved"
        report = self.env["ir.actions.report"].with_user(self.manager)
        content, _kind = report._render_qweb_html("amazon_punchin.report_checklist", self.config.ids)
        text = unescape(content.decode())
        steps = self.config.with_user(self.manager).setup_steps
        self.assertEqual(len(steps), 7)
        for step in steps:
            self.assertTrue(step["here"])
            for sentence in (*step["at_amazon"], *step["here"]):
                self.assertIn(sentence, text)
        self.assertIn("Never choose Requisitioner", text)

    def test_where_to_fix_is_on_it(self):
        self.config.partner_id = False
        self.config.with_user(self.manager).with_context(amazon_setup_step="3").action_check()
        report = self.env["ir.actions.report"].with_user(self.manager)
        content, _kind = report._render_qweb_html("amazon_punchin.report_checklist", self.config.ids)
        self.assertIn("→ Set-up › Vendor", unescape(content.decode()))

    def test_nobody_has_to_choose_a_layout_first(self):
        self.env.companies.external_report_layout_id = False
        self.manager.group_ids += self.env.ref("base.group_system")
        action = self.config.with_user(self.manager).action_print_checklist()
        self.assertEqual(action["type"], "ir.actions.report")


@tagged("post_install", "-at_install")
class TestAdministrator(CheckCase):
    """Somebody finds out when something needs an administrator."""

    def test_who_creates_a_group_is_its_administrator(self):
        configs = self.env["amazon.punchin.config"].with_user(self.manager)
        self.assertEqual(configs.create({"name": "New"}).user_id, self.manager)
        self.assertEqual(Form(configs).user_id, self.manager)

    def test_a_group_without_one_fails(self):
        self.config.user_id = False
        self.assertProblem("group", "Choose the Administrator")
        self.config.user_id = self.manager
        self.assertDone("group")


@tagged("post_install", "-at_install")
class TestInboxPassword(CheckCase):
    """Step 2 is done once somebody has seen the inbox password."""

    def setUp(self):
        super().setUp()
        self.mine = self.config.with_user(self.manager)
        self.config.inbox_password_known = False

    def state(self):
        self.mine.with_context(amazon_setup_step="2").action_check()
        return self.config.setup_steps[1]["state"]

    def test_nobody_has_failed_to_sign_in_to_a_new_group(self):
        with self.assertNoLogs("odoo.domains", "WARNING"):
            form = Form(self.env["amazon.punchin.config"].with_user(self.manager))
            self.assertEqual(form.inbox_failure_count, 0)

    def test_it_was_shown(self):
        self.assertEqual(self.state(), "problem")
        action = self.mine.action_generate_inbox_password()
        window = Form(
            self.env["amazon.punchin.inbox.password"].with_user(self.manager).with_context(**action["context"])
        )
        self.assertEqual(window.password, self.config.inbox_password)
        self.assertEqual(window.landing_url, self.config.landing_url)
        self.assertEqual(window.return_url, self.config.return_url)
        self.assertEqual(window.url, self.config.inbox_url)
        self.assertEqual(self.state(), "done")

    def test_it_was_chosen(self):
        self.mine.inbox_password = "chosen-by-somebody"
        self.assertEqual(self.state(), "done")
        values = {"name": "New", "inbox_password": "chosen-by-somebody"}
        self.assertTrue(self.env["amazon.punchin.config"].create(values).inbox_password_known)

    def test_a_new_group_has_shown_nothing(self):
        self.mine.inbox_password = "chosen-by-somebody"
        self.assertFalse(self.mine.copy().sudo().inbox_password_known)
        self.assertFalse(self.env["amazon.punchin.config"].create({"name": "New"}).inbox_password_known)

    def test_an_older_database(self):
        """Where a group works, or somebody made a new password, somebody has seen it."""
        configs = self.config | self.other_config
        new, paused, made = (self.make_config(name, self.company) for name in ("New", "Paused", "Made"))
        every = configs | new | paused | made
        every.inbox_password_known = False
        paused.sudo().write({"mode": "paused", "mode_before_pause": "active"})
        self.make_trial()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE amazon_punchin_config SET inbox_password_since = create_date + interval '1 day' WHERE id = %s",
            [made.id],
        )
        load_script("amazon_punchin/migrations/19.0.1.7.0/post-inbox-password.py", "migration").migrate(
            self.env.cr, None
        )
        self.env.invalidate_all()
        self.assertEqual(every.filtered("inbox_password_known"), self.config | paused | made)

    def test_the_page_is_stale_when_it_was_shown(self):
        self.state()
        self.mine.action_generate_inbox_password()
        check = self.config.check_ids.filtered(lambda check: check.key == "inbox")
        self.assertEqual(check.state, "to_do")


@tagged("post_install", "-at_install")
class TestDefaultLocation(CheckCase):
    """A location just typed can be chosen at once."""

    def new(self):
        form = Form(self.env["amazon.punchin.config"].with_user(self.manager))
        form.name = "New"
        return form

    def test_the_first_one_is_the_default(self):
        form = self.new()
        with form.location_ids.new() as line:
            line.partner_id = self.address
        config = form.save()
        self.assertEqual(config.location_id, config.location_ids)
        self.assertTrue(config.location_ids.is_default)

    def test_another_one_is_ticked_before_it_is_saved(self):
        form = self.new()
        for name in ("Gate 1", "Gate 2"):
            with form.location_ids.new() as line:
                line.partner_id = self.address
                line.name = name
                line.is_default = name == "Gate 2"
        config = form.save()
        self.assertEqual(config.location_id.name, "Gate 2")
        self.assertEqual(config.location_ids.filtered("is_default"), config.location_id)

    def test_a_new_one_takes_the_place_of_the_saved_one(self):
        form = Form(self.config.with_user(self.manager))
        with form.location_ids.new() as line:
            line.partner_id = self.address
            line.name = "Gate 2"
            line.is_default = True
        with form.location_ids.edit(0) as line:
            self.assertFalse(line.is_default, "only one is ticked")
        form.save()
        self.assertEqual(self.config.location_id.name, "Gate 2")

    def test_none_is_the_default(self):
        self.config.location_ids.with_user(self.manager).is_default = False
        self.assertFalse(self.config.location_id)
        self.assertProblem("location", "Tick Default")

    def test_a_second_one_is_not_by_itself(self):
        self.config.location_id = False
        self.config.location_ids.copy({"name": "Gate 2"})
        self.assertFalse(self.config.location_id)

    def test_nothing_is_broken_while_active(self):
        self.make_trial()
        incomplete = self.address.copy({"city": False})
        second = self.config.location_ids.copy({"name": "Gate 2", "partner_id": incomplete.id})
        self.config.sudo().check_ids.write({"state": "done"})
        self.config.sudo().mode = "active"
        with self.assertRaisesRegex(UserError, "this change would break it"):
            second.with_user(self.manager).is_default = True

    def test_no_way_into_another_group(self):
        """Who may not write the group chooses no default for it."""
        theirs = self.other_config.location_ids
        with self.assertRaises(AccessError):
            theirs.with_user(self.manager).is_default = False
        self.assertEqual(self.other_config.location_id, theirs)


@tagged("post_install", "-at_install")
class TestPeople(CheckCase):
    """The administrator joins by one button; whoever lacks the role gets it by another one."""

    def setUp(self):
        super().setUp()
        self.mine = self.config.with_user(self.manager)

    def test_add_me(self):
        self.config.person_ids.unlink()
        self.assertFalse(self.mine.may_shop_here)
        self.mine.action_add_me()
        person = self.config._person(self.manager)
        self.assertEqual((person.email, person.role), (self.manager.email, "punchout_buyer"))
        self.assertTrue(self.manager.has_group("amazon_punchin.group_punchout_buyer"))
        self.assertTrue(self.mine.may_shop_here)
        people = self.config.check_ids.filtered(lambda check: check.key == "people")
        self.assertEqual(people.state, "done", "it was checked again")
        self.mine.action_add_me()
        self.assertEqual(len(self.config.person_ids), 1)

    def test_add_me_again(self):
        person = self.config._person(self.manager)
        person.active = False
        person.email = self.manager.email
        self.mine.action_add_me()
        self.assertEqual(self.config._person(self.manager), person)

    def test_add_me_at_my_address_of_amazon(self):
        """Whose account at Amazon has another address keeps it."""
        before = self.config._person(self.manager).email
        self.assertNotEqual(before, self.manager.email)
        self.mine.action_add_me()
        self.assertEqual(self.config._person(self.manager).email, before)

    def test_add_me_where_my_address_is_somebody_elses(self):
        self.config._person(self.manager).unlink()
        self.config._person(self.buyer).email = self.manager.email
        with self.assertRaisesRegex(UserError, "already on the list of people"):
            self.mine.action_add_me()

    def test_add_me_without_an_address(self):
        self.config._person(self.manager).unlink()
        self.manager.partner_id.email = False
        action = self.mine.action_add_me()
        self.assertEqual(action["target"], "new")
        people = self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"])
        form = Form(people, self.env["ir.ui.view"].browse(action["views"][0][0]))
        self.assertFalse(form.email)
        form.email = "me@example.com"
        person = form.save()
        self.assertEqual(self.config._person(self.manager), person)

    def test_login_that_is_no_address_is_not_filled_in(self):
        self.manager.partner_id.email = False
        for login, email in (("director", False), ("director@example.com", "director@example.com")):
            self.manager.login = login
            with self.subTest(login=login):
                form = Form(self.env["amazon.punchin.person"].with_context(default_config_id=self.config.id))
                form.user_id = self.manager
                self.assertEqual(form.email, email)

    def test_who_looks(self):
        self.assertTrue(self.mine.may_shop_here)
        root = self.config.with_user(self.env.ref("base.user_admin"))
        self.assertFalse(root.may_shop_here)

    def test_give_everybody_the_role(self):
        portal = self.make_user("portal", "base.group_portal")
        for user in (self.employee, portal):
            self.make_person(self.config, user)
        self.assertEqual(self.mine.lacking_role_count, 2)
        answer = self.mine.action_give_roles()
        self.assertIn(f"cannot have it: {portal.login}@example.com", answer["params"]["message"])
        self.assertTrue(self.employee.has_group("amazon_punchin.group_punchout_buyer"))
        self.assertFalse(portal.has_group("amazon_punchin.group_punchout_buyer"))

    def test_give_the_role_where_people_are_listed(self):
        """Nobody is marked: whoever lacks the role and can have it gets it."""
        portal = self.make_user("portal", "base.group_portal")
        for user in (self.employee, portal):
            self.make_person(self.config, user)
        self.env["amazon.punchin.person"].with_user(self.manager).action_give_role()
        self.assertTrue(self.employee.has_group("amazon_punchin.group_punchout_buyer"))
        self.assertFalse(portal.has_group("amazon_punchin.group_punchout_buyer"))

    def test_everybody_can_shop(self):
        """The check counts whatever keeps a person from shopping."""
        self.config.policy = "direct_allowed"
        self.assertDone("everybody")
        person = self.config._person(self.buyer)
        buyers = self.env.ref("amazon_punchin.group_punchout_buyer")

        def give_other_company():
            self.buyer.write(
                {"company_ids": [Command.set(self.other_company.ids)], "company_id": self.other_company.id}
            )

        for change, words in (
            (lambda: person.write({"user_id": False}), "No user"),
            (lambda: person.write({"amazon_status": "invited"}), "Invitation open"),
            (lambda: person.write({"amazon_status": "inactive"}), "Not active"),
            (lambda: self.buyer.write({"active": False}), "User archived"),
            (lambda: self.buyer.write({"group_ids": [Command.unlink(buyers.id)]}), "Role missing"),
            (give_other_company, "No access to the legal entity"),
            (lambda: self.config.write({"policy": "all_approved"}), "Requisitioner not allowed"),
        ):
            with self.subTest(words=words), self.env.cr.savepoint() as savepoint:
                change()
                self.assertProblem("everybody", words)
                savepoint.rollback()
                self.env.invalidate_all()
        self.config.person_ids.unlink()
        self.assertProblem("everybody", "Nobody is on the list")


@tagged("post_install", "-at_install")
class TestSomebodyApproves(CheckCase):
    """Under “Every purchase approved”, the check is red while no rule applies, and says who approves till then."""

    def setUp(self):
        super().setUp()
        self.config.policy = "all_approved"
        self.config.person_ids.filtered(lambda person: person.role == "requisitioner").unlink()
        self.mine = self.config.with_user(self.manager)

    def test_a_rule_asks(self):
        self.assertDone("approval")
        self.assertIn("Approval rules: Everything.", self.verdict("approval").message)
        self.assertFalse(self.mine.lacks_approval_rule)
        self.rule.active = False
        self.mine.invalidate_recordset(["lacks_approval_rule"])
        self.assertTrue(self.mine.lacks_approval_rule)

    def test_no_rule_asks_anybody(self):
        """Rules that are archived, another group's or company's, or that find nobody, are none."""
        elsewhere = self.make_config("Second", self.company)
        department = self.env["hr.department"].create({"name": "Nobody leads it", "company_id": self.company.id})
        self.env["account.analytic.account"].search([]).amazon_owner_id = False
        foreign = {"config_ids": [Command.clear()], "company_id": self.other_company.id}
        for values in (
            {"active": False},
            {"config_ids": [Command.set(elsewhere.ids)]},
            foreign,
            {"approver_type": "department_manager", "department_ids": [Command.set(department.ids)]},
            {"approver_type": "manager_manager"},
            {"approver_type": "analytic_owner"},
            {"requester_ids": [Command.set(self.approver.ids)]},
            {"role": "requisitioner"},
            {"user_ids": [Command.set(self.foreign_buyer.ids)]},
        ):
            with self.subTest(values=values), self.env.cr.savepoint() as savepoint:
                self.rule.write(values)
                self.assertProblem("approval", "no approval rule applies")
                self.assertIn(self.manager.name, self.verdict("approval").message)
                savepoint.rollback()
                self.env.invalidate_all()
        self.approver.active = False
        self.assertProblem("approval", "no approval rule applies")

    def test_only_the_requester_is_asked(self):
        self.config.person_ids.filtered(lambda person: person.user_id != self.buyer).unlink()
        self.rule.user_ids = self.buyer
        self.assertProblem("approval", "no approval rule applies")

    def test_rules_that_ask(self):
        self.department.manager_id = self.env["hr.employee"].create(
            {"name": "Head", "user_id": self.approver.id, "company_id": self.company.id}
        )
        self.budget.amazon_owner_id = self.approver
        group = self.env["res.groups"].create({"name": "Approvers", "user_ids": [Command.set(self.approver.ids)]})
        for values in (
            {"approver_type": "department_manager"},
            {"approver_type": "analytic_owner"},
            {"approver_type": "group", "group_id": group.id},
            {"total_from": 500},
        ):
            with self.subTest(values=values):
                self.rule.write(values)
                self.assertDone("approval")

    def test_direct_purchases_need_no_rule(self):
        self.config.policy = "direct_allowed"
        self.rule.active = False
        self.assertDone("approval")
        self.assertIn("go to Amazon on Confirm", self.verdict("approval").message)

    def test_nobody_else_can_approve(self):
        self.rule.active = False
        self.env.ref("amazon_punchin.group_manager").user_ids = self.manager
        self.assertProblem("approval", "nobody else can approve what these people request: amazon_manager@example.com")

    def test_change_of_a_rule_makes_it_stale(self):
        self.mine.with_context(amazon_setup_step="4").action_check()
        check = self.config.check_ids.filtered(lambda check: check.key == "approval")
        for change in (
            lambda: self.rule.write({"active": False}),
            lambda: self.rule.copy({"active": True}),
        ):
            check._run()
            change()
            self.assertEqual(check.state, "to_do")

    def test_it_keeps_a_group_from_going_active(self):
        self.rule.active = False
        self.assertIn("approval", self.config._run_own_checks().mapped("key"))

    def test_usual_first_rule(self):
        self.rule.active = False
        self.config.person_ids.filtered(lambda person: person.user_id == self.manager).unlink()
        self.mine.action_add_approval_rule()
        rule = self.config._approval_rules_that_ask()
        self.assertEqual((rule.user_ids, rule.config_ids), (self.manager, self.config))
        self.assertEqual(self.config.check_ids.filtered(lambda check: check.key == "approval").state, "done")
        order = self.code(self.make_order())
        order.with_user(self.buyer).button_confirm()
        self.assertEqual(order.amazon_state, "waiting")
        self.assertEqual(order.amazon_open_approval_id.rule_id, rule)
        self.assertEqual(order.amazon_open_approval_id.approver_ids, self.manager)

    def test_departments_managers_agree_where_everybody_has_one(self):
        self.rule.active = False
        employee = self.env["hr.employee"].create(
            {"name": "Head", "user_id": self.approver.id, "company_id": self.company.id}
        )
        self.department.manager_id = employee
        for person in self.config.person_ids:
            self.env["hr.employee"].create(
                {
                    "name": person.user_id.name,
                    "user_id": person.user_id.id,
                    "company_id": self.company.id,
                    "department_id": self.department.id,
                }
            )
        self.mine.action_add_approval_rule()
        self.assertEqual(self.config._approval_rules_that_ask().approver_type, "department_manager")

    def test_who_approves_the_administrators_own_orders_is_asked(self):
        """The only administrator buys, too: the window asks who approves."""
        self.rule.active = False
        action = self.mine.action_add_approval_rule()
        self.assertEqual(action["target"], "new")
        [(view, _kind)] = action["views"]
        rules = self.env["amazon.punchin.approval.rule"].with_user(self.manager).with_context(**action["context"])
        form = Form(rules, self.env["ir.ui.view"].browse(view))
        self.assertFalse(form.user_ids, "whoever buys, too, is proposed")
        form.user_ids.add(self.approver)
        rule = form.save()
        self.assertEqual(rule.user_ids, self.approver)
        self.assertEqual(rule.config_ids, self.config)
        self.assertDone("approval")

    def test_rule_that_refuses_everything_is_a_problem(self):
        """Another rule that finds somebody does not help: each of them must be agreed to."""
        self.env.ref("amazon_punchin.group_manager").user_ids = self.manager
        refusing = self.rule.copy({"name": "Only me", "user_ids": [Command.set(self.manager.ids)]})
        for policy in ("all_approved", "direct_allowed"):
            self.config.policy = policy
            with self.subTest(policy=policy):
                self.assertProblem("approval", "too few others approve: amazon_manager@example.com. Add another")
        refusing.user_ids += self.approver
        self.assertDone("approval")


@tagged("post_install", "-at_install")
class TestCoding(CheckCase):
    """A budget is required only where there is a plan to choose from; step 3 says what is missing."""

    def without_plans(self):
        self.env["account.analytic.account"].search([]).active = False

    def test_no_plan_no_budget(self):
        order = self.code(self.make_order())
        order.amazon_analytic_distribution = False
        self.assertIn("Budget", order._amazon_missing_coding())
        self.without_plans()
        self.assertFalse(order._amazon_missing_coding())
        self.assertDone("coding")
        self.assertIn("no budget is asked for", self.verdict("coding").message)

    def test_plan_that_is_not_for_purchases(self):
        self.budget.plan_id.default_applicability = "unavailable"
        (self.env["account.analytic.plan"].search([]) - self.budget.plan_id).default_applicability = "unavailable"
        self.assertFalse(self.config._requires_budget())

    def test_fields_of_budgets_are_there_where_there_are_budgets(self):
        self.assertTrue(self.config.has_budget)
        self.without_plans()
        self.config.invalidate_recordset(["has_budget"])
        with Form(self.config.with_user(self.manager)) as form:
            self.assertFalse(form.has_budget)
            for name in ("budget_plan_id", "analytic_distribution", "require_budget"):
                with self.subTest(field=name):
                    self.assertTrue(form._get_modifier(name, "invisible"))

    def test_accounts_of_another_company_are_none(self):
        self.without_plans()
        self.budget.write({"active": True, "company_id": self.other_company.id})
        self.assertFalse(self.config._requires_budget())
        self.assertTrue(self.other_config._requires_budget())

    def test_not_required(self):
        self.config.require_budget = False
        self.assertFalse(self.config._requires_budget())

    def test_no_department(self):
        self.env["hr.department"].search([]).active = False
        self.assertProblem("coding", "A department is required")
        self.config.require_department = False
        self.assertDone("coding")

    def test_what_buyers_fill_in(self):
        message = self.verdict("coding").message
        self.assertIn("Filled in on each order: Location, Account.", message)
        self.assertIn("Chosen by buyers before they confirm: Department, Budget.", message)


@tagged("post_install", "-at_install")
class TestOverview(AmazonCase):
    """With nothing set up, the overview shows one button."""

    def home(self, user):
        return self.env["amazon.punchin.home"].with_user(user).create({})

    def test_nothing_is_set_up(self):
        self.assertTrue(self.home(self.manager).is_set_up)
        new = self.env["res.company"].create({"name": "New"})
        self.manager.write({"company_ids": [Command.link(new.id)]})
        home = self.home(self.manager).with_context(allowed_company_ids=new.ids)
        self.assertFalse(home.is_set_up)
        self.make_config("New", new).active = False
        home.invalidate_recordset()
        self.assertTrue(home.is_set_up)
