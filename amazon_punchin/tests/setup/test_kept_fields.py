from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ...models.shared.access import OF_ODOO
from .test_checks import CheckCase


@tagged("post_install", "-at_install")
class TestKeptFields(CheckCase):
    """What Odoo notes for itself, nobody else writes, and what an Odoo administrator allows, no other."""

    def setUp(self):
        super().setUp()
        self.mine = self.config.with_user(self.manager)
        self.configs = self.env["amazon.punchin.config"].with_user(self.manager)

    def values(self):
        return {
            "check_ids": [Command.clear()],
            "database_uuid": "another",
            "inbox_password_known": True,
            "inbox_password_since": "2020-01-01 00:00:00",
            "mode_before_pause": "active",
            "token": "chosen-by-somebody",
            "trial_after": 0,
        }

    def assertRefused(self, road):
        with (
            self.assertRaisesRegex(AccessError, "You do not have enough rights to access the field"),
            self.env.cr.savepoint(),
        ):
            road()

    def test_every_field_is_tried(self):
        self.assertEqual(set(self.values()), OF_ODOO["amazon.punchin.config"])

    def test_by_whatever_road(self):
        for name, value in self.values().items():
            default = {f"default_{name}": value}
            for road in (
                lambda name=name, value=value: self.mine.write({name: value}),
                lambda name=name, value=value: self.mine.web_save({name: value}, {}),
                lambda name=name, value=value: self.configs.create({"name": "New", name: value}),
                lambda default=default: self.configs.with_context(**default).create({"name": "New"}),
                lambda default=default: self.configs.with_context(**default).web_save({"name": "New"}, {}),
            ):
                with self.subTest(field=name):
                    self.assertRefused(road)

    def test_nor_may_administrators_of_odoo(self):
        self.manager.group_ids += self.env.ref("base.group_system")
        for name, value in self.values().items():
            with self.subTest(field=name):
                self.assertRefused(lambda name=name, value=value: self.mine.write({name: value}))

    def test_test_order_before_a_change_is_none(self):
        """Whoever could set back from when test orders count would switch a required check off."""
        self.make_trial()
        self.mine.buyer_identity = "ODOO-OTHER"
        counted = self.config.trial_after
        self.assertRefused(lambda: self.mine.write({"trial_after": 0}))
        self.assertEqual(self.config.trial_after, counted)
        self.assertTrue(counted)

    def test_legal_entity_of_a_part_follows_its_configuration(self):
        person, location = self.config.person_ids[0], self.config.location_ids[0]
        for record in (person, location):
            with self.subTest(model=record._name):
                mine = record.with_user(self.manager)
                self.assertRefused(lambda mine=mine: mine.write({"company_id": self.other_company.id}))
                self.assertEqual(record.company_id, self.company)

    def test_private_networks_are_opened_by_administrators_of_odoo(self):
        opened = self.configs.with_context(default_allow_private_hosts=True)
        for road in (
            lambda: self.mine.write({"allow_private_hosts": True}),
            lambda: self.configs.create({"name": "New", "allow_private_hosts": True}),
            lambda: opened.create({"name": "New"}),
            lambda: opened.web_save({"name": "New"}, {}),
            lambda: opened.name_create("New"),
        ):
            self.assertRefused(road)
        self.manager.group_ids += self.env.ref("base.group_system")
        self.assertTrue(opened.create({"name": "New"}).allow_private_hosts)

    def test_default_of_ones_own_is_no_road(self):
        """Everybody may store defaults of their own, which nobody checks when they are used."""
        defaults = self.env["ir.default"].with_user(self.manager)
        for name, value in (("allow_private_hosts", True), ("token", "chosen-by-somebody"), ("trial_after", -1)):
            defaults.set("amazon.punchin.config", name, value, user_id=True)
        config = self.configs.create({"name": "New"}).sudo()
        self.assertFalse(config.allow_private_hosts)
        self.assertFalse(config.trial_after)
        self.assertGreater(len(config.token), 20)
        self.assertNotEqual(config.token, "chosen-by-somebody")

    def test_form_shows_them_read_only(self):
        described = self.configs.fields_get(["allow_private_hosts", "trial_after"], ["readonly"])
        self.assertTrue(all(field["readonly"] for field in described.values()))
        self.manager.group_ids += self.env.ref("base.group_system")
        described = self.configs.fields_get(["allow_private_hosts"], ["readonly"])
        self.assertFalse(described["allow_private_hosts"]["readonly"])
