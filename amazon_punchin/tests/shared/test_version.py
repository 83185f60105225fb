from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.models import BaseModel
from odoo.tests import tagged

from ..common import AmazonCase, AmazonHttpCase

TOLD = "while you were editing it"

#: What administrators edit.
EDITED = ("config", "item.rule", "approval.rule", "person", "location", "address", "unspsc", "delegation", "newcomer")


@tagged("post_install", "-at_install")
class TestSameEdit(AmazonCase):
    """Two administrators edit the same configuration; each form sends the version that it shows."""

    def setUp(self):
        super().setUp()
        self.config.policy = "all_approved"
        self.mine = self.config.with_user(self.manager)
        self.seen = self.mine.read(["version"])[0]["version"]

    def test_second_one_is_told(self):
        self.mine.web_save({"version": self.seen, "buyer_identity": "FIRST"}, {})
        with self.assertRaisesRegex(UserError, "changed “Office” while you were editing it"):
            self.mine.web_save({"version": self.seen, "buyer_identity": "SECOND"}, {})
        self.assertEqual(self.config.buyer_identity, "FIRST")

    def test_change_of_a_part_counts(self):
        location = {"partner_id": self.address.id, "name": "Back"}
        self.mine.web_save({"version": self.seen, "location_ids": [(0, 0, location)]}, {})
        with self.assertRaisesRegex(UserError, TOLD):
            self.mine.web_save({"version": self.seen, "buyer_identity": "SECOND"}, {})
        self.assertEqual(self.config.buyer_identity, "ODOO-TEST")

    def test_change_that_came_without_a_form_counts(self):
        self.mine.policy = "direct_allowed"
        with self.assertRaisesRegex(UserError, TOLD):
            self.mine.web_save({"version": self.seen, "policy": "all_approved"}, {})
        self.assertEqual(self.config.policy, "direct_allowed")

    def test_next_save_of_the_same_form(self):
        for number in (1, 2):
            self.mine.web_save({"version": self.mine.version, "buyer_identity": f"NUMBER{number}"}, {})
        self.assertEqual(self.config.buyer_identity, "NUMBER2")

    def test_check_is_no_change(self):
        self.mine.with_context(amazon_setup_step="1").action_check()
        self.assertTrue(any(self.config.check_ids.mapped("checked_at")))
        self.assertSaves("AFTER")

    def test_what_odoo_notes_is_no_change(self):
        self.config.user_id = self.manager
        self.assertSaves("AFTER")

    def assertSaves(self, identity):
        """The form that was opened first is not told of anything."""
        self.mine.web_save({"version": self.seen, "buyer_identity": identity}, {})
        self.assertEqual(self.config.buyer_identity, identity)
        self.assertEqual(self.config.version, self.seen + 1)

    def test_each_of_several_counts_for_itself(self):
        second = self.make_config("Second", self.company).with_user(self.manager)
        versions = {config: config.version for config in self.mine | second}
        self.mine.policy = "direct_allowed"
        (self.mine | second).write({"hold_days": 6})
        self.assertEqual(self.mine.version, versions[self.mine] + 2)
        self.assertEqual(second.version, versions[second] + 1)

    def test_row_inside_the_configuration_is_a_record_of_its_own(self):
        person = self.config.person_ids[:1].with_user(self.manager)
        seen = person.version
        person.web_save({"version": seen, "name": "FIRST"}, {})
        row = Command.update(person.id, {"version": seen, "name": "SECOND"})
        with self.assertRaisesRegex(UserError, f"changed “{person.email}”"):
            self.mine.web_save({"version": self.mine.version, "person_ids": [row]}, {})

    def test_moved_row_can_be_edited_next(self):
        locations = self.config.location_ids.with_user(self.manager)
        shown = locations.web_resequence({"sequence": {}}, offset=3)
        locations[0].web_save({"version": shown[0]["version"], "name": "Moved"}, {})
        self.assertEqual(locations[0].name, "Moved")


