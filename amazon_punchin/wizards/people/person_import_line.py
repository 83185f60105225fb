from odoo import fields, models

from ...tools import wording
from ...tools.const import ROLES, STATUSES
from .person_import import OUTCOMES

#: What a line brings to a person.
_BROUGHT = ("email", "name", "role", "amazon_status", "user_id")


class AmazonPunchinPersonImportLine(models.TransientModel):
    """One person on the list, and what becomes of them."""

    _name = "amazon.punchin.person.import.line"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Person on an Amazon List"
    _order = "row"
    _rec_name = "email"

    import_id = fields.Many2one("amazon.punchin.person.import", required=True, index=True, ondelete="cascade")
    row = fields.Integer(readonly=True, help="Number of the row in the file.")
    outcome = fields.Selection(
        OUTCOMES,
        required=True,
        readonly=True,
        index=True,
        help="What the import does with this row.",
    )
    email = fields.Char(string="E-mail at Amazon", readonly=True)
    name = fields.Char(readonly=True)
    role = fields.Selection(ROLES, readonly=True)
    amazon_status = fields.Selection(
        STATUSES,
        string="At Amazon",
        readonly=True,
        help="Whether the person is active at Amazon.",
    )
    user_id = fields.Many2one("res.users", string="Odoo User", readonly=True, ondelete="set null")
    person_id = fields.Many2one("amazon.punchin.person", readonly=True, ondelete="set null")
    changes = fields.Char(readonly=True, help="What the import changes of the person, or has changed.")
    note = fields.Char(readonly=True)
    shops = fields.Boolean(
        string="Can Shop", readonly=True, help="Amazon's list gives a role that can shop, or no role."
    )
    applied = fields.Boolean(readonly=True, help="Nothing is left to import.")

    def _prepare_changes(self):
        """Say what changes of the person.

        :return: empty where nothing does
        :rtype: str
        """
        if self.outcome != "change":
            return ""
        person, changed = self.person_id, self._changes()
        told = [
            self.env._(
                "%(field)s: %(before)s → %(after)s",
                field=wording.field_label(person, name),
                before=self._shown(person, name),
                after=self._shown(self, name),
            )
            for name in _BROUGHT
            if name in changed
        ]
        return "; ".join([*([self.env._("Back on the list")] if "active" in changed else []), *told])

    def _shown(self, record, name):
        field, value = record._fields[name], record[name]
        if field.type == "selection":
            value = dict(field._description_selection(self.env)).get(value)
        return (value.display_name if field.type == "many2one" else value) or "—"

    def _prepare_person_vals(self):
        """Values of the person.

        :rtype: dict
        """
        self.ensure_one()
        return {name: self._fields[name].convert_to_write(self[name], self) for name in _BROUGHT}

    def _take(self, values):
        """Write those of some values that differ from what is there.

        :param dict values: as a plan gives them
        """
        self.ensure_one()
        now = self._convert_to_write({name: self[name] for name in values})
        if changed := {name: value for name, value in values.items() if (now[name] or False) != (value or False)}:
            self.write(changed)

    def _changes(self):
        """Values of the person that differ from what is there.

        :rtype: dict
        """
        person = self.person_id
        brought = {**self._prepare_person_vals(), "active": True}
        return {
            name: value
            for name, value in brought.items()
            if (person._fields[name].convert_to_write(person[name], person) or False) != (value or False)
        }
