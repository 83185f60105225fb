from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.setup.secrets import NOT_EXPORTED
from .common import AmazonCase

SECRETS = ("shared_secret", "shared_secret_previous_hash", "inbox_password", "inbox_previous_hash", "token")

#: By the export, or by Odoo before it where nobody reads the field.
REFUSED = "cannot be exported|not have enough rights"


@tagged("post_install", "-at_install")
class TestRoles(AmazonCase):
    """Who sees and does what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order()
        cls.foreign_order = cls.make_order(cls.foreign_buyer, cls.other_config)
        cls.plain = cls.env["purchase.order"].create({"partner_id": cls.vendor.id, "company_id": cls.company.id})

    def seen(self, user):
        return self.env["purchase.order"].with_user(user).search([("id", "in", self.everything.ids)])

    @property
    def everything(self):
        return self.order | self.foreign_order | self.plain

    def test_orders_that_each_role_sees(self):
        none = self.env["purchase.order"]
        for user, expected in (
            (self.buyer, self.order),
            (self.colleague, none),
            (self.requisitioner, none),
            (self.manager, self.order),
            (self.purchaser, self.order | self.plain),
            (self.foreign_buyer, self.foreign_order),
            (self.employee, none),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self.seen(user), expected)

    def test_purchase_user_who_is_buyer_too_still_sees_every_order(self):
        self.purchaser.group_ids = [Command.link(self.env.ref("amazon_punchin.group_punchout_buyer").id)]
        self.assertEqual(self.seen(self.purchaser), self.order | self.plain)

    def test_accountant_who_is_buyer_too_still_sees_every_order(self):
        user = self.make_user("accountant", "account.group_account_invoice,amazon_punchin.group_punchout_buyer")
        self.assertEqual(self.seen(user), self.order | self.plain)

    def test_own_record_rules_of_the_company_keep_their_power(self):
        self.env["ir.rule"].create(
            {
                "name": "Own orders only",
                "model_id": self.env.ref("purchase.model_purchase_order").id,
                "groups": [Command.set(self.env.ref("purchase.group_purchase_user").ids)],
                "domain_force": "[('user_id', '=', user.id)]",
            }
        )
        self.assertFalse(self.seen(self.purchaser))

    def test_administrator_lets_people_shop(self):
        person = self.make_person(self.config, self.employee)
        self.assertEqual(person.warning, "Role missing")
        everybody = self.config.person_ids.with_user(self.manager)
        self.assertIn("1", everybody.action_give_role()["params"]["message"])
        self.assertFalse(person.warning)
        self.assertTrue(self.employee.has_group("amazon_punchin.group_punchout_buyer"))
        self.assertFalse(self.employee.has_group("amazon_punchin.group_requisitioner"))
        self.assertIn(self.employee.name, self.config.message_ids[:1].body)

    def test_nobody_else_lets_people_shop(self):
        person = self.make_person(self.config, self.employee)
        for user in (self.employee, self.buyer, self.requisitioner, self.approver):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                person.with_user(user).action_give_role()

    def test_menu_of_the_shop_is_for_shoppers(self):
        """Whoever is let shop sees how to, and nobody else."""
        shoppers = (self.buyer, self.requisitioner, self.purchaser, self.approver, self.manager)
        for user in (*shoppers, self.employee):
            with self.subTest(user=user.login):
                seen = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                self.assertEqual(user._may_shop_at_amazon(), user in shoppers)
                for name in ("ir_actions_server_shop_menu", "purchase_order_mine_menu"):
                    self.assertEqual(self.env.ref(f"amazon_punchin.{name}").id in seen, user in shoppers, name)
                home = self.env["amazon.punchin.home"].with_user(user).create({})
                self.assertEqual(home.is_buyer, user in shoppers)

    def test_lines_follow_their_order(self):
        lines = self.env["purchase.order.line"].with_user(self.buyer).search([])
        self.assertEqual(lines.order_id, self.order)
        with self.assertRaises(AccessError):
            self.foreign_order.order_line.with_user(self.buyer).read(["name"])

    def test_buyer_without_purchase_role_goes_all_the_way(self):
        order = self.order.with_user(self.buyer)
        self.code(order)
        order.button_confirm()
        self.assertEqual(order.amazon_state, "pending")

    def test_buyer_creates_and_deletes_no_order(self):
        Order = self.env["purchase.order"].with_user(self.buyer)
        with self.assertRaises(AccessError):
            Order.create({"partner_id": self.vendor.id})
        self.order.button_cancel()
        with self.assertRaises(AccessError):
            self.order.with_user(self.buyer).unlink()

    def test_buyer_touches_no_order_of_a_colleague(self):
        order = self.order.with_user(self.colleague)
        for call in (order.button_confirm, order.button_cancel, order.button_approve):
            with self.assertRaises(AccessError):
                call()

    def test_secrets_are_for_administrators(self):
        for user in (self.buyer, self.requisitioner, self.purchaser, self.approver):
            config = self.config.with_user(user)
            with self.subTest(user=user.login):
                for name in SECRETS:
                    with self.assertRaises(AccessError):
                        config.read([name])
                    with self.assertRaises(AccessError):
                        config.search([(name, "=like", "a%")])
                self.assertFalse(set(SECRETS) & set(config.read()[0]))
        self.assertTrue(self.config.with_user(self.manager).token)

    def test_secrets_leave_in_no_export(self):
        self.manager.group_ids += self.env.ref("base.group_allow_export")
        for name in NOT_EXPORTED:
            with self.subTest(field=name), self.assertRaisesRegex(UserError, REFUSED):
                self.config.with_user(self.manager).export_data(["name", name])

    def test_secrets_leave_in_no_export_of_another_record(self):
        self.manager.group_ids += self.env.ref("base.group_allow_export")
        order = self.make_order().with_user(self.manager)
        location = self.config.location_id.with_user(self.manager)
        self.assertEqual(order.export_data(["amazon_config_id/name"])["datas"], [[self.config.name]])
        for record, path in (
            (order, "amazon_config_id"),
            (order.amazon_message_ids[:1], "config_id"),
            (location, "config_id"),
            (self.config.with_user(self.manager), "location_ids/config_id"),
        ):
            for name in NOT_EXPORTED:
                with self.subTest(path=path, field=name), self.assertRaisesRegex(UserError, REFUSED):
                    record.export_data(["id", f"{path}/{name}"])

    def test_whole_orders_can_be_read(self):
        accountant = self.make_user("accountant", "account.group_account_invoice")
        for user in (self.purchaser, self.approver, accountant):
            self.assertEqual(self.plain.with_user(user).read()[0]["name"], self.plain.name)
            self.assertNotIn("amazon_message_ids", self.order.with_user(user).read()[0])
        for user in (self.purchaser, self.approver, accountant):
            self.assertIn("amazon_bill_ids", self.order.with_user(user).read()[0])
        for user in (self.buyer, self.manager):
            with self.subTest(user=user.login):
                self.assertNotIn("amazon_bill_ids", self.order.with_user(user).read()[0])

    def test_legal_entity_of_orders_stays(self):
        with (
            self.assertRaisesRegex(ValidationError, "has orders already: its legal entity cannot be changed"),
            self.env.cr.savepoint(),
        ):
            self.config.company_id = self.other_company

    def test_extrinsics_of_another_company_are_hidden(self):
        self.other_config.extrinsic_ids = [Command.create({"name": "Theirs", "value": "1"})]
        self.assertFalse(self.env["amazon.punchin.extrinsic"].with_user(self.manager).search([]))

    def test_copy_takes_no_secret_along(self):
        copy = self.config.copy()
        self.assertFalse(copy.shared_secret)
        self.assertNotEqual(copy.token, self.config.token)
        self.assertNotEqual(copy.inbox_password, self.config.inbox_password)
        self.assertEqual(copy.mode, "test")

    def test_records_of_another_company_are_hidden(self):
        models = ("config", "person", "location", "session", "message")
        for name in models:
            with self.subTest(model=name):
                Model = self.env[f"amazon.punchin.{name}"].with_user(self.manager)
                self.assertTrue(Model.search([]))
                self.assertEqual(Model.search([]).company_id, self.company)

    def test_rights_on_own_models(self):
        """(read, write, create, unlink) for each role."""
        table = {
            "amazon.punchin.config": {"manager": "rwcu", "buyer": "r", "purchaser": "r", "employee": ""},
            "amazon.punchin.extrinsic": {"manager": "rwcu", "buyer": "", "purchaser": "", "employee": ""},
            "amazon.punchin.person": {"manager": "rwcu", "buyer": "", "purchaser": "", "employee": ""},
            "amazon.punchin.location": {"manager": "rwcu", "buyer": "r", "purchaser": "r", "employee": ""},
            "amazon.punchin.session": {"manager": "r", "buyer": "", "purchaser": "", "employee": ""},
            "amazon.punchin.message": {"manager": "r", "buyer": "", "purchaser": "", "employee": ""},
        }
        for model, roles in table.items():
            for role, rights in roles.items():
                Model = self.env[model].with_user(getattr(self, role))
                granted = "".join(name[0] for name in ("read", "write", "create", "unlink") if Model.has_access(name))
                self.assertEqual(granted, rights, f"{model} for {role}")

    def test_neutralized_copy_is_paused_and_empty(self):
        from odoo.modules.neutralize import neutralize_database

        self.config.write(
            {
                "soap_password": "gateway-password",
                "shared_secret_next": "next-secret-value",
                "order_url_test": "https://https-ats.amazonsedi.com/original",
                "extrinsic_ids": [Command.create({"name": "CostCenter", "value": "4711"})],
            }
        )
        doors = {(config.token, config.inbox_login) for config in self.config | self.other_config}
        self.env["amazon.punchin.credentials"].create({"config_id": self.config.id, "file": b"c2hlZXQ="})
        self.env.flush_all()
        neutralize_database(self.env.cr)
        self.env.invalidate_all()
        self.assertEqual(self.config.mode, "paused")
        self.assertFalse(self.config.shared_secret)
        self.assertFalse(self.config.inbox_password)
        self.assertFalse(self.config.soap_password)
        self.assertFalse(self.config.shared_secret_next)
        self.assertFalse(self.config.setup_url_test or self.config.order_url_test)
        self.assertEqual(self.config.extrinsic_ids.value, "neutralized")
        self.assertFalse(self.env["amazon.punchin.credentials"].search([]))
        new_doors = {(config.token, config.inbox_login) for config in self.config | self.other_config}
        self.assertEqual(len({value for door in doors | new_doors for value in door}), 8, "each has doors of its own")
