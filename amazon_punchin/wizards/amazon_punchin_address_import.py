from odoo import api, fields, models
from odoo.tools import groupby

from ..addresses.place import folded
from ..uploads import address_list
from ..uploads.errors import Problem


class AmazonPunchinAddressImport(models.TransientModel):
    """Brings a list of delivery addresses over."""

    _name = "amazon.punchin.address.import"
    _inherit = ["amazon.punchin.import.mixin"]
    _description = "Import of Addresses from Amazon"

    content = fields.Json(readonly=True, help="Values of the addresses, as they will be written.")
    create_count = fields.Integer(string="New", readonly=True)
    change_count = fields.Integer(string="Changed", readonly=True)
    match_count = fields.Integer(string="Matched", readonly=True)

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Import Addresses")

    def _reader(self):
        return address_list

    def _more_problems(self, listed):
        countries, states = self._countries(), self._states()
        for address in listed.addresses:
            values, headers = address.values, listed.headers
            country = countries.get(folded(values["country"]))
            if values["country"] and not country:
                yield Problem(address.row, headers["country"], values["country"], "unknown_value")
            elif country and values["state"] and (country.id, folded(values["state"])) not in states:
                yield Problem(address.row, headers["state"], values["state"], "unknown_value")
        yield from self._repeated(listed)

    def _repeated(self, listed):
        """Ids that stand in the list more than once."""
        with_id = [address for address in listed.addresses if address.values["reference"]]
        for reference, rows in groupby(with_id, lambda address: address.values["reference"]):
            for address in rows[1:]:
                yield Problem(address.row, listed.headers["reference"], reference, "repeated", rows[0].row)

    def _countries(self):
        """Countries by code and by name, in English and in the user's language.

        :rtype: dict[str, res.country]
        """
        countries = self.env["res.country"].search([("code", "!=", False)])
        names = {folded(country.name): country for country in countries.with_context(lang="en_US")}
        names.update((folded(country.name), country) for country in countries)
        return {**names, **{folded(country.code): country for country in countries}}

    def _states(self):
        """States by country, and by code and by name.

        :return: ids
        :rtype: dict[tuple[int, str], int]
        """
        states = self.env["res.country.state"].search([("country_id", "!=", False)])
        names = {(state.country_id.id, folded(state.name)): state.id for state in states}
        return {**names, **{(state.country_id.id, folded(state.code)): state.id for state in states}}

    def _preview(self, listed):
        countries, states, known = self._countries(), self._states(), self._known()
        rows = (self._prepare_vals(address.values, countries, states) for address in listed.addresses)
        # A place that stands in the list more than once is one address.
        content = {self._key_of(vals): vals for vals in rows}
        changes = len(content.keys() & known.keys())
        self.write(
            {
                "content": [*content.values()],
                "open_count": len(content),
                "create_count": len(content) - changes,
                "change_count": changes,
                "match_count": 0,
            }
        )

    def _prepare_vals(self, values, countries, states):
        country = countries[folded(values["country"])]
        return {
            "name": values["name"] or f"{values['city']}, {values['street']}",
            "reference": values["reference"] or False,
            "street": values["street"],
            "street2": values["street2"] or False,
            "zip": values["zip"] or False,
            "city": values["city"],
            "country_id": country.id,
            "state_id": states.get((country.id, folded(values["state"])), False),
        }

    def _known(self):
        """Addresses that are there, by Amazon's id, or by place if they have none.

        :rtype: dict[object, amazon.punchin.address]
        """
        addresses = self.env["amazon.punchin.address"].search([("config_id", "=", self.config_id.id)])
        return {self._key(address): address for address in addresses}

    def _key(self, address):
        """By what an address is known: its id, else its place."""
        return address.reference or tuple(address._place(address).parts.values())

    def _key_of(self, vals):
        """By what the address of a row is known."""
        return self._key(self.env["amazon.punchin.address"].new(vals))

    def _write_next(self, number):
        """Write addresses, and match those that are surely one of ours."""
        rows = (self.content or [])[-self.open_count :][:number] if self.open_count else []
        known, written, new = self._known(), self.env["amazon.punchin.address"], []
        for vals in rows:
            if address := known.get(self._key_of(vals)):
                address.write(vals)
                written |= address
            else:
                new.append({**vals, "config_id": self.config_id.id, "source": "list"})
        written |= written.create(new)
        written.action_match()
        self.open_count -= len(rows)
        self.match_count += len(written.filtered("location_id"))
        if not self.open_count:
            self.content = False
