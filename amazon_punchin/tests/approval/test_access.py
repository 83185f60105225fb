from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.base.models.ir_rule import IrRule as CoreRule

from ..approval_case import ApprovalCase
from ..carts import Line


@tagged("post_install", "-at_install")
class TestApprovalAccess(ApprovalCase):
    """An approver is not a group: whoever a rule names sees that order, and no other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls.env["purchase.order"].create({"partner_id": cls.vendor.id, "company_id": cls.company.id})
        cls.make_rule("Bob approves", cls.bob, requester_ids=[Command.set(cls.buyer.ids)])
        cls.order = cls.confirmed()
        cls.basket = cls.make_order(payload_id="basket")

    def seen(self, user, model="purchase.order"):
        return self.env[model].with_user(user).search([("company_id", "=", self.company.id)])

    def all_orders(self):
        return self.env["purchase.order"].search([("company_id", "=", self.company.id)])

    def make_group(self, *rule_domains):
        """A made-up group that reads orders, with rules of its own if domains are given."""
        group = self.env["res.groups"].create({"name": "Made up"})
        for model in ("purchase.order", "purchase.order.line"):
            model_id = self.env["ir.model"]._get_id(model)
            self.env["ir.model.access"].create(
                {"name": "made up", "model_id": model_id, "group_id": group.id, "perm_read": True}
            )
        for domain in rule_domains:
            self.env["ir.rule"].create(
                {
                    "name": "made up",
                    "model_id": self.env["ir.model"]._get_id("purchase.order"),
                    "domain_force": domain,
                    "groups": [Command.link(group.id)],
                }
            )
        return group

    def test_buttons_of_an_approvers_activity_are_hidden_from_others(self):
        (activity,) = self.order.activity_ids.filtered(lambda activity: activity.user_id == self.bob)
        for user, may in ((self.buyer, False), (self.bob, True), (self.manager, True)):
            with self.subTest(user=user.login):
                self.assertEqual(activity.with_user(user).can_write, may)
        with self.assertRaisesRegex(UserError, "bob.* decides on"):
            activity.with_user(self.buyer).unlink()

    # --- Orders --------------------------------------------------------------------------

    def test_approver_without_role_sees_the_order_and_no_other(self):
        self.assertEqual(self.seen(self.bob), self.order)
        self.assertEqual(self.seen(self.bob, "purchase.order.line").order_id, self.order)
        self.assertFalse(self.seen(self.alice))
        self.assertFalse(self.seen(self.alice, "purchase.order.line"))
        with self.assertRaises(AccessError):
            self.order.with_user(self.alice).read(["name"])
        with self.assertRaises(AccessError):
            self.basket.with_user(self.bob).read(["name"])

    def test_whoever_has_decided_still_sees_it(self):
        self.order.with_user(self.bob).button_approve()
        self.assertEqual(self.seen(self.bob), self.order)

    def test_whoever_was_asked_still_sees_it(self):
        """The link in their mail leads there, whatever became of the step."""
        expired = self.confirmed(payload_id="two")
        expired._expire_amazon_hold()
        self.order.with_user(self.buyer).button_cancel()
        for order in (self.order, expired):
            with self.subTest(state=order.amazon_state):
                self.assertFalse(order.with_user(self.bob).amazon_can_decide)
                self.assertIn(order, self.seen(self.bob))
                self.assertFalse(self.seen(self.alice))

    def test_whose_turn_it_is_not_yet_does_not(self):
        self.make_rule("Then", self.carl, sequence=20)
        order = self.confirmed(self.colleague, payload_id="two")
        self.assertEqual(order.amazon_approver_ids, self.carl)
        later = self.confirmed(payload_id="three")
        self.assertEqual(self.seen(self.carl), order)
        later.with_user(self.bob).button_approve()
        self.assertEqual(self.seen(self.carl), order | later)

    def test_approver_writes_nothing(self):
        order = self.order.with_user(self.bob)
        for values, sentence in (
            ({"department_id": False}, "not allowed to modify"),
            ({"note": "Hello"}, "not allowed to modify"),
            ({"amazon_approver_ids": [Command.clear()]}, "came from Amazon"),
        ):
            with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
                order.write(values)
        for door in (order.button_cancel, order.unlink, order.action_amazon_todays_price):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                door()
        self.assertEqual(order.state, "to approve")

    def test_nobody_names_approvers_by_hand(self):
        for user in (self.buyer, self.purchaser, self.approver, self.manager):
            order = self.order.with_user(user)
            for values in (
                {"amazon_approver_ids": [Command.link(user.id)]},
                {"amazon_approval_ids": [Command.clear()]},
            ):
                with (
                    self.assertRaisesRegex(UserError, "came from Amazon: .* cannot be changed here"),
                    self.env.cr.savepoint(),
                ):
                    order.write(values)
        with self.assertRaisesRegex(UserError, "baskets"):
            self.env["purchase.order"].with_user(self.purchaser).create(
                {"partner_id": self.vendor.id, "amazon_approver_ids": [Command.link(self.alice.id)]}
            )

    def test_who_saw_every_order_still_does(self):
        accountant = self.make_user("accountant", "account.group_account_invoice")
        auditor = self.make_user("auditor", "account.group_account_readonly")
        stranger = self.make_user("stranger", "base.group_user")
        stranger.group_ids |= self.make_group()
        both = self.make_user("both", "amazon_punchin.group_punchout_buyer")
        both.group_ids |= self.make_group()
        for user in (self.purchaser, accountant, auditor, stranger, both):
            with self.subTest(user=user.login):
                self.assertEqual(self.seen(user), self.all_orders())
                self.assertEqual(
                    self.seen(user, "purchase.order.line").order_id, self.all_orders().filtered("order_line")
                )

    def test_sparing_them_costs_no_query(self):
        """Once somebody's access has been worked out; core's cache holds that of each user afterwards."""
        users = [self.make_user(f"purchaser_{number}", "purchase.group_purchase_user") for number in range(3)]
        by_addon, by_core = (
            self.queries_of_first_domain(*users[:2]),
            self.queries_of_first_domain(users[2], get_rules=CoreRule._get_rules),
        )
        self.assertEqual(by_addon, by_core)

    def queries_of_first_domain(self, *users, get_rules=None):
        """How many queries it takes to find out which orders the last of the users may read."""
        rules = self.env["ir.rule"]
        with patch.object(self.registry["ir.rule"], "_get_rules", get_rules or type(rules)._get_rules):
            for user in users:
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                rules.with_user(user)._compute_domain("purchase.order")
        return self.env.cr.sql_log_count - before

    def test_sparing_follows_what_a_group_may_do(self):
        """Access and rules that are made, taken away or put aside count from then on."""
        group = self.make_group()
        self.alice.group_ids |= group
        self.assertEqual(self.seen(self.alice), self.all_orders())
        access = self.env["ir.model.access"].search([("group_id", "=", group.id)])
        access.active = False
        self.assertFalse(self.seen(self.alice))
        access.active = True
        self.assertEqual(self.seen(self.alice), self.all_orders())

    def test_access_that_was_put_aside_opens_nothing_to_whoever_asks_first(self):
        group = self.make_group()
        self.env["ir.model.access"].search([("group_id", "=", group.id)]).active = False
        self.alice.group_ids |= group
        self.registry.clear_all_caches()
        seen = self.env["purchase.order"].with_user(self.alice).with_context(active_test=False)
        self.assertFalse(seen.search([]) & self.all_orders())
        self.assertFalse(self.seen(self.alice))

    def test_rule_of_a_made_up_group_keeps_restricting(self):
        self.bob.group_ids |= self.make_group("[('amazon_config_id', '=', False)]")
        self.alice.group_ids |= self.bob.group_ids
        plain = self.all_orders().filtered(lambda order: not order.amazon_config_id)
        self.assertIn(self.plain, plain)
        self.assertEqual(self.seen(self.bob), plain | self.order)
        self.assertEqual(self.seen(self.alice), plain)

    # --- What goes with them -------------------------------------------------------------

    def test_approver_reads_all_that_the_form_shows(self):
        arch = self.env["purchase.order"].with_user(self.bob)
        view = self.env.ref("amazon_punchin.purchase_order_view_form_approval")
        arch = arch.get_view(view.id, "form")["models"]
        order = self.order.with_user(self.bob)
        for records in (order, order.order_line, order.amazon_approval_ids):
            (values,) = records.read(arch[records._name])
            self.assertLessEqual(set(arch[records._name]), set(values))
        self.assertEqual(order.amazon_budget_names, self.budget.name)
        self.assertTrue(order.amazon_can_decide)
        self.assertFalse(order.with_user(self.purchaser).amazon_can_decide)

    def test_approvals_are_seen_with_their_order_only(self):
        step = self.order.amazon_approval_ids
        for user in (self.bob, self.buyer, self.purchaser, self.manager):
            self.assertEqual(step.with_user(user).read(["rule_name"])[0]["rule_name"], "Bob approves")
        for user in (self.alice, self.colleague, self.foreign_buyer):
            with self.assertRaises(AccessError):
                step.with_user(user).read(["rule_name"])

    def test_rights_on_approval_models(self):
        table = {
            "amazon.punchin.approval.rule": {"manager": "rwc", "buyer": "", "purchaser": "", "bob": ""},
            "amazon.punchin.approval": dict.fromkeys(("manager", "buyer", "purchaser", "approver", "bob"), "r"),
            "amazon.punchin.approval.decision": dict.fromkeys(("manager", "buyer", "purchaser", "bob"), "r"),
            "amazon.punchin.delegation": dict.fromkeys(("manager", "buyer", "purchaser", "bob"), "rwcu"),
        }
        for model, roles in table.items():
            for role, rights in roles.items():
                Model = self.env[model].with_user(getattr(self, role))
                granted = "".join(name[0] for name in ("read", "write", "create", "unlink") if Model.has_access(name))
                self.assertEqual(granted, rights, f"{model} for {role}")

    def test_everybody_has_their_own_substitutes(self):
        bobs = self.substitute(self.bob, self.carl)
        delegations = self.env["amazon.punchin.delegation"]
        self.assertEqual(delegations.with_user(self.bob).search([]), bobs)
        self.assertFalse(delegations.with_user(self.alice).search([]))
        self.assertEqual(delegations.with_user(self.manager).search([]), bobs)
        with self.assertRaisesRegex(AccessError, "doesn't have 'create' access"), self.env.cr.savepoint():
            delegations.with_user(self.alice).create(
                {
                    "user_id": self.bob.id,
                    "delegate_id": self.carl.id,
                    "date_from": "2100-01-01",
                    "date_to": "2100-01-02",
                }
            )
        with self.assertRaisesRegex(AccessError, "doesn't have 'read' access"), self.env.cr.savepoint():
            bobs.with_user(self.alice).delegate_id = self.buyer
        hers = self.substitute(self.alice, self.carl)
        with self.assertRaisesRegex(AccessError, "doesn't have 'write' access"), self.env.cr.savepoint():
            hers.with_user(self.alice).write(
                {
                    "user_id": self.bob.id,
                    "delegate_id": self.buyer.id,
                    "date_from": "2100-01-01",
                    "date_to": "2100-01-02",
                }
            )
        self.assertEqual(hers.user_id, self.alice)

    def test_administrator_is_nobodys_substitute_by_own_hand(self):
        with self.assertRaisesRegex(ValidationError, "You cannot make yourself"), self.env.cr.savepoint():
            self.env["amazon.punchin.delegation"].with_user(self.manager).create(
                {
                    "user_id": self.bob.id,
                    "delegate_id": self.manager.id,
                    "date_from": "2100-01-01",
                    "date_to": "2100-01-02",
                }
            )

    def test_employee_sees_the_app_with_what_waits_and_nothing_else(self):
        menus = self.env["ir.ui.menu"].with_user(self.bob).load_menus(False)
        app = menus[self.env.ref("amazon_punchin.amazon_punchin_menu").id]
        entries = ("ir_actions_server_home_menu", "purchase_order_to_receive_menu", "purchase_order_approvals_menu")
        self.assertEqual(app["children"], [self.env.ref(f"amazon_punchin.{entry}").id for entry in entries])
        approvals = menus[self.env.ref("amazon_punchin.purchase_order_approvals_menu").id]
        entries = (
            "purchase_order_to_approve_menu",
            "purchase_order_decided_menu",
            "amazon_punchin_delegation_own_menu",
        )
        self.assertEqual(approvals["children"], [self.env.ref(f"amazon_punchin.{entry}").id for entry in entries])

    def test_whoever_has_no_role_confirms_nothing(self):
        action = self.env.ref("purchase.action_confirm_rfqs")
        for user, offered in ((self.bob, False), (self.buyer, True), (self.purchaser, True)):
            with self.subTest(user=user.login):
                bound = self.env["ir.actions.actions"].with_user(user).get_bindings("purchase.order")["action"]
                self.assertEqual(action.id in [entry["id"] for entry in bound], offered)

    # --- What it cost last time ----------------------------------------------------------

    def test_last_price_is_the_newest_other_order_of_the_company(self):
        for number, price in enumerate(("2.00", "3.00")):
            self.order_bought(price, f"bought {number}")
        self.make_order(self.colleague, payload_id="never", lines=[Line(price="9.00")])
        theirs = self.make_order(self.foreign_buyer, self.other_config, payload_id="theirs", lines=[Line(price="8.00")])
        theirs.sudo().order_line.flush_recordset()
        order = self.confirmed(payload_id="new", lines=[Line(price="4.50"), Line(asin="B000NEW001")])
        known, unknown = order.order_line.with_user(self.bob)
        self.assertEqual(known.amazon_last_price, 3)
        self.assertAlmostEqual(known.amazon_price_change, 0.5)
        self.assertFalse(unknown.amazon_last_price)
        self.assertFalse(unknown.amazon_price_change)

    def order_bought(self, price, payload_id):
        order = self.confirmed(self.colleague, payload_id=payload_id, lines=[Line(price=price)])
        self.assertEqual(order.state, "purchase")

    # --- Speed ---------------------------------------------------------------------------

    def to_approve(self, user):
        action = self.env["ir.actions.actions"]._for_xml_id("amazon_punchin.purchase_order_action_to_approve")
        return self.env["purchase.order"].with_user(user).search(safe_eval(action["domain"], {"uid": user.id}))

    def test_purchase_manager_finds_what_waits_for_core_alone(self):
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})
        core_alone = self.confirmed(self.colleague, payload_id="core alone")
        self.make_rule("Carl approves", self.carl, requester_ids=[Command.set(self.colleague.ids)])
        with_step = self.confirmed(self.colleague, payload_id="with a step")
        self.assertEqual(self.to_approve(self.approver), core_alone)
        self.assertEqual(self.to_approve(self.carl), with_step)
        self.assertTrue(core_alone.with_user(self.approver).amazon_can_decide)
        self.assertFalse(with_step.with_user(self.approver).amazon_can_decide)
        for user in (self.colleague, self.purchaser, self.manager, self.alice):
            with self.subTest(user=user.login):
                self.assertFalse(self.to_approve(user))
        self.approve(with_step, self.carl)
        self.assertEqual(self.to_approve(self.approver), core_alone | with_step)
        told = self.to_approve(self.approver)._approve_amazon_each()
        self.assertEqual(told["params"]["message"], "2 approved.")
        self.assertFalse(self.to_approve(self.approver))
        self.assertEqual((core_alone | with_step).mapped("state"), ["purchase", "purchase"])

    def waiting_for_core_alone(self):
        """An order whose step is approved, and that double validation still holds up."""
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})
        self.make_rule("Carl approves", self.carl, requester_ids=[Command.set(self.colleague.ids)])
        order = self.confirmed(self.colleague)
        self.approve(order, self.carl)
        self.assertEqual((order.state, order.amazon_open_approval_id.ids), ("to approve", []))
        return order

    def test_purchase_manager_rejects_what_waits_for_core_alone(self):
        order = self.waiting_for_core_alone()
        decisions = self.env["amazon.punchin.approval.decision"].search_count([])
        with self.assertRaisesRegex(UserError, "Enter a reason"):
            self.decide(order, self.approver, "rejected")
        self.decide(order, self.approver, "rejected", "Too dear")
        self.assertEqual((order.state, order.amazon_state), ("cancel", "rejected"))
        self.assertFalse(order._outgoing_amazon_message())
        self.assertRegex(order.amazon_refusal, "approver.* rejected on .*: Too dear")
        said = order.message_ids.filtered(lambda message: "Too dear" in message.body)
        self.assertEqual(said.author_id, self.approver.partner_id)
        told = order.activity_ids.filtered(lambda activity: activity.user_id == self.colleague)
        self.assertEqual(told.summary, "Your Amazon order was rejected")
        self.assertIn("Too dear", told.note)
        self.assertEqual(self.env["amazon.punchin.approval.decision"].search_count([]), decisions)
        self.assertEqual(order.amazon_approval_ids.state, "approved")
        with self.assertRaisesRegex(UserError, "already been decided"):
            self.decide(order, self.approver, "rejected", "Again")

    def test_purchase_manager_approves_with_a_comment_what_waits_for_core_alone(self):
        order = self.waiting_for_core_alone()
        self.decide(order, self.approver, "approved", "Fine with me")
        self.assertEqual((order.state, order.amazon_state), ("purchase", "pending"))
        self.assertEqual(order.amazon_released_by_id, self.approver)
        said = order.message_ids.filtered(lambda message: "Fine with me" in message.body)
        self.assertEqual(said.author_id, self.approver.partner_id)

    def test_nobody_else_decides_what_waits_for_core_alone(self):
        order = self.waiting_for_core_alone()
        elsewhere = self.make_user("elsewhere", "purchase.group_purchase_manager", self.other_company)
        for user in (self.colleague, self.purchaser, self.manager, self.alice, elsewhere):
            unseen = user in (self.alice, elsewhere)
            sentence = "doesn't have 'read' access" if unseen else "Waiting for a purchase manager"
            for outcome in ("approved", "rejected"):
                with self.subTest(user=user.login, outcome=outcome), self.assertRaisesRegex(UserError, sentence):
                    self.decide(order, user, outcome, "Too dear")
        self.decide(order, self.carl, "rejected", "Too dear")
        self.assertEqual((order.state, order.amazon_state, order.amazon_refusal), ("to approve", "waiting", False))

    def test_purchase_manager_of_another_company_does_not(self):
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})
        self.confirmed(self.colleague)
        elsewhere = self.make_user("elsewhere", "purchase.group_purchase_manager", self.other_company)
        self.assertFalse(self.to_approve(elsewhere))

    def test_list_opens_with_a_constant_number_of_queries(self):
        for number in range(32):
            self.confirmed(payload_id=f"many {number}")
        view = self.env.ref("amazon_punchin.purchase_order_view_list_approval")
        orders = self.env["purchase.order"].with_user(self.bob)
        names = orders.get_view(view.id, "list")["models"]["purchase.order"]
        specification = {name: {} for name in names}
        domain = [("amazon_approver_ids", "in", self.bob.id)]
        counts = []
        for limit in (3, 3, 30):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            page = orders.web_search_read(domain, specification, limit=limit)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(page["records"]), limit)
        self.assertEqual(counts[1], counts[2])
