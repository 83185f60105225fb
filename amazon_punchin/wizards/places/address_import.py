from odoo import api, fields, models
from odoo.tools import groupby

from ...addresses.place import folded
from ...uploads import address_list
from ...uploads.countries import other_names
from ...uploads.errors import Problem


class AmazonPunchinAddressImport(models.TransientModel):
    """Brings a list of delivery addresses over."""

    _name = "amazon.punchin.address.import"
    _inherit = ["amazon.punchin.import.mixin"]
    _description = "Import of Addresses from Amazon"

    content = fields.Json(readonly=True, help="Values of the addresses, as they will be imported.")
    create_count = fields.Integer(string="New", readonly=True)
    change_count = fields.Integer(string="Changed", readonly=True)
    match_count = fields.Integer(string="Matched", readonly=True)

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Import Addresses")

    def _list_format(self):
        return address_list

    def _more_problems(self, listed):
        countries, states = self._countries(), self._states()
        own = countries[_word(self.config_id.marketplace)]
        for address in listed.addresses:
            values, headers = address.values, listed.headers
            country = countries.get(_word(values["country"]))
            if values["country"] and not country:
                known = (own.code, own.name)
                yield Problem(address.number, headers["country"], values["country"], "unknown_value", known=known)
            elif country and values["state"] and (country.id, folded(values["state"])) not in states:
                state = country.state_ids[:1]
                known = (state.code, state.name) if state else ()
                yield Problem(address.number, headers["state"], values["state"], "unknown_value", known=known)
        yield from self._repeated(listed)

    def _repeated(self, listed):
        """Ids that are in the list more than once."""
        with_id = [address for address in listed.addresses if address.values["reference"]]
        for reference, rows in groupby(with_id, lambda address: address.values["reference"]):
            for address in rows[1:]:
                yield Problem(address.number, listed.headers["reference"], reference, "repeated", rows[0].number)

    def _countries(self):
        """Countries by code, by name in each active language, and by other usual names.

        :rtype: dict[str, res.country]
        """
        countries = self.env["res.country"].search([("code", "!=", False)])
        codes = {country.code: country for country in countries}
        found = {_word(name): codes[code] for name, code in other_names().items() if code in codes}
        for language, _name in self.env["res.lang"].get_installed():
            found.update(
                (_word(country.name), codes[country.code]) for country in countries.with_context(lang=language)
            )
        found.update((_word(country.name), country) for country in countries)
        found.update((_word(code), country) for code, country in codes.items())
        return found

    def _states(self):
        """States by country, and by code and by name.

        :return: ids
        :rtype: dict[tuple[int, str], int]
        """
        states = self.env["res.country.state"].search([("country_id", "!=", False)])
        names = {(state.country_id.id, folded(state.name)): state.id for state in states}
        return {**names, **{(state.country_id.id, folded(state.code)): state.id for state in states}}

    def _preview(self, fine, left_out, problems):
        countries, states = self._countries(), self._states()
        rows = self._merged([self._prepare_vals(address.values, countries, states) for address in fine])
        changes = sum(bool(address) for _vals, address in self._recognised(rows))
        self.write(
            {
                "content": rows,
                "open_count": len(rows),
                "create_count": len(rows) - changes,
                "change_count": changes,
                "match_count": 0,
            }
        )

    def _merged(self, rows):
        """A place that is in the list more than once is one address, unless its rows have different ids.

        :param list[dict] rows: values of addresses
        :rtype: list[dict]
        """
        without_id = {self._place_of(vals): vals for vals in rows if not vals["reference"]}
        with_id = [vals for vals in rows if vals["reference"]]
        if without_id:
            for vals in with_id:
                without_id.pop(self._place_of(vals), None)
        return [*with_id, *without_id.values()]

    def _prepare_vals(self, values, countries, states):
        country = countries[_word(values["country"])]
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

    def _recognised(self, rows):
        """Find the address that each row is: the one with its id, else one at its place.

        An address without an id gets the one of its row; an id of its own makes it another address.

        :param list[dict] rows: values of addresses
        :return: values, and the address; empty for a new one
        :rtype: Iterator[tuple[dict, amazon.punchin.address]]
        """
        addresses = self.env["amazon.punchin.address"].search([("config_id", "=", self.config_id.id)])
        with_id = addresses.filtered("reference")
        by_id = {address.reference: address for address in with_id}
        without_id = {_place(address): address for address in addresses - with_id}
        is_complete = all(vals["reference"] for vals in rows)
        by_place = {} if is_complete else {_place(address): address for address in with_id}
        for vals in rows:
            address = by_id.get(vals["reference"])
            if not address and (without_id or by_place):
                place = self._place_of(vals)
                address = without_id.pop(place, None) or (not vals["reference"] and by_place.get(place))
            yield vals, address or addresses.browse()

    def _place_of(self, vals):
        return _place(self.env["amazon.punchin.address"].new(vals))

    def _write_next(self, number):
        """Write addresses, and match those that are surely one of ours."""
        rows = (self.content or [])[-self.open_count :][:number] if self.open_count else []
        written, new = self.env["amazon.punchin.address"], []
        for vals, address in self._recognised(rows):
            if address:
                # A list without ids does not take them away.
                address.write({name: value for name, value in vals.items() if name != "reference" or value})
                written |= address
            else:
                new.append({**vals, "config_id": self.config_id.id, "source": "list"})
        written |= written.create(new)
        written.action_match()
        self.open_count -= len(rows)
        self.match_count += len(written.filtered("location_id"))
        if not self.open_count:
            self.content = False


def _word(text):
    """The name of a country as it is compared: ``U.S.`` is ``us``."""
    return folded(text.replace(".", ""))


def _place(address):
    """The place of an address as it is compared."""
    return tuple(address._place(address).parts.values())
