from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...addresses.comparison import compare
from ...models.places.address import ADDRESS_FIELDS
from ...tools.notification import CLOSE

#: Fields that are compared.
_COMPARED = (*ADDRESS_FIELDS, "reference")

#: Contacts that are offered.
_OFFERED = 5

#: Parts of an address that a field holds; a house number is in the street.
_PARTS_OF = {
    "street": ("street", "number"),
    "street2": ("street", "number"),
    "zip": ("zip",),
    "city": ("city",),
    "state_id": ("state",),
    "country_id": ("country",),
}


class AmazonPunchinAddressMatch(models.TransientModel):
    """Compares an address at Amazon with one of ours, and makes the two one place."""

    _name = "amazon.punchin.address.match"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Match of an Amazon Address"

    address_id = fields.Many2one("amazon.punchin.address", required=True, readonly=True, ondelete="cascade")
    config_id = fields.Many2one(related="address_id.config_id")
    address = fields.Char(related="address_id.address", string="At Amazon")
    partner_id = fields.Many2one(
        "res.partner",
        string="In Odoo",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        check_company=True,
        help="The matching delivery address. You may choose any contact.",
    )
    company_id = fields.Many2one(related="address_id.company_id")
    contact_defaults = fields.Json(compute="_compute_contact_defaults", help="Values of a contact made from it.")
    score = fields.Float(
        string="Similarity",
        compute="_compute_score",
        help="How similar the two addresses are; 100 % is identical.",
    )
    candidate_ids = fields.One2many(
        "amazon.punchin.address.candidate", "match_id", compute="_compute_candidate_ids", store=True, readonly=True
    )
    line_ids = fields.One2many(
        "amazon.punchin.address.difference", "match_id", compute="_compute_line_ids", store=True, readonly=False
    )

    @api.depends_context("lang")
    def _compute_display_name(self):
        for match in self:
            match.display_name = match.address_id.name

    @api.constrains("address_id")
    def _check_address(self):
        """Whoever opens the window sees the address anyway."""
        self.address_id.with_user(self.env.user).check_access("read")

    @api.depends("address_id")
    def _compute_candidate_ids(self):
        for match in self:
            found = match.address_id._candidates().find(match._amazon_place())
            match.candidate_ids = [
                Command.create({"partner_id": partner_id, "score": comparison.score})
                for partner_id, comparison in found[:_OFFERED]
            ]

    @api.depends("address_id", "candidate_ids")
    def _compute_partner_id(self):
        for match in self:
            match.partner_id = match.address_id.partner_id or match.candidate_ids[:1].partner_id

    @api.depends("address_id", "partner_id")
    def _compute_score(self):
        for match in self:
            match.score = match._comparison().score if match.partner_id else 0

    @api.depends("partner_id")
    def _compute_line_ids(self):
        for match in self:
            verdicts = match._comparison().verdicts
            match.line_ids = [
                Command.clear(),
                *(
                    Command.create(match._prepare_line_vals(name, verdicts))
                    for name in _COMPARED
                    if match.partner_id and match._is_compared(name)
                ),
            ]

    @api.depends("address_id")
    def _compute_contact_defaults(self):
        for match in self:
            address = match.address_id
            match.contact_defaults = {
                **match._values(address, ADDRESS_FIELDS),
                "name": address.name,
                "type": "delivery",
                "parent_id": match.company_id.partner_id.id,
            }

    def action_create_contact(self):
        """Make a delivery address of the company from the address at Amazon, and compare with it.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        self.address_id.check_access("write")
        self.partner_id = self.env["res.partner"].create(self.contact_defaults)
        return self._reopened()

    def _is_compared(self, name):
        """Whether a field has something to compare. A location without Amazon's id just gets it."""
        found = (self._shown_at_amazon(name), self._shown_in_odoo(name))
        return all(found) if name == "reference" else any(found)

    def _prepare_line_vals(self, name, verdicts):
        """Values of the line that compares one field.

        :param str name: the field
        :param dict[str, str] verdicts: as a comparison has them
        :rtype: dict
        """
        theirs, ours = self._shown_at_amazon(name), self._shown_in_odoo(name)
        # What is written in another way is the same place all the same, and may stay as it is.
        same = theirs == ours or {verdicts.get(part, "same") for part in _PARTS_OF.get(name, ())} == {"same"}
        return {"field": name, "amazon_value": theirs, "own_value": ours, "same": same}

    def _shown_at_amazon(self, name):
        return self._shown(self.address_id, name)

    def _shown_in_odoo(self, name):
        if name == "reference":
            return self.address_id._location_of(self.partner_id).amazon_address_id or ""
        return self._shown(self.partner_id, name)

    def _shown(self, record, name):
        value = record[name]
        return (value.display_name if isinstance(value, models.BaseModel) else value) or ""

    def _amazon_place(self):
        return self.address_id._place(self.address_id)

    def _comparison(self):
        return compare(self._amazon_place(), self.address_id._place(self.partner_id))

    def action_match(self):
        """Make the two one place, with each differing field as it was chosen."""
        self.ensure_one()
        self.address_id.check_access("write")
        if not self.partner_id:
            raise UserError(self.env._("Choose the matching delivery address."))
        self._check_unchanged()
        from_amazon, from_odoo = self._chosen("amazon"), self._chosen("own")
        self.address_id._settle_at(self.partner_id)
        location = self.address_id.location_id
        if "reference" in from_amazon:
            location.amazon_address_id = self.address_id.reference
        if "reference" in from_odoo:
            self.address_id.reference = location.amazon_address_id
        self._copy(self.address_id, self.partner_id, from_amazon)
        self._copy(self.partner_id, self.address_id, from_odoo)
        return CLOSE

    def _check_unchanged(self):
        """Take nothing that the window did not show."""
        for line in self.line_ids.filtered(lambda line: line.take != "leave"):
            shown = (self._shown_at_amazon(line.field), self._shown_in_odoo(line.field))
            if shown != (line.amazon_value or "", line.own_value or ""):
                raise UserError(
                    self.env._("The address has been changed in the meantime. Close this window and compare it again.")
                )

    def _chosen(self, take):
        return self.line_ids.filtered(lambda line: line.take == take).mapped("field")

    def _copy(self, source, target, names):
        if values := self._values(source, set(names).intersection(ADDRESS_FIELDS)):
            target.write(values)

    def _values(self, record, names):
        return {name: record._fields[name].convert_to_write(record[name], record) for name in names}

    def _reopened(self):
        """Show the window as it is now.

        :return: action
        :rtype: dict
        """
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.amazon_punchin_address_match_action")
        return {**action, "res_id": self.id}
