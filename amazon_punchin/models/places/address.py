from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...addresses.comparison import compare
from ...addresses.nearest import Nearest
from ...addresses.place import PARTS, Place, folded
from ...tools.notification import notification
from ...tools.wording import field_label

#: Fields that an address has in common with a contact.
ADDRESS_FIELDS = ("street", "street2", "zip", "city", "state_id", "country_id")

#: Fields that decide which id a location has from its address.
_PASSED_ON = {"reference", "location_id", "active"}


class AmazonPunchinAddress(models.Model):
    """A delivery address as it is at Amazon: typed in, from a list, or seen in a document."""

    _name = "amazon.punchin.address"
    _inherit = ["amazon.punchin.version.mixin"]
    _description = "Delivery Address at Amazon Business"
    _order = "name, id"
    _check_company_auto = True

    config_id = fields.Many2one(
        "amazon.punchin.config",
        string="Group at Amazon",
        required=True,
        ondelete="cascade",
        index=True,
        default=lambda self: self.env["amazon.punchin.config"]._first_of_company(),
        help="The Amazon Business group that has this address.",
    )
    company_id = fields.Many2one(related="config_id.company_id", store=True, precompute=True, index=True)
    active = fields.Boolean(default=True)
    name = fields.Char(required=True, help="Amazon's name for the address.")
    reference = fields.Char(
        string="Amazon Address ID",
        size=255,
        help="Amazon's ID for the address; sent with the order if known.",
    )
    street = fields.Char()
    street2 = fields.Char()
    zip = fields.Char(string="ZIP")
    city = fields.Char()
    state_id = fields.Many2one(
        "res.country.state",
        string="State or Province",
        domain="[('country_id', '=?', country_id)]",
        ondelete="restrict",
    )
    country_id = fields.Many2one("res.country", ondelete="restrict")
    source = fields.Selection(
        [("typed", "Typed In"), ("list", "From a List"), ("document", "From a Document")],
        required=True,
        readonly=True,
        default="typed",
        help="How the address was added: typed in, imported from a list, or taken from an Amazon document.",
    )
    location_id = fields.Many2one(
        "amazon.punchin.location",
        domain="[('config_id', '=', config_id)]",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="The matching location. A location without an address ID gets the one of this address.",
    )
    partner_id = fields.Many2one(related="location_id.partner_id", string="Delivery Address")
    address = fields.Char(compute="_compute_address")
    score = fields.Float(
        string="Similarity",
        compute="_compute_difference",
        compute_sudo=True,
        help="1 is an exact match, 0 a different place.",
    )
    difference = fields.Char(
        compute="_compute_difference",
        compute_sudo=True,
        help="How the address at Amazon differs from the one in Odoo.",
    )

    _reference_uniq = models.UniqueIndex(
        "(config_id, reference) WHERE active IS TRUE AND reference IS NOT NULL",
        "There is already an address with this Amazon address ID.",
    )

    @api.depends("street", "street2", "zip", "city", "state_id", "country_id")
    def _compute_address(self):
        for address in self:
            lines = (address.street, address.street2, address.zip, address.city, address.state_id.name)
            address.address = ", ".join(filter(None, (*lines, address.country_id.name))) or False

    @api.depends(
        "reference",
        "location_id.amazon_address_id",
        *ADDRESS_FIELDS,
        *(f"location_id.partner_id.{name}" for name in ADDRESS_FIELDS),
    )
    def _compute_difference(self):
        labels = self._part_labels()
        for address in self:
            partner = address.location_id.partner_id
            comparison = compare(self._place(address), self._place(partner))
            address.score = comparison.score if partner else 0
            different = [labels[name] for name, verdict in comparison.verdicts.items() if verdict != "same"]
            if address._has_another_id():
                different.append(field_label(address, "reference"))
            address.difference = ", ".join(different) if partner and different else False

    @api.constrains("location_id", "config_id")
    def _check_location(self):
        for address in self:
            if address.location_id and address.location_id.config_id != address.config_id:
                raise ValidationError(self.env._("The location of an address must belong to the same group at Amazon."))

    @api.model_create_multi
    def create(self, vals_list):
        addresses = super().create(vals_list)
        addresses._pass_reference()
        return addresses

    def write(self, vals):
        """Hand Amazon's id on to the location, which sends it, and take it back from where it no longer belongs."""
        before = {} if _PASSED_ON.isdisjoint(vals) else self._passed_references()
        res = super().write(vals)
        if not _PASSED_ON.isdisjoint(vals):
            self._withdraw(before.items() - self._passed_references().items())
            self._pass_reference()
        return res

    def unlink(self):
        passed = self._passed_references()
        res = super().unlink()
        self._withdraw(passed.items())
        return res

    def _passed_references(self):
        """Ids that locations have from these addresses.

        :rtype: dict[amazon.punchin.location, str]
        """
        return {
            address.location_id: address.reference
            for address in self
            if address.active and address.reference and address.location_id.amazon_address_id == address.reference
        }

    @api.model
    def _withdraw(self, passed):
        """Take ids back from locations, which may have another address with an id.

        :param Iterable[tuple[amazon.punchin.location, str]] passed: locations, each with the id that it has
        """
        for location, _reference in passed:
            location.amazon_address_id = False
            location.address_ids._pass_reference()

    def _pass_reference(self):
        """Give locations without Amazon's id the one of their address; an id that is there is not overwritten."""
        for address in self.filtered(lambda address: address.active and address.reference):
            if address.location_id and not address.location_id.amazon_address_id:
                address.location_id.amazon_address_id = address.reference

    def _has_another_id(self):
        """Whether the location sends another id than this address has.

        :rtype: bool
        """
        ours = self.location_id.amazon_address_id
        return bool(ours and self.reference and ours != self.reference)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Complete streets by Odoo's own module for it, where that is installed."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and "google_address_autocomplete" in self.env["ir.module.module"].sudo()._installed():
            for node in arch.iterfind(".//field[@name='street']"):
                node.set("widget", "google_address_autocomplete")
        return arch, view

    # --- Which place it is ---------------------------------------------------------------

    @api.model
    def _part_labels(self):
        """What the parts of an address are called.

        :return: each of :data:`~amazon_punchin.addresses.place.PARTS` to its label
        :rtype: dict[str, str]
        """
        labels = (
            self.env._("Street"),
            self.env._("House number"),
            self.env._("ZIP"),
            self.env._("City"),
            self.env._("State or province"),
            self.env._("Country"),
        )
        return dict(zip(PARTS, labels, strict=True))

    @api.model
    def _place(self, record):
        """An address as it is compared.

        :param odoo.models.BaseModel record: an address at Amazon, or a contact
        :rtype: amazon_punchin.addresses.place.Place
        """
        return Place(
            street=" ".join(filter(None, (record.street, record.street2))),
            zip=record.zip or "",
            city=record.city or "",
            state=record.state_id.name or "",
            country=record.country_id.code or "",
        )

    def _candidates(self):
        """The contacts that an address of this configuration may be: the company's own, and its locations.

        :return: the addresses by the contact's id
        :rtype: amazon_punchin.addresses.nearest.Nearest
        """
        config = self.config_id.ensure_one()
        ours = Domain("commercial_partner_id", "=", config.company_id.partner_id.id)
        at_amazon = Domain("id", "in", config.sudo().location_ids.partner_id.ids)
        partners = self.env["res.partner"].sudo().search_fetch(ours | at_amazon, list(ADDRESS_FIELDS))
        return Nearest({partner.id: self._place(partner) for partner in partners if partner.street})

    def action_match(self):
        """Match the addresses that are surely one of ours; the others wait for somebody to look.

        :return: a notification with how many were matched
        :rtype: dict
        """
        matched = 0
        for addresses in self.filtered(lambda address: not address.location_id).grouped("config_id").values():
            candidates = addresses._candidates()
            for address in addresses:
                if partner_id := candidates.only_sure(self._place(address)):
                    address._settle_at(self.env["res.partner"].browse(partner_id))
                    matched += 1
        return notification(self.env._("Addresses matched: %s.", matched), "success" if matched else "warning")

    def _settle_at(self, partner):
        """Make an address the one of a contact's location, which is created if there is none.

        :param res.partner partner: the contact
        """
        self.ensure_one()
        self.location_id = self._location_of(partner) or self.location_id.create(
            {"config_id": self.config_id.id, "partner_id": partner.id, "name": partner.display_name}
        )

    def _location_of(self, partner):
        """The group's location at a contact.

        :param res.partner partner: the contact
        :return: empty if there is none
        :rtype: amazon.punchin.location
        """
        return self.config_id.location_ids.filtered(lambda location: location.partner_id == partner)[:1]

    def action_compare(self):
        """Open the window in which an address is compared with ours, field by field."""
        self.ensure_one()
        window = self.env["amazon.punchin.address.match"].create({"address_id": self.id})
        return window._reopened()

    # --- Where it comes from -------------------------------------------------------------

    @api.model
    def _learn(self, config, seen):
        """Remember a delivery address that a document of Amazon's names.

        :param amazon.punchin.config config: whose document it is
        :param amazon_punchin.protocol.order_request.Address | None seen: the address; None if the document has none
        :return: in sudo; empty if there is nothing to remember
        :rtype: amazon.punchin.address
        """
        known, vals = self.sudo()._recognised(config, seen)
        if not known and vals:
            return known.create(vals)
        if known and seen.address_id and not known.reference:
            known.reference = seen.address_id
        return known

    @api.model
    def _foreseen(self, config, seen):
        """What :meth:`_learn` would give, without remembering anything.

        :return: in sudo; a new record if the address is not known yet
        :rtype: amazon.punchin.address
        """
        known, vals = self.sudo()._recognised(config, seen)
        return known.new(vals) if not known and vals else known

    @api.model
    def _recognised(self, config, seen):
        """Find the address that a document names among those of its group.

        :return: the address, empty if it is not known; the values of a new one, empty if there is none to remember
        :rtype: tuple[amazon.punchin.address, dict]
        """
        if seen is None or not (seen.street and seen.city):
            return self.browse(), {}
        vals = self._prepare_seen_vals(config, seen)
        addresses = self.search_fetch([("config_id", "=", config.id)], ["reference", *ADDRESS_FIELDS])
        new = self.new(vals)
        place = self._place(new)
        found = addresses.filtered(lambda address: new.reference and address.reference == new.reference)
        if not found:
            # An id of its own makes it another address, however alike the two are.
            alike = addresses.filtered(lambda address: not (new.reference and address.reference))
            found = alike.filtered(lambda address: compare(place, self._place(address)).is_sure)
        if found:
            return found[0], {}
        return found, {**vals, "location_id": self._surely_at(config, place)}

    @api.model
    def _surely_at(self, config, place):
        """The location whose address is the given one.

        :return: id; None if there is none, or more than one
        :rtype: int | None
        """
        locations = {location.id: self._place(location.partner_id) for location in config.sudo().location_ids}
        return Nearest(locations).only_sure(place)

    @api.model
    def _prepare_seen_vals(self, config, seen):
        country = self.env["res.country"].search_fetch([("code", "=", seen.country_code)], ["code"], limit=1)
        return {
            "config_id": config.id,
            "name": seen.name or seen.city,
            "reference": seen.address_id or False,
            "street": seen.street[0],
            "street2": " ".join(seen.street[1:]) or False,
            "zip": seen.postal_code or False,
            "city": seen.city,
            "country_id": country.id,
            "state_id": self._find_state(country, seen.state).id,
            "source": "document",
        }

    @api.model
    def _find_state(self, country, text):
        """Find a state by its code or its name.

        :param res.country country: its country
        :param str text: code or name
        :return: empty if there is none
        :rtype: res.country.state
        """
        wanted = folded(text.strip())
        states = country.state_ids if wanted else country.state_ids.browse()
        return states.filtered(lambda state: wanted in (folded(state.code), folded(state.name)))[:1]
