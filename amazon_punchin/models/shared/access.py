from odoo import api, models

from ...tools import plain

#: Model to its fields that Odoo writes by itself. Whoever may write the record may still not write these.
OF_ODOO = {
    "amazon.punchin.config": frozenset(
        {
            "check_ids",
            "database_uuid",
            "inbox_password_known",
            "inbox_password_since",
            "mode_before_pause",
            "token",
            "trial_after",
        }
    ),
    "amazon.punchin.person": frozenset({"invited_at"}),
}

#: Model to its fields that only an administrator of Odoo's settings writes.
OF_SYSTEM = {"amazon.punchin.config": frozenset({"allow_private_hosts"})}


class AmazonPunchinAccessMixin(models.AbstractModel):
    """What people write, by whatever road: not every field or value, and no way into another company or out of one.

    Odoo asks its record rules before a record is written; here they are asked afterwards, too.
    """

    _name = "amazon.punchin.access.mixin"
    _description = "Record That Stays with Whom It Belongs To"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in (*vals_list, self._context_defaults()):
                plain.check(self, vals)
        records = super().create(vals_list)
        if not self.env.su:
            records._check_defaults(vals_list)
            records._check_linked(name for name, field in self._fields.items() if not field.compute)
            records._check_linked({name for vals in vals_list for name in vals})
        return records

    def write(self, vals):
        if not self.env.su:
            plain.check(self, vals)
        result = super().write(vals)
        if not self.env.su:
            self.check_access("write")
            self._check_linked(vals)
        return result

    def _context_defaults(self):
        """Values that the context gives new records.

        :rtype: dict
        """
        given = self.env.context.items()
        return {key.removeprefix("default_"): value for key, value in given if key.startswith("default_")}

    def _check_defaults(self, vals_list):
        """Check what was not given, but came from a stored default.

        :param list[dict] vals_list: what was given
        :raises ValidationError: it is no value to be stored
        """
        names = [
            name
            for name, field in self._fields.items()
            if field.type in plain.TYPES and field.store and not field.compute
        ]
        for record, vals in zip(self.sudo(), vals_list, strict=True):
            plain.check(record, {name: record[name] for name in names if name not in vals})

    def _check_linked(self, names):
        """Refuse to name what the user may not see, and records of several companies in one.

        :param Iterable[str] names: fields that were written
        :raises AccessError: a record that one of them names is not the user's to see
        :raises UserError: it is another company's than this record
        """
        linking = [name for name in names if self._fields[name].type == "many2one" and self._fields[name].store]
        for linked in (self[name] for name in linking):
            if linked and linked.browse().has_access("read"):
                linked.check_access("read")
        if linking:
            self._check_company()

    @api.model
    def _has_field_access(self, field, operation):
        """Refuse to write what Odoo notes for itself, and what only an administrator of its settings allows."""
        if operation == "write" and not self.env.su:
            if field.name in OF_ODOO.get(self._name, ()) or (field.store and field.compute and field.readonly):
                return False
            if field.name in OF_SYSTEM.get(self._name, ()) and not self.env.user._is_system():
                return False
        return super()._has_field_access(field, operation)

    @api.model
    def default_get(self, fields):
        """Let such fields begin as they should, whatever a user has stored as default of their own."""
        defaults = super().default_get(fields)
        for name in defaults:
            field = self._fields[name]
            if not self._has_field_access(field, "write"):
                defaults[name] = field.default(self) if field.default else False
        return defaults
