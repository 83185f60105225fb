from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import AmazonCase


@tagged("post_install", "-at_install")
class TestSameEdit(AmazonCase):
    """Two administrators edit the same configuration; each form sends the version that it shows."""

    def setUp(self):
        super().setUp()
        self.mine = self.config.with_user(self.manager)
        self.seen = self.mine.read(["version"])[0]["version"]

    def test_second_one_is_told(self):
        self.mine.web_save({"version": self.seen, "buyer_identity": "FIRST"}, {})
        with self.assertRaisesRegex(UserError, "has changed “Office” while you were editing it"):
            self.mine.web_save({"version": self.seen, "buyer_identity": "SECOND"}, {})
        self.assertEqual(self.config.buyer_identity, "FIRST")

    def test_change_of_a_part_counts(self):
        location = {"partner_id": self.address.id, "name": "Back"}
        self.mine.web_save({"version": self.seen, "location_ids": [(0, 0, location)]}, {})
        with self.assertRaises(UserError):
            self.mine.web_save({"version": self.seen, "buyer_identity": "SECOND"}, {})

    def test_change_that_came_without_a_form_counts(self):
        self.mine.policy = "direct_allowed"
        with self.assertRaises(UserError):
            self.mine.web_save({"version": self.seen, "policy": "all_approved"}, {})

    def test_next_save_of_the_same_form(self):
        for number in (1, 2):
            self.mine.web_save({"version": self.mine.version, "buyer_identity": f"NUMBER{number}"}, {})
        self.assertEqual(self.config.buyer_identity, "NUMBER2")

    def test_check_is_no_change(self):
        self.mine.with_context(amazon_setup_step="1").action_check()
        self.mine.web_save({"version": self.seen, "buyer_identity": "AFTER"}, {})

    def test_what_odoo_notes_is_no_change(self):
        self.config.user_id = self.manager
        self.mine.web_save({"version": self.seen, "buyer_identity": "AFTER"}, {})

    def test_each_of_several_counts_for_itself(self):
        second = self.make_config("Second", self.company).with_user(self.manager)
        versions = {config: config.version for config in self.mine | second}
        self.mine.policy = "direct_allowed"
        (self.mine | second).write({"hold_days": 6})
        self.assertEqual(self.mine.version, versions[self.mine] + 2)
        self.assertEqual(second.version, versions[second] + 1)
