from odoo import api, models

#: Model to its fields that Odoo writes by itself. Whoever may write the record may still not write these.
OF_ODOO = {
    "amazon.punchin.config": frozenset(
        {
            "check_ids",
            "database_uuid",
            "inbox_password_since",
            "mode_before_pause",
            "token",
            "trial_after",
        }
    ),
    "amazon.punchin.location": frozenset({"company_id"}),
    "amazon.punchin.person": frozenset({"company_id"}),
}

#: Model to its fields that only an administrator of Odoo's settings writes.
OF_SYSTEM = {"amazon.punchin.config": frozenset({"allow_private_hosts"})}


class AmazonPunchinAccessMixin(models.AbstractModel):
    """Fields that not everybody writes who may write the record, by whatever road."""

    _name = "amazon.punchin.access.mixin"
    _description = "Record with Fields That Not Everybody Writes"

    @api.model
    def _has_field_access(self, field, operation):
        """Refuse to write what Odoo notes for itself, and what only an administrator of its settings allows."""
        if operation == "write" and not self.env.su:
            if field.name in OF_ODOO.get(self._name, ()):
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
