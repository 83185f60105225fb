from odoo.tests import tagged

from ...wizards.shared import list_import
from ..common import AmazonHttpCase


@tagged("post_install", "-at_install")
class TestPeopleTours(AmazonHttpCase):
    """People and addresses, as an administrator brings them over."""

    def open(self, action, tour):
        action = self.env.ref(f"amazon_punchin.{action}")
        self.start_tour(f"/odoo/action-{action.id}", tour, login="amazon_manager")

    def test_list_of_people(self):
        self.employee.email = "employee@example.com"
        self.open("amazon_punchin_person_action", "amazon_punchin_people_mend")
        self.assertFalse(self.config.person_ids.filtered("name"))
        self.patch(list_import, "BATCH", 2)
        self.open("amazon_punchin_person_action", "amazon_punchin_people_import")
        people = {person.email: person for person in self.config.person_ids}
        self.assertEqual(people["amazon_buyer@example.com"].amazon_status, "invited")
        self.assertEqual(people["employee@example.com"].user_id, self.employee)
        self.assertFalse(people["una@example.com"].user_id)
        self.assertNotIn("adam@example.com", people)
        self.open("amazon_punchin_person_action", "amazon_punchin_people_list")

    def test_role_in_odoo(self):
        self.make_person(self.config, self.employee)
        self.open("amazon_punchin_person_action", "amazon_punchin_people_role")
        self.assertTrue(self.employee.has_group("amazon_punchin.group_punchout_buyer"))

    def test_list_of_addresses(self):
        self.patch(list_import, "BATCH", 1)
        self.open("amazon_punchin_address_action", "amazon_punchin_address_import")
        self.assertEqual(
            self.env["amazon.punchin.address"].search([("config_id", "=", self.config.id)]).mapped("reference"),
            ["A-2", "A-3", "A-1"],
        )

    def test_newcomer(self):
        newcomer = self.env["amazon.punchin.newcomer"].create(
            {"config_id": self.config.id, "user_id": self.employee.id, "email": "employee@example.com"}
        )
        self.start_tour(f"/odoo/amazon-newcomers/{newcomer.id}", "amazon_punchin_newcomer", login="amazon_manager")
        self.assertEqual(self.config._person(self.employee).email, "employee@example.com")
        self.assertTrue(self.employee.has_group("amazon_punchin.group_punchout_buyer"))

    def test_address(self):
        address = self.env["amazon.punchin.address"].create(
            {
                "config_id": self.config.id,
                "name": "Gate 2",
                "reference": "A-2",
                "street": "2 Main St",
                "city": "SPRINGFIELD",
                "zip": "62799",
                "state_id": self.address.state_id.id,
                "country_id": self.address.country_id.id,
            }
        )
        self.open("amazon_punchin_address_action", "amazon_punchin_address")
        self.assertEqual((self.address.street, self.address.zip), ("2 Main St", "62701"))
        self.assertEqual((address.zip, address.location_id), ("62701", self.config.location_id))
        self.assertEqual(self.config.location_id.amazon_address_id, "A-2")
