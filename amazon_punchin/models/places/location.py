from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...protocol.order_request import Address
from ...tools.wording import field_label


class AmazonPunchinLocation(models.Model):
    _name = "amazon.punchin.location"
    _description = "Delivery Location at Amazon Business"
    _inherit = ["amazon.punchin.checked.mixin", "amazon.punchin.version.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    config_id = fields.Many2one(
        "amazon.punchin.config",
        string="Group at Amazon",
        required=True,
        ondelete="cascade",
        index=True,
        help="The Amazon Business group that delivers here.",
    )
    company_id = fields.Many2one(related="config_id.company_id", store=True, index=True)
    name = fields.Char(compute="_compute_name", store=True, precompute=True, readonly=False, required=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Delivery Address",
        required=True,
        check_company=True,
        ondelete="restrict",
        help="Where Amazon delivers. It is sent with the order, so it must be the address chosen at Amazon.",
    )
    amazon_address_id = fields.Char(
        string="Amazon Address ID",
        size=255,
        help="Amazon's ID for the address; sent with the order if known.",
    )

    is_default = fields.Boolean(
        string="Default",
        compute="_compute_is_default",
        inverse="_inverse_is_default",
        help="Where an order goes unless its buyer chooses another location.",
    )

    address_ids = fields.One2many("amazon.punchin.address", "location_id", string="Addresses at Amazon")

    @api.depends("partner_id")
    def _compute_name(self):
        for location in self:
            # A contact without a name is called by its address, of several lines.
            location.name = location.name or ", ".join((location.partner_id.display_name or "").splitlines())

    @api.model_create_multi
    def create(self, vals_list):
        """Let the first location of a group be its default."""
        locations = super().create(vals_list)
        for config, created in locations.grouped("config_id").items():
            if not config.location_id and config.location_ids <= created:
                config.location_id = created.sorted()[0]
        return locations

    def write(self, vals):
        """Let the group refuse another default location, as long as it knows which of its checks hold."""
        for location in self if "is_default" in vals else ():
            location._make_default(bool(vals["is_default"]))
        return super().write(vals)

    @api.depends("config_id.location_id")
    def _compute_is_default(self):
        for location in self:
            location.is_default = bool(location.id) and location.config_id.location_id == location

    def _inverse_is_default(self):
        for location in self:
            location._make_default(location.is_default)

    def _make_default(self, is_default):
        if is_default != (self.config_id.location_id == self):
            self.config_id.location_id = is_default and self

    @api.constrains("config_id")
    def _check_group(self):
        """Whatever names a location is of the same group, also when the location goes to another one."""
        for location in self.sudo().with_context(active_test=False):
            groups = (
                location.address_ids.config_id
                | self.env["amazon.punchin.config"].sudo().search([("location_id", "=", location.id)])
                | self.env["purchase.order"].sudo().search([("amazon_location_id", "=", location.id)]).amazon_config_id
            )
            if others := groups - location.config_id:
                raise ValidationError(
                    self.env._(
                        "Location “%(location)s” is used by “%(group)s”. Create another location for “%(other)s”.",
                        group=others[0].name,
                        location=location.name,
                        other=location.config_id.name,
                    )
                )

    def _missing_address_parts(self):
        """Name what the delivery address lacks for an order at Amazon.

        :return: labels of the missing fields
        :rtype: list[str]
        """
        return self._empty_address_parts("street", "city", "country_id")

    def _doubtful_address_parts(self):
        """Name what addresses of the country usually have, but this one lacks.

        :return: labels of the missing fields
        :rtype: list[str]
        """
        country = self.partner_id.sudo().country_id
        usual = [("zip", country.zip_required), ("state_id", country.state_required)]
        return self._empty_address_parts(*(name for name, required in usual if required))

    def _empty_address_parts(self, *names):
        partner = self.partner_id.sudo()
        return [field_label(partner, name) for name in names if not partner[name]]

    def _prepare_ship_to(self, requester):
        """Build the order's ``ShipTo``.

        :param res.users requester: who gets the parcel
        :rtype: amazon_punchin.protocol.order_request.Address
        """
        self.ensure_one()
        return self._prepare_address(
            self.partner_id,
            deliver_to=(requester.name,),
            email=requester.email or "",
            phone=requester.partner_id.phone or "",
            address_id=self.amazon_address_id or "",
        )

    @api.model
    def _prepare_address(self, partner, name="", deliver_to=(), email="", phone="", address_id=""):
        """Build a cXML address from a partner.

        :param res.partner partner: the place, with street, city and country
        :param str name: empty: the partner's
        :rtype: amazon_punchin.protocol.order_request.Address
        """
        partner = partner.sudo()
        return Address(
            name=name or partner.name or partner.commercial_partner_id.name,
            deliver_to=deliver_to,
            street=tuple(line for line in (partner.street, partner.street2) if line),
            city=partner.city or "",
            state=partner.state_id.code or "",
            postal_code=partner.zip or "",
            country_code=partner.country_id.code or "",
            country=partner.country_id.with_context(lang="en_US").name or "",
            email=email or partner.email or "",
            address_id=address_id,
            phone=phone or partner.phone or "",
            phone_code=str(partner.country_id.phone_code or ""),
        )
