import base64
from unittest.mock import Mock, patch

from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ...addresses.place import folded
from ...models.places import address
from ...protocol import document
from ...wizards.places import address_import
from ...wizards.shared import list_import
from ..answer_case import AnswerCase
from ..carts import Line
from ..common import AmazonCase
from ..ship_notices import Portion, ShipNoticeDocument
from ..uploads.test_tables import written

SHIP_TO = (
    '<{tag} {attributes}><Name xml:lang="en">{name}</Name><PostalAddress><DeliverTo>Bea</DeliverTo>'
    "<Street>{street}</Street><City>{city}</City><State>{state}</State><PostalCode>{zip}</PostalCode>"
    '<Country isoCountryCode="US">United States</Country></PostalAddress></{tag}>'
)


def ship_to(tag="Address", reference="", role="", **values):
    """A delivery address in a document; what is not given is the one of the location."""
    values = {
        "name": "Goods In",
        "street": "1 Main St",
        "city": "Springfield",
        "state": "IL",
        "zip": "62701-1234",
        **values,
    }
    attributes = "".join(f'{key}="{value}" ' for key, value in (("addressID", reference), ("role", role)) if value)
    return SHIP_TO.format(tag=tag, attributes=attributes, **values)


class AddressCase(AmazonCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.location = cls.config.location_id
        cls.addresses = cls.env["amazon.punchin.address"]
        cls.illinois, cls.nevada = cls.env.ref("base.state_us_14"), cls.env.ref("base.state_us_23")

    def make_address(self, **values):
        return self.addresses.create(
            {
                "config_id": self.config.id,
                "name": "Goods In",
                "street": "1 Main St",
                "city": "Springfield",
                "zip": "62701",
                "state_id": self.illinois.id,
                "country_id": self.env.ref("base.us").id,
                **values,
            }
        )

    def compare(self, address, user=None):
        action = address.with_user(user or self.manager).action_compare()
        return self.env[action["res_model"]].with_user(user or self.manager).browse(action["res_id"])

    def lines(self, match):
        return {line.field: (line.amazon_value, line.own_value, line.same) for line in match.line_ids}


@tagged("post_install", "-at_install")
class TestAddress(AddressCase):
    """Amazon's addresses are matched with ours, and the order carries Amazon's id."""

    def test_sure_match_by_one_click(self):
        address = self.make_address(reference="A-1")
        other = self.make_address(street="99 Side Street", zip="10001", city="New York")
        (address | other).with_user(self.manager).action_match()
        self.assertEqual(address.location_id, self.location)
        self.assertFalse(other.location_id)
        self.assertGreater(address.score, 0.95)
        self.assertFalse(address.difference)

    def test_location_needs_no_name_of_its_own(self):
        """Neither on the form, which computes one, nor by RPC."""
        place = self.env["res.partner"].create(
            {"name": "Second Site", "parent_id": self.address.id, "type": "delivery"}
        )
        locations = self.env["amazon.punchin.location"].with_user(self.manager)
        location = locations.create({"config_id": self.config.id, "partner_id": place.id})
        self.assertEqual(location.name, place.display_name)
        shown = locations.with_context(show_address=True).create({"config_id": self.config.id, "partner_id": place.id})
        self.assertTrue(shown.name.startswith(place.display_name))
        self.assertEqual(len(shown.name.splitlines()), 1)
        self.assertEqual(locations.create({"config_id": self.config.id, "partner_id": place.id, "name": "X"}).name, "X")

    def test_id_is_sent(self):
        self.make_address(reference="A-1").action_match()
        order = self.code(self.make_order())
        order.button_confirm()
        root = document.parse(order._outgoing_amazon_message()._raw_bytes())
        self.assertEqual(root.find(".//ShipTo/Address").get("addressID"), "A-1")

    def test_match_of_own_contact_makes_a_location(self):
        partner = self.env["res.partner"].create(
            {
                "name": "Warehouse",
                "parent_id": self.company.partner_id.id,
                "type": "delivery",
                "street": "7 Harbor Road",
                "city": "Reno",
                "zip": "89501",
                "state_id": self.nevada.id,
                "country_id": self.env.ref("base.us").id,
            }
        )
        address = self.make_address(
            street="7 Harbor Rd.", city="RENO", zip="89501", state_id=self.nevada.id, reference="A-7"
        )
        address.with_user(self.manager).action_match()
        self.assertEqual(address.location_id.partner_id, partner)
        self.assertEqual((address.location_id.config_id, address.location_id.amazon_address_id), (self.config, "A-7"))

    def test_differences_field_by_field(self):
        match = self.compare(self.make_address(street="2 Main St", zip=False))
        self.assertEqual(match.partner_id, self.address)
        self.assertEqual(
            self.lines(match),
            {
                "street": ("2 Main St", "1 Main Street", False),
                "zip": ("", "62701", False),
                "city": ("Springfield", "Springfield", True),
                "state_id": (self.illinois.display_name, self.illinois.display_name, True),
                "country_id": ("United States", "United States", True),
            },
        )
        self.assertLess(match.score, 0.8)

    def test_another_way_to_write_is_no_difference(self):
        match = self.compare(self.make_address(street="1 MAIN ST.", zip="62701-0001"))
        self.assertEqual({same for _theirs, _ours, same in self.lines(match).values()}, {True})

    def test_take_amazons_and_take_mine(self):
        address = self.make_address(street="2 Main St", zip="62702", reference="A-2")
        match = self.compare(address)
        lines = {line.field: line for line in match.line_ids}
        lines["street"].action_take_amazon()
        lines["zip"].action_take_own()
        self.assertEqual((self.address.street, address.zip), ("1 Main Street", "62702"))
        match.action_match()
        self.assertRecordValues(self.address, [{"street": "2 Main St", "zip": "62701", "city": "Springfield"}])
        self.assertRecordValues(
            address, [{"street": "2 Main St", "zip": "62701", "location_id": self.location.id, "score": 1}]
        )
        self.assertEqual(self.location.amazon_address_id, "A-2")

    def test_administrator_keeps_the_addresses_of_locations(self):
        """The role alone is enough for all that setting up needs."""
        partner = self.env["res.partner"].with_user(self.manager).create({"name": "Dock", "street": "1 Pier"})
        partner.city = "Reno"
        location = self.location.with_user(self.manager).copy({"partner_id": partner.id})
        self.assertEqual((location.partner_id, location.partner_id.city), (partner, "Reno"))

    def test_id_of_a_location_is_not_overwritten(self):
        self.location.amazon_address_id = "TYPED-1"
        address = self.make_address(reference="A-2", location_id=self.location.id)
        self.assertEqual(self.location.amazon_address_id, "TYPED-1")
        self.assertEqual(address.difference, "Amazon Address ID")
        match = self.compare(address)
        self.assertEqual(self.lines(match)["reference"], ("A-2", "TYPED-1", False))
        match.action_match()
        self.assertEqual((address.reference, self.location.amazon_address_id), ("A-2", "TYPED-1"))

    def test_id_is_chosen(self):
        for button, expected in (("action_take_amazon", "A-2"), ("action_take_own", "TYPED-1")):
            with self.subTest(button=button):
                self.location.amazon_address_id = "TYPED-1"
                address = self.make_address(reference="A-2")
                match = self.compare(address)
                getattr(match.line_ids.filtered(lambda line: line.field == "reference"), button)()
                match.action_match()
                self.assertEqual((address.reference, self.location.amazon_address_id), (expected, expected))
                self.assertFalse(address.difference)
                address.unlink()

    def test_corrected_id_reaches_its_location(self):
        address = self.make_address(reference="A-1", location_id=self.location.id)
        address.reference = "A-2"
        self.assertEqual(self.location.amazon_address_id, "A-2")

    def test_id_leaves_a_location_with_its_address(self):
        """An order never carries the id of a place that it does not go to."""
        second = self.location.copy({"name": "Second", "amazon_address_id": False})
        for leave in (
            lambda address: address.write({"location_id": second.id}),
            lambda address: address.write({"location_id": False}),
            lambda address: address.action_archive(),
            lambda address: address.unlink(),
        ):
            address = self.make_address(reference="AMZ-5", location_id=self.location.id)
            self.assertEqual(self.location.amazon_address_id, "AMZ-5")
            leave(address)
            self.assertFalse(self.location.amazon_address_id)
            self.assertFalse(self.location._prepare_ship_to(self.buyer).address_id)
            moved = address.exists().location_id == second
            self.assertEqual(second.amazon_address_id, "AMZ-5" if moved else False)
            address.exists().unlink()

    def test_id_comes_back_with_its_address(self):
        address = self.make_address(reference="AMZ-5", location_id=self.location.id)
        address.action_archive()
        address.action_unarchive()
        self.assertEqual(self.location.amazon_address_id, "AMZ-5")

    def test_another_address_of_the_location_gives_its_id(self):
        address = self.make_address(reference="AMZ-5", location_id=self.location.id)
        self.make_address(reference="AMZ-6", location_id=self.location.id)
        address.location_id = False
        self.assertEqual(self.location.amazon_address_id, "AMZ-6")

    def test_id_that_the_address_did_not_give_stays(self):
        self.location.amazon_address_id = "TYPED-1"
        address = self.make_address(reference="AMZ-5", location_id=self.location.id)
        address.location_id = False
        address.unlink()
        self.assertEqual(self.location.amazon_address_id, "TYPED-1")

    def test_nothing_is_taken_that_was_not_shown(self):
        for changed in ("address", "partner"):
            with self.subTest(changed=changed):
                address = self.make_address(street="2 Main St")
                match = self.compare(address)
                match.line_ids.filtered(lambda line: line.field == "street").action_take_amazon()
                (address if changed == "address" else self.address).street = "77 Elsewhere"
                with self.assertRaisesRegex(UserError, "in the meantime"):
                    match.action_match()
                self.assertFalse(address.location_id)

    def test_state_and_country_are_taken_together(self):
        ontario = self.env.ref("base.state_ca_on")
        address = self.make_address(state_id=ontario.id, country_id=ontario.country_id.id)
        match = self.compare(address)
        match.partner_id = self.address
        match.line_ids.filtered(lambda line: line.field == "state_id").action_take_amazon()
        match.action_match()
        self.assertEqual((self.address.state_id, self.address.country_id), (ontario, ontario.country_id))

    def test_address_of_another_company_is_not_shown(self):
        foreign = self.make_address(config_id=self.other_config.id)
        with self.assertRaises(AccessError):
            self.compare(foreign)
        with self.assertRaises(AccessError):
            self.env["amazon.punchin.address.match"].with_user(self.manager).create({"address_id": foreign.id})

    def test_another_contact_is_compared(self):
        partner = self.env["res.partner"].create({"name": "Elsewhere", "street": "5 Far Away", "city": "Lima"})
        match = self.compare(self.make_address())
        match.partner_id = partner
        self.assertEqual(self.lines(match)["city"], ("Springfield", "Lima", False))
        match.candidate_ids.action_choose()
        self.assertEqual(match.partner_id, self.address)

    def test_nothing_alike(self):
        match = self.compare(self.make_address(street="x", city="Nowhere", zip="00000", state_id=False))
        self.assertFalse(match.partner_id or match.candidate_ids or match.line_ids)

    def test_contact_is_created_filled_in(self):
        """By the button, and by the choice of contacts, which gets the same values."""
        address = self.make_address(
            name="Dock 9", street="9 Harbor Rd", street2="Gate 2", city="Reno", zip="89501", state_id=self.nevada.id
        )
        match = self.compare(address)
        self.assertFalse(match.partner_id)
        expected = {
            "name": "Dock 9",
            "type": "delivery",
            "street": "9 Harbor Rd",
            "street2": "Gate 2",
            "zip": "89501",
            "city": "Reno",
            "state_id": self.nevada,
            "country_id": self.env.ref("base.us"),
            "parent_id": self.company.partner_id,
        }
        match.action_create_contact()
        created = match.partner_id
        self.assertEqual({name: created[name] for name in expected}, expected)
        self.assertEqual((match.score, all(match.line_ids.mapped("same"))), (1, True))
        node = etree.fromstring(match.get_view()["arch"]).find(".//field[@name='partner_id']")
        context = safe_eval(node.get("context"), {"contact_defaults": match.contact_defaults})
        chosen = self.env["res.partner"].with_context(**context).new({})
        self.assertEqual(
            {name: chosen[name]._origin or chosen[name] for name in ("state_id", "parent_id")},
            {name: expected[name] for name in ("state_id", "parent_id")},
        )
        self.assertEqual((chosen.name, chosen.street, chosen.city), ("Dock 9", "9 Harbor Rd", "Reno"))
        match.action_match()
        self.assertEqual(address.location_id.partner_id, created)

    def test_only_an_administrator_creates_the_contact(self):
        match = self.compare(self.make_address(street="9 Harbor Rd"))
        with self.assertRaises(AccessError):
            match.with_user(self.buyer).action_create_contact()

    def test_location_of_another_group(self):
        with (
            self.assertRaisesRegex(ValidationError, "must belong to the same group at Amazon"),
            self.env.cr.savepoint(),
        ):
            self.make_address(location_id=self.other_config.location_id.id)

    def test_street_is_completed_where_odoos_module_is_installed(self):
        def widget():
            self.env.registry.clear_cache("templates")
            arch = self.addresses.with_user(self.manager).get_view(view_type="form")["arch"]
            return etree.fromstring(arch).find(".//field[@name='street']").get("widget")

        modules = type(self.env["ir.module.module"])
        with patch.object(modules, "_installed", lambda _self: {"base": 1}):
            self.assertFalse(widget())
        with patch.object(modules, "_installed", lambda _self: {"google_address_autocomplete": 1}):
            self.assertEqual(widget(), "google_address_autocomplete")


@tagged("post_install", "-at_install")
class TestCheckout(AddressCase):
    """Where the basket was meant to go at Amazon's checkout, and where the order goes."""

    def test_location_follows_the_checkout(self):
        second = self.location.copy({"name": "Second", "amazon_address_id": "A-9"})
        self.make_address(reference="A-9", location_id=second.id, street="3 Other Road")
        order = self.make_order(ship_to=f"<ShipTo>{ship_to(reference='A-9')}</ShipTo>")
        self.assertEqual(order.amazon_location_id, second)
        self.assertFalse(order.amazon_warning)

    def test_address_is_learnt_and_matched(self):
        order = self.make_order(ship_to=f"<ShipTo>{ship_to(reference='A-3')}</ShipTo>")
        self.assertRecordValues(
            order.amazon_checkout_address_id,
            [
                {
                    "reference": "A-3",
                    "street": "1 Main St",
                    "zip": "62701-1234",
                    "state_id": self.illinois.id,
                    "location_id": self.location.id,
                    "source": "document",
                }
            ],
        )
        self.assertEqual(self.location.amazon_address_id, "A-3")

    def test_document_does_not_overwrite_an_id(self):
        self.location.amazon_address_id = "TYPED-1"
        order = self.make_order(ship_to=f"<ShipTo>{ship_to(reference='FROM-DOC-2')}</ShipTo>")
        self.assertEqual(order.amazon_checkout_address_id.location_id, self.location)
        self.assertEqual(self.location.amazon_address_id, "TYPED-1")

    def test_another_state_gives_a_warning(self):
        order = self.make_order(
            ship_to=f"<ShipTo>{ship_to(street='4 Desert Road', city='Reno', state='NV', zip='89501')}</ShipTo>"
        )
        self.assertEqual(order.amazon_location_id, self.location)
        self.assertIn("another state or country", order.with_user(self.buyer).amazon_warning)
        self.assertIn("4 Desert Road", order.amazon_warning)

    def test_another_place_in_the_state_is_asked_about(self):
        order = self.make_order(ship_to=f"<ShipTo>{ship_to(street='40 Long Road', zip='62705')}</ShipTo>")
        self.assertIn("Check that location", order.amazon_warning)
        self.assertNotIn("another state", order.amazon_warning)

    def test_same_address_is_learnt_once(self):
        for cart in range(2):
            self.make_order(ship_to=f"<ShipTo>{ship_to()}</ShipTo>", payload_id=f"{cart}@amazon.com")
        self.assertEqual(len(self.addresses.search([("config_id", "=", self.config.id)])), 1)

    def test_without_an_address_nothing_is_said(self):
        order = self.make_order()
        self.assertFalse(order.amazon_checkout_address_id or order.amazon_warning)

    def test_address_without_a_street_is_not_learnt(self):
        order = self.make_order(ship_to=f"<ShipTo>{ship_to(street='')}</ShipTo>")
        self.assertFalse(order.amazon_checkout_address_id)


@tagged("post_install", "-at_install")
class TestLearning(AnswerCase):
    """Documents of Amazon's server tell addresses, too."""

    def test_ship_notice(self):
        order = self.make_sent_order(Line())
        reference = order._outgoing_amazon_message().payload_id
        notice = ShipNoticeDocument(
            portions=[Portion(number=order.name, reference=reference)],
            contact=ship_to("Contact", "A-5", "shipTo", name="Goods In, gate 2"),
        )
        self.assertProcessed(self.receive(notice))
        address = self.env["amazon.punchin.address"].search([("reference", "=", "A-5")])
        self.assertRecordValues(
            address, [{"config_id": self.config.id, "city": "Springfield", "name": "Goods In, gate 2"}]
        )
        self.assertEqual(address.location_id, self.config.location_id)


@tagged("post_install", "-at_install")
class TestAddressImport(AddressCase):
    """A list of addresses: looked at first, and as a whole or not at all."""

    HEADERS = ("Address ID", "Name", "Street", "City", "State", "ZIP", "Country")

    def check(self, *rows):
        wizard = (
            self.env["amazon.punchin.address.import"]
            .with_user(self.manager)
            .create(
                {
                    "config_id": self.config.id,
                    "file": base64.b64encode(written([self.HEADERS, *rows]).encode()),
                }
            )
        )
        wizard.action_check()
        return wizard

    def test_import(self):
        wizard = self.check(
            ("A-1", "Goods In", "1 Main St", "Springfield", "IL", "62701", "US"),
            ("A-2", "", "9 Other Road", "Reno", "Nevada", "89501", "United States"),
        )
        self.assertEqual((wizard.state, wizard.create_count, wizard.change_count), ("preview", 2, 0))
        self.assertFalse(self.addresses.search([("config_id", "=", self.config.id)]))
        wizard.apply_batch()
        self.assertEqual((wizard.state, wizard.match_count), ("done", 1))
        found = self.addresses.search([("config_id", "=", self.config.id)], order="reference")
        self.assertEqual(found.mapped("reference"), ["A-1", "A-2"])
        self.assertEqual([*found.location_id, found[1].state_id], [self.location, self.nevada])

    def test_again_changes_by_id_or_place(self):
        rows = [
            ("A-1", "Goods In", "1 Main St", "Springfield", "IL", "62701", "US"),
            ("", "Side", "8 Side Street", "Springfield", "IL", "62701", "US"),
        ]
        self.check(*rows).apply_batch()
        wizard = self.check(("A-1", "Gate 2", "1 Main Street", "Springfield", "IL", "62701", "US"), rows[1])
        self.assertEqual((wizard.create_count, wizard.change_count), (0, 2))
        wizard.apply_batch()
        self.assertEqual(
            set(self.addresses.search([("config_id", "=", self.config.id)]).mapped("name")), {"Gate 2", "Side"}
        )

    def test_rows_with_a_problem_are_told_and_left_out(self):
        wizard = self.check(
            ("A-1", "Goods In", "1 Main St", "Springfield", "IL", "62701", "US"),
            ("A-1", "Twice", "1 Main St", "Springfield", "Bavaria", "62701", "US"),
            ("A-3", "Nowhere", "", "Springfield", "", "", "Atlantis"),
        )
        self.assertRecordValues(wizard, [{"state": "preview", "create_count": 1, "trouble_count": 2}])
        for text in ("These rows are left out", "Bavaria", "Atlantis", "A-1", "Duplicate of row 2"):
            self.assertIn(text, wizard.problems)
        wizard.apply_batch()
        self.assertEqual(self.addresses.search([("config_id", "=", self.config.id)]).name, "Goods In")

    def many(self, number):
        """Rows of different places; the first is one of ours."""
        rest = ((f"A-{row}", "", f"{row} Long Road", "Reno", "NV", "89501", "US") for row in range(2, number + 1))
        return [("A-1", "Goods In", "1 Main St", "Springfield", "IL", "62701", "US"), *rest]

    def test_long_list_is_written_in_steps(self):
        self.patch(list_import, "BATCH", 900)
        wizard = self.check(*self.many(2500))
        self.assertEqual((wizard.open_count, wizard.match_count), (2500, 0))
        self.assertEqual([wizard.apply_batch() for _step in range(2)], [1600, 700])
        self.assertEqual(wizard.state, "preview")
        self.assertEqual(self.addresses.search_count([("config_id", "=", self.config.id)]), 1800)
        self.assertEqual([wizard.apply_batch() for _step in range(2)], [0, 0])
        self.assertRecordValues(wizard, [{"state": "done", "match_count": 1, "content": False, "file": False}])
        found = self.addresses.search([("config_id", "=", self.config.id)])
        self.assertEqual(set(found.mapped("reference")), {f"A-{row}" for row in range(1, 2501)})
        self.assertEqual(len(found), 2500)

    def test_interrupted_the_rest_follows(self):
        self.patch(list_import, "BATCH", 2)
        self.check(*self.many(5)).apply_batch()
        wizard = self.check(*self.many(5))
        self.assertEqual((wizard.create_count, wizard.change_count), (3, 2))
        self.assertEqual([wizard.apply_batch() for _step in range(3)], [3, 1, 0])
        found = self.addresses.search([("config_id", "=", self.config.id)], order="reference")
        self.assertEqual(found.mapped("reference"), [f"A-{row}" for row in range(1, 6)])

    def test_address_added_between_two_steps_is_changed(self):
        self.patch(list_import, "BATCH", 2)
        wizard = self.check(*self.many(3))
        wizard.apply_batch()
        between = self.make_address(reference="A-3", street="Typed in")
        wizard.apply_batch()
        self.assertEqual(between.street, "3 Long Road")

    def test_place_that_stands_twice_is_one_address(self):
        wizard = self.check(
            ("", "Goods In", "1 Main St", "Springfield", "IL", "62701", "US"),
            ("", "Goods In, Gate 2", "1 MAIN STREET", "Springfield", "Illinois", "62701", "United States"),
        )
        self.assertEqual((wizard.create_count, wizard.change_count), (1, 0))
        wizard.apply_batch()
        self.assertEqual(self.addresses.search([("config_id", "=", self.config.id)]).name, "Goods In, Gate 2")

    def test_id_comes_with_a_later_list(self):
        """A place that is known without an id is not doubled when its id becomes known, nor by a list without ids."""
        row = ("HQ", "500 Main St", "Chicago", "IL", "60601", "US")
        self.check(("", *row)).apply_batch()
        for reference in ("HQ-99", ""):
            with self.subTest(reference=reference):
                wizard = self.check((reference, *row))
                self.assertEqual((wizard.create_count, wizard.change_count), (0, 1))
                wizard.apply_batch()
                address = self.addresses.search([("config_id", "=", self.config.id)])
                self.assertEqual(address.mapped("reference"), ["HQ-99"])

    def test_place_with_and_without_id_in_one_list(self):
        row = ("HQ", "500 Main St", "Chicago", "IL", "60601", "US")
        wizard = self.check(("", *row), ("HQ-99", *row), ("", *row))
        self.assertEqual((wizard.create_count, wizard.change_count), (1, 0))
        wizard.apply_batch()
        address = self.addresses.search([("config_id", "=", self.config.id)])
        self.assertEqual(address.mapped("reference"), ["HQ-99"])

    def test_ids_of_their_own_make_two_addresses_of_a_place(self):
        row = ("HQ", "500 Main St", "Chicago", "IL", "60601", "US")
        self.check(("", *row)).apply_batch()
        wizard = self.check(("HQ-1", *row), ("HQ-2", *row))
        self.assertEqual((wizard.create_count, wizard.change_count), (1, 1))
        wizard.apply_batch()
        found = self.addresses.search([("config_id", "=", self.config.id)], order="reference")
        self.assertEqual(found.mapped("reference"), ["HQ-1", "HQ-2"])

    def test_names_of_countries(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env.ref("base.us").with_context(lang="de_DE").name = "Vereinigte Staaten"
        for country, names in (
            ("US", ("USA", "U.S.", "U.S.A.", "us", "Vereinigte Staaten", "United States of America")),
            ("GB", ("UK", "U.K.", "GB", "GBR", "England")),
            ("DE", ("DEU", "Germany")),
        ):
            for name in names:
                with self.subTest(name=name):
                    wizard = self.check(("A-1", "There", "1 Main St", "Somewhere", "", "62701", name))
                    self.assertEqual(wizard.state, "preview", wizard.problems)
                    wizard.apply_batch()
                    address = self.addresses.search([("config_id", "=", self.config.id)])
                    self.assertEqual(address.country_id.code, country)

    def test_refusal_of_a_country_gives_examples(self):
        wizard = self.check(
            ("A-1", "There", "1 Main St", "Somewhere", "", "", "Atlantis"),
            ("A-2", "There", "1 Main St", "Somewhere", "Bavaria", "", "US"),
        )
        self.assertIn("Known values include: US, United States.", wizard.problems)
        state = self.env.ref("base.us").state_ids[0]
        self.assertIn(f"Known values include: {state.code}, {state.name}.", wizard.problems)

    def test_state_without_a_country(self):
        wizard = self.check(("A-1", "Goods In", "1 Main St", "Springfield", "IL", "62701", ""))
        self.assertEqual(wizard.state, "upload")
        self.assertIn(">Country<", wizard.problems)

    def test_states_are_read_once(self):
        """A row costs a few words to compare, not all states of its country."""

        def compared(number):
            rows = [("", "", f"{row} Main St", "Springfield", "IL", "62701", "US") for row in range(number)]
            counted = Mock(wraps=folded)
            for module in (address_import, address):
                self.patch(module, "folded", counted)
            self.check(*rows)
            return counted.call_count

        self.assertLessEqual(compared(60) - compared(10), 50 * 5)