@tagged("post_install", "-at_install")
class TestSameEditOfEveryModel(AmazonCase):
    """What administrators edit beside the configuration, each record by itself."""

    def records(self):
        """A record of each model, what the first one changes, and what the second one changes.

        :rtype: Iterator[tuple[odoo.models.BaseModel, dict, dict]]
        """
        config = self.config
        rules = {"name": "Rule", "sequence": 7}
        for name, values in (
            ("item.rule", {**rules, "verdict": "warn", "unspsc": "44"}),
            ("approval.rule", {**rules, "user_ids": [Command.set(self.employee.ids)]}),
            ("person", {"config_id": config.id, "email": "nina@example.com"}),
            ("location", {"config_id": config.id, "partner_id": self.address.id, "name": "Dock"}),
            ("address", {"config_id": config.id, "name": "Gate"}),
            ("unspsc", {"code": "9999", "name": "Things"}),
        ):
            yield self.env[f"amazon.punchin.{name}"].create(values), {"name": "FIRST"}, {"name": "SECOND"}
        yield (
            self.env["amazon.punchin.delegation"].create(
                {
                    "user_id": self.employee.id,
                    "delegate_id": self.buyer.id,
                    "date_from": "2030-01-01",
                    "date_to": "2030-01-02",
                }
            ),
            {"date_to": "2030-01-03"},
            {"date_to": "2030-01-04"},
        )
        yield (
            self.env["amazon.punchin.newcomer"].create(
                {"config_id": config.id, "user_id": self.employee.id, "email": "employee@example.com"}
            ),
            {"email": "first@example.com"},
            {"email": "second@example.com"},
        )

    def test_second_one_is_told(self):
        for record, first, second in self.records():
            with self.subTest(model=record._name):
                mine = record.with_user(self.manager)
                seen = mine.read(["version"])[0]["version"]
                mine.web_save({"version": seen, **first}, {})
                with self.assertRaisesRegex(UserError, TOLD):
                    mine.web_save({"version": seen, **second}, {})
                self.assertSaved(record, first, seen + 1)
                mine.web_save({"version": mine.version, **second}, {})
                self.assertSaved(record, second, seen + 2)

    def assertSaved(self, record, vals, version):
        for name, value in vals.items():
            self.assertEqual(str(record[name]), value)
        self.assertEqual(record.version, version)

    def test_without_a_version_nothing_is_asked(self):
        for record, first, second in self.records():
            with self.subTest(model=record._name):
                mine = record.with_user(self.manager)
                seen = mine.version
                mine.write(first)
                mine.write(second)
                self.assertSaved(record, second, seen + 2)

    def test_record_from_before_there_were_versions(self):
        for record, first, second in self.records():
            with self.subTest(model=record._name):
                self.env.flush_all()
                self.env.cr.execute(f"UPDATE {record._table} SET version = NULL WHERE id = %s", [record.id])
                record.invalidate_recordset()
                mine = record.with_user(self.manager)
                self.assertEqual(mine.read(["version"])[0]["version"], 0)
                mine.web_save({"version": 0, **first}, {})
                with self.assertRaisesRegex(UserError, TOLD):
                    mine.web_save({"version": 0, **second}, {})
                self.assertSaved(record, first, 1)

    def test_many_people_are_written_at_once(self):
        people = self.env["amazon.punchin.person"].create(
            [{"config_id": self.config.id, "email": f"person{number}@example.com"} for number in range(120)]
        )
        people[::2].with_user(self.manager).name = "Even"
        with patch.object(BaseModel, "write", autospec=True, side_effect=BaseModel.write) as write:
            people.with_user(self.manager).write({"role": "requisitioner"})
        written = [call.args[0] for call in write.mock_calls if call.args[0]._name == people._name]
        self.assertEqual({*written}, {people[::2], people[1::2]}, "Once for each version that there is.")
        self.assertEqual(len(written), 2)


@tagged("post_install", "-at_install")
class TestSameEditInTheBrowser(AmazonHttpCase):
    """Every view in which a record is edited sends the version that it shows."""

    def test_form(self):
        rule = self.env["amazon.punchin.item.rule"].create({"name": "Pens", "verdict": "warn"})
        self.start_tour(
            f"/odoo/amazon.punchin.item.rule/{rule.id}", "amazon_punchin_same_edit_form", login="amazon_manager"
        )
        self.assertEqual(rule.name, "By somebody else")

    def test_row_of_a_list(self):
        person = self.config.person_ids.filtered(lambda person: person.user_id == self.buyer)
        action = self.env.ref("amazon_punchin.amazon_punchin_person_action")
        self.start_tour(f"/odoo/action-{action.id}", "amazon_punchin_same_edit_list", login="amazon_manager")
        self.assertEqual(person.email, "somebody.else@example.com")

    def test_row_inside_a_form(self):
        person = self.config.person_ids.filtered(lambda person: person.user_id == self.buyer)
        self.start_tour(
            f"/odoo/amazon-punchin/{self.config.id}", "amazon_punchin_same_edit_inside", login="amazon_manager"
        )
        self.assertEqual(person.email, "somebody.else@example.com")

    def test_every_view_in_which_something_is_edited(self):
        """A view without the version would save unasked."""
        models = {
            name
            for name, model in self.env.registry.items()
            if "version" in model._fields and name.startswith("amazon.punchin") and not model._abstract
        }
        self.assertLessEqual({f"amazon.punchin.{name}" for name in EDITED}, models)
        seen = set()
        for model in models:
            for kind in ("form", "list"):
                views = self.env["ir.ui.view"].search([("model", "=", model), ("type", "=", kind)])
                for view in views.filtered(lambda view: not view.inherit_id or view.mode == "primary"):
                    arch = view._get_combined_arch()
                    if kind == "form" or arch.get("editable"):
                        self.assertEqual(arch.get("js_class"), f"amazon_punchin_versioned_{kind}", view.xml_id)
                        self.assertTrue(arch.xpath("field[@name='version']"), view.xml_id)
                        seen.add(model)
        self.assertEqual(seen, models)
